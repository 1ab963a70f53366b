"""Every error that lesart raises on purpose.

LesartError
├── UsageError            the call itself is wrong: unknown option, missing input (exit code 2)
│   └── QueryError        a search query that cannot be read, with the place in it
├── InputRefused          one input cannot be read; the rest goes on (exit code 1)
├── SpanError             a span outside its page, or of another page
├── EvidenceMissing       something that asserts anything was built without a span
├── LanguageDataError     a word list or weight file is missing or malformed
└── ArchiveError          the archive cannot be opened, read or written
    └── NotInArchive      a page, event, name or decision that is not there
"""

from __future__ import annotations


class LesartError(Exception):
    """Base of all errors below; catching it catches nothing else."""


class UsageError(LesartError):
    """The caller asked for something that does not exist; the message says what would."""


class QueryError(UsageError):
    """A search query that cannot be read. `position`: the offending character, counted from 0; `reason`: why."""

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(f"query, character {position + 1}: {reason}")
        self.position = position
        self.reason = reason


class InputRefused(LesartError):
    """One input cannot be used. `source` names it, `reason` says why in a few words."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class SpanError(LesartError):
    """A span that does not lie inside the page it is used on."""


class EvidenceMissing(LesartError):
    """An assertion without a place on a page."""


class LanguageDataError(LesartError):
    """A word list or weight file that is missing or cannot be read; the message names the file."""


class ArchiveError(LesartError):
    """The archive refused; the message names it and says why."""


class NotInArchive(ArchiveError):
    """What was named is not in the archive, or the name fits several things."""
