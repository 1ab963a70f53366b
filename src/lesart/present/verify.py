"""Re-reads the sources of a report or export and re-checks every span in it.

An index names the `files` of a report that was split; they are checked with it.

Of an HTML report the places that it shows are checked besides, and the words that it shows for them.

Of the JSON contract, every list of exactly two whole numbers is a span, every object with `start` and `end` too;
`text` beside them is what the span must yield. The page a span belongs to is the `page` of the nearest object
around it. So the check needs no knowledge of the single fields and misses none.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from lesart.errors import UsageError
from lesart.model.outcome import Rejected
from lesart.model.text import Page
from lesart.present.contract import GAP, hash_text
from lesart.present.exported import read_annotations, read_csv, read_markdown, read_parquet
from lesart.present.shown_places import read_shown, visible_words

BEFORE = 12
"""Characters before a difference that a failure quotes."""
Reader = Callable[[str], Iterable[Page | Rejected]]
"""Reads a source (a path) again: its pages, or why it is refused."""

Keeper = Callable[[str], Page | Rejected | None]
"""Reads a page (by id) again from the bytes that an archive keeps; None for one that it does not have."""

ISLAND = re.compile(r'<script type="application/json" id="lesart-data">(.*?)</script>', re.DOTALL)
"""Where the HTML report keeps the contract's object."""


class Checked(msgspec.Struct, frozen=True):
    """Outcome: spans checked and held, pages, failures (each names its place), remarks."""

    checked: int
    held: int
    pages: int
    failures: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def verify_report(file: Path, read: Reader, kept: Keeper | None = None) -> Checked:
    """Checks every span of `file`: a JSON object, JSON Lines or an HTML report of this program.

    `kept`: where pages are asked for first; those it does not have are read from their sources. Raises UsageError
    where `file` is none of these.
    """
    records = _load_records(file)
    for part in [file.parent / str(name) for record in records for name in record.get("files", ())]:
        records.extend(_load_records(part))
    check = _Check(file.parent, read, kept)
    listed = [page for record in records for page in _pages_of(record)]
    for page in listed:
        check.take_page(page)
    for record in records:
        check.take_sources(record)
    for record in records:
        check.walk(record, None, "")
    return check.outcome()


def _load_records(file: Path) -> list[dict[str, Any]]:
    if file.suffix.lower() == ".parquet":
        return [read_parquet(file)]
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: {error}") from error
    table = read_csv(text) or read_markdown(text)
    if table:
        return [table]
    island = ISLAND.search(text)
    try:
        if island:
            record = msgspec.json.decode(island.group(1))
            pages = [page["page"] for page in _pages_of(record)]
            records = [{**record, "rows_shown": read_shown(text, pages)}]
        else:
            records = [msgspec.json.decode(line) for line in text.split("\n") if line.strip()]
    except msgspec.DecodeError:
        try:
            records = [msgspec.json.decode(text)]
        except msgspec.DecodeError as error:
            raise UsageError(f"{file}: neither JSON nor a report of lesart: {error}") from error
    records = [(isinstance(record, dict) and read_annotations(record)) or record for record in records]
    for record in records:
        if not isinstance(record, dict) or not record.keys() & {"page", "pages", "passage", "error"}:
            raise UsageError(f"{file}: neither a report nor an export of lesart")
    return records


