"""The forms that a synopsis can be printed in, by name: text, JSON, the report, and the exports."""

from __future__ import annotations

from pathlib import Path

from lesart.model.synopsis import Synopsis
from lesart.present.contract import encode_line, synopsis_out
from lesart.present.export import ENDINGS, FORMATS
from lesart.present.markdown import write_markdown
from lesart.present.report import render_report
from lesart.present.shown_pages import files_beside
from lesart.present.split import render_reports
from lesart.present.terminal import render_summary

FORMS = ("text", "json", "html", *FORMATS)
"""Every name that `--format` takes."""


def form_of(output: Path | None) -> str:
    """The form that the ending of a file name says; text where it says none."""
    if output is None:
        return "text"
    endings = {".html": "html", ".htm": "html", ".json": "json", **ENDINGS}
    return endings.get(output.suffix.lower(), "text")


def render_form(
    synopsis: Synopsis, form: str, output: Path | None, ui_language: str | None, with_text: bool = False
) -> dict[str, bytes]:
    """`synopsis` in `form`, as files by name; the first is `output`'s own (named "" for standard output)."""
    name = output.name if output else ""
    if form == "json":
        return {name: encode_line(synopsis_out(synopsis, with_text))}
    if form == "html" and output:
        files = render_reports(synopsis, ui_language, name, files_beside(output.parent))
        return {file: text.encode("utf-8", "replace") for file, text in files.items()}
    if form == "html":
        return {name: render_report(synopsis, ui_language).encode("utf-8", "replace")}
    if form == "md":
        return {name: write_markdown(synopsis, ui_language)}
    if form == "text":
        return {name: render_summary(synopsis, ui_language).encode("utf-8", "replace")}
    return {name: FORMATS[form](synopsis)}
