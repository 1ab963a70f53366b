"""Fetching from a host that misbehaves in every way we know of."""

from __future__ import annotations

import asyncio
import gzip
import random
import ssl
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lesart.errors import InputRefused
from lesart.ingest.addresses import is_public, read_target
from lesart.ingest.fetch import Fetched, Fetcher, Limits, Missed, Wanted
from lesart.ingest.politeness import MAX_PAUSE, Politeness, back_off, read_retry_after
from lesart.ingest.unpacking import NotUnpacked, Unpacker
from lesart.ingest.warc_writing import WarcFiles
from lesart.ingest.web_archives import Captured, read_web_archive
from tests.ingest.misbehaving import Call, Served, serve

SMALL = Limits(connect=20, silence=20, total=40, max_bytes=50_000)
"""Times that a busy machine keeps: what hangs is asked for with HASTY."""
HASTY = Limits(connect=2, silence=0.3, total=1.0, max_bytes=50_000)
NOON = datetime(2031, 3, 4, 12, 0, tzinfo=UTC)


def only_loopback(ip: str) -> bool:
    return ip == "127.0.0.1"


@pytest.fixture
def host() -> Iterator[Served]:
    with serve() as served:
        yield served


def fetch(url: str, limits: Limits = SMALL, tls: ssl.SSLContext | None = None, **known: str) -> Fetched | Missed:
    async def go() -> Fetched | Missed:
        fetcher = Fetcher("lesart-test", limits, only_loopback, tls=tls)
        try:
            return await fetcher.fetch(Wanted(url, **known))
        finally:
            await fetcher.close()

    return asyncio.run(go())


def missed(url: str, limits: Limits = SMALL, tls: ssl.SSLContext | None = None) -> tuple[str, str]:
    answer = fetch(url, limits, tls)
    assert isinstance(answer, Missed), answer
    return answer.kind, answer.reason


def fetched(url: str, **known: str) -> Fetched:
    answer = fetch(url, **known)
    assert isinstance(answer, Fetched), answer
    return answer


def test_a_page_comes_with_its_headers_and_bytes(host: Served) -> None:
    host.answers["/a"] = lambda call: call.say(200, b"<p>M\xfcnzfund", Content_Type="text/html; charset=latin1")
    answer = fetched(host.base + "/a?b=1#c")
    assert (answer.status, answer.body, answer.ip) == (200, b"<p>M\xfcnzfund", "127.0.0.1")
    assert answer.url == host.base + "/a?b=1"
    assert answer.header("CONTENT-TYPE") == "text/html; charset=latin1"
    assert host.calls[0].headers["host"] == host.base.removeprefix("http://")
    assert host.calls[0].headers["user-agent"] == "lesart-test"


def test_a_host_that_says_nothing_is_given_up(host: Served) -> None:
    host.answers["/a"] = Call.hang
    assert missed(host.base + "/a", HASTY) == ("time", "no answer in time")


def test_a_drip_in_the_body_does_not_outlast_the_total_time(host: Served) -> None:
    def drip(call: Call) -> None:
        call.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        call.drip(b"x" * 1000, 0.1)

    host.answers["/a"] = drip
    assert missed(host.base + "/a", HASTY) == ("time", "not done after 1 seconds")


def test_a_drip_in_the_headers_does_not_outlast_the_total_time(host: Served) -> None:
    host.answers["/a"] = lambda call: call.drip(b"HTTP/1.1 200 OK\r\nX-A: " + b"x" * 1000, 0.1)
    assert missed(host.base + "/a", HASTY) == ("time", "not done after 1 seconds")


def test_endless_headers_are_refused(host: Served) -> None:
    host.answers["/a"] = lambda call: call.write(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 100_000 + b"\r\n")
    assert missed(host.base + "/a")[0] == "connection"


