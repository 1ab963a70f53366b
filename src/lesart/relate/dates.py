"""Bounds on the date of an undated page, proved by what its text mentions as past."""

from __future__ import annotations

from lesart.language.languages import Language
from lesart.model.annotation import Annotated


def bound_date(page: Annotated, language: Language) -> Annotated:
    """`page` with `earliest`, `latest` and their evidence where it bears no date of its own; else unchanged."""
    return page
