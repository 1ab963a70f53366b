"""The watch as a whole, against hosts that misbehave: new pages, silent edits, and what a dead feed does not stop."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from lesart.cli import main
from lesart.desk.watching import Seen, WatchOptions, digest_article, name_sources, watch
from lesart.errors import ArchiveError, InputRefused
from lesart.ingest.containers import Raw
from lesart.ingest.fetch import Limits
from lesart.ingest.transcribe import transcribe
from lesart.ingest.web_archives import Captured, read_web_archive
from lesart.model.outcome import Rejected
from lesart.settings import Settings
from tests.ingest.misbehaving import Call, Served, serve

BODY = (
    "<p>Die Schleuse in Obersand bleibt bis Freitag gesperrt, teilte das Wasseramt am Dienstag mit. "
    "Taucher hatten am Vormittag einen Riss im unteren Tor gefunden.</p><p>Für Schiffe gilt eine Umleitung "
    "über den Altarm. Der Betrieb rechnet mit Verspätungen von bis zu drei Stunden.</p>"
)


def page(body: str = BODY, around: str = "") -> bytes:
    head = '<html lang="de"><head><meta charset="utf-8"><title>Schleuse gesperrt</title></head>'
    return f"{head}<body>{around}<article><h1>Schleuse gesperrt</h1>{body}</article></body></html>".encode()


def feed(*paths: str) -> bytes:
    items = "".join(f"<item><title>x</title><link>{path}</link></item>" for path in paths)
    return f'<rss version="2.0"><channel><title>Alles</title>{items}</channel></rss>'.encode()


class Desk:
    """One folder that is watched from again and again, at times of the test's choosing."""

    def __init__(self, folder: Path) -> None:
        self.options = WatchOptions(
            folder, delay=0, allow_private=True, limits=Limits(connect=5, silence=2.0, total=10.0)
        )
        self.saved: list[Raw] = []
        self.told: list[str] = []

    def go(self, *sources: str) -> list[str]:
        """What one round told, in order of addresses."""
        self.told = []

        def tell(item: Seen | Rejected) -> None:
            if isinstance(item, Rejected):
                self.told.append(f"{item.source} {item.stage}: {item.reason}")
            else:
                self.told.append(f"{item.url} {item.outcome} {item.detail}".strip())

        watch(sources, self.options, self.saved.append, lambda raw: digest_article(raw, Settings()), tell, once=True)
        return sorted(self.told)

    def wait(self, **later: float) -> None:
        """Puts all that was noted into the past."""
        import sqlite3

        base = sqlite3.connect(self.options.out / "watch.sqlite3")
        shift = timedelta(**later)
        for column in ("first", "due", "changed"):
            rows = base.execute(f"SELECT url, {column} FROM watched WHERE {column} IS NOT NULL").fetchall()
            for url, value in rows:
                at = datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC) - shift
                base.execute(
                    f"UPDATE watched SET {column} = ? WHERE url = ?", (at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), url)
                )
        base.commit()
        base.close()


@pytest.fixture
def host() -> Iterator[Served]:
    with serve() as served:
        yield served


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "watch")


def html(data: bytes, **headers: str):  # type: ignore[no-untyped-def]
    return lambda call: call.say(200, data, Content_Type="text/html; charset=utf-8", **headers)


def test_new_pages_are_saved_once_and_kept_as_warc(host: Served, desk: Desk) -> None:
    host.answers["/rss"] = lambda call: call.say(200, feed("/a", "/b"), Content_Type="application/rss+xml")
    host.answers["/a"] = html(page())
    host.answers["/b"] = html(page("<p>Am Abend öffnet die alte Brücke wieder für Radfahrer.</p>"))
    base = host.base
    assert desk.go(base + "/rss") == [f"{base}/a new", f"{base}/b new", f"{base}/rss feed rss, 2 items"]
    assert [(raw.url, raw.data) for raw in desk.saved] == [(base + "/a", page()), (base + "/b", desk.saved[1].data)]
    (file,) = desk.options.out.glob("*.warc.gz")
    captured = [item.url for item in read_web_archive(str(file), 10**6) if isinstance(item, Captured)]
    assert captured == [base + "/a", base + "/b"]
    assert desk.go(base + "/rss") == [f"{base}/rss feed rss, 2 items"]
    assert len(desk.saved) == 2


