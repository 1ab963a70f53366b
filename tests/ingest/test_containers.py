"""Inputs opened into pages: files, folders, standard input, JSON Lines, web archives; what cannot be read is named."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest

from lesart.errors import UsageError
from lesart.ingest.containers import Raw, open_inputs
from lesart.model.outcome import Rejected
from lesart.model.text import Page
from lesart.pipeline import read_pages
from lesart.settings import Settings

LIMIT = 10_000


def opened(*sources: str | Path, stdin: bytes = b"") -> list[Raw | Rejected]:
    return list(open_inputs([str(source) for source in sources], LIMIT, io.BytesIO(stdin)))


def refusals(items: list[Raw | Rejected]) -> list[tuple[str, str]]:
    return [(Path(item.source).name, item.reason) for item in items if isinstance(item, Rejected)]


def test_a_folder_is_walked_in_name_order_and_other_endings_are_counted(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", "bild.jpg", "notiz.docx"):
        (tmp_path / name).write_text("Inhalt", "utf-8")
    (tmp_path / "mehr").mkdir()
    (tmp_path / "mehr" / "c.txt").write_text("Inhalt", "utf-8")
    items = opened(tmp_path)
    assert [item.name for item in items if isinstance(item, Raw)] == ["a.html", "b.txt", "c.txt"]
    assert [item.reason for item in items if isinstance(item, Rejected)] == ["2 files of other endings"]


def test_a_bad_input_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_bytes(b"")
    (tmp_path / "2.txt").write_bytes(b"x" * (LIMIT + 1))
    (tmp_path / "3.html.gz").write_bytes(gzip.compress(b"<p>" + b"a" * 5 * LIMIT))
    (tmp_path / "4.html.gz").write_bytes(b"\x1f\x8b broken")
    (tmp_path / "5.txt").write_text("Gut.", "utf-8")
    items = opened(tmp_path)
    assert [name for name, _ in refusals(items)] == ["1.txt", "2.txt", "3.html.gz", "4.html.gz"]
    reasons = [reason for _, reason in refusals(items)]
    assert reasons[0] == "empty"
    assert reasons[1] == "larger than 10000 bytes"
    assert reasons[2].startswith("unpacks to more than")
    assert reasons[3].startswith("broken gzip")
    assert [item.name for item in items if isinstance(item, Raw)] == ["5.txt"]


def test_records_without_id_are_numbered_by_line_and_bad_ones_named(tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": "Eins."}),
        "",
        '{"text": ',
        json.dumps({"id": "a7", "html": "<p>Zwei."}),
        json.dumps({"id": "x"}),
        json.dumps({"id": "y", "text": "   "}),
        json.dumps({"id": 9, "text": "Drei."}),
    ]
    file = tmp_path / "dump.jsonl"
    file.write_text("\n".join(lines), "utf-8")
    items = opened(file)
    assert [(i.source, i.record, i.markup) for i in items if isinstance(i, Raw)] == [
        ("1", 1, False),
        ("a7", 4, True),
        ("9", 7, False),
    ]
    assert [name for name, _ in refusals(items)] == ["dump.jsonl:3", "dump.jsonl:5", "dump.jsonl:6"]


def test_a_line_beyond_the_limit_is_refused_and_the_next_read(tmp_path: Path) -> None:
    file = tmp_path / "dump.jsonl.gz"
    long = json.dumps({"id": "lang", "text": "x" * 3 * LIMIT})
    file.write_bytes(gzip.compress(f'{long}\n{{"id": "kurz", "text": "Ja."}}\n'.encode()))
    items = opened(file)
    assert [reason for _, reason in refusals(items)] == ["larger than 10000 bytes"]
    assert [item.source for item in items if isinstance(item, Raw)] == ["kurz"]


def test_standard_input_is_one_page_or_json_lines() -> None:
    (page,) = opened("-", stdin=b"Erste Zeile\nZweite Zeile\n")
    assert isinstance(page, Raw)
    assert page.data == b"Erste Zeile\nZweite Zeile\n"
    records = opened("-", stdin=b'{"id": "1", "text": "A."}\n{"id": "2", "text": "B."}\n')
    assert [item.source for item in records if isinstance(item, Raw)] == ["1", "2"]


def test_an_input_that_is_not_there_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no such file"):
        opened("gibt-es-nicht.txt")
    with pytest.raises(UsageError, match="not fetched"):
        opened("https://beispiel.example/artikel")


def warc_record(url: str, body: bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK") -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        f"WARC-Date: 2026-03-01T08:00:00Z\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


PAGES = (
    warc_record("https://tagblick.example/a", "<p>Die Brücke hält.</p>".encode()),
    warc_record("https://tagblick.example/logo.png", b"\x89PNG", "image/png"),
    warc_record("https://tagblick.example/alt", "<p>Größe</p>".encode("latin-1"), "text/html; charset=iso-8859-1"),
    warc_record("https://tagblick.example/weg", b"<p>fort</p>", status="404 Not Found"),
)


@pytest.mark.parametrize("packed", [False, True])
def test_pages_of_a_warc_file_bear_their_address_and_encoding(tmp_path: Path, packed: bool) -> None:
    file = tmp_path / ("crawl.warc.gz" if packed else "crawl.warc")
    file.write_bytes(b"".join(gzip.compress(record) if packed else record for record in PAGES))
    items = list(read_pages([str(file)], Settings()))
    pages = [item for item in items if isinstance(item, Page)]
    assert [(page.url, page.text.strip(), page.record) for page in pages] == [
        ("https://tagblick.example/a", "Die Brücke hält.", 1),
        ("https://tagblick.example/alt", "Größe", 3),
    ]
    (skipped,) = [item for item in items if isinstance(item, Rejected)]
    assert (skipped.stage, skipped.reason) == ("skipped", "records that are no pages: 1 image/png, 1 status 404")


def test_a_wacz_package_is_read_through(tmp_path: Path) -> None:
    file = tmp_path / "crawl.wacz"
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("datapackage.json", "{}")
        package.writestr("archive/1.warc.gz", gzip.compress(PAGES[0]))
        package.writestr("archive/2.warc.gz", gzip.compress(PAGES[2]))
    pages = [item for item in read_pages([str(file)], Settings()) if isinstance(item, Page)]
    assert [page.record for page in pages] == [1, 2]


def test_a_broken_web_archive_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "leer.wacz").write_bytes(b"PK no zip")
    (tmp_path / "kaputt.warc").write_bytes(PAGES[0][:120])
    items = opened(tmp_path)
    assert {name for name, _ in refusals(items)} == {"leer.wacz", "kaputt.warc"}
