"""New texts out of labelled ones: the furniture of one page set into another, so that a model learns to tell them.

A page's article lines stay in their order. Of its own furniture some runs are left out; runs of other pages'
furniture (a consent text, a comment thread, a box of teasers) are put in where such things stand. What is drawn
is drawn from the page's name, so that the same pages always give the same mixtures.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from lesart.ingest.zone_layout import Layout
from lesart.ingest.zone_units import Unit, cut_units
from lesart.model.text import Page
from training.zone_sequences import LANGUAGE, kinds_of_zones
from training.zoned_texts import GoldZone

_DROPPED = 0.4
"""Share of a page's own runs of furniture that a mixture leaves out."""
_INSERTED = 3
"""Runs of other pages' furniture that a mixture takes in, on the average."""
_LONGEST_RUN = 14
"""Lines of one run of furniture at most."""
_GAPLESS = 0.4
"""Share of mixtures without empty lines, as crawlers write; as many have one before every line."""


class LabelledLine(NamedTuple):
    """A line of a text with the kinds of its pieces: `(kind, start, end)` inside the line."""

    text: str
    gap: bool
    parts: tuple[tuple[str, int, int], ...]

    @property
    def group(self) -> str:
        """What the line belongs to: `article`, or a kind of furniture."""
        longest = max(self.parts, key=lambda part: part[2] - part[1])[0]
        return _GROUPS.get(longest, "article")


_GROUPS = {
    "promo": "promo", "teaser": "teaser", "comment": "comment", "comment_meta": "comment",
    "navigation": "navigation", "section_label": "navigation", "caption": "caption", "image_credit": "caption",
}  # fmt: skip
_PLACES = {
    "promo": ("top", "middle", "end"),
    "teaser": ("middle", "end", "end"),
    "comment": ("end",),
    "navigation": ("top", "end", "middle"),
    "caption": ("middle",),
}


class LabelledText(NamedTuple):
    """A text as labelled lines. `name` is unique."""

    name: str
    lines: tuple[LabelledLine, ...]


def label_lines(name: str, units: Sequence[Unit], kinds: Sequence[str]) -> LabelledText:
    """The lines that units were cut from, with their kinds."""
    lines: list[LabelledLine] = []
    group: list[tuple[Unit, str]] = []
    for unit, kind in zip(units, kinds, strict=True):
        if group and not unit.glued:
            lines.append(_join(group))
            group = []
        group.append((unit, kind))
    if group:
        lines.append(_join(group))
    return LabelledText(name, tuple(lines))


def _join(group: Sequence[tuple[Unit, str]]) -> LabelledLine:
    text = ""
    parts = []
    for unit, kind in group:
        if text:
            text += " "
        parts.append((kind, len(text), len(text) + len(unit.text)))
        text += unit.text
    return LabelledLine(text, group[0][0].gap, tuple(parts))


def mix_texts(texts: Sequence[LabelledText], copies: int) -> list[LabelledText]:
    """`copies` mixtures of each text."""
    runs = [(text.name, run) for text in texts for run in _runs(text)]
    donors: dict[str, list[tuple[str, tuple[LabelledLine, ...]]]] = {}
    for name, run in runs:
        donors.setdefault(run[0].group, []).append((name, run))
    return [_mix(text, donors, number) for text in texts for number in range(copies)]


def _runs(text: LabelledText) -> list[tuple[LabelledLine, ...]]:
    """Stretches of furniture of one group, in order."""
    found: list[list[LabelledLine]] = []
    last = "article"
    for line in text.lines:
        group = line.group
        if group != "article":
            if group == last and len(found[-1]) < _LONGEST_RUN:
                found[-1].append(line)
            else:
                found.append([line])
        last = group
    return [tuple(run) for run in found]


def _mix(
    text: LabelledText, donors: dict[str, list[tuple[str, tuple[LabelledLine, ...]]]], number: int
) -> LabelledText:
    chance = Random(f"{text.name}/{number}")
    lines = list(_thin(text, chance))
    for group in chance.choices(sorted(set(donors) & set(_PLACES)), k=1 + chance.randrange(2 * _INSERTED)):
        name, run = chance.choice(donors[group])
        if name != text.name:
            at = _place(lines, chance.choice(_PLACES[group]), chance)
            lines[at:at] = run
    gaps = chance.random()
    if gaps < 2 * _GAPLESS:
        lines = [line._replace(gap=gaps >= _GAPLESS) for line in lines]
    return LabelledText(f"{text.name}/{number}", tuple(lines))


def _thin(text: LabelledText, chance: Random) -> list[LabelledLine]:
    lines: list[LabelledLine] = []
    last, keeps = "article", True
    for line in text.lines:
        if line.group != last:
            keeps = line.group == "article" or chance.random() >= _DROPPED
        if keeps:
            lines.append(line)
        last = line.group
    return lines


def _place(lines: Sequence[LabelledLine], where: str, chance: Random) -> int:
    article = [at for at, line in enumerate(lines) if line.group == "article"]
    if not article:
        return chance.randrange(len(lines) + 1)
    if where == "top":
        return chance.randrange(article[0] + 1)
    if where == "end":
        return chance.randrange(article[-1] + 1, len(lines) + 1)
    body = [at for at, line in enumerate(lines) if line.parts[-1][0] == "body"]
    return chance.choice(body[1:] or article)


def as_sequence(text: LabelledText) -> tuple[list[list[str]], list[str]]:
    """Features and kinds of the units that a labelled text is cut into."""
    parts: list[str] = []
    zones: list[GoldZone] = []
    size = 0
    for line in text.lines:
        if parts:
            separator = "\n\n" if line.gap else "\n"
            parts.append(separator)
            size += len(separator)
        zones.extend(GoldZone(kind, size + start, size + end) for kind, start, end in line.parts)  # type: ignore[arg-type]
        parts.append(line.text)
        size += len(line.text)
    page = Page(id=text.name, source=text.name, bytes_id="", text="".join(parts))
    units = cut_units(page, LANGUAGE)
    kinds = [kind or "navigation" for kind in kinds_of_zones(units, zones)]
    return Layout(page, units).features(), kinds
