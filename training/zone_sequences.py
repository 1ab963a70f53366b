"""Labelled sequences that the zoner learns from: our own marked pages, and pages with partial gold in a folder.

A sequence is a page's units (blocks or lines) with their features and one zone kind each. A unit that holds
several kinds (a dateline before a paragraph) has the kind of most of its characters; the parts are told apart
by rules when zones are made. Nothing but features and kinds is learnt from.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from lesart.ingest.characters import decode_bytes
from lesart.ingest.containers import Raw
from lesart.ingest.transcribe import transcribe, transcribe_markup
from lesart.ingest.zone_layout import Layout
from lesart.ingest.zone_surroundings import list_features
from lesart.ingest.zone_units import Unit, cut_units
from lesart.language.languages import load_language
from lesart.model.text import Page
from training.marked_pages import MarkedPage, load_folder
from training.zoned_texts import GoldZone, ZonedText

Medium = Literal["html", "text"]

LANGUAGE = load_language("de")
GOLD_KINDS = {"lead": "lead", "paragraph": "body", "subheadline": "subheadline", "headline": "headline",
              "caption": "caption"}  # fmt: skip
"""Kinds of the gold in a data folder, and ours. Gold is whole for these but the last, for which it may lack some."""
BODY_KINDS = frozenset(("lead", "body", "subheadline"))
_TOKEN = re.compile(r"\w+")
_GRAM = 3
"""Words of the runs by which a gold block is found again in a page."""
_PART_WORDS = 5
"""Shorter units are a gold block only where they are the whole of it, words."""
_SAME_TEXT = 0.6
"""Share of the shorter one's runs that a unit and a gold block have in common, where they are one."""
_CAPTION_TEXT = 0.7
"""The same for captions, which are shorter and resemble each other."""


@dataclass
class ZoneSequence:
    """One page to learn from or to be tried on. `kinds` has None where the gold does not say."""

    name: str
    group: str
    """The outlet, or the name of our own page: folds never part a group."""
    page: Page
    layout: Layout
    features: list[list[str]]
    kinds: list[str | None]
    same: str = ""
    """Names the page of which there are an HTML and texts."""

    @property
    def units(self) -> Sequence[Unit]:
        """The units of the page."""
        return self.layout.units


def read_own(folder: Path, medium: Medium) -> list[ZoneSequence]:
    """Our own marked pages as HTML, or as the texts that two manners of crawling leave of each."""
    found = []
    for marked in load_folder(folder):
        for name, page, gold in _own_pages(marked, medium):
            units = cut_units(page, LANGUAGE)
            layout = Layout(page, units)
            kinds = kinds_of_zones(units, gold.zones)
            found.append(ZoneSequence(name, f"own:{marked.name}", page, layout, list_features(layout), kinds))
    return found


def _own_pages(marked: MarkedPage, medium: Medium) -> Iterable[tuple[str, Page, ZonedText]]:
    if medium == "html":
        gold = marked.zoned(_transcribe_bytes)
        yield marked.name, transcribe(Raw(marked.name, marked.name, marked.html, "", True)), gold
        return
    for manner in ("whole", "main"):
        gold = marked.whole() if manner == "whole" else marked.main()
        if gold.text.strip():
            name = f"{marked.name}.{manner}"
            yield name, Page(id=name, source=name, bytes_id="", text=gold.text), gold


def _transcribe_bytes(html: bytes) -> str:
    return transcribe_markup(decode_bytes(html, "", True)[0])[0]


def kinds_of_zones(units: Sequence[Unit], zones: Sequence[GoldZone]) -> list[str | None]:
    kinds: list[str | None] = []
    first = 0
    for unit in units:
        while first < len(zones) and zones[first].end <= unit.start:
            first += 1
        shares: Counter[str] = Counter()
        for zone in zones[first:]:
            if zone.start >= unit.end:
                break
            shares[zone.kind] += min(unit.end, zone.end) - max(unit.start, zone.start)
        kinds.append(shares.most_common(1)[0][0] if shares else None)
    return kinds


# ---------------------------------------------------------------- pages with partial gold
class _GoldBlock(msgspec.Struct):
    kind: str
    text: str


class _GoldPage(msgspec.Struct):
    """A line of `gold.jsonl`: what of a page's HTML is its article."""

    id: str
    file: str
    publisher: str
    title: str
    body: list[_GoldBlock]
    captions: list[str]


class _GoldRange(msgspec.Struct):
    kind: str
    start: int
    end: int


class _GoldText(msgspec.Struct):
    """A line of `gold_text.jsonl`: the places of the article in a page's text."""

    id: str
    file: str
    ranges: list[_GoldRange]
    other: list[_GoldRange]


