"""Self-written pages with zone gold: `load_marked` reads one file of `tests/pages/`.

The first line of such a file is a comment `<!-- gold {…} -->`, the page's metadata (`PageGold`). An attribute
`data-zone="KIND"` says what the text of an element is, where no element inside says otherwise; a `span` without
other attributes exists for the mark alone. An element with `data-author`, `data-posted`, `data-up` or
`data-down` holds one reader's comment. All of that is cut out of the source itself, so that a malformed page
stays as malformed as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from lesart.model.article import ARTICLE_ZONES, Stub, ZoneKind
from training.crawler_texts import Manner, apply_mishaps, crawl, decode_page, names
from training.zoned_texts import (
    KINDS,
    CommentMark,
    MarkError,
    ZonedText,
    closing_mark,
    join_runs,
    opening_mark,
    read_marks,
)

Transcriber = Callable[[bytes], str]

VOID = names("area base br col embed hr img input link meta param source track wbr")
BLOCKS = names(
    "address article aside blockquote center details dialog div dl fieldset figcaption figure footer form h1 h2 h3"
    " h4 h5 h6 header hr main menu nav ol p pre section table ul"
)
CLOSED_BY: dict[str, tuple[Set[str], Set[str]]] = {
    "li": ({"li"}, {"ul", "ol", "menu"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "tr": ({"tr", "td", "th"}, {"table"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "option": ({"option"}, {"select"}),
}
"""A start tag, the open elements that it ends, and those that it never reaches over (HTML's implied end tags)."""
PARAGRAPH_FENCE = (BLOCKS - {"p"}) | {"td", "th", "li", "button"}
"""What an open paragraph that a block element ends cannot lie beyond."""

PIECE = re.compile(
    r"<!--.*?-->|<(?P<raw>script|style|title|iframe)\b.*?</(?P=raw)\s*>|<[!?][^>]*>"
    r"""|<(?P<end>/?)(?P<tag>[a-zA-Z][^\s/>]*)(?P<rest>(?:"[^"]*"|'[^']*'|[^'">])*)>""",
    re.DOTALL | re.IGNORECASE,
)
GOLD_LINE = re.compile(r"\s*<!-- gold (\{.*\}) -->[ \t]*\r?\n")
MARK_ATTRIBUTE = re.compile(
    r"""\s+data-(zone|author|posted|up|down)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""", re.IGNORECASE
)
ALTERNATIVE = re.compile(r"""(\balt\s*=\s*)("[^"]*"|'[^']*')""", re.IGNORECASE)
MARGIN = r"(?:\s|&(?:nbsp|ensp|emsp|thinsp|#160|#x0*a0);?)*"
CORE = re.compile(f"({MARGIN})(.*?)({MARGIN})", re.DOTALL | re.IGNORECASE)


class PageGold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a page really says or carries about itself; None where it says nothing. Times are ISO 8601."""

    title: str | None
    published: str | None
    updated: str | None
    authors: tuple[str, ...]
    agencies: tuple[str, ...]
    outlet: str | None
    section: str | None
    language: str
    canonical: str | None
    paywall: bool | None
    stub: Stub | None
    url: str | None


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A page without its marks (`html`), its metadata, and its zones in whatever text is made of it."""

    name: str
    """File name without its ending, such as `07-ticker-hochwasser`."""
    html: bytes
    gold: PageGold
    marked_html: bytes = field(repr=False)
    """The same page with private-use marks in its text."""
    comment_marks: tuple[CommentMark, ...] = ()

    def zoned(self, transcribe: Transcriber) -> ZonedText:
        """The gold zones in the text that `transcribe` makes of `html`.

        Raises MarkError where the marks change that text in any way.
        """
        text = transcribe(self.html)
        try:
            zoned = join_runs(read_marks(transcribe(self.marked_html)), self.comment_marks)
        except MarkError as error:
            raise MarkError(f"{self.name}: {error}") from error
        if zoned.text != text:
            raise MarkError(f"{self.name}: the marks change the text: {first_difference(text, zoned.text)}")
        return zoned

    def whole(self) -> ZonedText:
        """All visible text as a crawler saves it, one line a block, with its zones."""
        return self.zoned(lambda html: crawl(html, Manner("whole")))

    def main(self) -> ZonedText:
        """What a crawler takes for the main content, with comments, captions, alternative texts and mishaps."""
        manner = Manner.of_page(self.name)
        runs = read_marks(crawl(self.marked_html, manner))
        self.zoned(lambda html: crawl(html, manner))
        return join_runs(apply_mishaps(runs, self.name, self.gold.published), self.comment_marks)


def load_marked(path: Path) -> MarkedPage:
    """Read a marked page. Raises MarkError, naming the page, where the gold or a mark is malformed."""
    raw = path.read_bytes()
    source, encoding = decode_page(raw)
    line = GOLD_LINE.match(source)
    if line is None:
        raise MarkError(f"{path.name}: the first line is no gold comment")
    try:
        gold = msgspec.json.decode(line.group(1), type=PageGold)
        strip = MarkStripper()
        strip.read(source[line.end() :])
    except (msgspec.DecodeError, MarkError) as error:
        raise MarkError(f"{path.name}: {error}") from error
    clean, marked = "".join(strip.clean), "".join(strip.marked)
    return MarkedPage(
        path.name.removesuffix(".html"),
        clean.encode(encoding),
        gold,
        marked.encode(encoding, "xmlcharrefreplace"),
        tuple(strip.comments),
    )


def load_folder(folder: Path) -> list[MarkedPage]:
    """All marked pages of a folder in name order."""
    return [load_marked(path) for path in sorted(folder.glob("*.html"))]


@dataclass(slots=True)
class Open:
    """An element that is not closed yet: the zone and comment it states, and whether its tags are mere marks."""

    tag: str
    zone: ZoneKind | None
    comment: int | None
    mark_only: bool


class MarkStripper:
    """Reads a marked page's source once and writes it twice: without any marks, and with marks in its text."""

    def __init__(self) -> None:
        self.clean: list[str] = []
        self.marked: list[str] = []
        self.comments: list[CommentMark] = []
        self.stack: list[Open] = []

    def read(self, source: str) -> None:
        """Read a whole page. Raises MarkError for a zone kind that does not exist."""
        at = 0
        for piece in PIECE.finditer(source):
            self.write_text(source[at : piece.start()])
            at = piece.end()
            tag = (piece["tag"] or "").lower()
            if not tag:
                self.write(piece.group())
            elif piece["end"]:
                self.close(tag, piece.group())
            else:
                self.open(tag, piece.group(), piece["rest"])
        self.write_text(source[at:])

    def write(self, source: str) -> None:
        self.clean.append(source)
        self.marked.append(source)

    def write_text(self, text: str) -> None:
        """Write text between two tags, its visible part between the marks of its zone."""
        self.clean.append(text)
        zone = self.zone()
        parts = CORE.fullmatch(text)
        if zone is None or parts is None or not parts[2]:
            self.marked.append(text)
            return
        comment = self.comment() if zone == "comment" else None
        self.marked.append(parts[1] + opening_mark(zone, comment) + parts[2] + closing_mark(zone) + parts[3])

    def zone(self) -> ZoneKind | None:
        return next((entry.zone for entry in reversed(self.stack) if entry.zone), None)

    def comment(self) -> int | None:
        return next((entry.comment for entry in reversed(self.stack) if entry.comment is not None), None)

    def open(self, tag: str, source: str, rest: str) -> None:
        """Write a start tag without its marks, and remember what it states."""
        self.imply_ends(tag)
        stated = {name.lower(): (value or "").strip("\"'") for name, value in MARK_ATTRIBUTE.findall(rest)}
        entry = self.stated(tag, stated)
        bare = MARK_ATTRIBUTE.sub("", source) if stated else source
        entry.mark_only = bool(stated) and re.fullmatch(r"<span\s*>", bare, re.IGNORECASE) is not None
        if tag not in VOID and not rest.endswith("/"):
            self.stack.append(entry)
        if entry.mark_only:
            return
        self.clean.append(bare)
        self.marked.append(self.with_marked_alternative(bare, entry.zone) if tag.endswith("img") else bare)

    def stated(self, tag: str, stated: dict[str, str]) -> Open:
        kind = next((known for known in KINDS if known == stated.get("zone")), None)
        if kind is None and "zone" in stated:
            raise MarkError(f"no zone kind {stated['zone']!r}")
        comment = None
        if stated.keys() - {"zone"}:
            comment = len(self.comments)
            votes = [int(stated[name]) if stated.get(name) else None for name in ("up", "down")]
            self.comments.append(CommentMark(stated.get("author"), stated.get("posted"), *votes))
        return Open(tag, kind, comment, False)

    def with_marked_alternative(self, source: str, own: ZoneKind | None) -> str:
        """An image's tag with marks around its alternative text: a caption, unless it stands in furniture."""
        zone = own or self.zone()
        if zone is None or zone in ARTICLE_ZONES or zone in ("image_credit", "byline", "comment"):
            zone = "caption"
        found = ALTERNATIVE.search(source)
        text = found[2][1:-1].strip() if found else ""
        if found is None or not text:
            return source
        marks = opening_mark(zone, None) + text + closing_mark(zone)
        return source[: found.start()] + f"{found[1]}{found[2][0]}{marks}{found[2][0]}" + source[found.end() :]

    def imply_ends(self, tag: str) -> None:
        """Close what a start tag ends without an end tag: an open paragraph, list item or table cell."""
        if tag not in CLOSED_BY and tag not in BLOCKS:
            return
        ended, fence = CLOSED_BY.get(tag, ({"p"}, PARAGRAPH_FENCE))
        for depth in range(len(self.stack) - 1, -1, -1):
            if self.stack[depth].tag in fence:
                break
            if self.stack[depth].tag in ended:
                del self.stack[depth:]
                if tag != "tr":
                    break

    def close(self, tag: str, source: str) -> None:
        """Write an end tag, unless its start tag was a mere mark; an end tag without a start stays as it is."""
        mark_only = False
        for depth in range(len(self.stack) - 1, -1, -1):
            if self.stack[depth].tag == tag:
                mark_only = self.stack[depth].mark_only
                del self.stack[depth:]
                break
        if not mark_only:
            self.write(source)


def first_difference(left: str, right: str) -> str:
    """Where two texts part, with a little of both."""
    at = next((at for at, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]), 0)
    return f"{left[max(0, at - 20) : at + 20]!r} against {right[max(0, at - 20) : at + 20]!r}"
