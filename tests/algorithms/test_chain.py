"""The labeller's own reading of weights finds what crfsuite finds with them."""

import random
from collections.abc import Sequence
from pathlib import Path

import pycrfsuite
import pytest

from lesart.algorithms.chain import Chain
from lesart.errors import LanguageDataError
from lesart.ingest.zone_layout import Layout
from lesart.ingest.zone_surroundings import SIDES, describe_units, list_features, list_keys
from lesart.ingest.zone_units import cut_units
from lesart.language.languages import load_language
from tests.ingest.test_zones import page_of_markup, page_of_text

PAGES = Path(__file__).parents[1] / "pages" / "test"
GERMAN = load_language("de")


def shipped(name: str) -> Path:
    path = GERMAN.weights(f"{name}.crfsuite")
    assert path is not None
    return path


def check_against_crfsuite(path: Path, sequences: Sequence[Sequence[Sequence[str]]]) -> None:
    ours, theirs = Chain(path), pycrfsuite.Tagger()
    theirs.open(str(path))
    assert list(ours.labels) == theirs.labels()
    for features in sequences:
        theirs.set(features)
        found = ours.weigh([[tuple(item[:2]), tuple(item[2:])] for item in features])
        assert found.tag() == theirs.tag()
        for at in range(0, len(features), 7):
            for label in ours.labels:
                assert found.marginal(label, at) == pytest.approx(theirs.marginal(label, at), abs=1e-9)


def test_pages_are_labelled_as_crfsuite_labels_them() -> None:
    pages = [page_of_markup(path.read_text("utf-8", "replace")) for path in sorted(PAGES.glob("*.html"))[::4]]
    check_against_crfsuite(
        shipped("zones-html"), [list_features(Layout(page, cut_units(page, GERMAN))) for page in pages]
    )
    texts = [page_of_text(page.text) for page in pages]
    check_against_crfsuite(
        shipped("zones-html"), [list_features(Layout(text, cut_units(text, GERMAN))) for text in texts]
    )  # the weights for texts are a mean, which crfsuite cannot open (`training/chain_files.py`)


def test_groups_and_neighbours_weigh_what_their_features_weigh() -> None:
    weights = Chain(shipped("zones-html"))
    for path in sorted(PAGES.glob("*.html"))[::8]:
        page = page_of_markup(path.read_text("utf-8", "replace"))
        for layout in (Layout(page, cut_units(page, GERMAN)[:count]) for count in (1, 2, 3, 4, None)):
            alone = weights.weigh([[tuple(features)] for features in list_features(layout)])
            together = weights.weigh(describe_units(layout), list_keys(layout), SIDES)
            assert together.scores == pytest.approx(alone.scores, abs=1e-9)


def test_any_weights_are_read_as_crfsuite_reads_them(tmp_path: Path) -> None:
    chance = random.Random(7)
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"max_iterations": 5, "feature.possible_transitions": True})
    sequences = [
        [[f"f{chance.randrange(40)}", f"ü{chance.randrange(9)}"] for _ in range(chance.randint(1, 12))]
        for _ in range(60)
    ]
    for features in sequences:
        trainer.append(features, [chance.choice("abcde") for _ in features])
    trainer.train(str(tmp_path / "w.crfsuite"))
    unseen = [[["f1", "neu"], [], ["neu"], ["f2"] * 3], [[]], [[], []], [["f3"]]]
    check_against_crfsuite(tmp_path / "w.crfsuite", [*sequences, *unseen])
    assert Chain(tmp_path / "w.crfsuite").weigh([]).tag() == []


@pytest.mark.parametrize("data", [b"", b"lCRF", b"{}" * 50])
def test_what_is_no_weight_file_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "zones-html.crfsuite").write_bytes(data)
    with pytest.raises(LanguageDataError, match="zones-html"):
        Chain(tmp_path / "zones-html.crfsuite")
