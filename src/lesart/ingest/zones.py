"""The zones of a page: every character but white space in exactly one."""

from __future__ import annotations

import re

from lesart.language.languages import Language
from lesart.model.article import Zone
from lesart.model.text import Page

_LINE = re.compile(r"\S[^\n]*")


def label_zones(page: Page, language: Language) -> tuple[Zone, ...]:
    """Zones of `page` in order."""
    zones = []
    for match in _LINE.finditer(page.text):
        end = match.start() + len(match.group().rstrip())
        zones.append(Zone("body", page.span(match.start(), end), by="lines"))
    return tuple(zones)