def test_what_robots_txt_said_is_kept_and_is_no_page(host: Served, desk: Desk) -> None:
    host.answers["/robots.txt"] = lambda call: call.say(
        200, b"User-agent: *\nDisallow: /x\n", Content_Type="text/plain"
    )
    host.answers["/rss"] = lambda call: call.say(200, feed("/a"))
    host.answers["/a"] = html(page())
    desk.go(host.base + "/rss")
    (file,) = desk.options.out.glob("*.warc.gz")
    items = list(read_web_archive(str(file), 10**6))
    assert [item.url for item in items if isinstance(item, Captured)] == [host.base + "/a"]
    assert "1 robots.txt" in next(item.reason for item in items if isinstance(item, Rejected))


def test_a_silent_edit_is_saved_and_another_advert_is_not(host: Served, desk: Desk) -> None:
    host.answers["/rss"] = lambda call: call.say(200, feed("/a"))
    host.answers["/a"] = html(page())
    desk.go(host.base + "/rss")
    desk.wait(minutes=20)
    host.answers["/a"] = html(page(around="<nav><ul><li><a href=/1>Start</a><li><a href=/2>Sport</a></ul></nav>"))
    assert f"{host.base}/a unchanged" in desk.go(host.base + "/rss")
    desk.wait(hours=2)
    host.answers["/a"] = html(page(BODY.replace("drei Stunden", "acht Stunden")))
    assert f"{host.base}/a changed" in desk.go(host.base + "/rss")
    assert [b"acht Stunden" in raw.data for raw in desk.saved] == [False, True]


def test_what_the_server_calls_unchanged_is_not_sent_again(host: Served, desk: Desk) -> None:
    def answer(call: Call) -> None:
        if call.headers.get("if-none-match") == '"1"':
            call.say(304)
        else:
            call.say(200, feed("/a") if call.path == "/rss" else page(), ETag='"1"', Content_Type="text/html")

    host.answers["/rss"] = host.answers["/a"] = answer
    desk.go(host.base + "/rss")
    desk.wait(minutes=20)
    assert desk.go(host.base + "/rss") == [f"{host.base}/a unchanged", f"{host.base}/rss unchanged"]
    assert len(desk.saved) == 1


def test_a_dead_feed_a_hanging_host_and_broken_pages_stop_nothing_else(host: Served, desk: Desk) -> None:
    with serve() as hanging:
        hanging.answers["/rss"] = hanging.answers["/robots.txt"] = Call.hang
        host.answers["/gone"] = lambda call: call.say(410)
        host.answers["/garbage"] = lambda call: call.say(200, b"\x00\x01 nothing")
        host.answers["/rss"] = lambda call: call.say(200, feed("/picture", "/empty", "/cut", "/a"))
        host.answers["/picture"] = lambda call: call.say(200, b"\xff\xd8", Content_Type="image/jpeg")
        host.answers["/empty"] = html(b"  ")
        host.answers["/cut"] = lambda call: call.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<p>")
        host.answers["/a"] = html(page())
        base = host.base
        sources = [f"{hanging.base}/rss", base + "/gone", base + "/garbage", "http://127.0.0.1:1/rss", base + "/rss"]
        told = "\n".join(desk.go(*sources))
    assert f"{hanging.base}/rss watch: robots.txt cannot be had: no answer in time" in told
    assert f"{base}/gone watch: status 410" in told
    assert f"{base}/garbage watch: neither RSS, Atom, JSON Feed nor sitemap" in told
    assert "http://127.0.0.1:1/rss watch: robots.txt cannot be had: connection failed" in told
    assert f"{base}/picture watch: no page but image/jpeg" in told
    assert f"{base}/empty watch: empty" in told
    assert f"{base}/cut watch: connection failed" in told
    assert f"{base}/a new" in told
    assert [raw.url for raw in desk.saved] == [base + "/a"]


def test_a_host_that_keeps_failing_is_left_alone_for_the_round(host: Served, desk: Desk) -> None:
    host.answers["/rss"] = lambda call: call.say(200, feed(*(f"/{number}" for number in range(6))))
    for number in range(6):
        host.answers[f"/{number}"] = Call.hang
    told = desk.go(host.base + "/rss")
    assert [path for path in host.paths() if path[1:].isdigit()] == ["/0", "/1"]
    assert "watch skipped: 4 pages are left for later" in told
    desk.go(host.base + "/rss")
    desk.wait(minutes=14)
    desk.go(host.base + "/rss")
    assert [path for path in host.paths() if path[1:].isdigit()] == ["/0", "/1"]


