"""The summary on the terminal: fits a screen."""

from __future__ import annotations

from lesart.model.synopsis import Synopsis


def render_summary(synopsis: Synopsis, ui_language: str | None = None) -> str:
    """A summary of `synopsis` in plain text, with its line end."""
    return f"{len(synopsis.pages)} Seiten · {len(synopsis.events)} Ereignisse\n"
