"""One small interface to everything that is specific to a language: word lists, tables and weight files.

The data lie in folders beside this file: `common/` for all languages, `de/`, `en/` … for one. A list is
`NAME.txt` (one entry a line), a table `NAME.tsv` (tab-separated columns), each with `#` comment lines; either
may be gzipped (`.gz`). Weight files bear any other ending. `docs/languages.md` says how to add a language.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from lesart.errors import LanguageDataError

_ROOT = Path(__file__).parent
_COMMON = "common"


class Language:
    """The data of one language, read on first use. `tag` is its BCP 47 primary subtag, or `common`."""

    def __init__(self, tag: str, weights: Path | None = None) -> None:
        self.tag = tag
        self._weights = weights
        self._words: dict[str, frozenset[str]] = {}
        self._rows: dict[str, tuple[tuple[str, ...], ...]] = {}

    @property
    def known(self) -> bool:
        """Whether there is a data folder of its own for this language."""
        return self.tag != _COMMON and (_ROOT / self.tag).is_dir()

    def words(self, name: str) -> frozenset[str]:
        """The entries of list `name`, as written; empty where neither the language nor `common` has it."""
        found = self._words.get(name)
        if found is None:
            path = self._own(f"{name}.txt")
            if path is None and self.tag != _COMMON:
                found = load_language(None).words(name)
            else:
                found = frozenset(_read_lines(path) if path else ())
            self._words[name] = found
        return found

    def rows(self, name: str) -> tuple[tuple[str, ...], ...]:
        """The rows of table `name` in order; empty where neither the language nor `common` has it."""
        found = self._rows.get(name)
        if found is None:
            path = self._own(f"{name}.tsv")
            if path is None and self.tag != _COMMON:
                found = load_language(None).rows(name)
            else:
                found = tuple([tuple(line.split("\t")) for line in (_read_lines(path) if path else ())])
            self._rows[name] = found
        return found

    def mapping(self, name: str) -> dict[str, str]:
        """First column of table `name` to its second. Raises LanguageDataError for a row without two columns."""
        pairs: dict[str, str] = {}
        for row in self.rows(name):
            if len(row) < 2:
                raise LanguageDataError(f"{self.tag}/{name}.tsv: row {row!r} has no second column")
            pairs[row[0]] = row[1]
        return pairs

    def weights(self, name: str) -> Path | None:
        """The weight file `name` (with its ending): of the override folder if it is there, else the shipped one."""
        if self._weights is not None and (self._weights / name).is_file():
            return self._weights / name
        for folder in (self.tag, _COMMON):
            path = _ROOT / folder / name
            if path.is_file():
                return path
        return None

    def _own(self, file: str) -> Path | None:
        """Where `file` lies in this language's own folder, plain or gzipped; None where it does not."""
        paths = (_ROOT / self.tag / file, _ROOT / self.tag / f"{file}.gz")
        return next((path for path in paths if path.is_file()), None)


def _read_lines(path: Path) -> tuple[str, ...]:
    data = path.read_bytes()
    try:
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise LanguageDataError(f"{path.name}: {error}") from error
    lines = text.split("\n")
    if "\r" in text:
        lines = [line.rstrip("\r") for line in lines]
    return tuple([line for line in lines if line and line[0] != "#" and not line.isspace()])


@lru_cache(maxsize=256)
def load_language(tag: str | None, weights: Path | None = None) -> Language:
    """The language of a BCP 47 tag (`de-CH` gives German); `common` data alone for None and unknown ones.

    All tags of one primary subtag give the same object, so that tables kept by language are read once.
    """
    primary = (tag or "").split("-")[0].lower()
    return _load(primary if primary and (_ROOT / primary).is_dir() else _COMMON, weights)


@lru_cache(maxsize=32)
def _load(tag: str, weights: Path | None) -> Language:
    return Language(tag, weights)


def forget_languages() -> None:
    """Drops every table read so far: for programs that write tables and read them again."""
    _load.cache_clear()
    load_language.cache_clear()
