"""Who may come in: a token in the Authorization header, or a session that the login form opened with it; and the
token of forms, without which nothing is changed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import threading
import time

COOKIE = "lesart_session"
LONGEST_SESSION = 12 * 3600.0
"""Seconds: a working day."""
MOST_SESSIONS = 200
"""Open at a time; the oldest ends where another begins."""
TRIES = 10
"""Wrong tokens within TRY_TIME, from wherever, after which the form waits; the header is not slowed."""
TRY_TIME = 60.0


class Sessions:
    """Open sessions, kept in memory: they end with the server."""

    def __init__(self, token: str | None) -> None:
        self._token = token
        self._secret = secrets.token_bytes(32)
        self._open: dict[str, float] = {}
        self._wrong: list[float] = []
        self._lock = threading.Lock()

    @property
    def needed(self) -> bool:
        """Whether anybody has to prove anything."""
        return self._token is not None

    def knows(self, token: str) -> bool:
        """Whether `token` is the one, in a time that tells nothing about it."""
        return self._token is not None and hmac.compare_digest(_digest(token), _digest(self._token))

    def open(self, token: str) -> str | None:
        """A new session for the right token; None for a wrong one."""
        if not self.knows(token):
            with self._lock:
                self._wrong.append(time.monotonic())
            return None
        name = secrets.token_urlsafe(32)
        with self._lock:
            self._open[name] = time.monotonic()
            while len(self._open) > MOST_SESSIONS:
                del self._open[min(self._open, key=self._open.__getitem__)]
        return name

    def must_wait(self) -> bool:
        """Whether too many wrong tokens came of late."""
        now = time.monotonic()
        with self._lock:
            self._wrong = [at for at in self._wrong if now - at < TRY_TIME]
            return len(self._wrong) >= TRIES

    def holds(self, session: str | None) -> bool:
        """Whether `session` is open."""
        began = self._open.get(session or "")
        return began is not None and time.monotonic() - began < LONGEST_SESSION

    def close(self, session: str | None) -> None:
        with self._lock:
            self._open.pop(session or "", None)

    def form_token(self, session: str | None) -> str:
        """What forms of this session must bring back; another site cannot read it."""
        return hmac.new(self._secret, (session or "").encode(), hashlib.sha256).hexdigest()

    def is_form_token(self, given: str, session: str | None) -> bool:
        return hmac.compare_digest(_digest(given), _digest(self.form_token(session)))


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def token_in(header: str | None) -> str | None:
    """The token in an Authorization header: `Bearer TOKEN`, or `Basic` with it as the password (feed readers)."""
    scheme, _, given = (header or "").partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(given.strip(), validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return None
    return None
