"""Annotated test pages as Markdown: prose, a text with marked spans, and the annotation that is expected.

A file holds any number of cases. A case begins at a `##` heading; everything outside the two fences is prose for
the reader. The fence `text` holds the page, with spans marked `[label|words]`:

    ## A name for the case
    Why it is here.

    ```text published=2024-11-01 language=de
    [s1|Die Ministerin] [v1|sagte], [c1|der Hafen bleibe [q1|„vorerst“] zu].
    ```

    ```expected
    indirect content=c1 cue=v1 speaker=s1
    direct content=q1 cue=v1 speaker=s1
    ```

- A label is letters and digits; marks nest; one label used again is a further piece of the same thing, in order.
  `[` without a label and `|` behind it is itself. The marks are taken out: offsets count without them.
- `published` and `language` (default `de`) stand behind `text`. The last line break before the fence is dropped.
- Each line of `expected` is one annotation: its kind, then `field=value`. A value that is a label stands for
  its spans, several labels are joined by commas (`content=c1,c2`); anything else is itself (`value=8000`);
  quote it where it holds spaces (`value="8 000"`). `#` begins a comment. An empty fence expects nothing.

`read_cases(folder_or_file)` gives the cases; `article_of(case)` a page that is all body.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from lesart.model.article import Article, Zone
from lesart.model.text import Page, Span

_FENCE = re.compile(r"^```(text|expected)([^\n]*)\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^## +(.+?)\s*$", re.MULTILINE)
_OPEN = re.compile(r"\[([A-Za-z][A-Za-z0-9]*)\|")

Pieces = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Expected:
    """One line of an `expected` fence: its first word, and its fields as written."""

    kind: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Case:
    """One annotated text. `spans`: label to its pieces, code points, half-open, in order."""

    file: str
    name: str
    text: str
    spans: dict[str, Pieces]
    expected: tuple[Expected, ...]
    published: str | None
    language: str

    def __str__(self) -> str:
        return f"{self.file}: {self.name}"

    def pieces(self, labels: str | None) -> Pieces:
        """The spans of `labels` (joined by commas), in order; empty for None."""
        if not labels:
            return ()
        return tuple(sorted(piece for label in labels.split(",") for piece in self.spans[label]))


def read_cases(path: Path) -> list[Case]:
    """All cases of a Markdown file, or of all of them in a folder, in name order."""
    files = sorted(path.glob("*.md")) if path.is_dir() else [path]
    return [case for file in files for case in _cases_of(file)]


def _cases_of(file: Path) -> list[Case]:
    source = file.read_text("utf-8")
    headings = list(_HEADING.finditer(source))
    found = []
    for number, heading in enumerate(headings):
        end = headings[number + 1].start() if number + 1 < len(headings) else len(source)
        parts = {match[1]: (match[2], match[3]) for match in _FENCE.finditer(source, heading.end(), end)}
        if "text" not in parts:
            raise ValueError(f"{file.name}: {heading[1]}: no text")
        options = dict(option.split("=", 1) for option in parts["text"][0].split())
        text, spans = unmark(parts["text"][1].removesuffix("\n"))
        expected = tuple(
            _read_expected(line) for line in parts.get("expected", ("", ""))[1].splitlines() if line.strip()
        )
        found.append(
            Case(file.name, heading[1], text, spans, expected, options.get("published"), options.get("language", "de"))
        )
    return found


def _read_expected(line: str) -> Expected:
    kind, *fields = shlex.split(line, comments=True)
    return Expected(kind, dict(field.split("=", 1) for field in fields))


def unmark(marked: str) -> tuple[str, dict[str, Pieces]]:
    """The text without its marks, and each label's pieces. Raises ValueError for a mark that is never closed."""
    text: list[str] = []
    open_marks: list[tuple[str, int] | None] = []
    spans: dict[str, list[tuple[int, int]]] = {}
    at = length = 0
    while at < len(marked):
        opening = _OPEN.match(marked, at)
        if opening:
            open_marks.append((opening[1], length))
            at = opening.end()
            continue
        if marked[at] == "[":
            open_marks.append(None)
        elif marked[at] == "]" and open_marks:
            closed = open_marks.pop()
            if closed:
                spans.setdefault(closed[0], []).append((closed[1], length))
                at += 1
                continue
        text.append(marked[at])
        length += 1
        at += 1
    if any(open_marks):
        raise ValueError(f"mark never closed: {[mark for mark in open_marks if mark]}")
    return "".join(text), {label: tuple(sorted(pieces)) for label, pieces in spans.items()}


def article_of(case: Case) -> Article:
    """An article of one zone, all body, with the case's date and language."""
    page = Page(id="0123456789abcdef", source=f"{case.file}#{case.name}", bytes_id="0" * 64, text=case.text)
    left = len(case.text) - len(case.text.lstrip())
    zones = (Zone("body", Span(page.id, left, len(case.text.rstrip())), by="given"),)
    return Article(page, zones, language=case.language, published=case.published)
