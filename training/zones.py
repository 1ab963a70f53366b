"""Makes the zoner's weights, `zones-html.crfsuite` and `zones-text.crfsuite`.

    uv run python -m training.zones                       our own marked pages only
    uv run python -m training.zones --data FOLDER         and pages of a folder with partial gold
    uv run python -m training.zones --data FOLDER --folds 5 --out DIR   one folder of weights a fold, for measuring

What stands in `FOLDER` is learnt from by structural features only (see `lesart/ingest/zone_features.py`). Its
gold tells lead, body, subheadline and headline, and some captions; what else a line is, a model of our own pages
says, among the kinds that the gold leaves open. Folds are by outlet; our own pages are in every fold. The same
data give the same bytes. Nothing of `tests/pages/test` is ever read. No wording can be read back:
`tests/ingest/test_zone_weights.py` holds every string of both files to a closed vocabulary.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pycrfsuite

from lesart.ingest.zone_features import line_key
from lesart.ingest.zone_surroundings import list_features
from training.chain_files import average_chains
from training.page_mixtures import mix_pages
from training.zone_sequences import BODY_KINDS, Medium, ZoneSequence, read_own, read_partial

_ROOT = Path(__file__).parents[1]
_OWN_PAGES = _ROOT / "tests" / "pages" / "train"
_OWN_PAGES_FOR_TEXTS = _ROOT / "tests" / "pages" / "train-texts"
_SHIPPED = _ROOT / "src" / "lesart" / "language" / "common"
MEDIA: tuple[Medium, ...] = ("html", "text")
_L1: dict[Medium, float] = {"html": 0.1, "text": 0.0}
"""Weight of the sum of weights, which drops what does not help. Best on the folds among 0, .05, .1, .2, .5."""
_L2: dict[Medium, float] = {"html": 1.0, "text": 5.0}
"""Weight of the sum of squares. Best on the folds among .1, .3, 1, 3, 10; 5 for texts since there are mixtures."""
_ITERATIONS: dict[Medium, int] = {"html": 80, "text": 45}
"""Rounds of L-BFGS; on the folds 80, 100 and 150 differ by a tenth of a point for HTML. Of texts several are averaged,
and 45 keep the time of training; more were not tried."""
_MEMBERS = (False, True, False)
"""Of texts so many chains are averaged, each with mixtures of its own; whether it sees what stands far away. Chains of
unlike features err differently: on the folds the mean gave body F1 .956 and .957 with fewer captions in the text (.110
and .093), one chain .952 and .958 (.146 and .130)."""


def main() -> None:
    """Train and write the weights that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with gold.jsonl, html/, gold_text.jsonl, text/")
    parser.add_argument("--folds", type=int, default=0, help="write weights of N folds by outlet instead")
    parser.add_argument("--out", type=Path, default=_SHIPPED, help="where the weights go (default: the package)")
    given = parser.parse_args()
    partial = {medium: read_partial(given.data, medium) if given.data else [] for medium in MEDIA}
    if given.folds:
        train_folds(partial, given.folds, given.out)
    else:
        _train(_read_all_own(), partial, given.out)


def train_folds(partial: Mapping[Medium, Sequence[ZoneSequence]], folds: int, folder: Path) -> None:
    """Write weights and `outlets.txt` (those held out) of each fold to `folder/foldN`. A medium may be missing."""
    own = _read_all_own()
    for number, outlets in enumerate(split_groups(next(iter(partial.values())), folds)):
        seen = {medium: [page for page in pages if page.group not in outlets] for medium, pages in partial.items()}
        _train(own, seen, folder / f"fold{number}")
        (folder / f"fold{number}" / "outlets.txt").write_text("\n".join(sorted(outlets)) + "\n", "utf-8")


def _read_all_own() -> dict[Medium, list[ZoneSequence]]:
    own = {medium: read_own(_OWN_PAGES, medium) for medium in MEDIA}
    own["text"].extend(read_own(_OWN_PAGES_FOR_TEXTS, "text"))
    return own


