"""Files that come with a form, put by for the worker."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from starlette.datastructures import UploadFile

from lesart.desk.uploading import safe_name
from lesart.errors import UsageError
from lesart.web.calls import Call
from lesart.web.jobs import Job

MOST_FILES = 1_000
"""Files of one upload."""
_CHUNK = 1 << 20


def put_by(call: Call, files: Sequence[UploadFile]) -> Job:
    """Copies `files` into the spool folder and begins to file them. Raises UsageError where there are none."""
    given = [file for file in files if file.filename]
    if not given:
        raise UsageError("no file was given")
    folder = call.desk.jobs.folder()
    try:
        for number, file in enumerate(given):
            place = folder / f"{number:04}"
            place.mkdir(mode=0o700)
            _copy(file, place / safe_name(file.filename))
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise UsageError(f"the files cannot be put by: {error.strerror or error}") from error
    return call.desk.jobs.upload(folder)


def _copy(file: UploadFile, path: Path) -> None:
    with path.open("xb") as out:
        while chunk := file.file.read(_CHUNK):
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
