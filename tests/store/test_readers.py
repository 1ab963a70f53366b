"""Fifty readers beside a writer: nobody fails, nobody sees half a page, and what was there stays there."""

from __future__ import annotations

import threading
from pathlib import Path

from lesart.desk.searching import read_query, search_archive
from lesart.store.database import Archive
from lesart.store.matching import page_matches
from lesart.store.pages import count_pages, load_pages, load_terms
from lesart.store.search import find_pages
from tests.store.newsroom import file_zones

READERS = 50
PAGES = 8
SECONDS = 60.0
"""A reader that has not seen the last page by then has hung."""


def test_fifty_readers_beside_a_writer(archive: Archive, tmp_path: Path) -> None:
    asked = read_query("Meldung")
    file_zones(archive, "first", ("headline", "Die erste Meldung"), ("body", "Vom Steg."))
    start = threading.Barrier(READERS + 1)
    errors: list[str] = []
    answers = [0] * READERS
    written, pause = threading.Event(), threading.Event()

    def read(place: int) -> None:
        seen = 0
        start.wait(SECONDS)
        while True:
            last = written.is_set()
            try:
                with archive.reading() as connection:
                    numbers = [found.number for found in find_pages(connection, asked, None)]
                    terms = load_terms(connection, numbers)
                    pages = load_pages(connection, numbers)
                    whole = count_pages(connection)
                hits = search_archive(archive, "Meldung", limit=5)
                assert len(numbers) == len(pages) == len(terms) == whole, "half a page is seen"
                assert all(page_matches(asked, terms[number]) for number in numbers), "the index and the text disagree"
                assert seen <= whole <= hits.count, "a page that was there is gone"
            except Exception as error:
                errors.append(f"{type(error).__name__}: {error}")
                return
            seen = whole
            answers[place] += 1
            pause.wait(0.02)
            if last:
                assert seen == PAGES + 1
                return

    threads = [threading.Thread(target=read, args=(place,), daemon=True) for place in range(READERS)]
    for thread in threads:
        thread.start()
    start.wait(SECONDS)
    for number in range(PAGES):
        file_zones(archive, f"n{number}", ("headline", f"Meldung {number}"), ("body", "Nichts Neues vom Steg."))
    written.set()
    for thread in threads:
        thread.join(SECONDS)
    assert errors == []
    assert not any(thread.is_alive() for thread in threads)
    assert min(answers) >= 1
