"""Clean pages for tests of the comparison, annotated by the stages themselves."""

from __future__ import annotations

import json
from pathlib import Path

from lesart.model.annotation import Annotated, Entity
from lesart.model.relation import Event, Story
from lesart.pipeline import read_pile
from lesart.settings import Settings


def annotate_texts(
    folder: Path, *texts: str, published: tuple[str | None, ...] = ()
) -> tuple[tuple[Annotated, ...], tuple[Entity, ...]]:
    """One page a text, all of it body; `published`: their dates in order."""
    lines = []
    for place, text in enumerate(texts):
        record: dict[str, str] = {"id": f"p{place + 1}", "text": text, "language": "de"}
        if place < len(published) and published[place]:
            record["published"] = str(published[place])
        lines.append(json.dumps(record, ensure_ascii=False))
    file = folder / "pages.jsonl"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    pages, entities, rejected = read_pile([str(file)], Settings(clean=True))
    assert rejected == ()
    return pages, entities


def one_event(pages: tuple[Annotated, ...]) -> tuple[Event, Story]:
    """All of `pages` as one event of one story."""
    event = Event("event-1", tuple(page.page.id for page in pages))
    return event, Story("story-1", ("event-1",))
