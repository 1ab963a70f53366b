"""Makes the word frequency tables `src/lesart/language/{de,en}/frequencies.tsv.gz`.

    uv run --with wordfreq==3.1.1 python training/frequencies.py

Source: the "small" lists of the package wordfreq 3.1.1 (Robyn Speer), taken whole; its data are under CC BY-SA 4.0
(see NOTICE). A row: frequency in centibels (100 times the decimal logarithm of the share of running words), tab,
the words of that frequency.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import wordfreq

LANGUAGES = ("de", "en")
OUT = Path(__file__).parents[1] / "src" / "lesart" / "language"
HEAD = "# Centibels, words. From wordfreq 3.1.1, small lists, CC BY-SA 4.0; made by training/frequencies.py"


def main() -> None:
    for tag in LANGUAGES:
        rows = [HEAD]
        for place, words in enumerate(wordfreq.get_frequency_list(tag, wordlist="small")):
            if words:
                rows.append(f"{-place}\t{' '.join(words)}")
        data = "\n".join(rows) + "\n"
        with (OUT / tag / "frequencies.tsv.gz").open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
            packed.write(data.encode("utf-8"))


if __name__ == "__main__":
    main()
