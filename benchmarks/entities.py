"""Precision and recall of the grouping of entities on annotated piles.

    uv run python -m benchmarks.entities tests/annotate/entities

Each sub-folder is a half, each Markdown file in it a pile (`tests/annotate/entity_piles.py` says how they are marked).
Pairs of mentions are counted, with names as marked and as found.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.annotate.entity_piles import Scored, score_pile


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    for half in sorted(path for path in asked.folder.iterdir() if path.is_dir()):
        for given in (True, False):
            total = sum((score_pile(file, given) for file in sorted(half.glob("*.md"))), Scored())
            print(
                f"{half.name:10} names {'marked' if given else 'found '}  "
                f"P {total.precision:.3f}  R {total.recall:.3f}  pairs {total.together}  "
                f"ids {total.ids_right} of {total.ids}  "
                f"speakers {total.speakers_right} right, {total.speakers_told} told, {total.speakers} marked"
            )


if __name__ == "__main__":
    main()
