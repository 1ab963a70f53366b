"""Pages with times and names for the tests of events and stories: sentences found, times and names by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from lesart.annotate.sentences import find_sentences
from lesart.annotate.times import find_times
from lesart.language.languages import load_language
from lesart.model.annotation import Annotated, Name, NameKind
from tests.relate.made_pages import Part, make_page


def make_report(
    *parts: str | Part,
    published: str | None = None,
    updated: str | None = None,
    names: Sequence[tuple[str, NameKind]] = (),
    name: str = "",
) -> Annotated:
    """A page (`made_pages.make_page`) with its sentences and times found and every occurrence of `names` marked;
    the entity of a name is its kind and words."""
    page = make_page(*parts, published=published, updated=updated, name=name)
    language = load_language("de")
    sentences = find_sentences(page.article, language)
    times = find_times(page.article, sentences, language)
    marked = sorted(
        (
            Name(page.page.span(*match.span()), kind, f"{kind.lower()}:{words}")
            for words, kind in names
            for match in re.finditer(re.escape(words), page.page.text)
        ),
        key=lambda each: each.span,
    )
    return msgspec.structs.replace(page, sentences=sentences, times=times, names=tuple(marked))
