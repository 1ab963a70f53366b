"""Pages into the archive: filed, filed anew, and what was made from one taken out again. Everything here runs inside
a caller's transaction, so that a page, its annotations and its search terms appear and vanish together.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from lesart.errors import ArchiveError
from lesart.model.annotation import Annotated
from lesart.store import schema as s
from lesart.store.keys import MOST_NUMBER, MOST_PLACE, day_range, make_key
from lesart.store.pages import address_of, digest, join_page, plain, strip_page
from lesart.store.records import Entry, Indexed, Staged, decode, decode_text, encode, encode_text, pack
from lesart.store.terms import add_terms, drop_terms

LONGEST_NAME = 200
"""Characters of an entity's id or form that is kept for search: longer ones are no names."""
SHOWN_TITLE = 500
"""Characters of a headline in lists; the page has it whole."""


def file_page(connection: Connection, entry: Entry, added: str) -> int:
    """Files a page that is not in the archive yet, and returns its number.

    The page's id is kept as it is; raises ArchiveError where another page bears it (see `free_id`).
    """
    number = _take_number(connection)
    saved, page = entry.saved, entry.machine.page
    blob = {"id": saved.bytes_id, "size": len(saved.data), "packed": pack(saved.data)}
    if connection.execute(select(s.BLOBS.c.id).where(s.BLOBS.c.id == saved.bytes_id)).first() is None:
        connection.execute(insert(s.BLOBS).values(blob))
    if connection.execute(select(s.PAGES.c.number).where(s.PAGES.c.id == page.id)).first() is not None:
        raise ArchiveError(f"page {page.id} is in the archive already")
    row = {
        "number": number,
        "id": page.id,
        "bytes_id": saved.bytes_id,
        "address": address_of(saved.url, saved.name),
        "source": plain(saved.source),
        "url": plain(saved.url),
        "added": added,
        **_told_columns(entry, number),
    }
    connection.execute(insert(s.PAGES).values(row))
    kept = msgspec.structs.replace(saved, data=b"")
    connection.execute(insert(s.SAVES).values(number=number, record=encode(kept)))
    _put_results(connection, number, row["key"], entry)
    connection.execute(insert(s.WAITING).values(number=number))
    return number


def refile_page(connection: Connection, number: int, entry: Entry, keep_by: bool = False) -> None:
    """Puts new results for page `number` in the place of the old ones.

    `keep_by`: what the machine found is as it was, and so is the version that made it.
    """
    page = select(s.PAGES.c.key, s.PAGES.c.made_by).where(s.PAGES.c.number == number)
    key, by = connection.execute(page).one()
    drop_results(connection, number, key)
    columns = _told_columns(entry, number)
    if keep_by:
        columns["made_by"] = by
    else:
        wait_again(connection, number)
    connection.execute(update(s.PAGES).where(s.PAGES.c.number == number).values(columns))
    _put_results(connection, number, columns["key"], entry)


def wait_again(connection: Connection, number: int) -> None:
    """Forgets what page `number` was compared by, so that its relations are found anew."""
    for table in (s.PRINTS, s.HEAVY_TERMS, s.WAITING):
        connection.execute(delete(table).where(table.c.number == number))
    connection.execute(insert(s.WAITING).values(number=number))


def _take_number(connection: Connection) -> int:
    named = s.ARCHIVE.c.name == "next_number"
    number = int(connection.execute(select(s.ARCHIVE.c.value).where(named)).scalar_one())
    if number > MOST_NUMBER:
        raise ArchiveError(f"an archive holds {MOST_NUMBER} pages at most")
    connection.execute(update(s.ARCHIVE).where(named).values(value=str(number + 1)))
    return number


def free_id(connection: Connection, wanted: str) -> str:
    """`wanted`, or it with `-2`, `-3` … behind, whichever no page of the archive bears."""
    pattern = s.PAGES.c.id.like(wanted + "-%")
    taken = set(connection.execute(select(s.PAGES.c.id).where((s.PAGES.c.id == wanted) | pattern)).scalars())
    count = 1
    while (f"{wanted}-{count}" if count > 1 else wanted) in taken:
        count += 1
    return f"{wanted}-{count}" if count > 1 else wanted


def _told_columns(entry: Entry, number: int) -> dict[str, str | int | None]:
    """The columns that tell what the analysis found."""
    article = entry.shown.article
    stamp = article.published or article.updated
    day_from, day_to = day_range(stamp) if stamp else (article.earliest, article.latest)
    return {
        "key": make_key(stamp or article.earliest, number),
        "canonical": digest(article.canonical) if article.canonical else None,
        "title": plain(article.title.text[:SHOWN_TITLE]) if article.title else None,
        "outlet": plain(article.outlet.name[:SHOWN_TITLE]) if article.outlet else None,
        "language": plain(article.language),
        "published": plain(article.published),
        "updated": plain(article.updated),
        "day_from": plain(day_from),
        "day_to": plain(day_to),
        "text_sha256": digest(entry.machine.page.text),
        "length": len(entry.machine.page.text),
        "made_by": entry.made_by,
    }


def _put_results(connection: Connection, number: int, key: int | str | None, entry: Entry) -> None:
    assert isinstance(key, int)
    text, page, annotated = strip_page(entry.machine)
    connection.execute(insert(s.TRANSCRIPTS).values(number=number, body=encode_text(text), record=encode(page)))
    connection.execute(insert(s.ANNOTATIONS).values(number=number, record=encode(annotated)))
    if entry.shown != entry.machine:
        connection.execute(insert(s.CORRECTED).values(number=number, record=encode(strip_page(entry.shown)[2])))
    connection.execute(insert(s.INDEXED).values(number=number, record=encode(entry.terms)))
    add_terms(connection, key, entry.terms)
    _put_entities(connection, number, key, entry)
    _put_units(connection, number, key, entry.shown)


