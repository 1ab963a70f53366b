"""No wording can be read back from the zoner's weights: every string in them is of a closed vocabulary of ours."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from lesart.algorithms.chain import Chain
from lesart.ingest.elements import split_names
from lesart.ingest.zone_markup import TELLING
from lesart.ingest.zone_words import CLASS_CONCEPTS, CONCEPTS
from lesart.language.languages import load_language
from lesart.model.article import ZoneKind

FEATURES = split_names(
    "af after again agains allcaps be before beg below between bold bottom cap coh common dated desc dig edge end fi"
    " first fun gap glue glued head in la last len like lnk main mass name names none noletters num ord other out para"
    " past place rep run same short shp snt str sty tag tenth title top up upp wrd kn ab aq xb xq crumb"
    " dense pair tail since far near"
    " wide reach stamp often blk share stamps size tri kin lab ctail"
)
"""Names of features, and of the classes that their values fall into (`zone_features.py`, `zone_layout.py`)."""
PATTERNS = split_names(
    "clock ago by cred url money place num score quote bar plus dot dots cut copy slash colon ask paren hash arrow dash"
    " code semi date credit"
)
SIZES = ("", "s", "m", "l")
"""Short, middling and long lines: written behind the name of a pattern or concept."""
_WORD = re.compile(r"[^\W\d_]{2,}")


@pytest.mark.parametrize("medium", ["html", "text"])
def test_every_string_in_the_weights_is_ours(medium: str) -> None:
    path = load_language("de").weights(f"zones-{medium}.crfsuite")
    assert path is not None
    weights = Chain(Path(path))
    stems = PATTERNS | set(CONCEPTS) | set(CLASS_CONCEPTS)
    known = FEATURES | TELLING | {stem + size for stem in stems for size in SIZES}
    strangers = {word for text in weights.features() for word in _WORD.findall(text)} - known
    assert strangers == set()
    assert set(weights.labels) <= set(get_args(ZoneKind))