def test_a_body_too_large_is_refused_whatever_its_length_header_says(host: Served) -> None:
    def lie(call: Call) -> None:
        call.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(100):
            call.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
        call.write(b"0\r\n\r\n")

    host.answers["/a"] = lie
    assert missed(host.base + "/a") == ("size", "larger than 50000 bytes")


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)]
)
def test_a_bomb_is_not_unpacked(host: Served, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(random.Random(1).randbytes(600) + bytes(5_000_000))
    assert len(bomb) < 10_000
    host.answers["/a"] = lambda call: call.say(200, bomb, Content_Encoding=encoding)
    kind, reason = missed(host.base + "/a")
    assert kind == "size"
    assert reason == "unpacks to more than 50000 bytes"


def test_the_content_encodings_that_were_asked_for_are_unpacked(host: Served) -> None:
    page = b"<p>Die Schleuse bleibt zu.</p>" * 50
    bare = zlib.compressobj(wbits=-15)
    forms = {
        "/gzip": ("gzip", gzip.compress(page)),
        "/members": ("x-gzip", gzip.compress(page[:700]) + gzip.compress(page[700:])),
        "/zlib": ("deflate", zlib.compress(page)),
        "/bare": ("deflate", bare.compress(page) + bare.flush()),
        "/brotli": ("br", brotli.compress(page)),
        "/none": ("identity", page),
    }
    for path, (encoding, data) in forms.items():
        host.answers[path] = lambda call, data=data, encoding=encoding: call.say(200, data, Content_Encoding=encoding)
        answer = fetched(host.base + path)
        assert (answer.body, answer.wire) == (page, data), path


@pytest.mark.parametrize(
    ("encoding", "data", "reason"),
    [
        ("zstd", b"x", "content encoding zstd"),
        ("br", b"no brotli at all", "broken content encoding"),
        ("br", brotli.compress(random.Random(1).randbytes(900))[:-9], "broken content encoding: ends early"),
        ("br", brotli.compress(b"cut off" * 100) + b"more", "broken content encoding"),
        ("gzip, gzip", b"x", "content encoding gzip, gzip"),
        ("gzip", b"no gzip at all", "broken content encoding"),
        ("gzip", gzip.compress(b"cut off" * 100)[:-12], "broken content encoding: ends early"),
    ],
)
def test_a_broken_or_unknown_content_encoding_is_refused(host: Served, encoding: str, data: bytes, reason: str) -> None:
    host.answers["/a"] = lambda call: call.say(200, data, Content_Encoding=encoding)
    kind, told = missed(host.base + "/a")
    assert kind == "encoding"
    assert told.startswith(reason)


@given(
    st.binary(max_size=3000),
    st.sampled_from([gzip.compress, zlib.compress, brotli.compress]),
    st.integers(1, 200),
    st.integers(0, 4000),
)
def test_any_body_is_unpacked_in_any_pieces_or_refused(
    data: bytes, pack: Callable[[bytes], bytes], size: int, cut: int
) -> None:
    encoding = {gzip.compress: "gzip", zlib.compress: "deflate", brotli.compress: "br"}[pack]
    packed = pack(data)
    unpacker = Unpacker(encoding, 10_000)
    for at in range(0, len(packed), size):
        unpacker.feed(packed[at : at + size], at + size)
    assert unpacker.finish() == data
    broken = Unpacker(encoding, 10_000)
    if 0 < cut < len(packed):
        broken.feed(packed[:cut], cut)
        with pytest.raises(NotUnpacked, match="ends early"):
            broken.finish()


def test_a_body_cut_off_is_no_page(host: Served) -> None:
    host.answers["/a"] = lambda call: call.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nonly this")
    assert missed(host.base + "/a")[0] == "connection"


def test_what_is_no_http_is_told(host: Served) -> None:
    host.answers["/a"] = lambda call: call.write(b"220 mail.example ready\r\n")
    assert missed(host.base + "/a")[0] == "connection"


def test_a_closed_port_and_an_unknown_host_are_told(host: Served) -> None:
    assert missed("http://127.0.0.1:1/")[0] == "connection"
    assert missed("http://no-such-host.invalid/")[0] == "connection"


def test_redirects_are_followed_relative_ones_too(host: Served) -> None:
    host.answers["/a"] = lambda call: call.say(301, Location="b/c?x=\xfc")
    host.answers["/b/c"] = lambda call: call.say(307, Location=f"{host.base}/d#there")
    host.answers["/d"] = lambda call: call.say(200, b"here")
    answer = fetched(host.base + "/a")
    assert (answer.body, answer.url) == (b"here", host.base + "/d")
    assert tuple(hop.url for hop in answer.through) == (host.base + "/a", host.base + "/b/c?x=%C3%BC")


def test_redirects_in_a_circle_and_without_end_are_given_up(host: Served) -> None:
    host.answers["/a"] = lambda call: call.say(302, Location="/b")
    host.answers["/b"] = lambda call: call.say(302, Location="/a")
    assert missed(host.base + "/a") == ("redirect", "redirects in a circle")
    host.answers["/n"] = lambda call: call.say(302, Location=f"/n?{call.path}x")
    assert missed(host.base + "/n") == ("redirect", "more than 10 redirects")


@pytest.mark.parametrize(
    "place",
    ["http://127.0.0.2:8/", "http://[::1]/", "http://169.254.169.254/latest", "http://2130706434/", "//10.0.0.1/"],
)
def test_a_redirect_to_an_address_that_is_not_allowed_is_not_followed(host: Served, place: str) -> None:
    host.answers["/a"] = lambda call: call.say(302, Location=place)
    kind, reason = missed(host.base + "/a")
    assert kind == "address"
    assert reason.endswith("which is no public address")


@pytest.mark.parametrize("place", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:70/x", "javascript:1"])
def test_a_redirect_to_another_scheme_is_not_followed(host: Served, place: str) -> None:
    host.answers["/a"] = lambda call: call.say(302, Location=place)
    assert missed(host.base + "/a") == ("address", "only http and https addresses are fetched")


def test_by_default_no_loopback_address_is_fetched(host: Served) -> None:
    async def go() -> Fetched | Missed:
        return await Fetcher("lesart-test", SMALL).fetch(Wanted(host.base + "/a"))

    answer = asyncio.run(go())
    assert isinstance(answer, Missed)
    assert answer.reason == "leads to 127.0.0.1, which is no public address"
    assert host.calls == []


def test_a_name_is_resolved_once_and_the_checked_address_is_used(host: Served) -> None:
    host.answers["/a"] = lambda call: call.say(200, b"ok")
    asked: list[str] = []

    async def rebind(name: str, port: int) -> tuple[str, ...]:
        asked.append(name)
        return ("127.0.0.1",) if len(asked) == 1 else ("127.0.0.9",)

    async def go(count: int) -> list[Fetched | Missed]:
        fetcher = Fetcher("lesart-test", SMALL, only_loopback, rebind)
        return [await fetcher.fetch(Wanted(f"http://news.example:{port}/a")) for _ in range(count)]

    port = int(host.base.rpartition(":")[2])
    first, second = asyncio.run(go(2))
    assert isinstance(first, Fetched)
    assert host.calls[0].headers["host"] == f"news.example:{port}"
    assert isinstance(second, Missed)
    assert second.reason == "leads to 127.0.0.9, which is no public address"
    assert asked == ["news.example", "news.example"]


def test_a_name_with_one_forbidden_address_among_others_is_refused() -> None:
    async def both(name: str, port: int) -> tuple[str, ...]:
        return ("93.184.215.14", "10.1.2.3")

    async def go() -> Fetched | Missed:
        return await Fetcher("lesart-test", SMALL, resolve=both).fetch(Wanted("http://news.example/"))

    answer = asyncio.run(go())
    assert isinstance(answer, Missed)
    assert answer.reason == "leads to 10.1.2.3, which is no public address"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd12::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:1::1", "2001:db8::1", "no address", "",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    ["", "x", "http://", "http:///a", "http://u:p@host.example/", "http://host.example:99999/", "http://a b/",
     "http://host.example/a\r\nX: y", "data:text/html,x", "http://host.example:0/", "http://[::1", "http://" + "ü" * 70,
     "http://host.example/" + "a" * 5000],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(InputRefused):
        read_target(url)


def test_addresses_are_written_in_one_form() -> None:
    assert read_target("HTTP://Müller.Example:80/Straße?q=ä%20b#x").url == (
        "http://xn--mller-kva.example/Stra%C3%9Fe?q=%C3%A4%20b"
    )
    assert read_target("https://[2606:4700::1111]:8443/").origin == "https://[2606:4700::1111]:8443"


@given(st.text())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        target = read_target(text, "http://host.example/a")
    except InputRefused:
        return
    assert target.url.isascii()
    assert read_target(target.url) == target


def test_a_page_that_has_not_changed_is_not_sent_again(host: Served) -> None:
    def answer(call: Call) -> None:
        same = call.headers.get("if-none-match") == '"v1"' and "if-modified-since" in call.headers
        call.say(304 if same else 200, b"" if same else b"text", ETag='"v1"')

    host.answers["/a"] = answer
    assert fetched(host.base + "/a").status == 200
    again = fetched(host.base + "/a", etag='"v1"', last_modified="Tue, 04 Mar 2031 12:00:00 GMT")
    assert (again.status, again.body) == (304, b"")


def test_a_certificate_that_nobody_signed_is_refused(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serve(context) as host:
        host.answers["/a"] = lambda call: call.say(200, b"secret")
        assert missed(host.base + "/a")[0] == "certificate"
        assert host.calls == []
        trusted = ssl.create_default_context(cafile=str(certificate))
        answer = fetch(host.base + "/a", tls=trusted)
        assert isinstance(answer, Fetched)
        assert answer.body == b"secret"


def test_a_certificate_is_checked_against_the_name_though_the_connection_goes_to_an_address(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    async def here(name: str, port: int) -> tuple[str, ...]:
        return ("127.0.0.1",)

    async def go(port: str) -> Fetched | Missed:
        trusted = ssl.create_default_context(cafile=str(certificate))
        return await Fetcher("t", SMALL, only_loopback, here, trusted).fetch(Wanted(f"https://other.example:{port}/a"))

    with serve(context) as host:
        answer = asyncio.run(go(host.base.rpartition(":")[2]))
    assert isinstance(answer, Missed)
    assert answer.kind == "certificate"


# Politeness


class Slept:
    """Stands for the time that passes: waits are noted, not waited."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.now = NOON

    async def sleep(self, seconds: float) -> None:
        self.waits.append(round(seconds))

    def clock(self) -> datetime:
        return self.now


def ask(slept: Slept, *steps: tuple[str, timedelta], delay: float = 0.0) -> list[Fetched | Missed]:
    """The answers to each address, the clock put forward by each step's time before it."""

    async def go() -> list[Fetched | Missed]:
        polite = Politeness(Fetcher("lesart-test", SMALL, only_loopback), slept.clock, delay, slept.sleep)
        answers = []
        for url, later in steps:
            slept.now += later
            answers.append(await polite.fetch(Wanted(url)))
        return answers

    return asyncio.run(go())


NONE = timedelta(0)


def test_what_robots_txt_forbids_is_not_asked_for(host: Served) -> None:
    rules = b"User-agent: *\nDisallow: /\n\nUser-agent: lesart\nDisallow: /intern/\nAllow: /intern/offen\n"
    host.answers["/robots.txt"] = lambda call: call.say(200, rules)
    host.answers["/a"] = lambda call: call.say(200, b"ok")
    host.answers["/intern/offen"] = lambda call: call.say(200, b"ok")
    base = host.base
    answers = ask(Slept(), (base + "/intern/x", NONE), (base + "/a", NONE), (base + "/intern/offen", NONE))
    assert [type(answer).__name__ for answer in answers] == ["Missed", "Fetched", "Fetched"]
    assert isinstance(answers[0], Missed)
    assert (answers[0].kind, answers[0].reason) == ("robots", "forbidden by robots.txt")
    assert host.paths() == ["/robots.txt", "/a", "/intern/offen"]


def test_a_redirect_does_not_lead_around_robots_txt(host: Served) -> None:
    host.answers["/robots.txt"] = lambda call: call.say(200, b"User-agent: *\nDisallow: /intern/\n")
    host.answers["/a"] = lambda call: call.say(302, Location="/intern/x")
    (answer,) = ask(Slept(), (host.base + "/a", NONE))
    assert isinstance(answer, Missed)
    assert (answer.kind, answer.url) == ("robots", host.base + "/intern/x")


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (429, False)])
def test_a_robots_txt_that_is_not_there_allows_and_one_that_cannot_be_had_forbids(
    host: Served, status: int, allowed: bool
) -> None:
    host.answers["/robots.txt"] = lambda call: call.say(status)
    host.answers["/a"] = lambda call: call.say(200, b"ok")
    (answer,) = ask(Slept(), (host.base + "/a", NONE))
    assert isinstance(answer, Fetched) == allowed


def test_robots_txt_is_kept_for_a_day(host: Served) -> None:
    host.answers["/a"] = lambda call: call.say(200, b"ok")
    page = host.base + "/a"
    ask(Slept(), (page, NONE), (page, timedelta(hours=23)), (page, timedelta(hours=2)))
    assert host.paths() == ["/robots.txt", "/a", "/a", "/robots.txt", "/a"]


def test_between_two_requests_to_a_host_lies_the_delay_or_what_robots_txt_asks(host: Served) -> None:
    host.answers["/a"] = lambda call: call.say(200, b"ok")
    slept = Slept()
    ask(slept, (host.base + "/a", NONE), (host.base + "/a", NONE), delay=7)
    assert slept.waits == [7, 7]
    host.answers["/robots.txt"] = lambda call: call.say(200, b"User-agent: *\nCrawl-delay: 9\n")
    slept = Slept()
    ask(slept, (host.base + "/a", NONE), (host.base + "/a", NONE), delay=7)
    assert slept.waits == [9, 9]


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_for_a_pause_gets_it(host: Served, status: int) -> None:
    host.answers["/a"] = lambda call: call.say(status, Retry_After="120")
    host.answers["/b"] = lambda call: call.say(200, b"ok")
    page = host.base + "/b"
    steps = [(host.base + "/a", NONE), (page, timedelta(seconds=119)), (page, timedelta(seconds=2))]
    first, second, third = ask(Slept(), *steps)
    assert isinstance(first, Fetched)
    assert isinstance(second, Missed)
    assert (second.kind, second.reason) == ("host", "the host asked for a pause until 2031-03-04 12:02:00 UTC")
    assert isinstance(third, Fetched)
    assert host.paths() == ["/robots.txt", "/a", "/b"]


def test_retry_after_is_read_in_both_forms_and_never_longer_than_a_day() -> None:
    assert read_retry_after("90", NOON) == timedelta(seconds=90)
    assert read_retry_after("Tue, 04 Mar 2031 12:05:00 GMT", NOON) == timedelta(minutes=5)
    assert read_retry_after("Tue, 04 Mar 2031 11:05:00 GMT", NOON) == timedelta(0)
    assert read_retry_after("999999999999999999999", NOON) == MAX_PAUSE
    assert read_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", NOON) == MAX_PAUSE
    assert [read_retry_after(value, NOON) for value in (None, "", "soon", "-5", "²")] == [None] * 5


@given(st.text())
def test_any_retry_after_is_read(value: str) -> None:
    pause = read_retry_after(value, NOON)
    assert pause is None or timedelta(0) <= pause <= MAX_PAUSE


def test_pauses_double_up_to_a_day() -> None:
    assert [back_off(count) for count in (1, 2, 3)] == [timedelta(minutes=count) for count in (1, 2, 4)]
    assert back_off(12) == back_off(10_000) == MAX_PAUSE


# WARC


def test_what_was_fetched_is_read_back_from_the_warc_with_the_same_bytes(host: Served, tmp_path: Path) -> None:
    page = "<p>Die Fähre fährt nicht.</p>".encode("latin-1") * 30

    def chunked(call: Call) -> None:
        packed = gzip.compress(page)
        head = "Content-Type: text/html; charset=latin1\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked"
        call.write(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n{len(packed):x}\r\n".encode() + packed + b"\r\n0\r\n\r\n")

    host.answers["/a"] = chunked
    host.answers["/b"] = lambda call: call.say(200, page, Content_Type="text/html")
    host.answers["/c"] = lambda call: call.say(304)
    host.answers["/d"] = lambda call: call.say(
        200, brotli.compress(page), Content_Type="text/html", Content_Encoding="br"
    )
    files = WarcFiles(tmp_path, "lesart-test")
    for path in ("/a", "/b", "/c", "/d"):
        files.keep(fetched(host.base + path))
    files.close()
    (file,) = files.files
    found = [item for item in read_web_archive(str(file), 50_000) if isinstance(item, Captured)]
    assert [(item.url, item.body) for item in found] == [(host.base + path, page) for path in ("/a", "/b", "/d")]
    assert ("charset", "latin1") in [(fact.name, fact.value) for fact in found[0].facts]


def records(file: Path) -> list[tuple[str, str, int | None, bytes]]:
    """Type, address, status and body of the records of a WARC file, but the first, which tells of the file."""
    from warcio.archiveiterator import ArchiveIterator

    told = []
    with file.open("rb") as stream:
        for record in ArchiveIterator(stream, no_record_parse=False):
            if record.rec_type != "warcinfo":
                status = record.http_headers.get_statuscode() if record.http_headers else ""
                number = int(status) if status.isdigit() else None
                url = record.rec_headers.get_header("WARC-Target-URI")
                told.append((record.rec_type, url, number, record.content_stream().read()))
    return told


def test_redirects_on_the_way_are_kept_with_what_they_said(host: Served, tmp_path: Path) -> None:
    host.answers["/a"] = lambda call: call.say(301, b"<a href=/b>moved</a>", Location="/b", Content_Type="text/html")
    host.answers["/b"] = lambda call: call.say(302, Location="/c")
    host.answers["/c"] = lambda call: call.say(200, b"<p>da", Content_Type="text/html")
    files = WarcFiles(tmp_path, "lesart-test")
    files.keep(fetched(host.base + "/a"))
    files.close()
    base = host.base
    assert [record for record in records(files.files[0]) if record[0] == "response"] == [
        ("response", f"{base}/a", 301, b"<a href=/b>moved</a>"),
        ("response", f"{base}/b", 302, b""),
        ("response", f"{base}/c", 200, b"<p>da"),
    ]
    asked = [url for kind, url, _, _ in records(files.files[0]) if kind == "request"]
    assert asked == [f"{base}/a", f"{base}/b", f"{base}/c"]
    pages = [item.url for item in read_web_archive(str(files.files[0]), 50_000) if isinstance(item, Captured)]
    assert pages == [f"{base}/c"]


def test_redirects_that_led_nowhere_are_kept_too(host: Served, tmp_path: Path) -> None:
    host.answers["/a"] = lambda call: call.say(302, Location="http://10.0.0.8/innen")
    answer = fetch(host.base + "/a")
    assert isinstance(answer, Missed)
    files = WarcFiles(tmp_path, "lesart-test")
    files.keep(answer)
    files.close()
    assert [record[:3] for record in records(files.files[0]) if record[0] == "response"] == [
        ("response", f"{host.base}/a", 302)
    ]
    files = WarcFiles(tmp_path / "none", "lesart-test")
    files.keep(Missed("http://x.example/", "http://x.example/", "time", "no answer in time"))
    assert files.files == []


def test_a_redirect_whose_body_never_ends_is_followed_and_its_record_says_so(
    host: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lesart.ingest.fetch.REDIRECT_TIME", 0.3)

    def dripping(call: Call) -> None:
        call.write(b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 9000\r\n\r\nab")
        call.hang()

    host.answers["/long"] = lambda call: call.say(302, b"x" * 90_000, Location="/b")
    host.answers["/short"] = lambda call: call.write(b"HTTP/1.1 302 F\r\nLocation: /b\r\nContent-Length: 90\r\n\r\nabc")
    host.answers["/drip"] = dripping
    host.answers["/b"] = lambda call: call.say(200, b"da")
    told = {}
    for path in ("/long", "/short", "/drip"):
        answer = fetched(host.base + path)
        assert answer.body == b"da"
        told[path] = (answer.through[0].truncated, len(answer.through[0].wire))
    assert told == {"/long": ("length", 64_000), "/short": ("disconnect", 3), "/drip": ("time", 2)}


def test_a_warc_cut_off_in_the_middle_keeps_what_stands_before(host: Served, tmp_path: Path) -> None:
    host.answers["/a"] = lambda call: call.say(200, b"<p>" + b"Erste Seite. " * 50, Content_Type="text/html")
    host.answers["/b"] = lambda call: call.say(200, b"<p>" + b"Zweite Seite. " * 50, Content_Type="text/html")
    files = WarcFiles(tmp_path, "lesart-test")
    files.keep(fetched(host.base + "/a"))
    whole = files.files[0].stat().st_size
    files.keep(fetched(host.base + "/b"))
    files.close()
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(files.files[0].read_bytes()[: whole + 40])
    found = list(read_web_archive(str(cut), 50_000))
    assert [item.url for item in found if isinstance(item, Captured)] == [host.base + "/a"]
    again = WarcFiles(tmp_path, "lesart-test")
    again.keep(fetched(host.base + "/b"))
    again.close()
    assert again.files != files.files
