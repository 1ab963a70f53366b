"""Word clusters of a language: of each word the number of its cluster and how often it is written small.

The table has a row for the words that begin with the same three letters. A row is taken apart when the first word
with its beginning is asked for: a few pages need a tenth of it, and reading it whole would be the longest part of a
cold start.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from sys import intern

HEAD = 3
"""First letters that the words of a row have in common; shorter words have rows of their own."""

Entry = tuple[int, str]
"""Number of the cluster (Brown path, lowest bit first), class of case (`a` nearly always small to `e`; `-` small)."""


class WordClusters:
    """The clusters of the `rows` of a table: `NUMBER+CASE` of each word, and the words, both by blanks."""

    def __init__(self, rows: Iterable[Sequence[str]]) -> None:
        self._read: dict[str, dict[str, str]] = {}
        """By the first letters, what is told of the words of a row."""
        self._unread = {words[:HEAD]: (tells, words) for tells, words in rows}

    def told(self, word: str) -> str:
        """Number of the cluster of `word` and class of case, as the table has them; empty for an unknown one."""
        head = word[:HEAD]
        row = self._read.get(head)
        if row is None:
            if head not in self._unread:
                return ""
            row = self._open(head)
        return row.get(word, "")

    def _open(self, head: str) -> dict[str, str]:
        tells, words = self._unread.pop(head)
        row = self._read[head] = dict(zip(words.split(" "), map(intern, tells.split(" ")), strict=True))
        return row

    def get(self, word: str) -> Entry | None:
        """The entry of `word`, None for an unknown one."""
        told = self.told(word)
        return (int(told[:-1]), told[-1]) if told else None

    def case_of(self, word: str) -> str:
        """The class of how often `word` is written small; empty for an unknown one."""
        return self.told(word)[-1:]

    def __contains__(self, word: str) -> bool:
        return self.told(word) != ""

    def items(self) -> Iterator[tuple[str, Entry]]:
        """All words with their entries, sorted."""
        for head in [*self._unread]:
            self._open(head)
        for word, told in sorted(pair for row in self._read.values() for pair in row.items()):
            yield word, (int(told[:-1]), told[-1])


def cluster_rows(entries: Iterable[tuple[str, Entry]]) -> list[str]:
    """The rows of a table with these words."""
    rows: dict[str, tuple[list[str], list[str]]] = {}
    for word, (number, case) in sorted(entries):
        tells, words = rows.setdefault(word[:HEAD], ([], []))
        tells.append(f"{number}{case}")
        words.append(word)
    return [f"{' '.join(tells)}\t{' '.join(words)}" for _, (tells, words) in sorted(rows.items())]
