"""An archive verified: what is kept holds together, and the saved bytes still say what the pages say they do."""

from __future__ import annotations

from pathlib import Path

import msgspec

from lesart.desk.adding import made_by
from lesart.desk.indexing import index_page
from lesart.desk.reanalysing import transcribe_saved
from lesart.errors import InputRefused
from lesart.model.outcome import Rejected
from lesart.model.text import Page
from lesart.pipeline import Tick, verify_file
from lesart.present.verify import Checked
from lesart.settings import Settings
from lesart.store.checking import check_pages, check_relations
from lesart.store.database import Archive
from lesart.store.pages import list_pages, load_saved, numbers_of_ids


def verify_archive(archive: Archive, settings: Settings, tick: Tick | None = None) -> Checked:
    """Reads the bytes of every page again and checks texts, spans and search terms against them.

    A page that another version read is not held against this one's reading: that is a remark, not a failure.
    """
    failures: list[str] = []
    remarks: list[str] = []
    pages = spans = 0
    by = made_by(settings)
    with archive.reading() as connection:
        for kept in check_pages(connection, failures):
            pages += 1
            spans += kept.spans
            (listed,) = list_pages(connection, [kept.number])
            page = kept.page.page
            try:
                again = transcribe_saved(load_saved(connection, kept.number), settings).text
            except InputRefused as error:
                again = None
                remarks.append(f"{page.id}: this version refuses its bytes: {error.reason}")
            if listed.made_by != by:
                if again is not None and again != page.text:
                    remarks.append(f"{page.id}: read otherwise by {listed.made_by}; see lesart reanalyse")
            elif again is not None and again != page.text:
                failures.append(f"{page.id}: its bytes are transcribed otherwise now")
            elif index_page(kept.page) != kept.terms:
                failures.append(f"{page.id}: its search terms are not those of its text")
            if tick:
                tick(1)
        spans += check_relations(connection, failures)
    wrong = sum("span" in failure or "lies outside" in failure for failure in failures)
    return Checked(spans, spans - wrong, pages, tuple(failures), tuple(remarks))


def verify_against(archive: Archive, file: Path, settings: Settings) -> Checked:
    """Checks every span of a report or export against the bytes that `archive` keeps of its pages.

    Pages that the archive does not have are read from their sources, as without an archive. Raises UsageError.
    """

    def kept(name: str) -> Page | Rejected | None:
        with archive.reading() as connection:
            numbers = numbers_of_ids(connection, [name])
            if not numbers:
                return None
            saved = load_saved(connection, numbers[0])
        try:
            return msgspec.structs.replace(transcribe_saved(saved, settings), id=name)
        except InputRefused as error:
            return Rejected("verify", error.source, error.reason)

    return verify_file(file, kept)
