"""What persons decided, as the report shows it: who, when, what, why, and where it applied. Never mixed with pages."""

from __future__ import annotations

import msgspec

from lesart.model.correction import Applied, Note
from lesart.present.decisions import PERSON
from lesart.present.shown_pages import Book, Ref

PLACES_SHOWN = 4
"""Places of one decision that are linked."""


class ShownDecision(msgspec.Struct, frozen=True):
    kind: str
    person: str
    made: str
    text: str
    """Of a note its words; else why it was decided. A person's words, not a page's."""
    places: tuple[tuple[str, str, Ref], ...]
    """Siglum, words, place."""
    state: str
    """Taken back, or why it found no place; empty where it holds."""


def make_decisions(book: Book) -> tuple[ShownDecision, ...]:
    """All decisions that came to this result, in the order they were made."""
    by_id: dict[str, list[Applied]] = {}
    for each in book.synopsis.corrections:
        by_id.setdefault(each.correction.id, []).append(each)
    shown = [_show(book, applied) for applied in by_id.values()]
    return tuple(sorted(shown, key=lambda each: each.made))


def _show(book: Book, applied: list[Applied]) -> ShownDecision:
    say, correction = book.wording, applied[0].correction
    decision = correction.decision
    spans = [span for each in applied for span in each.places if span.page in book.annotated][:PLACES_SHOWN]
    unplaced = next((each.unplaced for each in applied if each.unplaced), None)
    if correction.undone:
        state = say("decisions.undone")
    else:
        state = say("decisions.unplaced", why=unplaced) if unplaced else ""
    return ShownDecision(
        kind=say.known(f"decision.{correction.kind}") or correction.kind,
        person=correction.person,
        made=say.moment(correction.made),
        text=decision.text if isinstance(decision, Note) else correction.why,
        places=tuple((book.siglum(span.page), book.words(span), book.ref((span,))) for span in spans),
        state=state,
    )


def decided_by(by: str) -> str:
    """The person behind a `by`, empty where no person decided."""
    return by.removeprefix(PERSON) if by.startswith(PERSON) else ""
