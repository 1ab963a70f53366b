"""Uploads: filed in the background, told as they go, and never lost by an ending."""

from __future__ import annotations

import gzip
import json
import threading
from pathlib import Path
from typing import Any

import pytest

import lesart.web.jobs
from lesart.settings import Settings
from lesart.store.database import open_archive
from lesart.web.jobs import READY, Jobs, choose_spool
from tests.store.newsroom import BRIDGE, FIRE, page
from tests.web.conftest import Desk, Opener
from tests.web.waiting import send, wait_for

HTML = (
    b"<html><body><article><h1>Kran kippt in Unterwies</h1>"
    b"<p>In Unterwies ist ein Kran gekippt.</p></article></body></html>"
)


def test_every_kind_of_file_is_filed_under_its_own_name(open_desk: Opener) -> None:
    desk = open_desk(empty=True)
    lines = "".join(json.dumps(record) + "\n" for record in (page("a", FIRE), page("b", BRIDGE)))
    job = send(
        desk,
        ("kran.html", HTML),
        ("steg.txt", BRIDGE.encode()),
        ("zwei.jsonl", lines.encode()),
        ("gepackt.txt.gz", gzip.compress(FIRE.encode())),
    )
    told = wait_for(desk, job)
    assert (told["state"], told["counts"], told["files"], told["files_all"]) == ("done", {"added": 5}, 4, 4)
    assert told["related"] == 5
    assert [each["source"] for each in told["results"]] == ["kran.html", "steg.txt", "a", "b", "gepackt.txt.gz"]
    listed: Any = desk.json("/sources")["pages"]
    assert {each["source"] for each in listed} == {"kran.html", "steg.txt", "a", "b", "gepackt.txt.gz"}
    record: Any = desk.json(f"/pages/{told['results'][2]['page']}")["page"]
    assert (record["file"], record["record"]) == ("zwei.jsonl", 1)
    assert not any(desk.spool.iterdir())
    html = desk.html(f"/jobs/{job}")
    assert f'<a href="/pages/{told["results"][0]["page"]}">kran.html</a>' in html
    assert "hx-get" not in html


def test_what_is_there_already_is_known(desk: Desk) -> None:
    first = wait_for(desk, send(desk, ("kran.html", HTML)))
    second = wait_for(desk, send(desk, ("kran.html", HTML)))
    assert (first["counts"], second["counts"]) == ({"added": 1}, {"known": 1})
    assert first["results"][0]["page"] == second["results"][0]["page"]


def test_a_browser_is_led_to_the_progress(desk: Desk) -> None:
    sent = desk.client.post("/upload", files={"files": ("kran.html", HTML)}, data={"form_token": desk.form_token})
    assert sent.status_code == 303
    job = sent.headers["location"]
    assert job.startswith("/jobs/")
    wait_for(desk, job.removeprefix("/jobs/"))
    over = desk.client.get(job, headers={"accept": "text/html"})
    assert over.headers["hx-refresh"] == "true"


def test_nothing_is_no_upload(desk: Desk) -> None:
    empty = desk.client.post("/upload", files={"files": ("", b"")}, data={"form_token": desk.form_token})
    assert (empty.status_code, "no file was given" in empty.text) == (400, True)


def test_an_upload_that_was_cut_off_goes_on_at_the_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = str(tmp_path / "cut.lesart")
    reached, go_on = threading.Event(), threading.Event()
    real = lesart.web.jobs.add_handed

    def slow(*given: Any) -> Any:
        for item in real(*given):
            reached.set()
            go_on.wait(30)
            yield item

    monkeypatch.setattr(lesart.web.jobs, "add_handed", slow)
    open_archive(place, create=True).close()
    spool = tmp_path / "spool"
    with open_archive(place) as archive:
        jobs = Jobs(archive, Settings(language="de"), spool)
        jobs.start()
        folder = jobs.folder()
        for number, (name, data) in enumerate((("kran.html", HTML), ("steg.txt", BRIDGE.encode()))):
            (folder / str(number)).mkdir()
            (folder / str(number) / name).write_bytes(data)
        job = jobs.upload(folder)
        assert reached.wait(30)
        ending = threading.Thread(target=jobs.end)
        ending.start()
        while not jobs._ending.is_set():
            pass
        go_on.set()
        ending.join(30)
        assert job.view().state == "ended"
    assert (folder / READY).exists()
    monkeypatch.undo()
    with open_archive(place) as archive:
        again = Jobs(archive, Settings(language="de"), spool)
        again.start()
        resumed = next(each for each in again.latest() if each.kind == "upload")
        while not resumed.over:
            pass
        assert resumed.view().counts == {"known": 1, "added": 1}
        again.end()
    assert not any(spool.iterdir())


def test_what_did_not_arrive_whole_is_thrown_away(tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    (spool / "half" / "0").mkdir(parents=True)
    (spool / "half" / "0" / "kran.html").write_bytes(HTML)
    with open_archive(tmp_path / "a.lesart", create=True) as archive:
        jobs = Jobs(archive, Settings(), spool)
        jobs.start()
        jobs.end()
        assert [job.kind for job in jobs.latest()] == ["relate"]
    assert not (spool / "half").exists()


def test_the_spool_lies_beside_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_spool(str(tmp_path / "a.lesart")) == tmp_path / "a.lesart.uploads"
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    kept = choose_spool("postgresql://ada:***@host/news")
    assert kept.parent == tmp_path / "lesart" / "uploads"
    assert "/" not in kept.name


def test_a_job_that_breaks_says_so_and_the_next_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(lesart.web.jobs, "add_handed", broken)
    told = wait_for(desk, send(desk, ("kran.html", HTML)))
    assert (told["state"], told["reason"]) == ("failed", "OSError: the disk is gone")
    assert "the disk is gone" in desk.html(f"/jobs/{told['id']}")
    monkeypatch.undo()
    assert wait_for(desk, send(desk, ("kran.html", HTML)))["counts"] == {"added": 1}


def test_the_command_serves_and_ends_on_a_signal(tmp_path: Path) -> None:
    import signal
    import socket
    import subprocess
    import sys
    import time
    import urllib.error
    import urllib.request

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "lesart", "serve", "--archive", str(tmp_path / "a.lesart"), "--port", str(port)]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/?format=json") as answer:
                    assert json.load(answer)["page_count"] == 0
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        else:
            raise AssertionError("it does not answer")
        server.send_signal(signal.SIGINT)
        _, said = server.communicate(timeout=30)
    finally:
        server.kill()
    assert f"http://127.0.0.1:{port}/" in said
    assert "Traceback" not in said
