"""The zones of a page: every character but white space in exactly one.

One labeller for both media: a linear chain over the page's blocks or lines (`zone_units.py`), with features that
show how a line looks and where it stands but not what it says (`zone_features.py`, `zone_layout.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import get_args

from lesart.algorithms.chain import Chain
from lesart.errors import LanguageDataError
from lesart.ingest.zone_layout import Layout
from lesart.ingest.zone_rules import decide_kinds
from lesart.ingest.zone_units import Unit, cut_units
from lesart.language.languages import Language
from lesart.model.article import Zone, ZoneKind
from lesart.model.text import Page, Span

_KINDS = frozenset(get_args(ZoneKind))


def label_zones(page: Page, language: Language, recurring: frozenset[str] = frozenset()) -> tuple[Zone, ...]:
    """Zones of `page`, sorted and disjoint. `recurring` are lines known as furniture of the page's outlet.

    Raises LanguageDataError where the weights are missing or name a kind that the contract does not have.
    """
    units = cut_units(page, language)
    by = _weights_name(page)
    kinds = decide_kinds(_load_chain(_weights_path(by, language)), Layout(page, units), recurring)
    return tuple([Zone(kind, Span(page.id, start, end), by=by) for kind, start, end in join_units(units, kinds)])


def join_units(units: Sequence[Unit], kinds: Sequence[ZoneKind]) -> list[tuple[ZoneKind, int, int]]:
    """Kind, start and end of the zones: pieces of one line that have one kind are one zone."""
    found: list[tuple[ZoneKind, int, int]] = []
    for unit, kind in zip(units, kinds, strict=True):
        if unit.glued and found and found[-1][0] == kind:
            found[-1] = (kind, found[-1][1], unit.end)
        else:
            found.append((kind, unit.start, unit.end))
    return found


def _weights_name(page: Page) -> str:
    return "zones-html" if page.blocks else "zones-text"


@lru_cache(maxsize=64)
def _weights_path(weights: str, language: Language) -> Path:
    name = f"{weights}.crfsuite"
    path = language.weights(name)
    if path is None:
        raise LanguageDataError(f"{name} is missing; `python -m training.zones` makes it")
    return path


@lru_cache(maxsize=8)
def _load_chain(path: Path) -> Chain:
    loaded = Chain(path)
    unknown = sorted(set(loaded.labels) - _KINDS)
    if unknown:
        raise LanguageDataError(f"{path.name}: unknown zone kinds {', '.join(unknown)}")
    return loaded
