"""When a page was published and changed, with every date it bears and where it was read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import msgspec

from lesart.language.languages import Language
from lesart.language.stamps import Stamp, find_stamps, read_stamp
from lesart.model.article import RUNNING_ZONES, DateMark, DateOrigin, DateRole, Zone
from lesart.model.text import Page

_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_SIGNS = re.compile(r"[^a-z0-9]")
"""Names of facts are compared without their marks: `article:published_time` is `article:published:time`."""
_TRUST: tuple[DateOrigin, ...] = ("given", "json-ld", "meta", "time", "text", "url")
"""Whose word goes first where dates disagree: the caller, then the markup in the order of how deliberately it is
written for machines, then the printed stamp, then the address."""
_ROLES = ("published", "updated")
_NEAR = 200
"""Characters behind the first stamp of publication within which others belong to the same head of an article; further
ones are dates of other stories (own judgement: a byline and a share bar lie between at most)."""
_HEAD_LINE = 60
"""Characters of a line over the text that is read as a stamp of place and day at most (own judgement)."""
_PLACE_WORDS = 3
"""Words of the place or the house in such a line."""
_DATELINE_END = re.compile(r"\.?\s*(?:\([^()\n]{1,20}\)\s*)?[–—-]\s")
"""What follows the day of a dateline: the agency perhaps, and a dash."""
_NO_MARK = " \t.\u00a0"
"""What does not part a place from its day: *St. 12. Mai 2029* may be anything."""
_OTHER_DATES = frozenset({"caption", "image_credit", "comment", "comment_meta", "teaser"})
"""Zones whose stamps are of a photograph, a reader or another story."""
_TIME_KINDS = ("published_time", "updated_time")
_FACT_ORIGINS: dict[str, DateOrigin] = {"given": "given", "json-ld": "json-ld", "meta": "meta", "html": "meta"}


class PublicationDates(msgspec.Struct, frozen=True):
    """ISO values or None, and all dates that were seen, in the order of the page."""

    published: str | None
    updated: str | None
    marks: tuple[DateMark, ...]


def find_publication_dates(page: Page, zones: Sequence[Zone], language: Language) -> PublicationDates:
    """Dates of `page` by the markup, the zones of printed stamps and the address.

    Of two printed stamps without a word that tells them apart the earlier is `published`. A lone stamp of change
    ("Stand:") leaves `published` None. Nothing is guessed.
    """
    marks = [*_told_by_facts(page, language), *_printed(page, zones, language), *_told_by_address(page)]
    if not any(mark.role == "published" for mark in marks):
        marks.extend(_told_by_facts(page, language, "created"))
    if not marks:
        marks.extend(_stamped_in_head(page, zones, language))
    published = _choose(marks, "published")
    updated = _choose(marks, "updated")
    if published and updated and _comparable(published) == _comparable(updated):
        updated = None
    return PublicationDates(published, updated, tuple(marks))


def _told_by_facts(page: Page, language: Language, *wanted: str) -> Iterator[DateMark]:
    """Dates in the markup; `wanted` roles of `date_facts.tsv`, else those of publication and change.

    A date of creation is that of a draft: it counts as publication only where nothing else does.
    """
    roles = language.mapping("date_facts")
    for fact in page.facts:
        role = roles.get(_SIGNS.sub("", fact.name.lower()))
        origin = _FACT_ORIGINS.get(fact.origin)
        value = normal_date(fact.value, language) if role in (wanted or _ROLES) and origin else None
        if value and origin:
            yield DateMark(value, "updated" if role == "updated" else "published", origin, fact.start, fact.end)


def _printed(page: Page, zones: Sequence[Zone], language: Language) -> Iterator[DateMark]:
    """Stamps in the zones of publication and change; `time` elements there give their machine value."""
    for kind in ("published_time", "updated_time"):
        role: DateRole = "published" if kind == "published_time" else "updated"
        found: list[DateMark] = []
        first: int | None = None
        for zone in zones:
            if zone.kind == kind and (first is None or zone.span.start - first < _NEAR):
                first = zone.span.start if first is None else first
                found.extend(_machine_times(page, zone, role, language))
                at = zone.span.start
                for stamp in _stamps_from(page, zone, zones, language):
                    said = "updated" if _says_change(page.text[at : stamp.start], language) else role
                    found.append(DateMark(stamp.value, said, "text", stamp.start, stamp.end))
                    at = stamp.end
        yield from _part_by_order(found) if role == "published" else found


def _stamps_from(page: Page, zone: Zone, zones: Sequence[Zone], language: Language) -> Iterator[Stamp]:
    """The stamps that begin in `zone`; a clock time that became a zone of its own behind it belongs to its day."""
    end = zone.span.end
    for other in zones:
        if other.kind in _TIME_KINDS and other.span.start >= end and not page.text[end : other.span.start].strip():
            end = other.span.end
    for stamp in find_stamps(page.text, language, zone.span.start, end):
        if stamp.start < zone.span.end:
            yield stamp


def _stamped_in_head(page: Page, zones: Sequence[Zone], language: Language) -> Iterator[DateMark]:
    """The first line at the head of the text that is a stamp and nothing else but a place or a house: *Dorrnau, am
    12. Mai 2029*, *++ BÖRSENBLATT ++ 12.05.2029 / 08:31 ++*; or the dateline that the text begins with: *Dorrnau,
    12. Mai 2029 (nda) –*. A line that says more may tell of another day."""
    running = sorted(zone.span.start for zone in zones if zone.kind in RUNNING_ZONES)
    start = 0
    end = page.text.find("\n", running[0]) if running else 0
    end = len(page.text) if end < 0 else end
    for line in page.text[:end].splitlines(keepends=True):
        zone = next((zone for zone in zones if start <= zone.span.start < start + len(line)), None)
        if len(line.strip()) <= _HEAD_LINE and (zone is None or zone.kind not in _OTHER_DATES):
            stamps = find_stamps(page.text, language, start, start + len(line))
            if len(stamps) == 1 and _only_places(page.text, start, start + len(line), stamps[0], language):
                yield DateMark(stamps[0].value, "published", "text", stamps[0].start, stamps[0].end)
                return
        if zone is not None and zone.kind in RUNNING_ZONES:
            for stamp in find_stamps(page.text, language, start, start + _HEAD_LINE)[:1]:
                ends = _DATELINE_END.match(page.text, stamp.end)
                if ends and _only_places(page.text, start, stamp.end, stamp, language):
                    yield DateMark(stamp.value, "published", "text", stamp.start, stamp.end)
                    return
        start += len(line)


def _only_places(text: str, start: int, end: int, stamp: Stamp, language: Language) -> bool:
    """Whether the line `[start, end)` bears only the `stamp`, alone or behind capitalised words: with a mark between
    them, or with a clock time, which days of other things seldom have (*Aussendung vom 12.05.2029, 06:50 Uhr*)."""
    if _WORD.search(text, stamp.end, end):
        return False
    words = list(_WORD.finditer(text, start, stamp.start))
    if not words:
        return True
    marked = stamp.start
    while words and words[-1].group().lower() in language.words("stamp_joints"):
        marked = words.pop().start()
    if not 0 < len(words) <= _PLACE_WORDS:
        return False
    if "T" not in stamp.value and not text[words[-1].end() : marked].strip(_NO_MARK):
        return False
    weekdays = language.mapping("weekdays")
    return all(word.group()[0].isupper() and word.group() not in weekdays for word in words)


def _says_change(before: str, language: Language) -> bool:
    """Whether the words before a stamp make it one of change (*Stand:*, *aktualisiert am*)."""
    words = {match.group().lower() for match in _WORD.finditer(before)}
    return not words.isdisjoint(language.words("change_stamp_words"))


def _machine_times(page: Page, zone: Zone, role: DateRole, language: Language) -> Iterator[DateMark]:
    for fact in page.facts:
        if fact.origin != "time" or fact.start is None or fact.end is None:
            continue
        value = normal_date(fact.value, language)
        if value and zone.span.start <= fact.start and fact.end <= zone.span.end:
            yield DateMark(value, role, "time", fact.start, fact.end)


def _part_by_order(found: list[DateMark]) -> list[DateMark]:
    """Of several stamps of one origin that no word tells apart, the earliest is of publication, the last of change."""
    parted: list[DateMark] = [mark for mark in found if mark.role == "updated"]
    found = [mark for mark in found if mark.role != "updated"]
    for mark in found:
        same = [other for other in found if other.origin == mark.origin and _alike(other.value, mark.value)]
        first = min(_comparable(other.value) for other in same)
        later = _comparable(mark.value) > first
        parted.append(msgspec.structs.replace(mark, role="updated") if later else mark)
    return parted


def _told_by_address(page: Page) -> Iterator[DateMark]:
    canonical = page.fact("canonical", "og:url")
    address = page.url or (canonical.value if canonical else None)
    if address:
        match = _URL_DAY.search(urlsplit(address).path)
        if match:
            value = _valid_day("-".join(match.groups()))
            if value:
                yield DateMark(value, "published", "url")


def _choose(marks: Sequence[DateMark], role: DateRole) -> str | None:
    """The most trusted mark of `role`, with the clock time of another mark of the same day where it has none."""
    mine = sorted((mark for mark in marks if mark.role == role), key=lambda mark: _TRUST.index(mark.origin))
    if not mine:
        return None
    best = mine[0].value
    if "T" not in best:
        for mark in mine[1:]:
            if mark.value.startswith(best) and "T" in mark.value:
                return mark.value
    return best


def _alike(one: str, other: str) -> bool:
    return ("T" in one) == ("T" in other)


def _comparable(value: str) -> str:
    """Sorts by what is known; instants with an offset are compared in UTC."""
    if "T" not in value:
        return value
    moment = datetime.fromisoformat(value)
    if moment.tzinfo:
        offset = moment.utcoffset()
        moment = (moment - offset).replace(tzinfo=None) if offset else moment.replace(tzinfo=None)
    return moment.isoformat(timespec="minutes")


def normal_date(written: str, language: Language) -> str | None:
    """`written` as ISO 8601 to the minute (seconds only where they are not zero); None where it is no date."""
    text = written.strip()
    if len(text) == 7 and text[4:5] == "-":
        return text if text[:4].isdigit() and text[5:].isdigit() and 1 <= int(text[5:]) <= 12 else None
    if len(text) >= 10 and text[:4].isdigit() and text[4] == "-":
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return read_stamp(text, language)
        if len(text) == 10:
            return text
        return _iso(moment)
    try:
        return _iso(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError):
        return read_stamp(text, language)


def _iso(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat(timespec="seconds" if moment.second else "minutes")


def _valid_day(value: str) -> str | None:
    try:
        return datetime.fromisoformat(value).date().isoformat()
    except ValueError:
        return None
