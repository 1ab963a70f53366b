"""Search terms in and out of whichever search tables the engine has."""

from __future__ import annotations

from sqlalchemy import Connection

from lesart.store import fts5, tsvectors
from lesart.store.records import Indexed


def add_terms(connection: Connection, key: int, indexed: Indexed) -> None:
    """Puts a page under `key` into the search tables."""
    (fts5 if connection.dialect.name == "sqlite" else tsvectors).add_terms(connection, key, indexed)


def drop_terms(connection: Connection, key: int, indexed: Indexed) -> None:
    """Takes a page out again; `indexed` must be what was added."""
    (fts5 if connection.dialect.name == "sqlite" else tsvectors).drop_terms(connection, key, indexed)
