"""What plain text tells by order and by the marks of its lines, whatever the labeller thinks.

Made looking at real development pages: their figures with these rules are in-sample.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import cast

from lesart.algorithms.chain import Labelling
from lesart.ingest.zone_features import CLOCK, find_date
from lesart.ingest.zone_layout import Layout
from lesart.ingest.zone_tickers import mark_ticker
from lesart.ingest.zone_units import Unit
from lesart.language.languages import load_language
from lesart.model.article import ZoneKind

_LANGUAGES = ("de", "en")
_SENTENCE_CHARACTERS = 60
"""A shorter line is a heading or label, characters."""
_SENTENCE_ENDS = '.!?…“”»"'
_TEASER_CHARACTERS = 250
"""A longer teaser is a rarity, a longer paragraph of an article is not, characters (development pages)."""
_TEXT_LIKELIHOOD = 0.15
"""From this likelihood on a long teaser is text: what is lost by mistake weighs by its length (development pages)."""
_MISTAKEN = ("promo", "teaser", "info_box")
_PARAGRAPH_CHARACTERS = 120
"""A shorter paragraph is easily a promotion or an excerpt, characters."""
_PARAGRAPH_LIKELIHOOD = 0.35
"""From this likelihood on such a paragraph is text (best of .2, .35, .5 on the development pages)."""
_MISTAKEN_HEADS = ("promo", "teaser", "info_box", "caption", "byline")
_HEAD_CHARACTERS = (8, 110)
_LONE_HEAD = 0.1
_HEAD_LIKELIHOOD = 0.25
"""From these likelihoods on a short line before a paragraph is its heading (development pages)."""
_STAMP_CHARACTERS = 60
"""A longer line is more than a stamp, characters."""
_DATE = re.compile(r"\d{1,2}\.\s?(?:\d{1,2}\.|[A-Za-zä]+)\s?(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d")
_ARTICLE = frozenset(("lead", "body", "subheadline"))
_HEADING_WORDS = 6
"""Words in the heading over the comments of readers at most."""
_STAMP_AWAY = 8
"""Lines behind a reader's name and time among which the paragraphs of the comment stand."""
_PARAGRAPHS = 2
"""Paragraphs of the article before its comments at least: a counter above the article is no heading."""
_COUNTED_PARAGRAPHS = 3
"""The same where no reader's time confirms that comments follow."""
_APPEALING = frozenset(("ad", "consent", "error", "pay"))
_LOST_CHARACTERS = 120
"""Less text is no article, characters."""
_ARROWS = (">>", "→", "►", "▶", "➤", "➜")
"""What points to another page."""
_CODES = ("author_code", "agency_credit")
_SHORT_KINDS = ("caption", "teaser", "promo", "navigation")
_LAST_CHARACTERS = 15
"""A sentence between the text and the code that closes it has at least so many characters."""
_LEAD_AWAY = 8
"""Lines between headline and lead, and between lead and text, at most."""
_LEAD_CHARACTERS = (60, 420)
"""A lead has at least and at most so many characters (the longest among own pages has 420)."""
_LEAD_PARTS = frozenset(("caption", "image_credit", "byline", "published_time", "updated_time", "navigation"))
_BOX_PARAGRAPHS = 3
"""Paragraphs of a promotion within an article at most."""
_STAMP_SHARE = 0.5
"""Share of a line's characters from which a date or time is what it is about."""
_CAPTION_CHARACTERS = 450
"""A longer line of sentences is no caption, characters (the longest among own pages has 380)."""
_LABEL_CHARACTERS = 400
"""A longer line that begins like a caption is more than one, characters."""
_CREDIT_CHARACTERS = 60
"""A longer line is more than the credit of a picture, characters."""
_NAME = r"[A-ZÄÖÜÉ][\w.'’-]+(?:\s(?:[a-z]{2,3}\s)?[A-ZÄÖÜÉ][\w.'’-]+){1,3}"
_RECURRING = 4
"""A line of this many copies on one page is a notice of the site's."""
_NOTICE_CHARACTERS = 30
"""Shorter lines recur in tickers and lists, characters."""
_HEAD_AWAY = 4
"""Lines behind the heading of a section among which its text begins: captions and credits may lie between."""
_BETWEEN = frozenset(("caption", "image_credit", "subheadline", "info_box", "ticker_entry", "teaser", "byline"))


