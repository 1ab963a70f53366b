"""Named things of the archive's pages: their labels and forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import cast

from sqlalchemy import Connection, select

from lesart.model.annotation import Annotated, Entity, NameKind
from lesart.store import schema as s
from lesart.store.pages import BATCH


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
