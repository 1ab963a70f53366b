"""Uploads in tests: sent, and waited for."""

from __future__ import annotations

import time
from typing import Any

from tests.web.conftest import Desk

PATIENCE = 60.0
"""Seconds after which a job that does not end is broken."""


def send(desk: Desk, *files: tuple[str, bytes]) -> str:
    """Uploads `files` as a browser does; the job's id."""
    answer = desk.client.post(
        "/upload",
        files=[("files", file) for file in files],
        data={"form_token": desk.form_token},
        headers={"accept": "application/json"},
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def wait_for(desk: Desk, job: str) -> Any:
    """The job when it is over."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        view: Any = desk.json(f"/jobs/{job}")
        if view["state"] in ("done", "failed", "ended"):
            return view
        time.sleep(0.02)
    raise AssertionError(f"job {job} does not end")
