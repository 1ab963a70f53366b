"""What a report shows, read back from its markup: each place that is linked, and the words that stand for it.

The report's data tell what was found; this tells what a reader sees. `verify` checks both against the sources.
"""

from __future__ import annotations

from typing import Any

from lxml import html as parser

from lesart.present.contract import GAP

CELLS = frozenset({"r"})
"""Class of a cell of the synopsis; its words stand in `span` elements beside the link, one a span."""
QUOTED = frozenset({"t", "w", "alone"})
"""Classes, of a link or of the two elements around it, of which the link's whole text is the words at its place."""


def read_shown(document: str, pages: list[str]) -> list[dict[str, Any]]:
    """A record a linked place of a report: `page`, `spans`, and `shown`, the words that stand for it (None: none do).

    `pages`: the ids of the report's pages by number. Whole pages (evidence of silence) have no spans and no record.
    """
    records = []
    for link in parser.document_fromstring(document).iter("a"):
        number, _, places = link.get("data-e", "").partition(":")
        if places:
            spans = [[int(end) for end in piece.split("-")] for piece in places.split(",")]
            records.append({"page": pages[int(number)], "spans": spans, "shown": _words(link)})
    return records


def visible_words(text: str) -> str:
    """`text` by all that can be seen of it: white space as one blank, NUL replaced, no unprintable characters."""
    kept = (sign for sign in text.replace("\0", "\ufffd") if sign.isprintable() or sign.isspace())
    return " ".join("".join(kept).split())


def _words(link: parser.HtmlElement) -> str | None:
    """The words that stand for a link's place; None where it is named in other words."""
    holder = link.getparent()
    if holder is None:
        return None
    if CELLS & _classes(holder):
        runs = [run.text_content() for run in holder.iterchildren("span")]
        return GAP.join(runs) if runs else None
    around = holder.getparent()
    told = _classes(link) | _classes(holder) | (_classes(around) if around is not None else frozenset())
    return link.text_content() if QUOTED & told else None


def _classes(element: parser.HtmlElement) -> frozenset[str]:
    return frozenset(element.get("class", "").split())
