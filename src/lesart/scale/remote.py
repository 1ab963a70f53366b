"""Sources in object storage or behind an address, read by the engine: listed, and fetched to this machine a file at a
time.

Access comes from where Daft takes it: the environment (`AWS_…`, `GOOGLE_APPLICATION_CREDENTIALS`, `AZURE_…`), the
files of the cloud's own tools, or the machine's role. Nothing of it is kept in the run's folder.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lesart.errors import UsageError

SCHEMES = ("s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "http", "https", "file")
"""What an address may begin with."""

_CHUNK = 1 << 20

_fetched: dict[str, Path] = {}
"""The file that this process fetched last. Parcels of one file follow one another."""


def is_remote(source: str) -> bool:
    """Whether `source` is an address. Raises UsageError for one of a scheme that nobody reads."""
    if "://" not in source:
        return False
    if urlsplit(source).scheme.lower() not in SCHEMES:
        raise UsageError(f"{source}: no such place; addresses begin with {', '.join(SCHEMES)}")
    return True


def list_remote(source: str) -> list[tuple[str, int]]:
    """The files of `source` and their sizes in bytes, by address: one file, a pattern with `*`, or all of a folder.

    Of `http` and `https` only single files, whose size is given as 0. Raises UsageError where nothing can be listed.
    """
    if source.startswith(("http://", "https://")):
        return [(source, 0)]
    import daft

    last = source.rstrip("/").rsplit("/", 1)[-1]
    pattern = source if "*" in source or "." in last else f"{source.rstrip('/')}/**"
    try:
        found = daft.from_glob_path(pattern).to_pydict()
    except Exception as error:
        raise UsageError(f"{source}: cannot be listed: {str(error).splitlines()[0]}") from error
    return sorted(zip(found["path"], found["size"], strict=True))


def fetch(address: str) -> Path:
    """A copy of the file on this machine, under its own name. Raises OSError where it cannot be read."""
    known = _fetched.get(address)
    if known is not None:
        return known
    import daft

    forget_fetched()
    folder = Path(tempfile.mkdtemp(prefix="lesart-"))
    path = folder / (unquote(urlsplit(address).path).rsplit("/", 1)[-1] or "page.html")
    _fetched[address] = path
    try:
        with daft.File(address).open() as source, path.open("wb") as out:
            shutil.copyfileobj(source, out, _CHUNK)
    except Exception as error:
        forget_fetched()
        raise OSError(f"cannot be fetched: {str(error).splitlines()[0]}") from error
    return path


def forget_fetched() -> None:
    """Takes away the copy that this process keeps."""
    while _fetched:
        shutil.rmtree(_fetched.popitem()[1].parent, ignore_errors=True)


atexit.register(forget_fetched)
