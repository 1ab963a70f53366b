"""The text a crawler leaves of a page: a small emulation, for pages of our own.

Two manners. `whole` is all visible text, one line a block. `main` is what a crude main-content rule leaves:
most navigation gone, comments, captions and alternative texts kept, some blank lines, inline elements glued.
What varies from crawler to crawler (whether asides stay, whether there are blank lines, what goes wrong) is
drawn from a digest of the page's name, so that a page always gives the same text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import lxml.html
from lxml import etree

from training.zoned_texts import ANY_MARK, Run

CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
HEAD_BYTES = 4096
"""How far into a page its character set is looked for, bytes (HTML asks for the first 1024; our gold line is long)."""
MAIN_SHARE = 0.5
"""An element that holds more than this share of the page's text is never dropped as furniture."""

SPACE = re.compile(r"[ \t\r\n\f]+")


def names(text: str) -> frozenset[str]:
    """A set of names written in one line."""
    return frozenset(text.split())


def read_word_lists() -> dict[str, frozenset[str]]:
    """The lists of `furniture_words.txt` by name."""
    lines = Path(__file__).with_name("furniture_words.txt").read_text(encoding="utf-8").splitlines()
    parts = (line.partition(":") for line in lines if not line.startswith("#"))
    return {name: names(words) for name, _, words in parts}


UNSEEN = names("head script style noscript template iframe object svg video audio canvas")
PARAGRAPHS = names("p h1 h2 h3 h4 h5 h6 figure blockquote ul ol dl table section article pre")
LINES = names(
    "address aside body center dd details dialog div dt fieldset figcaption footer form header hr legend li main nav"
    " option summary tr"
)
FURNITURE_TAGS = names("nav footer form button select input label dialog")
FURNITURE_WORDS = read_word_lists()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a crawler reads: `whole` or `main`, and for `main` what it keeps and loses."""

    name: Literal["whole", "main"]
    blank_lines: bool = True
    keeps_asides: bool = True
    keeps_side_boxes: bool = True
    loses_link_words: bool = False

    @staticmethod
    def of_page(name: str) -> Manner:
        """The `main` manner that a page of this name meets."""
        dice = draw(name, "manner")
        return Manner(
            "main",
            blank_lines=dice[0] < 192,
            keeps_asides=dice[1] < 96,
            keeps_side_boxes=dice[2] < 144,
            loses_link_words=dice[3] < 24,
        )


def draw(name: str, purpose: str) -> bytes:
    """32 bytes that a page's name and a purpose always give: the dice for everything that varies."""
    return hashlib.sha256(f"{purpose}:{name}".encode()).digest()


def decode_page(raw: bytes) -> tuple[str, str]:
    """A page's characters and the encoding it was read with: as declared, else UTF-8."""
    declared = CHARSET.search(raw[:HEAD_BYTES])
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    return raw.decode(encoding), encoding


def crawl(html: bytes, manner: Manner) -> str:
    """The text that a crawler of this manner saves of a page."""
    root = lxml.html.document_fromstring(decode_page(html)[0])
    bodies = root.findall("body")
    writer = Writer(manner, seen_length(root))
    for body in bodies:
        writer.element(body, False)
    return writer.text()


def is_link_in_paragraph(element: etree._Element) -> bool:
    parent = element.getparent()
    return element.tag == "a" and parent is not None and parent.tag == "p"


def seen_length(element: etree._Element) -> int:
    """Characters of an element's text, white space and marks aside."""
    texts = element.xpath(".//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]")
    seen = "".join(str(text) for text in texts) if isinstance(texts, list) else ""
    return len(ANY_MARK.sub("", re.sub(r"\s", "", seen)))


