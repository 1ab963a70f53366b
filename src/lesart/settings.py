"""One frozen Settings: defaults < file < environment < flags.

The file is `lesart.toml` in the working folder or what `LESART_SETTINGS` names; environment variables are
`LESART_` and the name in capitals. `docs/settings.md` lists every setting, a test checks that it does.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from lesart.errors import UsageError


class Settings(msgspec.Struct, frozen=True):
    """What a run may be told. Sizes in bytes, windows in days."""

    language: str | None = None
    """BCP 47 tag that overrules detection."""
    weights: Path | None = None
    """Folder whose weight files go before the shipped ones."""
    clean: bool = False
    """The text is a clean article already: all of it is body."""
    max_bytes: int = 20_000_000
    """One input at most (CONTRACT: 20 MB); a gzip may unpack to 100 times its size, within this limit."""
    window: int | None = None
    """Reuse and events: pages published further apart (days) are not compared. None: no window."""
    batch: int = 200
    """`annotate`: names are carried over this many pages at a time; bounds memory, not results of one page."""
    about_share: float = 0.10
    """*etwa*, *rund*, *fast*, *knapp* stand for this share around the number (CONTRACT: ten per cent)."""
    ui_language: str | None = None
    """Interface language of reports, `de` or `en`; None: the pages' language."""
    carry_names: bool = True
    """A name seen on one page is known on all pages of the pile."""
    embeddings: bool = False
    """Rows also by a sentence-embedding model (`lesart[embeddings]`, docs/decisions/sentence-embeddings.md)."""
    archive: str | None = None
    """The archive that commands use where `--archive` names none: a file, or a `postgresql://` address."""
    proxy: str | None = None
    """`watch`: the HTTP proxy to go through, or `environment` for those that `https_proxy` and its like name."""


def load_settings(environment: Mapping[str, str] | None = None, **flags: object) -> Settings:
    """Settings from file, environment and `flags` (None means not given), in this order.

    Raises UsageError for an unknown name or a value of the wrong type, naming where it stands.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, object] = {}
    path = Path(environment.get("LESART_SETTINGS", "lesart.toml"))
    if path.is_file():
        try:
            values.update(tomllib.loads(path.read_text("utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: {error}") from error
    elif "LESART_SETTINGS" in environment:
        raise UsageError(f"{path}: no such settings file")
    names = Settings.__struct_fields__
    for name in names:
        if f"LESART_{name.upper()}" in environment:
            values[name] = environment[f"LESART_{name.upper()}"]
    for name in values:
        if name not in names:
            raise UsageError(f"{path}: unknown setting {name!r}; known are {', '.join(sorted(names))}")
    values.update({name: value for name, value in flags.items() if value is not None})
    try:
        return msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise UsageError(f"settings: {error}") from error