def _train(
    own: Mapping[Medium, Sequence[ZoneSequence]], partial: Mapping[Medium, Sequence[ZoneSequence]], folder: Path
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    taught: Taught = {}
    for medium in MEDIA:
        if medium in partial:
            taught = train_weights(medium, own[medium], partial[medium], _file(folder, medium), taught)


def _file(folder: Path, medium: Medium) -> Path:
    return folder / f"zones-{medium}.crfsuite"


def split_groups(pages: Sequence[ZoneSequence], folds: int) -> list[frozenset[str]]:
    """The outlets of each fold: every `folds`-th in alphabetical order."""
    groups = sorted({page.group for page in pages})
    return [frozenset(groups[number::folds]) for number in range(folds)]


Taught = dict[str, dict[str, str]]
"""For each page, the kinds of its lines by `line_key`: what its HTML shows about its texts."""


def train_weights(
    medium: Medium,
    own: Sequence[ZoneSequence],
    partial: Sequence[ZoneSequence],
    path: Path,
    taught: Taught | None = None,
) -> Taught:
    """Write the weights learnt from `own` pages and from `partial` ones, whose gaps a first model fills.

    Gives back what the lines of the partial pages were taken for, to be `taught` about the same pages' texts.
    """
    complete = [(page, _filled(page.kinds)) for page in own]
    found: Taught = {}
    if partial:
        first = path.with_suffix(".first")
        _fit(medium, [(page.features, kinds) for page, kinds in complete], first)
        tagger = pycrfsuite.Tagger()
        tagger.open(str(first))
        for page in partial:
            kinds = fill_gaps(tagger, page, (taught or {}).get(page.same, {}))
            complete.append((page, kinds))
            found[page.same] = {line_key(unit.text): kind for unit, kind in zip(page.units, kinds, strict=True)}
        tagger.close()
        first.unlink()
    if medium == "text":
        _train_mean(complete, path)
    else:
        _fit(medium, [(page.features, kinds) for page, kinds in complete], path)
    return found


def _train_mean(pages: Sequence[tuple[ZoneSequence, list[str]]], path: Path) -> None:
    """Write the mean of several chains for texts, each with mixtures of its own."""
    members = []
    for number, far in enumerate(_MEMBERS):
        members.append(path.with_suffix(f".{number}"))
        sequences = [(list_features(page.layout, far), kinds) for page, kinds in pages]
        sequences.extend((list_features(layout, far), kinds) for layout, kinds in mix_pages(pages, number))
        _fit("text", sequences, members[-1])
    path.write_bytes(average_chains(members))
    for member in members:
        member.unlink()


def _filled(kinds: Sequence[str | None]) -> list[str]:
    return [kind or "navigation" for kind in kinds]


def fill_gaps(tagger: pycrfsuite.Tagger, page: ZoneSequence, known: Mapping[str, str]) -> list[str]:
    """The kinds of a page: the gold's; between them what is `known` of the line, else the likeliest of those that
    the gold leaves open."""
    closed = BODY_KINDS | ({"headline"} if "headline" in page.kinds else set())
    tagger.set(page.features)
    open_kinds = [kind for kind in sorted(tagger.labels()) if kind not in closed]
    filled: list[str] = []
    for at, gold in enumerate(page.kinds):
        told = known.get(line_key(page.units[at].text))
        if gold is not None:
            filled.append(gold)
        elif told is not None and told not in closed:
            filled.append(told)
        else:
            filled.append(max(open_kinds, key=partial_marginal(tagger, at)))
    return filled


def partial_marginal(tagger: pycrfsuite.Tagger, at: int) -> Callable[[str], float]:
    """The likelihood of a kind at one place of the sequence that the tagger holds."""
    return lambda kind: float(tagger.marginal(kind, at))


def _fit(medium: Medium, sequences: Sequence[tuple[list[list[str]], list[str]]], path: Path) -> None:
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(
        {
            "c1": _L1[medium],
            "c2": _L2[medium],
            "max_iterations": _ITERATIONS[medium],
            "feature.possible_transitions": True,
        }
    )
    for features, kinds in sequences:
        trainer.append(features, kinds)
    trainer.train(str(path))


if __name__ == "__main__":
    main()