def mend_plain_text(layout: Layout, kinds: list[ZoneKind], tagger: Labelling) -> None:
    """Correct `kinds` of a text in place; of an HTML page nothing."""
    if layout.page.blocks:
        return
    _find_lost_text(layout, kinds)
    _mend_sentences(layout, kinds, tagger)
    _find_lost_heads(layout, kinds, tagger)
    _mark_labelled(layout, kinds)
    _mark_boxes(layout, kinds)
    _mark_end(layout, kinds, tagger)
    _mark_notices(layout, kinds, tagger)
    _mark_comments(layout, kinds)
    mark_ticker(layout, kinds)
    _mark_lone_heads(layout, kinds, tagger)
    _mark_lead_apart(layout, kinds)


def _find_lost_text(layout: Layout, kinds: list[ZoneKind]) -> None:
    """Where a text seems to be nothing but promotion, its paragraphs that ask for nothing are the article."""
    if "body" in kinds or "ticker_entry" in kinds:
        return
    found = [
        at
        for at, unit in enumerate(layout.units)
        if kinds[at] == "promo" and unit.line.paragraph and _APPEALING.isdisjoint(unit.line.concepts)
    ]
    if sum(layout.units[at].line.length for at in found) >= _LOST_CHARACTERS:
        for at in found:
            kinds[at] = "body"


def _mend_sentences(layout: Layout, kinds: list[ZoneKind], tagger: Labelling) -> None:
    """A sentence that goes on behind the article's text is of it, not a teaser; one that an author's code closes is no
    caption, and no promotion behind text; a short line of a change word and a date is the time of change."""
    for at, unit in enumerate(layout.units):
        text = unit.text.strip()
        if not text:
            continue
        before = kinds[at - 1] if at else None
        behind = kinds[at + 1] if at + 1 < len(kinds) else None
        running = len(text) >= _SENTENCE_CHARACTERS and text[-1] in _SENTENCE_ENDS
        goes_on = kinds[at] == "teaser" and before in ("body", "lead")
        closed = kinds[at] == "caption" and behind in _CODES
        last = kinds[at] in _SHORT_KINDS and before == "body" and behind in _CODES
        last = last and len(text) >= _LAST_CHARACTERS and text[-1] in _SENTENCE_ENDS
        long = kinds[at] == "teaser" and unit.line.length >= _TEASER_CHARACTERS and unit.line.paragraph
        endless = kinds[at] == "caption" and unit.line.length > _CAPTION_CHARACTERS
        told = goes_on or closed or endless or (long and _text_likelihood(tagger, at) >= _TEXT_LIKELIHOOD)
        if last or (running and told) or _is_likely_text(unit, kinds[at], tagger, at):
            kinds[at] = "body"
        elif len(text) < _STAMP_CHARACTERS and _DATE.search(text) and text.split()[0].lower().rstrip(":") in _changes():
            kinds[at] = "updated_time"


def _find_lost_heads(layout: Layout, kinds: list[ZoneKind], tagger: Labelling) -> None:
    """A short line before a paragraph may be the heading over it rather than the last of what interrupts the text; the
    more so where it alone stands between paragraphs."""
    shortest, longest = _HEAD_CHARACTERS
    for at, unit in enumerate(layout.units[:-1]):
        if kinds[at] not in _MISTAKEN_HEADS or kinds[at + 1] != "body" or unit.glued:
            continue
        if not shortest <= unit.line.length <= longest or unit.text[-1] in ".…":
            continue
        alone = at > 0 and kinds[at - 1] in ("body", "lead")
        if tagger.marginal("subheadline", at) >= (_LONE_HEAD if alone else _HEAD_LIKELIHOOD):
            kinds[at] = "subheadline"


def _is_likely_text(unit: Unit, kind: str, tagger: Labelling, at: int) -> bool:
    """Whether a paragraph of another kind is all but as likely to be text: then what is lost by mistake decides."""
    if kind not in _MISTAKEN or not unit.line.paragraph or unit.line.length < _PARAGRAPH_CHARACTERS:
        return False
    return _text_likelihood(tagger, at) >= _PARAGRAPH_LIKELIHOOD


