"""Makes the tables of how common stems are, `src/lesart/language/{de,en}/frequencies.tsv.gz`.

    uv run --with wordfreq==3.1.1 python training/frequencies.py

Source: the "small" lists of the package wordfreq 3.1.1 (Robyn Speer), taken whole; its data are under CC BY-SA 4.0
(see NOTICE). The shares of the words of one Snowball stem are summed here, since stemming the list anew in every run
took a third of a second. A row: frequency in ten-thousandths (10,000 times the decimal logarithm of the share of
running words), tab, the stems of that frequency.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from math import log10
from pathlib import Path

import wordfreq

from lesart.language.stems import load_stems

LANGUAGES = ("de", "en")
OUT = Path(__file__).parents[1] / "src" / "lesart" / "language"
HEAD = "# 10,000 log10 of the share, stems. From wordfreq 3.1.1, small lists, CC BY-SA 4.0; training/frequencies.py"


def main() -> None:
    for tag in LANGUAGES:
        shares: defaultdict[str, float] = defaultdict(float)
        stems = load_stems(tag)
        for place, words in enumerate(wordfreq.get_frequency_list(tag, wordlist="small")):
            for word in words:
                shares[stems.stem(word)] += 10.0 ** (-place / 100.0)
        of_share: defaultdict[int, list[str]] = defaultdict(list)
        for stem, share in shares.items():
            of_share[round(10_000 * log10(share))].append(stem)
        rows = [HEAD, *(f"{number}\t{' '.join(of_share[number])}" for number in sorted(of_share, reverse=True))]
        data = "\n".join(rows) + "\n"
        with (OUT / tag / "frequencies.tsv.gz").open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
            packed.write(data.encode("utf-8"))


if __name__ == "__main__":
    main()
