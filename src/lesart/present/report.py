"""The report: one HTML file that opens from disk, offline."""

from __future__ import annotations

from lesart.model.synopsis import Synopsis


def render_report(synopsis: Synopsis, ui_language: str | None = None) -> str:
    """The report of `synopsis` as one HTML document."""
    return "<!doctype html><title>lesart</title>"