def _put_entities(connection: Connection, number: int, key: int, entry: Entry) -> None:
    counts: dict[str, int] = {}
    forms: set[tuple[str, str]] = set()
    kinds: dict[str, str] = {}
    text = entry.shown.page.text
    for name in entry.shown.names:
        if name.entity and len(name.entity) <= LONGEST_NAME:
            counts[name.entity] = counts.get(name.entity, 0) + 1
            kinds[name.entity] = name.kind
            form = " ".join(text[name.span.start : name.span.end].split())
            if len(form) <= LONGEST_NAME:
                forms.add((name.entity, form))
    if not counts:
        return
    labels = dict(entry.labels)
    known = set(connection.execute(select(s.ENTITIES.c.id).where(s.ENTITIES.c.id.in_(sorted(counts)))).scalars())
    fresh = [
        {"id": entity, "kind": kinds[entity], "label": plain(labels.get(entity, entity)[:SHOWN_TITLE])}
        for entity in sorted(counts)
        if entity not in known
    ]
    if fresh:
        connection.execute(insert(s.ENTITIES), fresh)
    rows = [{"entity": e, "key": key, "number": number, "mentions": count} for e, count in sorted(counts.items())]
    connection.execute(insert(s.MENTIONS), rows)
    calls: dict[str, list[str]] = {}
    for form, folded in entry.folded:
        calls.setdefault(form, []).append(folded)
    _put_forms(connection, sorted(forms), calls)


def _put_forms(connection: Connection, forms: Sequence[tuple[str, str]], calls: dict[str, list[str]]) -> None:
    f = s.ENTITY_FORMS.c
    entities = sorted({entity for entity, _ in forms})
    known = {(e, form) for e, form in connection.execute(select(f.entity, f.form).where(f.entity.in_(entities)))}
    rows = [
        {"folded": folded, "entity": entity, "form": plain(form)}
        for entity, form in forms
        if (entity, plain(form)) not in known
        for folded in calls.get(form, ())
        if folded
    ]
    if rows:
        connection.execute(insert(s.ENTITY_FORMS), rows)


def _put_units(connection: Connection, number: int, key: int, page: Annotated) -> None:
    quotations = [
        {
            "key": key + n,
            "number": number,
            "entity": quotation.entity,
            "kind": quotation.type,
            "start": quotation.content[0].start,
            "end": quotation.content[-1].end,
        }
        for n, quotation in enumerate(page.quotations[:MOST_PLACE], 1)
    ]
    if quotations:
        connection.execute(insert(s.QUOTATIONS), quotations)
    quantities = []
    for n, quantity in enumerate(page.quantities[:MOST_PLACE], 1):
        ends = [end for end in (quantity.value, quantity.low, quantity.high) if end is not None]
        if quantity.value is not None:
            ends = [quantity.value]
        quantities.append(
            {
                "key": key + n,
                "number": number,
                "low": min(ends, default=None),
                "high": max(ends, default=None),
                "unit": plain(quantity.unit),
                "entity": quantity.authority_entity,
                "as_of": plain(quantity.as_of),
                "start": quantity.span.start,
                "end": quantity.span.end,
            }
        )
    if quantities:
        connection.execute(insert(s.QUANTITIES), quantities)


def drop_results(connection: Connection, number: int, key: int) -> None:
    """Takes out everything that was made from page `number` alone; entities without mentions go with it."""
    record = connection.execute(select(s.INDEXED.c.record).where(s.INDEXED.c.number == number)).scalar_one()
    drop_terms(connection, key, decode(Indexed, record))
    gone = connection.execute(select(s.MENTIONS.c.entity).where(s.MENTIONS.c.number == number)).scalars().all()
    for table in (s.INDEXED, s.CORRECTED, s.ANNOTATIONS, s.TRANSCRIPTS, s.MENTIONS, s.QUOTATIONS, s.QUANTITIES):
        connection.execute(delete(table).where(table.c.number == number))
    if gone:
        still = select(s.MENTIONS.c.entity).where(s.MENTIONS.c.entity.in_(gone))
        lost = sorted(set(gone) - set(connection.execute(still.distinct()).scalars()))
        connection.execute(delete(s.ENTITY_FORMS).where(s.ENTITY_FORMS.c.entity.in_(lost)))
        connection.execute(delete(s.ENTITIES).where(s.ENTITIES.c.id.in_(lost)))


def stage_result(connection: Connection, number: int, found: Annotated, labels: dict[str, str], by: str) -> None:
    """Keeps a new result for page `number` where nobody sees it yet."""
    text, page, annotated = strip_page(found)
    mine = {name.entity for name in found.names}
    kept = tuple(sorted((entity, label) for entity, label in labels.items() if entity in mine))
    record = encode(Staged(encode_text(text), page, annotated, kept))
    connection.execute(delete(s.STAGED).where(s.STAGED.c.number == number))
    connection.execute(insert(s.STAGED).values(number=number, made_by=by, record=record))


def load_staged(connection: Connection, number: int) -> tuple[Annotated, dict[str, str]]:
    """The result staged for page `number`, and the labels of its entities."""
    record = connection.execute(select(s.STAGED.c.record).where(s.STAGED.c.number == number)).scalar_one()
    staged = decode(Staged, record)
    return join_page(decode_text(staged.body), staged.page, staged.annotated), dict(staged.labels)


def note_sighting(connection: Connection, number: int, seen: str, bytes_id: str, source: str) -> None:
    """Keeps that page `number` was met again unchanged in what it says, at `seen` (UTC stamp)."""
    row = {"number": number, "seen": seen, "bytes_id": bytes_id, "source": plain(source)}
    connection.execute(insert(s.SIGHTINGS).values(row))
