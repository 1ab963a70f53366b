"""What the markup of a page says beside its text: title, meta, links, language and JSON-LD, as written there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TypeAlias, cast

import msgspec

from lesart.model.text import Fact

_ARTICLE_TYPE = re.compile(r"Article|Posting|Report$|Review$|Coverage|^NewsItem", re.IGNORECASE)
"""schema.org types of articles: Article and its kinds, BlogPosting, LiveBlogPosting, Report, ReviewNewsArticle …"""
_DEPTH = 5
"""How deep JSON-LD values are followed; `author.affiliation.address.addressCountry` is the deepest of use."""
_VALUES = 400
"""JSON-LD values kept of one object; a news article has thirty, a long live blog some hundreds."""
_OBJECTS = 200
"""JSON-LD objects looked at on one page."""
_LINK_RELATIONS = frozenset(("canonical", "amphtml", "alternate", "author", "shortlink"))
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$")
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class HeadFacts:
    """Facts of `html`, `title`, `meta`, `link` and JSON-LD elements, gathered as they come."""

    def __init__(self) -> None:
        self._facts: list[Fact] = []
        self._scripts: list[str] = []

    def all(self) -> list[Fact]:
        """What was gathered in document order, JSON-LD last."""
        return self._facts + read_json_ld(self._scripts)

    def read_language(self, attributes: dict[str, str]) -> None:
        """The attributes of `html`."""
        language = attributes.get("lang") or attributes.get("xml:lang")
        if language:
            self._facts.append(Fact("html", "lang", language.strip()))

    def read_collected(self, tag: str, text: str) -> None:
        """The content of a `title` or of a JSON-LD `script`."""
        if tag == "script":
            self._scripts.append(text)
        elif text.strip():
            self._facts.append(Fact("title", "title", " ".join(text.split())))

    def read_meta(self, attributes: dict[str, str]) -> None:
        """The attributes of a `meta`."""
        content = attributes.get("content", "").strip()
        keys = (attributes.get(key, "").strip() for key in ("property", "name", "itemprop", "http-equiv"))
        name = next(filter(None, keys), "")
        if name and content:
            self._facts.append(Fact("meta", name, content))

    def read_link(self, attributes: dict[str, str]) -> None:
        """The attributes of a `link`."""
        href = attributes.get("href", "").strip()
        for relation in attributes.get("rel", "").lower().split():
            if relation in _LINK_RELATIONS and href:
                self._facts.append(Fact("link", relation, href))


def read_json_ld(scripts: list[str]) -> list[Fact]:
    """The values of the article of some JSON-LD scripts by dotted name (`author.name`), in order.

    Objects of other types (breadcrumbs, the web site) bear their type before the name: `BreadcrumbList.…`.
    """
    objects = [found for script in scripts for found in _find_objects(_parse(script))][:_OBJECTS]
    facts: list[Fact] = []
    main: dict[str, Json] | None = None
    for found in objects:
        kinds = _types(found)
        if any(_ARTICLE_TYPE.search(kind) for kind in kinds):
            if main is not None and found.get("headline") != main.get("headline"):
                continue
            main = main or found
            prefix = ""
        else:
            prefix = f"{kinds[0]}." if kinds else "Thing."
        values: list[tuple[str, str]] = []
        _flatten(found, prefix, 0, values)
        facts.extend(Fact("json-ld", name, value) for name, value in values)
    return facts


def _parse(script: str) -> Json:
    for text in (script, _WRAPPING.sub("", script), _TRAILING_COMMA.sub("", _WRAPPING.sub("", script))):
        try:
            return cast(Json, msgspec.json.decode(text.encode("utf-8", "replace")))
        except (msgspec.DecodeError, RecursionError):
            pass
        try:
            return cast(Json, json.loads(text, strict=False))
        except (ValueError, RecursionError):
            pass
    return None


def _find_objects(value: Json) -> Iterator[dict[str, Json]]:
    """The objects of a script: of a list, of a `@graph`, or itself; in order."""
    waiting = [value]
    count = 0
    while waiting and count < _OBJECTS:
        at = waiting.pop(0)
        count += 1
        if isinstance(at, list):
            waiting[:0] = at[:_OBJECTS]
        elif isinstance(at, dict):
            graph = at.get("@graph")
            if isinstance(graph, (list, dict)):
                waiting.insert(0, graph)
            if at.get("@type"):
                yield at
                entity = at.get("mainEntity") or at.get("mainEntityOfPage")
                if isinstance(entity, dict) and any(_ARTICLE_TYPE.search(kind) for kind in _types(entity)):
                    yield entity


def _types(found: dict[str, Json]) -> list[str]:
    kinds = found.get("@type")
    if isinstance(kinds, str):
        return [kinds]
    return [kind for kind in kinds if isinstance(kind, str)] if isinstance(kinds, list) else []


def _flatten(value: Json, name: str, depth: int, values: list[tuple[str, str]]) -> None:
    """Append the scalars inside `value` by dotted name."""
    if len(values) >= _VALUES or depth > 2 * _DEPTH:
        return
    if isinstance(value, dict):
        before = name if not name or name.endswith(".") else f"{name}."
        for key, inner in value.items():
            if isinstance(key, str) and key not in ("@context", "@graph"):
                _flatten(inner, before + key, depth + 2, values)
    elif isinstance(value, list):
        for inner in value:
            _flatten(inner, name, depth + 1, values)
    elif isinstance(value, bool):
        values.append((name, "true" if value else "false"))
    elif value is not None:
        text = value.strip() if isinstance(value, str) else str(value)
        if text:
            values.append((name, text))
