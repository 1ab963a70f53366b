"""Copies as another desk edits them: what is found of the shared sentences, what of the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lesart.relate.reuse import find_passages
from tests.relate.made_pages import make_page

FILE = Path(__file__).parent / "edited_copies.txt"
LEAST_FOUND = 0.93
"""Share of the characters of shared sentences that must be found on both pages, over all reports."""
LEAST_OF_ONE = 0.5
"""The same for each report: a sentence whose halves changed places is sometimes found by its longer half only."""
MOST_WRONG = 0.02
"""Share of the characters found that may lie in sentences that only one page has."""


@dataclass
class Report:
    """One report on two pages: each a list of paragraphs of `(kind, sentence)`."""

    name: str
    first: list[list[tuple[str, str]]] = field(default_factory=lambda: [[]])
    second: list[list[tuple[str, str]]] = field(default_factory=lambda: [[]])


def read_reports() -> list[Report]:
    reports: list[Report] = []
    for line in FILE.read_text("utf-8").splitlines():
        if line.startswith("## "):
            reports.append(Report(line[3:]))
        elif line.startswith(("= ", "~ ", "(")):
            kind = line[0] if line[0] in "=~" else "~"
            first, second = (line[2:] if line[0] in "=~" else line).split(" || ")
            reports[-1].first[-1].append((kind, first))
            reports[-1].second[-1].append((kind, second))
        elif line.startswith(("a ", "b ")):
            side = reports[-1].first if line[0] == "a" else reports[-1].second
            side[-1].append((line[0], line[2:]))
        elif line == "---":
            reports[-1].first.append([])
            reports[-1].second.append([])
        elif line.startswith("order "):
            sentences = [sentence for paragraph in reports[-1].second for sentence in paragraph]
            reports[-1].second = [[sentences[int(number) - 1] for number in line.split()[1:]]]
    return reports


def count_found(report: Report) -> tuple[int, int, int]:
    """Letters of shared sentences, those of them found, and those found in sentences of one page alone."""
    sides = (report.first, report.second)
    pages = [make_page(*(" ".join(text for _, text in part) for part in side if part)) for side in sides]
    covered: list[set[int]] = [set(), set()]
    for passage in find_passages(pages):
        for span in passage.members:
            covered[[page.page.id for page in pages].index(span.page)].update(range(span.start, span.end))
    shared = found = wrong = 0
    for side, page, cover in zip(sides, pages, covered, strict=True):
        start = 0
        for kind, text in (sentence for part in side for sentence in part):
            start = page.page.text.index(text, start)
            letters = {place for place in range(start, start + len(text)) if page.page.text[place].isalnum()}
            start += len(text)
            shared += len(letters) * (kind == "=")
            found += len(letters & cover) * (kind == "=")
            wrong += len(letters & cover) * (kind in "ab")
    return shared, found, wrong


@pytest.mark.parametrize("report", read_reports(), ids=lambda report: report.name)
def test_most_of_each_shared_sentence_is_found(report: Report) -> None:
    shared, found, wrong = count_found(report)
    assert found / shared >= LEAST_OF_ONE
    assert wrong <= 0.08 * found


def test_over_all_reports_next_to_nothing_is_missed_or_wrong() -> None:
    counts = [count_found(report) for report in read_reports()]
    shared, found, wrong = (sum(count[place] for count in counts) for place in range(3))
    assert found / shared >= LEAST_FOUND
    assert wrong <= MOST_WRONG * found