@pytest.mark.parametrize(
    ("said", "meta", "encoding"),
    [
        ("utf-8", "utf-8", "cp1252"),
        ("iso-8859-1", "iso-8859-1", "utf-8"),
        ("x-nothing", "x-nothing", "utf-8"),
        ("", "windows-1252", "cp1252"),
        ('"UTF-8"', "iso-8859-1", "utf-8"),
    ],
)
def test_a_page_in_another_character_set_than_its_server_says_is_read(
    host: Served, desk: Desk, said: str, meta: str, encoding: str
) -> None:
    told = f"text/html; charset={said}" if said else "text/html"
    data = page().decode().replace("utf-8", meta).encode(encoding)
    host.answers["/a"] = lambda call: call.say(200, data, Content_Type=told)
    assert desk.go(host.base + "/a") == [f"{host.base}/a new"]
    assert "Für Schiffe gilt eine Umleitung über den Altarm" in transcribe(desk.saved[0]).text


def test_a_host_that_asks_for_a_pause_is_asked_again_after_it(host: Served, desk: Desk) -> None:
    host.answers["/rss"] = lambda call: call.say(200, feed("/a", "/b"))
    host.answers["/a"] = lambda call: call.say(503, Retry_After="7200")
    host.answers["/b"] = html(page())
    told = desk.go(host.base + "/rss")
    assert f"{host.base}/a watch: status 503" in told
    assert any(line.startswith(f"{host.base}/b skipped: the host asked for a pause until") for line in told)
    desk.wait(minutes=90)
    asked = host.paths()
    assert [line.split()[1] for line in desk.go(host.base + "/rss")] == ["skipped:"]
    assert host.paths() == asked == ["/robots.txt", "/rss", "/a"]
    desk.wait(minutes=40)
    host.answers["/a"] = html(page())
    assert f"{host.base}/b new" in desk.go(host.base + "/rss")


def test_what_robots_txt_forbids_is_told_and_not_asked_for(host: Served, desk: Desk) -> None:
    host.answers["/robots.txt"] = lambda call: call.say(200, b"User-agent: *\nDisallow: /intern\n")
    host.answers["/rss"] = lambda call: call.say(200, feed("/intern/a"))
    assert f"{host.base}/intern/a watch: forbidden by robots.txt" in desk.go(host.base + "/rss")
    assert host.paths() == ["/robots.txt", "/rss"]


def test_a_sitemap_index_leads_to_the_pages_of_its_own_host(host: Served, desk: Desk) -> None:
    index = f"<sitemapindex><sitemap><loc>{host.base}/s1</loc><lastmod>2031-03-04</lastmod></sitemap>"
    index += "<sitemap><loc>http://elsewhere.example/s2</loc></sitemap></sitemapindex>"
    host.answers["/sitemap.xml"] = lambda call: call.say(200, index.encode())
    host.answers["/s1"] = lambda call: call.say(200, b"<urlset><url><loc>/a</loc></url></urlset>")
    host.answers["/a"] = html(page())
    told = desk.go(host.base + "/sitemap.xml")
    assert f"{host.base}/a new" in told
    assert f"{host.base}/sitemap.xml skipped: 1 sitemaps of other hosts, or beyond 50" in told
    desk.go(host.base + "/sitemap.xml")
    assert host.paths().count("/s1") == 1


def test_an_address_that_is_a_page_is_watched_itself(host: Served, desk: Desk) -> None:
    host.answers["/a"] = html(page())
    assert desk.go(host.base + "/a") == [f"{host.base}/a new"]
    desk.wait(hours=1)
    host.answers["/a"] = html(page("<p>Die Schleuse in Obersand ist wieder frei, sagte das Wasseramt am Abend.</p>"))
    assert desk.go(host.base + "/a") == [f"{host.base}/a changed"]


