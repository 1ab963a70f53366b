from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lesart.annotate.sentences import find_sentences, split_sentences
from lesart.language.languages import load_language
from tests.annotate.cases import Case, article_of

DE, EN, FR = (load_language(tag) for tag in ("de", "en", "fr"))


def split(text: str, tag: str = "de") -> list[str]:
    return [text[a:b] for a, b in split_sentences(text, 0, len(text), load_language(tag))]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Sie kam am 1. November 2024 an. Dann ging sie.", 2),
        ("Das gilt z.B. für Ost, d.h. nur dort, bzw. nirgends. Ende.", 2),
        ("Der 16. Deutsche Bundestag tagte. Im Jahr 2005. Der Rest fehlt.", 3),
        ("Bolle wurde auf Platz 3. Meier gewann.", 2),
        ("In der 42. Minute traf Ebel. Danach war Schluss.", 2),
        ("Dr. med. Hans H. Meier und J. K. Röhl kamen. Beide schwiegen.", 2),
        ("Der Beschuldigte Rafik Y. Die Polizei suchte ihn.", 2),
        ("Rund 8.000 Menschen und 3,5 Mio. Euro um 5.30 Uhr. Mehr nicht.", 2),
        ("Papst Johannes XXIII. Der Rest.", 2),
        ("Papst Pius XII. Pacelli war still.", 1),
        ("Siehe Art. 5 und Abs. 3 sowie Nr. 7. Diese Art. Der Rest.", 3),
        ("Das ist das Ende.Der Rest folgt.", 2),
        ("Die Seite www.beispiel.De und ort.de.Alles gut.", 1),
        ("Die Firma Ebel & Co. KG zahlt. Sie zahlt usw. Die Firma schweigt.", 3),
    ],
)
def test_stops(text: str, parts: int) -> None:
    assert len(split(text)) == parts


def test_closing_marks_belong_to_the_sentence() -> None:
    assert split("„Das war es.“ Ebel ging. „Was?“, fragte sie. „Was?“ fragte er. »So!« Dann nichts.") == [
        "„Das war es.“",
        "Ebel ging.",
        "„Was?“, fragte sie.",
        "„Was?“ fragte er.",
        "»So!«",
        "Dann nichts.",
    ]
    assert split('Er rief: "Halt." Niemand hielt. (Niemand.) Ende.') == [
        'Er rief: "Halt."',
        "Niemand hielt.",
        "(Niemand.)",
        "Ende.",
    ]


def test_french_marks_with_inner_spaces() -> None:
    assert split("« Je pars. » Il part. M. Durand reste.", "fr") == ["« Je pars. »", "Il part.", "M. Durand reste."]


def test_english_abbreviations() -> None:
    assert split("Mr. Hale left the U.S. in Dec. 2004. He came back. The U.S. The end.", "en") == [
        "Mr. Hale left the U.S. in Dec. 2004.",
        "He came back.",
        "The U.S.",
        "The end.",
    ]


def test_ellipses_end_a_sentence_only_before_a_capital() -> None:
    assert split("Er schwieg … lange. Dann ... kam er ... Niemand sprach […] mehr.") == [
        "Er schwieg … lange.",
        "Dann ... kam er ...",
        "Niemand sprach […] mehr.",
    ]


def test_a_credit_behind_the_last_stop_is_its_own() -> None:
    assert split("Es geht allen gut. (nap/sda)\n\nMehr folgt.") == ["Es geht allen gut.", "(nap/sda)", "Mehr folgt."]
    assert split("Er kam um 5.30 Uhr (nicht früher). Sie (s. unten) ging.") == [
        "Er kam um 5.30 Uhr (nicht früher).",
        "Sie (s. unten) ging.",
    ]


def test_line_breaks() -> None:
    assert split("Neuer Hafen für Ostburg\nDer Rat hat\nzugestimmt.\n- Punkt eins\n- Punkt zwei\n\nund so") == [
        "Neuer Hafen für Ostburg",
        "Der Rat hat\nzugestimmt.",
        "- Punkt eins",
        "- Punkt zwei",
        "und so",
    ]


def test_hard_wrapped_paragraphs_hold_together() -> None:
    text = (
        "Die Fähre nach Ostburg hat am Montag nach elf Wochen Pause den\n"
        "Betrieb wieder aufgenommen. Das teilte die Reederei am selben\n"
        "Tag mit, ohne Gründe zu nennen."
    )
    assert len(split(text)) == 2


def test_tokens() -> None:
    case = Case("x", "x", "Der 11-jährige Bub zahlte 8.000 Euro für's S-Bahn-Netz fu\u0308r 20%...", {}, (), None, "de")
    (sentence,) = find_sentences(article_of(case), DE)
    assert [token.text for token in sentence.tokens] == [
        "Der", "11-jährige", "Bub", "zahlte", "8.000", "Euro", "für's", "S-Bahn-Netz", "fu\u0308r", "20", "%", "...",
    ]  # fmt: skip


@given(st.text(alphabet=st.sampled_from("aB1 .!?…„“\"»«'()[]-\n,:z\u00a0\u0308😀"), max_size=60))
def test_sentences_hold_every_visible_character_once_in_order(text: str) -> None:
    for language in (DE, EN, FR):
        ranges = split_sentences(text, 0, len(text), language)
        assert all(a < b and not text[a].isspace() and not text[b - 1].isspace() for a, b in ranges)
        assert all(left[1] <= right[0] for left, right in itertools.pairwise(ranges))
        assert "".join("".join(text[a:b].split()) for a, b in ranges) == "".join(text.split())