def read_partial(folder: Path, medium: Medium) -> list[ZoneSequence]:
    """The pages of a data folder (`gold.jsonl` and `html/`, or `gold_text.jsonl` and `text/`)."""
    pages = [msgspec.json.decode(line, type=_GoldPage) for line in _lines(folder / "gold.jsonl")]
    if medium == "html":
        return [_read_html(folder, gold) for gold in pages]
    outlets = {gold.id: gold.publisher for gold in pages}
    texts = [msgspec.json.decode(line, type=_GoldText) for line in _lines(folder / "gold_text.jsonl")]
    return [_read_text(folder, gold, outlets[gold.id]) for gold in texts]


def _lines(path: Path) -> list[bytes]:
    return [line for line in path.read_bytes().split(b"\n") if line.strip()]


def _read_html(folder: Path, gold: _GoldPage) -> ZoneSequence:
    data = gzip.decompress((folder / "html" / gold.file).read_bytes())
    page = transcribe(Raw(gold.file, gold.file, data, "", True))
    units = cut_units(page, LANGUAGE)
    layout = Layout(page, units)
    kinds = _align_blocks(units, gold)
    return ZoneSequence(gold.file, gold.publisher, page, layout, list_features(layout), kinds, gold.id)


def _read_text(folder: Path, gold: _GoldText, outlet: str) -> ZoneSequence:
    text = (folder / "text" / gold.file).read_bytes().decode("utf-8")
    page = Page(id=gold.file, source=gold.file, bytes_id="", text=text)
    units = cut_units(page, LANGUAGE)
    layout = Layout(page, units)
    kinds: list[str | None] = [None] * len(units)
    for part in [*gold.other, *gold.ranges]:
        for at, unit in enumerate(units):
            if 2 * (min(unit.end, part.end) - max(unit.start, part.start)) > unit.end - unit.start:
                kinds[at] = GOLD_KINDS[part.kind]
    return ZoneSequence(gold.file, outlet, page, layout, list_features(layout), kinds, gold.id)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFC", text.replace("\u00ad", "")).lower())


def _grams(tokens: Sequence[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(tokens[at : at + _GRAM]) for at in range(max(1, len(tokens) - _GRAM + 1)))


def _align_blocks(units: Sequence[Unit], gold: _GoldPage) -> list[str | None]:
    """The gold kind of each unit: the heaviest chain of matches that keeps the order of both sides."""
    words = [_tokens(unit.text) for unit in units]
    matches = _find_matches([_grams(line) for line in words], [_tokens(block.text) for block in gold.body], words)
    kinds: list[str | None] = [None] * len(units)
    for block, unit in _heaviest_chain(matches):
        kinds[unit] = kinds[unit] or GOLD_KINDS[gold.body[block].kind]
    captions = [_grams(_tokens(caption)) for caption in gold.captions]
    for at, line in enumerate(words):
        if kinds[at] is None and len(line) >= _GRAM:
            mine = _grams(line)
            if any(len(mine & caption) >= _CAPTION_TEXT * len(mine) for caption in captions):
                kinds[at] = "caption"
    first = next((at for at, kind in enumerate(kinds) if kind in BODY_KINDS), len(kinds))
    titles = [at for at in range(first) if words[at] and words[at] == _tokens(gold.title)]
    if titles:
        kinds[titles[-1]] = "headline"
    return kinds


def _find_matches(
    units: Sequence[frozenset[tuple[str, ...]]], blocks: Sequence[Sequence[str]], words: Sequence[Sequence[str]]
) -> list[tuple[int, int, float]]:
    """Block, unit and weight of every pair that has enough runs of words in common, by unit, then block."""
    places: dict[tuple[str, ...], list[int]] = {}
    for at, grams in enumerate(units):
        for gram in grams:
            places.setdefault(gram, []).append(at)
    matches = []
    for number, tokens in enumerate(blocks):
        mine = _grams(tokens)
        shared = Counter(at for gram in mine for at in places.get(gram, ()))
        for at, count in shared.items():
            equal = list(words[at]) == list(tokens)
            if equal or (count >= _SAME_TEXT * min(len(mine), len(units[at])) and len(words[at]) >= _PART_WORDS):
                matches.append((number, at, count + (0.5 if equal else 0.0)))
    return sorted(matches, key=lambda match: (match[1], match[0]))


def _heaviest_chain(matches: Sequence[tuple[int, int, float]]) -> list[tuple[int, int]]:
    best = [weight for _, _, weight in matches]
    before = [-1] * len(matches)
    for at, (block, unit, weight) in enumerate(matches):
        for earlier in range(at):
            other_block, other_unit, _ = matches[earlier]
            ordered = other_block <= block and other_unit <= unit
            if ordered and best[earlier] + weight > best[at]:
                best[at], before[at] = best[earlier] + weight, earlier
    at = max(range(len(matches)), key=best.__getitem__, default=-1)
    chain = []
    while at >= 0:
        chain.append(matches[at][:2])
        at = before[at]
    return chain[::-1]