def test_a_page_that_could_not_be_saved_is_fetched_again(host: Served, desk: Desk) -> None:
    host.answers["/rss"] = lambda call: call.say(200, feed("/a"))
    host.answers["/a"] = html(page())

    def full(raw: Raw) -> None:
        raise ArchiveError("disk full")

    with pytest.raises(ArchiveError, match="disk full"):
        watch([host.base + "/rss"], desk.options, full, lambda raw: "d", lambda item: None, once=True)
    assert desk.go(host.base + "/rss") == [f"{host.base}/a new", f"{host.base}/rss feed rss, 1 items"]


def start(host: Served, out: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "lesart", "watch", host.base + "/rss", "--out", str(out), "--delay", "0"]
    return subprocess.Popen([*command, "--allow-private", *options], stdout=subprocess.PIPE, text=True)


def test_it_watches_until_it_is_interrupted(host: Served, tmp_path: Path) -> None:
    host.answers["/rss"] = lambda call: call.say(200, feed("/a"))
    host.answers["/a"] = html(page())
    with start(host, tmp_path / "w") as running:
        assert running.stdout is not None
        assert [running.stdout.readline().split()[0] for _ in range(2)] == ["feed", "new"]
        running.send_signal(signal.SIGINT)
        assert running.wait(120) == 0


def test_a_page_that_was_told_is_there_after_a_kill_and_the_others_are_fetched_again(
    host: Served, tmp_path: Path
) -> None:
    host.answers["/rss"] = lambda call: call.say(200, feed("/a", "/b"))
    host.answers["/a"] = html(page())
    host.answers["/b"] = Call.hang
    archive = ["--archive", str(tmp_path / "archive.sqlite3")]
    with start(host, tmp_path / "w", *archive) as running:
        assert running.stdout is not None
        assert [running.stdout.readline().split()[0] for _ in range(2)] == ["feed", "new"]
        running.kill()
    host.answers["/b"] = html(page("<p>Am Abend öffnet die alte Brücke wieder für Radfahrer, sagte die Wehr.</p>"))
    with start(host, tmp_path / "w", *archive, "--once") as again:
        told, _ = again.communicate(timeout=300)
    assert told.splitlines() == [f"feed\t{host.base}/rss\trss, 2 items", f"new\t{host.base}/b"]
    captured = [
        item.url
        for file in sorted((tmp_path / "w").glob("*.warc.gz"))
        for item in read_web_archive(str(file), 10**6)
        if isinstance(item, Captured)
    ]
    assert captured == [host.base + "/a", host.base + "/b"]
    listed = CliRunner().invoke(main, ["list", *archive])
    assert listed.output.count("\n") == 2


def test_sources_are_addresses_and_opml_files(tmp_path: Path) -> None:
    file = tmp_path / "pult.opml"
    file.write_text('<opml><body><outline xmlUrl="https://b.example/rss"/></body></opml>')
    assert name_sources(["https://A.example", str(file), "https://b.example/rss"]) == (
        "https://a.example/",
        "https://b.example/rss",
    )
    for wrong in ("nowhere.opml", "file:///etc/passwd", "http://"):
        with pytest.raises(InputRefused):
            name_sources([wrong])


def test_the_command_fills_an_archive(host: Served, tmp_path: Path) -> None:
    host.answers["/rss"] = lambda call: call.say(200, feed("/a"))
    host.answers["/a"] = html(page())
    archive = str(tmp_path / "archive.sqlite3")
    watching = [
        "watch",
        host.base + "/rss",
        "--once",
        "--delay",
        "0",
        "--out",
        str(tmp_path / "w"),
        "--archive",
        archive,
    ]
    refused = CliRunner().invoke(main, watching)
    assert refused.exit_code == 1
    assert "leads to 127.0.0.1, which is no public address" in refused.stderr
    allowed = CliRunner().invoke(main, [*watching, "--allow-private", "--contact", "desk@anzeiger.example"])
    # The feed failed a moment ago and is given its pause.
    assert (allowed.exit_code, allowed.output) == (0, "")
    watching[6] = str(tmp_path / "w2")
    allowed = CliRunner().invoke(main, [*watching, "--allow-private", "--contact", "desk@anzeiger.example"])
    assert allowed.output == f"feed\t{host.base}/rss\trss, 1 items\nnew\t{host.base}/a\n"
    assert host.calls[-1].headers["user-agent"].endswith("(desk@anzeiger.example)")
    listed = CliRunner().invoke(main, ["list", "--archive", archive])
    assert listed.output.count("\n") == 1
    assert "Schleuse gesperrt" in listed.output
