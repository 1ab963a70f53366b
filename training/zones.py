"""Makes the zoner's weights, `zones-html.crfsuite` and `zones-text.crfsuite`.

    uv run python -m training.zones                       our own marked pages only
    uv run python -m training.zones --data FOLDER         and pages of a folder with partial gold
    uv run python -m training.zones --data FOLDER --folds 5 --out DIR   one folder of weights a fold, for measuring

What stands in `FOLDER` is learnt from by structural features only (see `lesart/ingest/zone_features.py`). Its
gold tells lead, body, subheadline and headline, and some captions; what else a line is, a model of our own pages
says, among the kinds that the gold leaves open. Folds are by outlet; our own pages are in every fold. The same
data give the same bytes. Nothing of `tests/pages/test` is ever read.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import pycrfsuite

from training.zone_sequences import BODY_KINDS, Medium, ZoneSequence, read_own, read_partial

_ROOT = Path(__file__).parents[1]
_OWN_PAGES = _ROOT / "tests" / "pages" / "train"
_SHIPPED = _ROOT / "src" / "lesart" / "language" / "common"
_MEDIA: tuple[Medium, ...] = ("html", "text")
_L1 = 0.05
"""Weight of the sum of weights: drops what does not help. Chosen on the folds among 0, .05, .2."""
_L2 = 0.3
"""Weight of the sum of squares. Chosen on the folds among .1, .3, 1."""
_ITERATIONS = 120
"""Rounds of L-BFGS; the likelihood hardly moves after a hundred."""


def main() -> None:
    """Train and write the weights that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with gold.jsonl, html/, gold_text.jsonl, text/")
    parser.add_argument("--folds", type=int, default=0, help="write weights of N folds by outlet instead")
    parser.add_argument("--out", type=Path, default=_SHIPPED, help="where the weights go (default: the package)")
    given = parser.parse_args()
    for medium in _MEDIA:
        own = read_own(_OWN_PAGES, medium)
        partial = read_partial(given.data, medium) if given.data else []
        if given.folds:
            for number, held in enumerate(split_groups(partial, given.folds)):
                folder = given.out / f"fold{number}"
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"outlets-{medium}.txt").write_text("\n".join(sorted(held)) + "\n", "utf-8")
                train_weights(own, [page for page in partial if page.group not in held], _file(folder, medium))
        else:
            train_weights(own, partial, _file(given.out, medium))


def _file(folder: Path, medium: Medium) -> Path:
    return folder / f"zones-{medium}.crfsuite"


def split_groups(pages: Sequence[ZoneSequence], folds: int) -> list[frozenset[str]]:
    """The outlets of each fold: every `folds`-th in alphabetical order."""
    groups = sorted({page.group for page in pages})
    return [frozenset(groups[number::folds]) for number in range(folds)]


def train_weights(own: Sequence[ZoneSequence], partial: Sequence[ZoneSequence], path: Path) -> None:
    """Write the weights learnt from `own` pages and from `partial` ones, whose gaps a first model fills."""
    complete = [(page.features, _filled(page.kinds)) for page in own]
    if partial:
        first = path.with_suffix(".first")
        _fit(complete, first)
        tagger = pycrfsuite.Tagger()
        tagger.open(str(first))
        complete += [(page.features, fill_gaps(tagger, page)) for page in partial]
        tagger.close()
        first.unlink()
    _fit(complete, path)


def _filled(kinds: Sequence[str | None]) -> list[str]:
    return [kind or "navigation" for kind in kinds]


def fill_gaps(tagger: pycrfsuite.Tagger, page: ZoneSequence) -> list[str]:
    """The kinds of a page: the gold's, and between them the likeliest that the gold leaves open."""
    closed = BODY_KINDS | ({"headline"} if "headline" in page.kinds else set())
    tagger.set(page.features)
    open_kinds = [kind for kind in sorted(tagger.labels()) if kind not in closed]
    return [known or max(open_kinds, key=lambda kind: tagger.marginal(kind, at)) for at, known in enumerate(page.kinds)]


def _fit(sequences: Sequence[tuple[list[list[str]], list[str]]], path: Path) -> None:
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": _L1, "c2": _L2, "max_iterations": _ITERATIONS, "feature.possible_transitions": True})
    for features, kinds in sequences:
        trainer.append(features, kinds)
    trainer.train(str(path))


if __name__ == "__main__":
    main()
