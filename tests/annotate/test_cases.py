from __future__ import annotations

from pathlib import Path

import pytest

from tests.annotate.cases import article_of, read_cases, unmark

TWO = """# Notes

## First
Prose with [brackets|.

```text published=2024-11-01
[s|Die Chefin] sagte [c|ja [q|„so“]] und [c|nein] [1].
```

```expected
direct content=c speaker=s  # comment
other value="8 000"
```

## Second

```text language=en
Nothing.
```
"""


def test_marks_are_taken_out_and_give_offsets(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TWO, "utf-8")
    first, second = read_cases(tmp_path)
    assert first.text == "Die Chefin sagte ja „so“ und nein [1]."
    assert [first.text[a:b] for a, b in first.pieces("c")] == ["ja „so“", "nein"]
    assert [first.text[a:b] for a, b in first.pieces("q,s")] == ["Die Chefin", "„so“"]
    assert (first.published, first.language, first.name) == ("2024-11-01", "de", "First")
    assert first.expected[0].kind == "direct"
    assert first.expected[0].fields == {"content": "c", "speaker": "s"}
    assert first.expected[1].fields == {"value": "8 000"}
    assert (second.text, second.language, second.expected) == ("Nothing.", "en", ())
    assert article_of(second).page.text == "Nothing."


def test_an_open_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="never closed"):
        unmark("[a|text")
