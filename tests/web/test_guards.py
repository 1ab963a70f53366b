"""Who may come in and from where: names, tokens, sessions, forms, sizes, headers."""

from __future__ import annotations

import base64

import pytest
from click.testing import CliRunner

from lesart.cli import main
from lesart.errors import UsageError
from lesart.web.options import ServeOptions, check_options
from tests.web.conftest import HOME, Desk, Opener

TOKEN = "k9-Fahle-Steg-Unterwies"
AWAY = "http://192.0.2.7:8765"


def test_every_answer_bears_the_headers(desk: Desk) -> None:
    for path in ("/", "/nowhere", "/search?q=(", "/static/nothing", "/openapi.json", f"/pages/{desk.filled.pages[0]}"):
        headers = desk.client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert "set-cookie" not in headers


def test_nothing_in_a_page_is_inline(desk: Desk) -> None:
    for path in ("/", "/upload", f"/events/{desk.filled.fire}", f"/pages/{desk.filled.pages[0]}", "/corrections"):
        html = desk.html(path)
        assert "<style" not in html
        assert " style=" not in html
        assert " onclick" not in html
        for part in html.split("<script")[1:]:
            assert part.startswith((' src="/static/', ' type="application/json"')), part[:60]


def test_style_and_script_may_be_kept(desk: Desk) -> None:
    html = desk.html("/")
    path = html.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = desk.client.get(path)
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8765", 200),
        ("localhost:8765", 200),
        ("LOCALHOST", 200),
        ("[::1]:8765", 200),
        ("desk.example", 421),
        ("evil.example:8765", 421),
        ("127.0.0.1.evil.example", 421),
        ("192.0.2.7", 421),
        ("localhost:8765@evil.example", 421),
        ("localhost:http", 421),
        ("", 421),
        ("local host", 421),
    ],
)
def test_only_names_of_this_machine_are_answered(desk: Desk, host: str, status: int) -> None:
    assert desk.client.get("/", headers={"host": host}).status_code == status


def test_names_that_were_given_are_answered(open_desk: Opener) -> None:
    desk = open_desk(host="0.0.0.0", token=TOKEN, hosts=("desk.example",), base=AWAY)
    wanted = {"authorization": f"Bearer {TOKEN}"}
    for host, status in (("desk.example:8765", 200), ("192.0.2.7:8765", 200), ("evil.example", 421)):
        assert desk.client.get("/", headers={"host": host, **wanted}).status_code == status


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "desk.example"])
def test_without_a_token_only_this_machine_is_served(host: str) -> None:
    with pytest.raises(UsageError, match="give --token"):
        check_options(ServeOptions(host=host))
    check_options(ServeOptions(host=host, token=TOKEN))


def test_the_command_refuses_an_open_door(tmp_path: object) -> None:
    refused = CliRunner().invoke(main, ["serve", "--archive", f"{tmp_path}/a.lesart", "--host", "0.0.0.0"], env={})
    assert refused.exit_code == 2
    assert "can be reached from elsewhere" in refused.stderr
    short = CliRunner().invoke(main, ["serve", "--archive", f"{tmp_path}/a.lesart", "--token", "kurz"], env={})
    assert short.exit_code == 2
    assert "at least 16 characters" in short.stderr


def test_a_token_is_asked_for_everywhere(open_desk: Opener) -> None:
    desk = open_desk(token=TOKEN)
    for path in ("/", "/search?q=Halde", "/openapi.json", f"/stories/{desk.filled.story}/feed", "/upload", "/nowhere"):
        answer = desk.client.get(path, headers={"accept": "application/json"})
        assert answer.status_code == 401, path
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert "Halde" not in answer.text
    assert desk.client.post("/corrections", json={"kind": "note"}).status_code == 401
    for given in (f"Bearer {TOKEN}", "Basic " + base64.b64encode(f"feed:{TOKEN}".encode()).decode()):
        assert desk.client.get("/?format=json", headers={"authorization": given}).status_code == 200
    for given in ("Bearer falsch", "Bearer", "Basic ????", "Basic " + base64.b64encode(b"\xff\xfe").decode(), TOKEN):
        assert desk.client.get("/?format=json", headers={"authorization": given}).status_code == 401


