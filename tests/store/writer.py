"""A program that files pages until it is killed: python -m tests.store.writer PLACE NAME

Prints each page's id when the page is filed: what is printed was acknowledged.
"""

from __future__ import annotations

import sys
from itertools import count

from lesart.store.database import open_archive
from tests.store.newsroom import file_zones


def main(place: str, name: str) -> None:
    with open_archive(place, create=True) as archive:
        for number in count():
            words = " ".join(f"{name}{number}x{n}" for n in range(200))
            print(
                file_zones(archive, f"{name}-{number}", ("headline", f"Meldung {name}{number}"), ("body", words)),
                flush=True,
            )


if __name__ == "__main__":
    main(*sys.argv[1:])
