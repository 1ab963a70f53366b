"""What the name of an archive stands for; without loading any database."""

from __future__ import annotations

import re
from pathlib import Path

_SQLITE = b"SQLite format 3\0"
"""How every SQLite file begins."""


def is_address(place: str) -> bool:
    """Whether `place` names a database server rather than a file."""
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", place))


def is_archive_file(path: Path) -> bool:
    """Whether `path` is an SQLite file, by its first bytes."""
    try:
        with path.open("rb") as stream:
            return stream.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False
