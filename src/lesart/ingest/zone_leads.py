"""What the markup settles about leads and captions behind the headline, whatever the labeller thinks."""

from __future__ import annotations

from lesart.ingest.zone_layout import Layout
from lesart.model.article import ZoneKind

_BOLD = 0.9
"""Share of a paragraph in bold from which all of it is, a dateline or a link aside."""
_PLAIN = 0.25
"""A paragraph with less of it in bold is not bold."""
_LEAD_CHARACTERS = (60, 700)
"""A lead paragraph is at least and at most this long, characters (the longest among own pages has 420)."""
_POINT_CHARACTERS = (40, 260)
"""A point of a summary is at least and at most this long, characters."""
_POINTS = 2
"""Points of a summary at least."""
_LINKED = 0.3
"""A point that is more of a link than this leads elsewhere."""
_HEAD_LINES = 30
"""Lines behind the headline in which a summary may stand."""
_NOT_YET = frozenset(("body", "caption", "teaser", "promo", "navigation", "info_box"))
"""Kinds that a summary's points are mistaken for."""


def mend_leads(layout: Layout, kinds: list[ZoneKind]) -> None:
    """Correct `kinds` of an HTML page in place: summaries in points, leads of several paragraphs, bold openings, and
    captions that stand with their credit apart from the text."""
    if layout.headline < 0 or not layout.page.blocks:
        return
    _lead_points(layout, kinds)
    _lead_alike(layout, kinds)
    _lead_bold(layout, kinds)
    _caption_beside_credit(layout, kinds)


def _lead_points(layout: Layout, kinds: list[ZoneKind]) -> None:
    """Sentences in a list between headline and running text are a summary."""
    last = min(layout.start, layout.headline + _HEAD_LINES)
    points: list[int] = []
    for at in range(layout.headline + 1, last + 1):
        unit = layout.units[at]
        shortest, longest = _POINT_CHARACTERS
        is_point = (
            at < last
            and "li" in layout.places[at][0].split("/")[-2:]
            and shortest <= unit.line.length <= longest
            and unit.text[-1] in ".!?"
            and layout.linked[at] < _LINKED
        )
        if is_point:
            points.append(at)
            continue
        if len(points) >= _POINTS:
            for point in points:
                if kinds[point] in _NOT_YET:
                    kinds[point] = "lead"
        points = []


def _lead_alike(layout: Layout, kinds: list[ZoneKind]) -> None:
    """Behind a lead, what has its very classes, other than those of the text, is lead as well."""
    for at in range(layout.headline + 1, len(kinds) - 1):
        style = layout.styles[at]
        if kinds[at] != "lead" or style == layout.style or not any(style[:2]):
            continue
        same = layout.styles[at + 1] == style and layout.places[at + 1][1] == layout.places[at][1]
        if same and kinds[at + 1] == "body" and layout.weights.get(style, (0, 0))[1] <= _HEAD_LINES:
            kinds[at + 1] = "lead"


def _lead_bold(layout: Layout, kinds: list[ZoneKind]) -> None:
    """The first paragraph is the lead where it is bold and the next is not."""
    at = layout.start
    if at < 0 or kinds[at] != "body" or "lead" in kinds[layout.headline : at]:
        return
    shortest, longest = _LEAD_CHARACTERS
    behind = next((later for later in range(at + 1, len(kinds)) if layout.units[later].line.paragraph), -1)
    if not shortest <= layout.units[at].line.length <= longest or behind < 0:
        return
    if _bold_share(layout, at) >= _BOLD and _bold_share(layout, behind) < _PLAIN:
        kinds[at] = "lead"


def _bold_share(layout: Layout, at: int) -> float:
    unit = layout.units[at]
    strong = unit.block.strong if unit.block is not None else ()
    return sum(end - start for start, end in strong) / max(1, unit.end - unit.start)


def _caption_beside_credit(layout: Layout, kinds: list[ZoneKind]) -> None:
    """A line with the credit of a picture in an element that is not the text's is its caption."""
    for at in range(layout.headline + 1, layout.start):
        if kinds[at] not in ("lead", "headline") or layout.likeness[at]:
            continue
        parent = layout.places[at][1]
        beside = [side for side in (at - 1, at + 1) if _is_credit(layout, kinds, side)]
        if parent != layout.best and any(layout.places[side][1] == parent for side in beside):
            kinds[at] = "caption"


def _is_credit(layout: Layout, kinds: list[ZoneKind], at: int) -> bool:
    return kinds[at] == "image_credit" or (kinds[at] == "navigation" and "creds" in layout.units[at].line.features)
