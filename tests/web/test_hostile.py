"""What a hostile page, file, form or address tries: each is refused with a reason, or stands there as plain words."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lxml.html import fromstring

from lesart.desk.uploading import safe_name
from tests.store.newsroom import page
from tests.web.conftest import Desk, Opener
from tests.web.waiting import send, wait_for

SCRIPT = "<script>alert(1)</script>"
BREAKERS = (
    SCRIPT,
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 1234567 * 7 }}{% raw %}",
    "${1234567*7}#{1234567*7}",
    "<!--",
    "]]>",
    "\u202egnp.exe",
    "\u2028\u2029",
)
SQL = ("'", "' OR 1=1 --", '"; DROP TABLE pages; --', "%", "_", "1); DELETE FROM events; --", "\\", "0 UNION SELECT 1")
PATHS = ("../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%00", "a%0d%0aSet-Cookie:%20x=1", "....//", "%2e%2e/", "C:%5Cx")


@pytest.fixture
def hostile(open_desk: Opener, tmp_path: Path) -> Desk:
    """A desk whose pages try to break out of every field."""
    desk = open_desk(empty=True)
    records = [
        page(
            f"{breaker} {number}",
            f"{breaker} «{breaker} Das war es», sagte Veit {breaker} Ambrock. In Kolmsee wurden {number + 3} verletzt.",
            outlet=breaker,
            title=f"{breaker} Halde",
            url=f"javascript:alert({number})",
            published=f"2031-05-{number + 1:02}",
        )
        for number, breaker in enumerate(BREAKERS)
    ]
    lines = "".join(json.dumps(record) + "\n" for record in records)
    told = wait_for(desk, send(desk, ("seiten.jsonl", lines.encode())))
    assert told["counts"] == {"added": len(BREAKERS)}
    return desk


def is_inert(html: str) -> bool:
    """Whether every element, attribute and address in `html` is of our making, as a parser reads it."""
    for element in fromstring(html).iter():
        if not isinstance(element.tag, str):
            return False
        if element.tag == "script" and not (element.get("src") or element.get("type") == "application/json"):
            return False
        if element.tag in ("img", "iframe", "object", "embed", "base", "style"):
            return False
        for name, value in element.attrib.items():
            if (
                name.startswith("on")
                or name == "style"
                or value.strip().lower().startswith(("javascript:", "vbscript:"))
            ):
                return False
    return not html.count("8641969")


def test_nothing_that_a_page_says_is_markup(hostile: Desk) -> None:
    inbox: Any = hostile.json("/?limit=50")
    pages: Any = hostile.json("/sources?limit=50")["pages"]
    speakers: Any = hostile.json("/speakers")["speakers"]
    addresses = ["/", "/stories", "/sources", "/speakers", "/search?q=Halde", "/search?q=Kolmsee"]
    addresses += [f"/events/{event['id']}" for event in inbox["events"][:4]]
    addresses += [f"/events/{event['id']}/correct" for event in inbox["events"][:2]]
    for each in pages:
        addresses += [f"/pages/{each['id']}?layer=quotations", f"/pages/{each['id']}/correct?at=0-9"]
    addresses += [f"/speakers/{quote(each['entity'], safe='')}" for each in speakers]
    assert len(addresses) > 20
    for address in addresses:
        html = hostile.html(address)
        assert is_inert(html), address
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in hostile.html("/")
    assert all(each["url"] is None for each in pages)


def test_feeds_are_well_formed_whatever_pages_say(hostile: Desk) -> None:
    from lxml import etree

    answer = hostile.client.get("/search/feed", params={"q": "headline:Halde"})
    feed = etree.fromstring(answer.content)
    titles = [title.text for title in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert any(SCRIPT in (title or "") for title in titles)
    assert not any((link.get("href") or "").startswith("javascript") for link in feed.iter("{*}link"))


@pytest.mark.parametrize("attack", [*SQL, *BREAKERS[:8]])
def test_nothing_asked_is_more_than_words(reading: Desk, attack: str) -> None:
    quoted = quote(attack, safe="")
    for address in (
        f"/search?q={quoted}",
        f"/sources?q={quoted}",
        f"/speakers?name={quoted}",
        f"/?after={quoted}~{quoted}",
        f"/search?q=event:{quoted}",
        f"/pages/{quoted}",
        f"/events/{quoted}",
        f"/stories/{quoted}",
        f"/speakers/{quoted}",
        f"/pages/{reading.filled.pages[0]}?at={quoted}",
        f"/pages/{reading.filled.pages[0]}?layer={quoted}",
        f"/search?before={quoted}",
        f"/?limit={quoted}",
    ):
        answer = reading.client.get(address, headers={"accept": "text/html"})
        assert answer.status_code in (200, 400, 404), address
        assert is_inert(answer.text), address
        assert "sqlite" not in answer.text.lower()
        assert "psycopg" not in answer.text.lower()
    assert reading.json("/")["page_count"] == 4


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_out(reading: Desk, path: str) -> None:
    for address in (f"/static/{path}", f"/pages/{path}", f"/pages/{path}/bytes", f"/jobs/{path}", f"/{path}"):
        answer = reading.client.get(address, headers={"accept": "application/json"})
        assert answer.status_code == 404, address
        assert "root:" not in answer.text
        assert "set-cookie" not in answer.headers
        assert "x=1" not in str(answer.headers)


def test_headers_cannot_be_smuggled_in(desk: Desk) -> None:
    taken = {"kind": "note", "person": "Ada", "page": desk.filled.pages[0], "text": "x", "form_token": desk.form_token}
    for back in ("/a\r\nSet-Cookie: x=1", "https://evil.example", "//evil.example", "/\\evil"):
        answer = desk.client.post("/corrections", data={**taken, "back": back})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert "x=1" not in str(answer.headers)


def test_a_template_in_a_form_is_words(desk: Desk) -> None:
    text = "{{ 1234567*7 }} {% include '/etc/passwd' %}"
    desk.post("/corrections", kind="note", person="{{ 1234567*7 }}", page=desk.filled.pages[0], text=text)
    html = desk.html("/corrections")
    assert "{{ 1234567*7 }}" in html
    assert "8641969" not in html
    assert "root:" not in html


def test_nothing_is_fetched_for_anybody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    answer = desk.client.post("/upload", data={"form_token": desk.form_token, "url": "http://169.254.169.254/latest"})
    assert answer.status_code == 400
    listed = json.dumps(
        {"id": "a", "html": "<img src='http://127.0.0.1:1/x'><p>Kolmsee</p>", "url": "http://127.0.0.1:1/"}
    )
    told = wait_for(desk, send(desk, ("a.jsonl", listed.encode()), ("http://127.0.0.1:1/x.html", b"<p>Brand</p>")))
    assert told["counts"] == {"added": 2}


def test_what_unpacks_without_end_is_refused(desk: Desk) -> None:
    bomb = gzip.compress(bytes(60_000_000))
    lines = gzip.compress(b"\n" * 60_000_000)
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("archive/a.warc", bytes(60_000_000))
    nested = io.BytesIO()
    with zipfile.ZipFile(nested, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("archive/a.warc.gz", bomb)
    files = {
        "a.html.gz": bomb,
        "b.jsonl.gz": lines,
        "c.warc.gz": bomb,
        "d.wacz": package.getvalue(),
        "e.wacz": nested.getvalue(),
    }
    told = wait_for(desk, send(desk, *files.items()))
    assert told["state"] == "done"
    assert {each["source"]: each["outcome"] for each in told["results"]} == dict.fromkeys(files, "refused")
    assert all("unpacks to more than" in each["reason"] for each in told["results"])
    assert desk.json("/")["page_count"] == 4


def test_what_is_broken_is_refused_by_name_and_the_rest_goes_on(desk: Desk) -> None:
    entities = (
        "<!DOCTYPE html ["
        + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
        + "]><html><body><p>Halde in Unterwies &l11;</p></body></html>"
    )
    outside = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>Steg &x;</p></body></html>'
    told = wait_for(
        desk,
        send(
            desk,
            ("bomb.html", entities.encode()),
            ("outside.html", outside.encode()),
            ("leer.txt", b"  \n"),
            ("broken.html.gz", b"\x1f\x8bno gzip"),
            ("broken.wacz", b"PK\x03\x04no zip"),
            ("program.exe", b"MZ"),
            ("kein.jsonl", b"no json\n"),
            ("gut.txt", b"In Unterwies wird gebaut."),
        ),
    )
    outcomes = {each["source"].split(":")[0]: each["outcome"] for each in told["results"]}
    assert outcomes == {
        "bomb.html": "added",
        "outside.html": "added",
        "leer.txt": "refused",
        "broken.html.gz": "refused",
        "broken.wacz": "refused",
        "program.exe": "refused",
        "kein.jsonl": "refused",
        "gut.txt": "added",
    }
    assert all(each["reason"] for each in told["results"] if each["outcome"] == "refused")
    found: Any = desk.json("/search?q=Steg&limit=100")["hits"]
    for hit in found:
        page_: Any = desk.json(f"/pages/{hit['page']['id']}")["page"]
        assert "root:" not in page_["text"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("seite.html", "seite.html"),
        ("../../etc/cron.d/x.html", "x.html"),
        ("..\\..\\x.html", "x.html"),
        ("/absolute.txt", "absolute.txt"),
        ("C:\\Users\\x.txt", "x.txt"),
        ("a\r\nb.txt", "a_b.txt"),
        (".htaccess", "htaccess"),
        ("..", "unnamed"),
        ("", "unnamed"),
        (None, "unnamed"),
        ("a\0.html", "a_.html"),
        ("\u202elmth.exe.txt", "_lmth.exe.txt"),
        ("Über Straße ö.html", "Über Straße ö.html"),
        ("x" * 500 + ".html.gz", "x" * 112 + ".html.gz"),
        ("\ud800.txt", "_.txt"),
    ],
)
def test_file_names_are_made_harmless(given: str | None, kept: str) -> None:
    assert safe_name(given) == kept


def test_uploaded_names_stay_in_their_folder(desk: Desk, tmp_path: Path) -> None:
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    told = wait_for(desk, send(desk, ("../../../ausbruch.txt", b"Ein Ausbruch in Kolmsee.")))
    assert [each["source"] for each in told["results"]] == ["ausbruch.txt"]
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()} - {path.name for path in before}
    assert not any("ausbruch" in name for name in left)