class Writer:
    """Walks a tree and writes lines; `breaks` is the number of line breaks due before the next text."""

    def __init__(self, manner: Manner, length: int) -> None:
        self.manner = manner
        self.length = length
        self.parts: list[str] = []
        self.line = ""
        self.breaks = 0
        self.preformatted = 0

    def text(self) -> str:
        self.end_line(0)
        return "".join(self.parts)

    def write(self, text: str | None) -> None:
        """Add text to the line, its white space folded; in preformatted text a line break ends the line."""
        for number, line in enumerate((text or "").split("\n") if self.preformatted else [text or ""]):
            if number:
                self.end_line(1)
            self.write_line(line)

    def write_line(self, text: str) -> None:
        text = SPACE.sub(" ", text)
        if not self.line or self.line.endswith((" ", "\n")):
            text = text.lstrip(" ")
        self.line += text

    def end_line(self, breaks: int) -> None:
        line = self.line.strip()
        if line:
            wanted = self.breaks if self.manner.name == "main" and self.manner.blank_lines else min(self.breaks, 1)
            self.parts.append("\n" * wanted + line if self.parts else line)
            self.breaks = 0
        self.line = ""
        self.breaks = max(self.breaks, breaks)

    def element(self, element: etree._Element, inside: bool) -> None:
        """Write an element and all inside; `inside` says that it stands in an article."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in UNSEEN or self.is_hidden(element):
            return
        if self.manner.name == "main" and self.is_furniture(element, tag, inside):
            return
        if tag == "br":
            self.end_line(1)
            return
        if tag.endswith("img"):
            self.image(element)
            return
        breaks = 2 if tag in PARAGRAPHS else 1 if tag in LINES else 0
        if breaks:
            self.end_line(breaks)
        inside = inside or tag in ("article", "main")
        self.preformatted += tag == "pre"
        if not (self.manner.loses_link_words and is_link_in_paragraph(element)):
            self.write(element.text)
            for child in element:
                self.element(child, inside)
                self.write(child.tail)
        self.preformatted -= tag == "pre"
        if breaks:
            self.end_line(breaks)
        elif tag in ("td", "th"):
            self.write(" ")

    def image(self, element: etree._Element) -> None:
        """Write an image's alternative text as a line, where the manner shows it."""
        if self.manner.name == "main" and (element.get("alt") or "").strip():
            self.end_line(1)
            self.write(element.get("alt"))
            self.end_line(1)

    def is_hidden(self, element: etree._Element) -> bool:
        style = (element.get("style") or "").replace(" ", "").lower()
        return element.get("hidden") is not None or "display:none" in style

    def is_furniture(self, element: etree._Element, tag: str, inside: bool) -> bool:
        """Whether a main-content rule drops this element: by its tag, or by a word of its class or id."""
        dropped = tag in FURNITURE_TAGS or (tag == "header" and not inside)
        dropped = dropped or (tag == "aside" and not self.manner.keeps_asides)
        if not dropped and tag not in ("body", "article", "main"):
            words = set(re.findall(r"[a-z]+", f"{element.get('class', '')} {element.get('id', '')}".lower()))
            dropped = bool(words & FURNITURE_WORDS["always"])
            dropped = dropped or (not self.manner.keeps_side_boxes and bool(words & FURNITURE_WORDS["sometimes"]))
        return dropped and seen_length(element) <= MAIN_SHARE * self.length


def apply_mishaps(runs: Sequence[Run], name: str, published: str | None) -> list[Run]:
    """What goes wrong with a crawled text, drawn from the page's name; most texts meet one mishap or none."""
    dice = draw(name, "mishaps")
    found = list(runs)
    if dice[0] < 48:
        found = lose_headline(found)
    elif dice[0] < 112:
        found = glue_head(found)
    if dice[1] < 64:
        found = double_caption(found)
    if dice[2] < 56 and published:
        found = [Run(date_line(published, dice[3]), "published_time"), Run(" ", None), *found]
    return found


def date_line(published: str, die: int) -> str:
    """A crawler's own line: the month of publication, or a day that has nothing to do with it."""
    year, month = int(published[:4]), published[5:7] or "01"
    return f" date {year}-{month}" if die < 128 else f" date {year + 1 + die % 2}-{month}-{die % 28 + 1:02}"


def lose_headline(runs: list[Run]) -> list[Run]:
    """Without the lines of kicker and headline, so that the text begins with its lead."""
    return [run for run in runs if run.kind not in ("kicker", "headline")]


def glue_head(runs: list[Run]) -> list[Run]:
    """Kicker, headline and lead on one line, with no mark between them."""
    head = ("kicker", "headline", "lead")
    glued: list[Run] = []
    for at, run in enumerate(runs):
        near = [side.kind for side in (*runs[max(0, at - 1) : at], *runs[at + 1 : at + 2])]
        between = len(near) == 2 and near[0] in head[:2] and near[1] in head and near[0] != near[1]
        if not (run.kind is None and not run.text.strip() and between):
            glued.append(run)
    return glued


def double_caption(runs: list[Run]) -> list[Run]:
    """The longest caption written twice, as where a viewer repeats it."""
    captions = [at for at, run in enumerate(runs) if run.kind == "caption"]
    if not captions:
        return runs
    at = max(captions, key=lambda place: len(runs[place].text))
    return [*runs[: at + 1], Run("\n", None), *runs[at:]]
