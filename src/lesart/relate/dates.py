"""Bounds on the date of an undated page, proved by its own text.

A bound is a day that the page cannot be older (*earliest*) or younger (*latest*) than, with the words that prove it.
What proves something:

- a date with its year, told as past or set under a photograph: the page is not older than that;
- *vor 30 Jahren* or *im vergangenen Jahr* beside the year that is meant: both bounds;
- *30 Jahre nach …* beside the year: not older than that;
- a stamp of the last change, and the first comment of a reader: not younger than that.

The page's own relative words (*am Mittwoch*, *im April*) prove no year, and a year that only general knowledge
supplies is none. Where two bounds exclude each other nothing is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from lesart.algorithms.phrases import Atom, cut_atoms, expand_endings
from lesart.language.languages import Language
from lesart.language.tenses import clause_tense
from lesart.model.annotation import Annotated, Sentence, TimePoint
from lesart.model.article import DateBound
from lesart.model.text import Span

BESIDE = 6
"""Atoms between two times that speak of the same at most (*vor 30 Jahren, im Mai 1995*; own choice)."""
WINDOW = 400
"""Characters on either side of a time in which its clause is read."""
COUNTED_WITHIN = 9
"""Words between *30 Jahre nach* and the year at most (own choice)."""
_YEAR = re.compile(r"(?<!\d)(?:1\d|20)\d\d(?!\d)")
_JOINING = frozenset(",()–—-:")
_YEARS_LONG = re.compile(r"P(\d+)Y$")


def bound_date(page: Annotated, language: Language) -> Annotated:
    """`page` with `earliest`, `latest` and their evidence where it bears no date of its own; else unchanged.

    Of several bounds the strongest of each side is kept. `why` is made of parts: what was read, and how.
    """
    if page.article.published is not None:
        return page
    bounds = [*_of_stamps(page, language), *_of_comments(page), *_of_times(page, language)]
    earliest = max((b for b in bounds if b.side == "earliest"), key=_strength, default=None)
    latest = min((b for b in bounds if b.side == "latest"), key=_strength, default=None)
    if earliest is None and latest is None:
        return page
    if earliest is not None and latest is not None and earliest.value > latest.value:
        return page
    kept = tuple(bound for bound in (earliest, latest) if bound is not None)
    article = msgspec.structs.replace(
        page.article,
        earliest=earliest.value if earliest else None,
        latest=latest.value if latest else None,
        bounds=kept,
    )
    return msgspec.structs.replace(page, article=article)


def _strength(bound: DateBound) -> tuple[str, int]:
    """By value; of equal ones the first in the text wins on both sides of `max` and `min`."""
    return bound.value, (-1 if bound.side == "earliest" else 1) * bound.span.start


def _of_stamps(page: Annotated, language: Language) -> Iterator[DateBound]:
    """A page was published before it was changed."""
    for mark in page.article.date_marks:
        if mark.role == "updated" and mark.start is not None and mark.end is not None and len(mark.value) >= 10:
            yield DateBound("latest", mark.value[:10], page.page.span(mark.start, mark.end), "last changed then")


def _of_comments(page: Annotated) -> Iterator[DateBound]:
    """A page was published before anybody commented on it."""
    for comment in page.article.comments:
        if comment.posted is not None and _is_day(comment.posted):
            yield DateBound("latest", comment.posted[:10], comment.span, "a reader commented then")


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value[:10])
    except ValueError:
        return False
    return True


def _of_times(page: Annotated, language: Language) -> Iterator[DateBound]:
    steps = _steps(language)
    at = 0
    times = page.times
    for sentence in page.sentences:
        mine: list[TimePoint] = []
        while at < len(times) and times[at].span.start < sentence.span.end:
            if times[at].span.start >= sentence.span.start:
                mine.append(times[at])
            at += 1
        if mine:
            yield from _of_sentence(page, sentence, mine, language, steps)


def _of_sentence(
    page: Annotated, sentence: Sentence, times: Sequence[TimePoint], language: Language, steps: dict[str, int]
) -> Iterator[DateBound]:
    text = page.page.text
    zone = page.article.zone_at(sentence.span.start)
    photograph = zone is not None and zone.kind in ("caption", "image_credit")
    clocks = any(time.type == "TIME" for time in times)
    for number, time in enumerate(times):
        written = text[time.span.start : time.span.end]
        if _YEAR.search(written) and time.earliest is not None and time.type in ("DATE", "TIME"):
            day = time.earliest[:10]
            if photograph and time.type == "DATE" and len(time.value or "") == 10 and not clocks:
                yield DateBound("earliest", day, time.span, "photographed then")
            elif not photograph and _is_past(_atoms_around(text, sentence, time.span), time.span, language):
                yield DateBound("earliest", day, time.span, "told as past")
        for other in (*times[max(0, number - 1) : number], *times[number + 1 : number + 2]):
            if _may_prove(text, time, other):
                atoms = _atoms_around(text, sentence, time.span, other.span)
                yield from _beside(page, atoms, time, other, steps, language)


def _may_prove(text: str, relative: TimePoint, dated: TimePoint) -> bool:
    """Whether the first is a length of years or nothing that is anchored, and the second bears a year."""
    if dated.type not in ("DATE", "TIME") or _YEAR.search(text, dated.span.start, dated.span.end) is None:
        return False
    return relative.value is None or _YEARS_LONG.match(relative.value) is not None


def _atoms_around(text: str, sentence: Sentence, *spans: Span) -> list[Atom]:
    """The atoms of the sentence around `spans`, a window of it where it is very long."""
    start = max(sentence.span.start, min(span.start for span in spans) - WINDOW)
    end = min(sentence.span.end, max(span.end for span in spans) + WINDOW)
    return cut_atoms(text, start, end) if end - start <= 4 * WINDOW else []


def _is_past(atoms: Sequence[Atom], span: Span, language: Language) -> bool:
    """Whether a clause tells what happened at the date: past tense, a preposition that says so, nothing planned.

    What is so *seit* a date needs no tense.
    """
    first = next((i for i, atom in enumerate(atoms) if atom.start >= span.start), len(atoms))
    last = next((i for i, atom in enumerate(atoms) if atom.end >= span.end), len(atoms) - 1) + 1
    if _word_before(atoms, span) in language.words("since_words"):
        return True
    if clause_tense(atoms, first, last, language) != "past":
        return False
    planning = language.words("planning_words")
    if any(atom.text.lower() in planning for atom in atoms):
        return False
    if first == 0:
        return True
    return atoms[first - 1].text.lower() in language.words("past_prepositions")


def _beside(
    page: Annotated,
    atoms: Sequence[Atom],
    relative: TimePoint,
    dated: TimePoint,
    steps: dict[str, int],
    language: Language,
) -> Iterator[DateBound]:
    """What a relative time proves beside the dated one that means the same."""
    text = page.page.text
    match = _YEAR.search(text[dated.span.start : dated.span.end])
    if match is None:
        return
    year = int(match.group())
    words = [atom.text.lower() for atom in atoms if relative.span.start <= atom.start < relative.span.end]
    before = _word_before(atoms, relative.span)
    long = _YEARS_LONG.match(relative.value or "")
    span = page.page.span(min(relative.span.start, dated.span.start), max(relative.span.end, dated.span.end))
    if long is not None and relative.type == "DURATION":
        count = int(long.group(1))
        if year + count >= date.max.year:
            return
        if before in language.words("ago_words"):
            if _stand_together(atoms, relative.span, dated.span):
                yield from _years_ago(year + count, words, span, language)
        elif _counted_from(atoms, relative.span, dated.span, language):
            yield DateBound("earliest", f"{year + count:04d}-01-01", span, "so many years after it, told as past")
        return
    if not _stand_together(atoms, relative.span, dated.span):
        return
    step = next((steps[word] for word in words if word in steps), None)
    if step is not None and relative.value is None and any(word.startswith(("jahr", "year")) for word in words):
        yield DateBound("earliest", f"{year - step:04d}-01-01", span, "that year is told from here")
        yield DateBound("latest", f"{year - step:04d}-12-31", span, "that year is told from here")


def _counted_from(atoms: Sequence[Atom], length: Span, dated: Span, language: Language) -> bool:
    """*30 Jahre nach dem Ende des Kriegs 1995* in a clause that tells what happened."""
    between = [atom for atom in atoms if length.end <= atom.start and atom.end <= dated.start]
    if not between or between[0].text.lower() not in language.words("after_words") or len(between) > COUNTED_WITHIN:
        return False
    if any(not atom.text[0].isalpha() for atom in between):
        return False
    first = next(i for i, atom in enumerate(atoms) if atom.start >= length.start)
    return clause_tense(atoms, first, first + 1, language) == "past"


def _years_ago(year: int, words: Sequence[str], span: Span, language: Language) -> Iterator[DateBound]:
    """*vor 30 Jahren, 1995*: written in the year 2025 or, counted in full years, in the one after it."""
    why = "so many years have passed"
    if not set(words) & language.words("lesswords"):
        yield DateBound("earliest", f"{year:04d}-01-01", span, why)
    if not set(words) & language.words("morewords"):
        yield DateBound("latest", f"{year + 1:04d}-12-31", span, why)


def _stand_together(atoms: Sequence[Atom], one: Span, other: Span) -> bool:
    """Only marks and small words stand between the two, and one mark at least."""
    low, high = min(one.end, other.end), max(one.start, other.start)
    between = [atom for atom in atoms if low <= atom.start and atom.end <= high]
    if len(between) > BESIDE or not any(atom.text in _JOINING for atom in between):
        return False
    return all(atom.text in _JOINING or (atom.text.islower() and len(atom.text) <= 4) for atom in between)


def _word_before(atoms: Sequence[Atom], span: Span) -> str:
    words = [atom.text.lower() for atom in atoms if atom.end <= span.start]
    return words[-1] if words else ""


def _steps(language: Language) -> dict[str, int]:
    """Words for last, this and next to -1, 0 and 1."""
    values = {"last": -1, "this": 0, "next": 1}
    return {
        word.lower(): values[row[1]]
        for row in language.rows("time_words")
        if row[1] in values
        for word in expand_endings(row[0])
    }
