"""Named things of the archive's pages: their labels and forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import cast

from sqlalchemy import Connection, select

from lesart.model.annotation import Annotated, Entity, NameKind
from lesart.store import schema as s
from lesart.store.pages import BATCH, batches


def find_entity(connection: Connection, name: str) -> Entity | None:
    """The entity of id `name` with the forms that search knows."""
    row = connection.execute(select(s.ENTITIES).where(s.ENTITIES.c.id == name)).first()
    if row is None:
        return None
    f = s.ENTITY_FORMS.c
    forms = connection.execute(select(f.form).where(f.entity == name).order_by(f.form)).scalars()
    return Entity(row.id, cast(NameKind, row.kind), row.label, tuple(dict.fromkeys(forms)))


def numbers_naming(connection: Connection, entities: Iterable[str]) -> list[int]:
    """Numbers of the pages that name, quote or rely on one of `entities`, as the machine or a person read them.

    What persons joined is looked for under all its ids: the mentions of an entity that was joined to another stand
    under the other's.
    """
    found: set[int] = set()
    for part in batches(sorted(set(entities))):
        for table in (s.MENTIONS, s.QUOTATIONS, s.QUANTITIES):
            found.update(connection.execute(select(table.c.number).where(table.c.entity.in_(part))).scalars())
    return sorted(found)


def load_entities(connection: Connection, pages: Sequence[Annotated]) -> tuple[Entity, ...]:
    """The entities that `pages` name, by id, each with the forms that stand on these pages."""
    forms: defaultdict[str, set[str]] = defaultdict(set)
    kinds: dict[str, NameKind] = {}
    for page in pages:
        text = page.page.text
        for name in page.names:
            if name.entity:
                forms[name.entity].add(" ".join(text[name.span.start : name.span.end].split()))
                kinds[name.entity] = name.kind
    labels: dict[str, str] = {}
    listed = sorted(forms)
    for at in range(0, len(listed), BATCH):
        asked = select(s.ENTITIES.c.id, s.ENTITIES.c.kind, s.ENTITIES.c.label)
        for row in connection.execute(asked.where(s.ENTITIES.c.id.in_(listed[at : at + BATCH]))):
            labels[row.id] = row.label
            kinds[row.id] = cast(NameKind, row.kind)
    return tuple(
        Entity(entity, kinds[entity], labels.get(entity, max(forms[entity], key=len)), tuple(sorted(forms[entity])))
        for entity in listed
    )
