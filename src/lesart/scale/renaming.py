"""A page under another id: where the same input gave one page twice."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from lesart.model.article import Article
from lesart.model.text import Page, Span

T = TypeVar("T")


def rename_page(article: Article, name: str) -> Article:
    """`article` with its page, and every span into it, under the id `name`."""
    return _renamed(article, article.page.id, name)


def _renamed(value: T, old: str, new: str) -> T:
    if isinstance(value, Span):
        return msgspec.structs.replace(value, page=new) if value.page == old else value
    if isinstance(value, Page):
        value = msgspec.structs.replace(value, id=new)
    if isinstance(value, tuple):
        return type(value)([_renamed(each, old, new) for each in value])
    if isinstance(value, msgspec.Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        changed = {name: _renamed(field, old, new) for name, field in fields.items()}
        return msgspec.structs.replace(value, **changed)
    return value
