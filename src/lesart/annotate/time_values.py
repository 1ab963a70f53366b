"""What a time expression means: one maker for each action that the rules of a language name.

A maker reads the labelled words of a phrase and gives its TIMEX3 type, value and interval, or None where the words
turn out to be no time. Values follow It-TimeML: `2004-W31`, `2004-SU`, `2004-11-01TEV`, `PXY`, `PRESENT_REF`.
"""

from __future__ import annotations

from lesart.annotate.time_calendar import CALENDAR_MAKERS, make_feast
from lesart.annotate.time_clock import CLOCK_MAKERS
from lesart.annotate.time_expressions import Expression, Reading
from lesart.annotate.time_lengths import LENGTH_MAKERS
from lesart.annotate.time_relative import RELATIVE_MAKERS
from lesart.errors import LanguageDataError

MAKERS = {**CALENDAR_MAKERS, **RELATIVE_MAKERS, **CLOCK_MAKERS, **LENGTH_MAKERS}
"""Actions that rules may name. `fixed TYPE VALUE` and `feast NAME` stand beside them."""


def make_reading(expression: Expression) -> Reading | None:
    """The meaning of `expression`, None where it is no time after all."""
    maker = MAKERS.get(expression.phrase.action)
    if maker is not None:
        return maker(expression)
    action, _, argument = expression.phrase.action.partition(" ")
    if action == "fixed":
        kind, value = argument.split(" ", 1)
        return Reading.of(kind, value)
    if action == "feast":
        return make_feast(expression, argument)
    raise LanguageDataError(f"rule {expression.phrase.rule} names the unknown action {action!r}")