def _text_likelihood(tagger: Labelling, at: int) -> float:
    return sum(tagger.marginal(kind, at) for kind in _ARTICLE)


def _mark_labelled(layout: Layout, kinds: list[ZoneKind]) -> None:
    """A line that calls itself a caption is one; a photographer's name with an agency's is the credit of a picture."""
    for at, unit in enumerate(layout.units):
        labelled = unit.line.length <= _LABEL_CHARACTERS and _caption_label().match(unit.text)
        if labelled or _PICTURE_COUNT.fullmatch(unit.text.strip()):
            kinds[at] = "caption"
        elif unit.line.length <= _CREDIT_CHARACTERS and kinds[at] in _ARTICLE and _is_picture_credit(unit):
            kinds[at] = "image_credit"
        elif kinds[at] == "subheadline" and unit.line.length <= _CREDIT_CHARACTERS and _is_stamp(unit.text):
            kinds[at] = "published_time"
        elif kinds[at] == "subheadline" and unit.text.startswith(_ARROWS):
            kinds[at] = "teaser"
        elif kinds[at] in ("body", "subheadline") and _broadcast().match(unit.text):
            kinds[at] = "section_label"
        elif _has_credit(layout, kinds, at) and unit.line.length <= _LABEL_CHARACTERS:
            kinds[at] = "caption"


def _has_credit(layout: Layout, kinds: list[ZoneKind], at: int) -> bool:
    """Whether the credit of a picture follows on the same line."""
    behind = at + 1
    return (
        kinds[at] in _ARTICLE
        and behind < len(kinds)
        and layout.units[behind].glued
        and kinds[behind] == "image_credit"
        and (behind + 1 == len(kinds) or not layout.units[behind + 1].glued)
    )


def _is_stamp(text: str) -> bool:
    """Whether most of a short line is a date or a clock time."""
    told = sum(len(match.group()) for match in (find_date(text), CLOCK.search(text)) if match)
    return _STAMP_SHARE * len(text) <= told


def _mark_boxes(layout: Layout, kinds: list[ZoneKind]) -> None:
    """A heading that asks for money, and what it heads, is a promotion; one that is about the author, at the end, is
    part of the byline."""
    last = max((at for at, kind in enumerate(kinds) if kind in ("body", "lead")), default=-1)
    for at, unit in enumerate(layout.units):
        if kinds[at] != "subheadline":
            continue
        end = at + 1
        while end < len(kinds) and kinds[end] in ("body", "lead"):
            end += 1
        if (
            _is_appeal(unit)
            and end - at - 1 <= _BOX_PARAGRAPHS
            and any(_asks(layout.units[inside]) for inside in range(at + 1, end))
        ):
            kinds[at:end] = ["promo"] * (end - at)
        elif end > last and unit.text.strip(" :").lower() in _author_boxes():
            kinds[at:end] = ["byline"] * (end - at)


def _mark_end(layout: Layout, kinds: list[ZoneKind], tagger: Labelling) -> None:
    """The last lines, from the end up to the first that is text.

    Those that ask the reader for money are a promotion, as is what a house says of itself behind its contact; those
    that say whom to ask, a byline; a call for comments and a reader's line go with the comments; lines that are no
    sentences, in a box or behind the code that closes the article, are no text.
    """
    for at in range(len(kinds) - 1, -1, -1):
        unit = layout.units[at]
        if kinds[at] not in _ARTICLE and kinds[at] != "info_box":
            continue
        short = unit.line.length <= _LABEL_CHARACTERS
        if short and _contact().match(unit.text):
            kinds[at] = "byline"
        elif short and ({"pay", "you"} <= unit.line.concepts.keys() or _follows_contact(layout, at)):
            kinds[at] = "promo"
        elif short and _NICKNAME.match(unit.text):
            kinds[at] = "comment"
        elif _is_comment_heading(unit):
            kinds[at] = "comment_meta"
        elif unit.text.strip()[-1:] not in _SENTENCE_ENDS and (
            kinds[at] == "info_box" or _is_closed(layout, kinds, at)
        ):
            kinds[at] = _likeliest_other(tagger, at)
        else:
            return


