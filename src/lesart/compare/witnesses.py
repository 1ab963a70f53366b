"""Short marks for the pages of a synopsis."""

from __future__ import annotations

from collections.abc import Sequence

from lesart.model.annotation import Annotated
from lesart.model.synopsis import Witness

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def name_witnesses(pages: Sequence[Annotated]) -> tuple[Witness, ...]:
    """One siglum a page: the initial of its outlet (else of its file name), a raised number where several share it."""
    initials = [_initial(page) for page in pages]
    marks = []
    for place, initial in enumerate(initials):
        if initials.count(initial) == 1:
            marks.append(initial)
        else:
            marks.append(initial + str(initials[: place + 1].count(initial)).translate(_RAISED))
    return tuple(Witness(page.page.id, mark) for page, mark in zip(pages, marks, strict=True))


def _initial(page: Annotated) -> str:
    outlet = page.article.outlet
    name = outlet.name if outlet else page.page.source.rsplit("/", 1)[-1]
    letters = [sign for sign in name if sign.isalpha()]
    return letters[0].upper() if letters else "X"
