"""Single pages into the archive as they come, for the watch; apart from it: one can watch without an archive."""

from __future__ import annotations

from collections.abc import Callable

from lesart.desk.adding import add_saves
from lesart.ingest.containers import Raw
from lesart.ingest.transcribe import transcribe
from lesart.settings import Settings
from lesart.store.database import Archive


def save_into(archive: Archive, settings: Settings) -> Callable[[Raw], None]:
    """Files a page in `archive`. What it gives raises InputRefused for a page that cannot be read."""

    def save(raw: Raw) -> None:
        for _ in add_saves(archive, iter([(raw, transcribe(raw))]), settings):
            pass

    return save