def _follows_contact(layout: Layout, at: int) -> bool:
    return at > 0 and _contact().match(layout.units[at - 1].text) is not None


_NICKNAME = re.compile(r"(?=[^:]*[\d_])[^\W\d_][\w.-]{2,23}:\s+\S")
"""A reader's name that no person bears (digits, low lines), and what that reader says."""


def _is_closed(layout: Layout, kinds: list[ZoneKind], at: int) -> bool:
    """Whether a code that closes an article stands before a line, with no paragraph between."""
    for before in range(at - 1, -1, -1):
        if kinds[before] in _CODES:
            return True
        if layout.units[before].line.paragraph:
            return False
    return False


def _is_appeal(unit: Unit) -> bool:
    """Whether a heading speaks of subscriptions or gifts, and of little else or to the reader."""
    concepts = unit.line.concepts
    return "pay" in concepts and ("C:pay" in unit.line.features or not {"we", "you"}.isdisjoint(concepts))


def _asks(unit: Unit) -> bool:
    concepts = unit.line.concepts
    return "pay" in concepts or concepts.get("we", 0) + concepts.get("you", 0) > 1


def _is_picture_credit(unit: Unit) -> bool:
    features = unit.line.features
    named = any(feature.startswith(("c:agency", "c:photo")) for feature in features)
    return named and _PICTURE_CREDIT.fullmatch(unit.text) is not None


_PICTURE_CREDIT = re.compile(rf"{_NAME}\s?/\s?[\w .-]{{2,30}}(?:\s?/\s?[\w .-]{{2,20}})?")


_PICTURE_COUNT = re.compile(r"\d{1,3}\s?/\s?\d{1,3}")
"""*3/12*: the third picture of a gallery of twelve."""


def _mark_notices(layout: Layout, kinds: list[ZoneKind], tagger: Labelling) -> None:
    """What stands several times on a page in the same words is no text of an article."""
    for at, unit in enumerate(layout.units):
        if kinds[at] not in _ARTICLE or unit.line.length < _NOTICE_CHARACTERS or not unit.line.key:
            continue
        if layout.seen[unit.line.key][1] >= _RECURRING:
            kinds[at] = _likeliest_other(tagger, at)


def _likeliest_other(tagger: Labelling, at: int) -> ZoneKind:
    left = [kind for kind in sorted(tagger.labels()) if kind not in _ARTICLE and kind not in ("headline", "info_box")]
    return cast(ZoneKind, max(left, key=lambda kind: tagger.marginal(kind, at)))


def _mark_comments(layout: Layout, kinds: list[ZoneKind]) -> None:
    """Paragraphs behind the article and a heading of comments are comments, where a reader's time stands before them
    or the heading counts them."""
    _mark_glued_comments(layout, kinds)
    start, paragraphs = _find_comments(layout, kinds)
    counted = False
    away = _STAMP_AWAY
    for at in range(start, len(kinds)):
        unit = layout.units[at]
        counted = counted or (paragraphs >= _COUNTED_PARAGRAPHS and _counts_comments(unit))
        away = 0 if _is_time(unit) else away + 1
        if kinds[at] in _ARTICLE and (counted or away <= _STAMP_AWAY):
            kinds[at] = "comment" if unit.line.sentences else "comment_meta"


def _mark_glued_comments(layout: Layout, kinds: list[ZoneKind]) -> None:
    """Behind a heading that counts comments, at most so many lines of a name, a colon and what that reader says."""
    left = 0
    begun = False
    for at, unit in enumerate(layout.units):
        begun = begun or kinds[at] in ("body", "lead")
        if begun and kinds[at] not in _ARTICLE and _counts_comments(unit):
            left = int(_NUMBER.findall(unit.text)[0])
        elif left and _GLUED_COMMENT.match(unit.text) and unit.line.length <= _LABEL_CHARACTERS:
            kinds[at] = "comment"
            left -= 1
        else:
            left = 0


_NUMBER = re.compile(r"\d+")
_GLUED_COMMENT = re.compile(r"[\w.@*-]{2,24}(?:\s[\w.@*-]{1,16})?:\s+\S.{8,}")


