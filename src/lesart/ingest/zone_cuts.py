"""Where, inside a line, something of another kind may begin: a dateline, a credit, a code, a stamp, a counter.

Cuts are offers. The labeller gives each piece its kind, and pieces of one kind become one zone again, so that a
cut too many costs nothing but time. What is no running text is cut at stamps and separators, too.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lesart.ingest.zone_words import line_table, split_line
from lesart.language.languages import Language, load_language
from lesart.language.stamps import find_stamps

RUNNING = 80
"""A line this long that ends a sentence is running text (see `zone_features.py`), characters."""
_META_LINE = 300
"""Longer lines are not searched for stamps: those of running text belong to it."""
_CREDIT_AT_MOST = 140
"""Longest credit behind a caption, characters."""
_CODE_AT_MOST = 60
"""Longest code of authors or agencies behind a paragraph, characters."""
_DATELINE_LINE = 40
"""Shorter lines have no dateline, characters."""
DATELINES = 4
"""Lines of running text at the start of a page in which a full stop or colon may end a dateline."""

_LANGUAGES = ("de", "en")
"""All of them for every page, as in `zone_words.py`."""
_WORD = r"[A-ZÄÖÜÉ][\w.'’-]*"
_PLACE = rf"{_WORD}(?:(?:\s?/\s?|,?\s|\s(?:am|an der|bei|ob|im|in|de|la)\s){_WORD}){{0,3}}(?:\s\d{{1,4}}(?=:))?"
_AGENCIES = r"\((?:[\w.-]+(?:\s[\w-]+)?)(?:\s?[/,]\s?[\w.-]+){0,3}\)"
_PREFIX = re.compile(r"^\s*(?:[a-z_]{2,20}[ :=]{1,3})?\d{4}-\d{2}(?:-\d{2})?(?:T[\d:.+Z-]+)?(?=\s+\S)")
_DIGIT = re.compile(r"\d")
_PREFIX_AT_MOST = 26
"""Characters within which the digits of such a prefix begin."""
_PLACE_AGENCY = re.compile(rf"^(?P<place>{_PLACE})\s*(?P<agency>{_AGENCIES})\s?(?:--?|–|—|\.|:|\|)?\s*(?=\S)")
_AGENCY_START = re.compile(rf"^{_AGENCIES}\s*(?:--?|–|—|\.|:|\|)\s*(?=\S)")
_PLACE_DASH = re.compile(rf"^{_PLACE}\s?(?:--?\s|–|—|\|)\s*(?=[A-ZÄÖÜ0-9„\"»«‚'])")
_PLACE_STOP = re.compile(rf"^{_PLACE}(?:\s\([\w/ -]{{2,20}}\))?[.:]\s+(?=[A-ZÄÖÜ„\"»«‚'])")
_CREDIT = re.compile(
    r"(?:[(\[|/–—-]\s*)?(?:©|\(c\)\s|\(AP Photo|(?<=/)Copyright\s(?=\d{4}\b)"
    r"|\b(?:[A-Z][a-zä]+)?(?:fotos?|bild|bilder|bildrechte|bildquelle|bildnachweis|photos?|photographs?|images?|quelle|grafik|illustration|zeichnung|collage|copyright|credits?"
    r"|source)(?:\s?:|\sby\b))",
    re.IGNORECASE,
)
_CREDIT_WORDS = (
    "foto", "bild", "photo", "image", "quelle", "grafik", "illustration", "zeichnung", "collage", "copyright", "credit",
    "source",
)  # fmt: skip
"""What the words of `_CREDIT` begin with."""
_HOUSE_ENDS = ".!?|–—"
"""No line that ends so has the name of a picture's house behind it."""
_CODE_ENDS = (")", "]", ").", "].")
_HOUSE_TAIL = re.compile(r"(?:(?<=[.!?)“”\"»«])|\s[-–—|/])\s*(?:[^.!?|–—]|\.(?=\S)){3,60}$")
_HOUSE_MARKS = re.compile(r"[.!?)“”\"»«][^.!?|–—]|\s[-–—|/]|[.!?)“”\"»«]\S")
_TWO_HOUSES = re.compile(r"^\W*[A-ZÄÖÜ][\w -]{2,30}/[A-ZÄÖÜ][\w -]{2,30}$")
_CODE_TAIL = re.compile(r"\s*[(\[][^()\[\]]{2,40}[)\]]\.?$")
_CODE = re.compile(
    r"(?:quelle:\s*)?[\w.äöü-]{1,20}(?:(?:\s?[/,;|]\s?|\s(?:mit|und|and|with)\s|\s)[\w.äöü-]{1,20}){0,4}", re.IGNORECASE
)
_BARE_TAIL = re.compile(
    r"(?<=[.!?…“”\"»«'])\s+/?[a-zäöü]{2,5}(?:\s?[/,]\s?[\wäöü]{2,12}){0,4}(?:\s?/?\s?mit\sMaterial\s\w+\s[\w/]+)?$"
)
_COUNTER = re.compile(r"^(?:bild\s)?\d{1,3}\s?(?:/|von|of)\s?\d{1,3}(?=\s+\D)", re.IGNORECASE)
_READING_TIME = re.compile(
    r"(?:[•|·∙–-]\s*)?(?:(?:\b|(?<=[a-zäöü\d]))(?:lesezeit|lesedauer)\b|\b\d+\s?(?:min\.?|minuten?|minute)\s(?:lesezeit|lesedauer|read)\b)",
    re.IGNORECASE,
)
_COMMENT_COUNT = re.compile(r"\b\d+\s+(?:kommentare?|postings?|ergänzungen|comments?|antworten|leser)\b", re.IGNORECASE)
_EDITED = re.compile(r"gelöscht:.{0,300}?hinzugefügt:", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s[|·•∙/»-]\s|\s[–—]\s|[•∙]")
_GLUED = re.compile(
    r"[A-ZÄÖÜ„«](?<=[a-zäöüß]{4}.|[a-zäöüß]{3}[?!:“»)].)(?=[A-ZÄÖÜa-zäöüß]{3}|[a-zäöüß]+\s)(?!(?<=I)nnen)"
)
"""Upper case that lower case runs into: kicker and headline without a space. Not in `YouTube`, `WhatsApp`,
`LeserInnen`. The search leaps from one upper-case letter to the next."""
_BYLINE = re.compile(r"(?<=[.!?:])\s+(?:von|by)\s+[A-ZÄÖÜ]", re.IGNORECASE)
_STAMP_END = re.compile(r"\s?(?:uhr|h|cet|cest|gmt|bst)?\)?", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\b(?:vor\s+\d+\s+(?:sekunden?|min(?:uten?)?|stunden?|std|tage?n?|wochen?|monate?n?|jahre?n?)"
    r"|\d+\s+(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\s+ago\b)",
    re.IGNORECASE,
)
_BOUND_WORDS = frozenset(("am", "vom", "im", "seit", "bis", "on", "of", "since", "until", "der", "den", "zum", "und"))
"""Before a stamp they bind it to a sentence."""
_SENTENCE_END = re.compile(r"[.!?…:][\"“”»«’')\]]*$")


def cut_line(text: str, language: Language, opening: bool) -> list[int]:
    """Offsets inside `text` (no white space around it) where pieces may begin, sorted.

    `opening` says that the line is among the first of running text on its page.
    """
    running = len(text) >= RUNNING and _SENTENCE_END.search(text[-12:]) is not None
    running = running and (len(text) > _META_LINE or not _gives_reading_time(text))
    cuts: set[int] = set()
    prefix = _PREFIX.match(text) if _DIGIT.search(text, 0, _PREFIX_AT_MOST) else None
    if prefix:
        cuts.add(prefix.end())
    if len(text) >= _DATELINE_LINE:
        _cut_dateline(text, opening, cuts)
    _cut_tail(text, cuts)
    if not running and len(text) <= _META_LINE:
        _cut_meta(text, language, cuts)
    elif "inzugefügt" in text:
        for match in _EDITED.finditer(text):
            cuts.update(match.span())
    return sorted([cut for cut in cuts if 0 < cut < len(text)]) if cuts else []


def _gives_reading_time(text: str) -> bool:
    lower = text.lower()
    return ("lese" in lower or "read" in lower) and _READING_TIME.search(text) is not None


def _cut_dateline(text: str, opening: bool, cuts: set[int]) -> None:
    head = text[:90]
    both = _PLACE_AGENCY.match(head) if "(" in head else None
    if both and _names_agency(both["agency"]):
        cuts.add(both.start("agency"))
        cuts.add(both.end())
        return
    agency = _AGENCY_START.match(head) if head[0] == "(" else None
    if agency and _names_agency(agency.group()):
        cuts.add(agency.end())
        return
    if len(text) < RUNNING:
        return
    dashed = "-" in head or "–" in head or "—" in head or "|" in head
    place = (_PLACE_DASH.match(head) if dashed else None) or (_PLACE_STOP.match(head) if opening else None)
    if place:
        cuts.add(place.end())


def _names_agency(text: str) -> bool:
    return "agency" in line_table().count(split_line(text))


def _cut_tail(text: str, cuts: set[int]) -> None:
    tail = text[-_CREDIT_AT_MOST:]
    away = len(text) - len(tail)
    credit = _CREDIT.search(tail, 0 if away else 1) if _may_credit(tail.lower()) else None
    if credit:
        cuts.add(away + credit.start())
    elif len(text) <= _META_LINE * 2 and text[-1] not in _HOUSE_ENDS:
        house = _HOUSE_TAIL.search(tail) if _HOUSE_MARKS.search(tail) else None
        if house and _names_house(house.group()):
            cuts.add(away + house.start())
    short = text[-_CODE_AT_MOST:]
    away = len(text) - len(short)
    code = _CODE_TAIL.search(short) if short.endswith(_CODE_ENDS) else None
    if code and _is_code(code.group().strip(" ()[]."), text[: away + code.start()]):
        cuts.add(away + code.start())
    elif not code and (short[-1].isalnum() or short[-1] in "_/"):
        bare = _BARE_TAIL.search(short)
        if bare:
            cuts.add(away + bare.start())


def _may_credit(lower: str) -> bool:
    """Whether `_CREDIT` may match: looking for its signs and words first is cheap."""
    if "©" in lower or "(c)" in lower or "(ap photo" in lower:
        return True
    return (":" in lower or "by" in lower or "/copyright" in lower) and any(word in lower for word in _CREDIT_WORDS)


def _names_house(text: str) -> bool:
    counts = line_table().count(split_line(text.replace("/", " ").replace("-", " ")))
    return "photo" in counts or ("/" in text and ("agency" in counts or _TWO_HOUSES.match(text) is not None))


def _is_code(inside: str, before: str) -> bool:
    """Whether a bracket at the end holds codes of authors or agencies: lower case or an agency, after a sentence."""
    if not _CODE.fullmatch(inside):
        return False
    if _names_agency(inside.replace("/", " ")):
        return True
    ended = before.rstrip()[-1:] in ".!?…:“”\"»«'’"
    return ended and inside == inside.lower() and not inside.isdigit()


def _cut_meta(text: str, language: Language, cuts: set[int]) -> None:
    """Cut a line that is no running text at counters, stamps and what stands beside stamps, and where it is glued."""
    if text[1:].lower() != text[1:]:
        cuts.update(match.start() for match in _GLUED.finditer(text))
    if not _DIGIT.search(text):
        return
    counter = _COUNTER.match(text)
    if counter:
        cuts.add(counter.end())
    stamps = _stamp_ranges(text, language)
    stamps.extend(match.span() for match in _READING_TIME.finditer(text))
    for start, end in stamps:
        cuts.update((start, end))
    if stamps:
        for pattern in (_COMMENT_COUNT, _SEPARATOR, _BYLINE):
            cuts.update(match.start() for match in pattern.finditer(text))
        cuts.update(match.end() for match in _SEPARATOR.finditer(text))


def _stamp_ranges(text: str, language: Language) -> list[tuple[int, int]]:
    """Stamps that stand for themselves, with the words that introduce them, and relative times at an end."""
    found: list[tuple[int, int]] = []
    stamps = find_stamps(text, language)
    for stamp in stamps:
        start, end = stamp.start, stamp.end
        tail = _STAMP_END.match(text, end)
        end = tail.end() if tail else end
        day = _weekdays().search(text[:start])
        start = day.start() if day else start
        opener = _openers().search(text[:start])
        start = opener.start() if opener else start
        before = text[:start].rstrip()
        bound = before[-1:].isalnum() or (day is not None and before != "")
        alone = not before or bool(opener) or len(stamps) > 1 or not bound
        last_word = before.rsplit(None, 1)[-1].lower() if before else ""
        if alone or (len(before) <= RUNNING and last_word not in _BOUND_WORDS):
            found.append((start, end))
    found.extend(match.span() for match in _RELATIVE.finditer(text) if len(text) < _RELATIVE_LINE)
    return found


_RELATIVE_LINE = 80
"""A relative time stands for itself in lines up to this many characters; longer ones may tell something with it."""


@lru_cache(maxsize=1)
def _openers() -> re.Pattern[str]:
    """Words that introduce a stamp (`zone_stamp_opener.txt`), before it; they may run into the word before."""
    entries = sorted({entry for tag in _LANGUAGES for entry in load_language(tag).words("zone_stamp_opener")})
    words = "|".join(re.escape(entry) for entry in sorted(entries, key=len, reverse=True))
    glued = "|".join(re.escape(entry.capitalize()) for entry in sorted(entries, key=len, reverse=True))
    return re.compile(rf"(?:[(|·•–-]\s*)?(?:\b(?i:{words})|(?<=[a-zäöüß])(?:{glued}))\b[\s:,]*$")


@lru_cache(maxsize=1)
def _weekdays() -> re.Pattern[str]:
    """A day of the week before a stamp."""
    rows = [row[0] for tag in _LANGUAGES for row in load_language(tag).rows("weekdays")]
    names = "|".join(re.escape(name) for name in sorted(set(rows), key=len, reverse=True))
    return re.compile(rf"\b(?:{names}|mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun)[.,]?\s+$", re.IGNORECASE)