def _pages_of(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    candidates = record["pages"] if isinstance(record.get("pages"), list) else [record]
    for page in candidates:
        if isinstance(page, dict) and "page" in page and "bytes" in page:
            yield page


class _Check:
    """Texts of the pages as they are now, and what was found wrong so far."""

    def __init__(self, folder: Path, read: Reader, kept: Keeper | None) -> None:
        self._folder = folder
        self._kept = kept
        self._read = read
        self._files: dict[str, dict[int | None, Page | Rejected]] = {}
        self._texts: dict[str, str] = {}
        self._sources: dict[str, str] = {}
        self._checked = 0
        self._held = 0
        self._failures: list[str] = []
        self._remarks: list[str] = []

    def outcome(self) -> Checked:
        return Checked(self._checked, self._held, len(self._sources), tuple(self._failures), tuple(self._remarks))

    def take_page(self, page: dict[str, Any]) -> None:
        """Reads the page's source again and compares bytes and text with what the report says of them."""
        name, source, kept = page["page"], page["source"], page.get("text")
        self._sources[name] = source
        if isinstance(kept, str):
            self._texts[name] = kept
            if hash_text(kept) != page["text_sha256"]:
                self._failures.append(f"{source}: the text kept in the report does not match its hash")
        now = self._kept(name) if self._kept else None
        if now is None:
            now = self._read_again(source, page.get("file"), page.get("record"))
        if now is None:
            self._remarks.append(f"{source}: not read again; checked against the text kept in the report")
            if not isinstance(kept, str):
                self._failures.append(f"{source}: not read again, and the report keeps no text of it")
            return
        if isinstance(now, Rejected):
            self._failures.append(f"{source}: cannot be read again: {now.reason}")
            return
        if now.bytes_id != page["bytes"]:
            self._failures.append(f"{source}: its bytes changed{_first_change(self._texts.get(name), now.text)}")
        elif hash_text(now.text) != page["text_sha256"]:
            self._failures.append(f"{source}: the same bytes are transcribed otherwise now")
        self._texts[name] = now.text

    def take_sources(self, record: dict[str, Any]) -> None:
        """Texts for a line of `reuse`, which names its sources but keeps neither text nor hash."""
        if "passage" not in record:
            return
        for member in record["members"]:
            if member["page"] not in self._texts:
                pages = self._pages_in(member["source"]) or {}
                self._sources[member["page"]] = member["source"]
                for page in pages.values():
                    if isinstance(page, Page) and page.id == member["page"]:
                        self._texts[page.id] = page.text
                if member["page"] not in self._texts:
                    self._failures.append(f"{member['source']}: not read again, and the report keeps no text of it")

    def _read_again(self, source: str, file: str | None, record: int | None) -> Page | Rejected | None:
        pages = self._pages_in(file or source)
        if pages is None:
            return None
        found = pages.get(record)
        return found or Rejected("verify", source, f"line {record} is gone" if record else "empty")

    def _pages_in(self, path: str) -> dict[int | None, Page | Rejected] | None:
        """The pages of a file by record number; None where there is no such file to read."""
        if path not in self._files:
            place = next((p for p in (Path(path), self._folder / path) if path != "-" and p.is_file()), None)
            if place is None:
                if path == "-" or "://" in path:
                    return None
                return {None: Rejected("verify", path, "no such file")}
            found: dict[int | None, Page | Rejected] = {}
            for item in self._read(os.fspath(place)):
                found[item.record if isinstance(item, Page) else None] = item
            self._files[path] = found
        return self._files[path]

    def walk(self, node: Any, page: str | None, trail: str) -> None:
        """Checks every span in `node`; `page` is the page of the nearest object around it."""
        if isinstance(node, dict):
            if isinstance(node.get("page"), str):
                page = node["page"]
            if _is_pair([node.get("start"), node.get("end")]):
                self._check([(node["start"], node["end"])], page, node.get("text"), trail)
            for key, value in node.items():
                if key == "spans" and value:
                    self._check([tuple(pair) for pair in value], page, node.get("text"), f"{trail}.{key}")
                    self._compare([tuple(pair) for pair in value], page, node.get("shown"), f"{trail}.{key}")
                elif key not in ("a", "b", "start", "end"):
                    self.walk(value, page, f"{trail}.{key}")
        elif isinstance(node, list):
            if _is_pair(node):
                self._check([(node[0], node[1])], page, None, trail)
                return
            for place, item in enumerate(node):
                self.walk(item, page, f"{trail}[{place}]")

    def _check(self, spans: list[tuple[int, int]], page: str | None, shown: object, trail: str) -> None:
        self._checked += len(spans)
        text = self._texts.get(page or "")
        where = f"{self._sources.get(page or '', page)}: {trail.lstrip('.')} {spans}"
        if text is None:
            self._failures.append(f"{where}: no text to check it against")
        elif any(not 0 <= start < end <= len(text) for start, end in spans):
            self._failures.append(f"{where}: lies outside the page")
        elif isinstance(shown, str) and shown != GAP.join(text[start:end] for start, end in spans):
            self._failures.append(f"{where}: no longer yields {_short(shown)}")
        else:
            self._held += len(spans)

    def _compare(self, spans: list[tuple[int, int]], page: str | None, shown: object, trail: str) -> None:
        """Words that the report shows against those of the page, by all that can be seen of them."""
        text = self._texts.get(page or "")
        if isinstance(shown, str) and text is not None:
            there = GAP.join(text[start:end] for start, end in spans)
            if visible_words(shown) != visible_words(there):
                where = f"{self._sources.get(page or '', page)}: {trail.lstrip('.')} {spans}"
                at = max(0, _first_difference(shown, there) - BEFORE)
                self._failures.append(f"{where}: the report shows {_short(shown[at:])} for {_short(there[at:])}")


def _is_pair(node: list[Any]) -> bool:
    return len(node) == 2 and all(isinstance(item, int) and not isinstance(item, bool) for item in node)


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _first_change(before: str | None, now: str) -> str:
    if before is None or before == now:
        return ""
    place = _first_difference(before, now)
    return f", its text first at character {place} ({_short(now[place : place + 40])})"


def _short(text: str, width: int = 60) -> str:
    flat = " ".join(text.split())
    return repr(flat if len(flat) <= width else flat[: width - 1] + "…")