def _find_comments(layout: Layout, kinds: list[ZoneKind]) -> tuple[int, int]:
    """The line of the first heading of comments behind the article's text, the end of the page where there is none,
    and how many paragraphs stand before it."""
    paragraphs = 0
    for at, unit in enumerate(layout.units):
        if paragraphs >= _PARAGRAPHS and kinds[at] not in _ARTICLE and _is_comment_heading(unit):
            return at, paragraphs
        paragraphs += kinds[at] in ("body", "lead") and unit.line.paragraph
    return len(kinds), paragraphs


def _is_comment_heading(unit: Unit) -> bool:
    return unit.line.words <= _HEADING_WORDS and "comment" in unit.line.concepts


def _counts_comments(unit: Unit) -> bool:
    return unit.line.words <= _HEADING_WORDS and _comment_count().fullmatch(unit.text) is not None


def _is_time(unit: Unit) -> bool:
    """Whether a short line has a date and a clock time, as readers' comments do."""
    return unit.line.length < _STAMP_CHARACTERS and bool(find_date(unit.text) and CLOCK.search(unit.text))


def _mark_lone_heads(layout: Layout, kinds: list[ZoneKind], tagger: Labelling) -> None:
    """The heading of a section has text behind it."""
    for at in range(len(kinds) - 1, -1, -1):
        if kinds[at] != "subheadline":
            continue
        for kind in kinds[at + 1 : at + 1 + _HEAD_AWAY]:
            if kind in ("body", "lead"):
                break
            if kind not in _BETWEEN:
                kinds[at] = _likeliest_other(tagger, at)
                break


def _mark_lead_apart(layout: Layout, kinds: list[ZoneKind]) -> None:
    """The first paragraph is the lead where pictures, names or buttons part it from those that follow."""
    at = next((at for at, kind in enumerate(kinds) if kind in ("lead", "body")), len(kinds))
    if at == len(kinds) or kinds[at] != "body" or "headline" not in kinds[max(0, at - _LEAD_AWAY) : at]:
        return
    if not _LEAD_CHARACTERS[0] <= layout.units[at].line.length <= _LEAD_CHARACTERS[1]:
        return
    end = next((later for later in range(at + 1, len(kinds)) if kinds[later] in _ARTICLE), len(kinds))
    between = kinds[at + 1 : end]
    if end < len(kinds) and kinds[end] == "body" and len(between) <= _LEAD_AWAY and _LEAD_PARTS.intersection(between):
        kinds[at] = "lead"


@lru_cache(maxsize=1)
def _caption_label() -> re.Pattern[str]:
    """What captions call themselves (`caption_labels.txt`), at the start of a line, with a colon."""
    words = sorted({entry for tag in _LANGUAGES for entry in load_language(tag).words("caption_labels")})
    return re.compile(rf"(?:{'|'.join(map(re.escape, words))})\s?:\s?\S", re.IGNORECASE)


@lru_cache(maxsize=1)
def _author_boxes() -> frozenset[str]:
    return frozenset().union(*(load_language(tag).words("author_box_headings") for tag in _LANGUAGES))


@lru_cache(maxsize=1)
def _contact() -> re.Pattern[str]:
    words = {entry for tag in _LANGUAGES for entry in load_language(tag).words("contact_labels")}
    return re.compile(
        rf"(?:{'|'.join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))})\s?:", re.IGNORECASE
    )


@lru_cache(maxsize=1)
def _broadcast() -> re.Pattern[str]:
    words = sorted({entry for tag in _LANGUAGES for entry in load_language(tag).words("broadcast_openings")})
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE)


@lru_cache(maxsize=1)
def _comment_count() -> re.Pattern[str]:
    words = sorted({entry for tag in _LANGUAGES for entry in load_language(tag).words("comment_headings")})
    nouns = "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    return re.compile(rf"\(?[1-9]\d{{0,4}}\)?\s+(?:{nouns})|(?:{nouns})\s*[(:]?\s?[1-9]\d{{0,4}}\)?", re.IGNORECASE)


@lru_cache(maxsize=1)
def _changes() -> frozenset[str]:
    return load_language("de").words("change_stamp_words") | load_language("en").words("change_stamp_words")