def test_a_person_logs_in_once(open_desk: Opener) -> None:
    desk = open_desk(token=TOKEN)
    sent = desk.client.get("/search?q=Halde", headers={"accept": "text/html"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/login?next=/search%3Fq%3DHalde")
    form = desk.client.get(sent.headers["location"], headers={"accept": "text/html"})
    assert 'name="next" value="/search?q=Halde"' in form.text
    wrong = desk.client.post("/login", data={"token": "falsch", "next": "/"}, headers={"accept-language": "en"})
    assert wrong.status_code == 403
    assert "That is not the token." in wrong.text
    assert "set-cookie" not in wrong.headers
    right = desk.client.post("/login", data={"token": TOKEN, "next": "/search?q=Halde"})
    assert (right.status_code, right.headers["location"]) == (303, "/search?q=Halde")
    cookie = right.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert TOKEN not in cookie
    assert "Halde brennt" in desk.html("/search?q=Halde")
    left = desk.client.post("/logout", data={"form_token": desk.form_token})
    assert left.headers["location"] == "/login"
    assert desk.client.get("/?format=json").status_code == 401


@pytest.mark.parametrize(
    "onward",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nSet-Cookie: x=1", ""],
)
def test_login_leads_nowhere_else(open_desk: Opener, onward: str) -> None:
    desk = open_desk(token=TOKEN)
    answer = desk.client.post("/login", data={"token": TOKEN, "next": onward})
    assert answer.headers["location"] == "/"
    assert "x=1" not in answer.headers["set-cookie"]


def test_guessing_is_slowed(open_desk: Opener) -> None:
    desk = open_desk(token=TOKEN)
    answers = [desk.client.post("/login", data={"token": f"falsch {n}"}).status_code for n in range(12)]
    assert answers == [403] * 10 + [429] * 2
    assert desk.client.post("/login", data={"token": TOKEN}).status_code == 429


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": "http://127.0.0.1:1234"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_other_sites_change_nothing(desk: Desk, headers: dict[str, str]) -> None:
    data = {"kind": "note", "person": "Ada Krumm", "page": desk.filled.pages[0], "text": "x"}
    for sent in (
        desk.client.post("/corrections", json=data, headers=headers),
        desk.client.post("/corrections", data={**data, "form_token": desk.form_token}, headers=headers),
    ):
        assert sent.status_code == 403
    assert desk.json("/corrections")["corrections"] == []


def test_an_origin_that_is_kept_back_needs_the_form_s_token(desk: Desk) -> None:
    data = {"kind": "note", "person": "Ada Krumm", "page": desk.filled.pages[0], "text": "x"}
    for site, token, status in (
        ({}, "", 403),
        ({}, desk.form_token, 303),
        ({"sec-fetch-site": "same-origin"}, desk.form_token, 303),
        ({"sec-fetch-site": "same-origin"}, "0" * 64, 403),
    ):
        headers = {"origin": "null", **site}
        assert (
            desk.client.post("/corrections", data={**data, "form_token": token}, headers=headers).status_code == status
        )
    assert desk.client.post("/corrections", json=data, headers={"origin": "null"}).status_code == 403


def test_a_form_brings_its_token_back(desk: Desk) -> None:
    data = {"kind": "note", "person": "Ada Krumm", "page": desk.filled.pages[0], "text": "x"}
    for token in ("", "0" * 64):
        assert desk.client.post("/corrections", data={**data, "form_token": token}).status_code == 403
    assert desk.client.post("/upload", files={"files": ("a.txt", b"x")}).status_code == 403
    assert desk.json("/corrections")["corrections"] == []
    good = {"origin": HOME, "sec-fetch-site": "same-origin"}
    sent = desk.client.post("/corrections", data={**data, "form_token": desk.form_token}, headers=good)
    assert sent.status_code == 303
    assert len(desk.json("/corrections")["corrections"]) == 1  # type: ignore[arg-type]


def test_a_form_of_one_session_is_not_another_s(open_desk: Opener) -> None:
    desk = open_desk(token=TOKEN)
    desk.client.post("/login", data={"token": TOKEN})
    mine = desk.form_token
    desk.client.cookies.clear()
    desk.client.post("/login", data={"token": TOKEN})
    data = {"kind": "note", "person": "Ada Krumm", "page": desk.filled.pages[0], "text": "x"}
    assert desk.client.post("/corrections", data={**data, "form_token": mine}).status_code == 403
    assert desk.client.post("/corrections", data={**data, "form_token": desk.form_token}).status_code == 303


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
def test_other_methods_are_not_answered(desk: Desk, method: str) -> None:
    answer = desk.client.request(method, "/")
    assert answer.status_code == 405
    assert "access-control-allow-origin" not in answer.headers


def test_pages_take_no_posts_and_forms_no_other_kinds(desk: Desk) -> None:
    assert desk.client.post("/search", data={}).status_code == 405
    assert desk.client.post("/corrections", content=b"<x/>", headers={"content-type": "text/xml"}).status_code == 415
    assert (
        desk.client.post("/corrections", content=b"{", headers={"content-type": "application/json"}).status_code == 400
    )
    for body in (b"--x\r\nbroken", b"", b"--x--"):
        broken = desk.client.post("/upload", content=body, headers={"content-type": "multipart/form-data; boundary=x"})
        assert broken.status_code in (400, 403)
    assert desk.client.post("/upload", content=b"x", headers={"content-type": "multipart/form-data"}).status_code == 400


def test_what_is_too_large_is_refused(open_desk: Opener) -> None:
    desk = open_desk(max_upload=20_000)
    assert desk.client.post("/corrections", content=b"x" * 1_000_001).status_code == 413
    lying = {"content-length": "10", "content-type": "application/x-www-form-urlencoded"}
    assert desk.client.post("/corrections", content=iter([b"x" * 600_000] * 2), headers=lying).status_code in (400, 413)
    for told in ("-5", "1e3", "9" * 40, "ten"):
        assert desk.client.post("/corrections", content=b"x", headers={"content-length": told}).status_code == 413
    files = {"files": ("a.txt", b"x" * 30_000)}
    assert desk.client.post("/upload", files=files, data={"form_token": desk.form_token}).status_code == 413
    assert desk.client.get("/search?q=" + "x" * 9_000).status_code == 414


def test_hardly_anything_is_said_of_what_nobody_foresaw(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import lesart.web.reading

    def broken(*_: object) -> None:
        raise RuntimeError("the password is Fahle")

    monkeypatch.setattr(lesart.web.reading.listing, "list_events", broken)
    desk.client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    for accept in ("text/html", "application/json"):
        answer = desk.client.get("/", headers={"accept": accept})
        assert answer.status_code == 500
        assert "Fahle" not in answer.text
        assert "Traceback" not in answer.text
