"""The desk's texts are whole in both languages, and every one that a page names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import lesart.web
from lesart.web.calls import choose_spoken, spoken

FOLDER = Path(lesart.web.__file__).parent


def test_both_languages_have_the_same_texts() -> None:
    german, english = spoken("de")._texts, spoken("en")._texts
    assert set(german) == set(english)
    for key, text in german.items():
        assert sorted(re.findall(r"\{(\w+)\}", text)) == sorted(re.findall(r"\{(\w+)\}", english[key])), key


def test_every_text_that_is_named_is_there() -> None:
    known = spoken("en")._texts
    sources = [*(FOLDER / "templates").glob("*.j2"), *FOLDER.glob("*.py")]
    for path in sources:
        text = path.read_text("utf-8")
        for key in re.findall(r"""say\(\s*["']([\w.]+)["']\s*[,)]""", text):
            assert key in known, f"{path.name}: {key}"
        for key in re.findall(r"""say\.count\(\s*["']([\w.]+)["']""", text):
            assert {f"{key}.one", f"{key}.many"} <= set(known), f"{path.name}: {key}"


@pytest.mark.parametrize(
    ("asked", "fixed", "accepted", "language"),
    [
        (None, None, "de-CH,de;q=0.9,en;q=0.8", "de"),
        (None, None, "fr,en;q=0.5,de;q=0.4", "en"),
        (None, None, "fr", "en"),
        (None, None, "", "en"),
        (None, None, "de;q=0", "en"),
        (None, None, "de;q=kaputt, en", "en"),
        ("de", "en", "en", "de"),
        ("xx", "de", "en", "de"),
    ],
)
def test_the_language_is_the_address_s_then_the_set_one_then_the_browser_s(
    asked: str | None, fixed: str | None, accepted: str, language: str
) -> None:
    assert choose_spoken(asked, fixed, accepted) == language
