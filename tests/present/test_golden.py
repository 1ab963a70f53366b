"""The whole report and the summary of the hand-made pile, as stored texts: a change of them is looked at by eye.

Of the report everything is kept that a reader sees or follows: one line a block, with its tag, id, what it links to.
"""

from __future__ import annotations

from lxml import html as parser
from syrupy.assertion import SnapshotAssertion

from lesart.present.report import render_report
from lesart.present.terminal import render_summary
from tests.present.pile import make_pile

BLOCKS = frozenset(
    ("h1", "h2", "h3", "h4", "h5", "p", "li", "td", "th", "dt", "dd", "caption", "summary", "figcaption", "text")
)


def outline(document: str) -> str:
    """One line a block of `document`: its tag, id and classes, its text, and where its links lead."""
    lines = []
    for element in parser.document_fromstring(document).find("body").iter():
        if element.tag not in BLOCKS or any(below.tag in BLOCKS for below in element.iterdescendants()):
            continue
        name = element.tag + "".join(f"#{element.get('id')}" for _ in element.xpath("self::*[@id]"))
        name += "".join(f".{word}" for word in element.get("class", "").split())
        links = [f"{a.get('href')} {a.get('data-e') or ''}".strip() for a in element.iter("a")]
        links += [a.get("href") for a in element.iterancestors("a")]
        leads = f" -> {', '.join(links)}" if links else ""
        lines.append(f"{name}: {' '.join(element.text_content().split())}{leads}")
    return "\n".join(lines)


def test_the_german_report_of_the_pile(snapshot: SnapshotAssertion) -> None:
    assert outline(render_report(make_pile(), "de")) == snapshot


def test_the_english_summary_of_the_pile(snapshot: SnapshotAssertion) -> None:
    assert render_summary(make_pile(), "en") == snapshot
