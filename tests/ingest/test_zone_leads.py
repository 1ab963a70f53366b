"""Leads, captions and bylines that the markup settles, on small invented pages."""

from __future__ import annotations

from lesart.ingest.containers import Raw
from lesart.ingest.transcribe import transcribe
from lesart.ingest.zone_layout import Layout
from lesart.ingest.zone_leads import mend_leads
from lesart.ingest.zone_units import cut_units
from lesart.language.languages import load_language
from lesart.model.article import ZoneKind
from lesart.pipeline import read_article_of
from lesart.settings import Settings

TEXT = "Am Montag hat der Gemeinderat von Ullwang beschlossen, dass der Pass bis März gesperrt bleibt, weil es taut."
HEAD = "<title>Pass bleibt zu</title><h1>Pass bleibt zu</h1>"


def kinds_after(html: str, given: dict[str, ZoneKind]) -> dict[str, ZoneKind]:
    """Kinds by the start of each line; `given` says what the labeller thought, all else is body."""
    page = transcribe(Raw("p.html", "p.html", html.encode(), "", True))
    layout = Layout(page, cut_units(page, load_language("de")))
    kinds: list[ZoneKind] = [given.get(unit.text[:9], "body") for unit in layout.units]
    kinds[layout.headline] = "headline"
    mend_leads(layout, kinds)
    return {unit.text[:9]: kind for unit, kind in zip(layout.units, kinds, strict=True)}


def test_sentences_in_a_list_before_the_text_are_its_lead() -> None:
    points = (
        "<li>Der Pass bleibt bis März gesperrt, auch für Busse.</li><li>Wer nach Ranzel will, fährt über Kirchau.</li>"
    )
    html = f"{HEAD}<ul>{points}</ul><p>{TEXT}</p><p>{TEXT}</p>"
    found = kinds_after(html, {"Der Pass ": "teaser", "Wer nach ": "caption"})
    assert found["Der Pass "] == found["Wer nach "] == "lead"
    assert found["Am Montag"] == "body"


def test_links_in_a_list_are_none() -> None:
    html = f"""{HEAD}<ul><li><a href="/a">Der Pass bleibt bis März gesperrt, auch für Busse.</a></li>
<li><a href="/b">Wer nach Ranzel will, fährt über Kirchau.</a></li></ul><p>{TEXT}</p><p>{TEXT}</p>"""
    assert kinds_after(html, {"Der Pass ": "teaser", "Wer nach ": "teaser"})["Der Pass "] == "teaser"


def test_a_bold_opening_is_the_lead_where_the_next_paragraph_is_plain() -> None:
    bold = "Wegen Tauwetters bleibt der Pass von Ullwang gesperrt, und zwar bis in den März."
    html = f"{HEAD}<p><b>{bold}</b></p><p>{TEXT}</p>"
    assert kinds_after(html, {})["Wegen Tau"] == "lead"
    plain = html.replace("<b>", "").replace("</b>", "")
    assert kinds_after(plain, {})["Wegen Tau"] == "body"


def test_a_line_beside_a_picture_credit_is_its_caption() -> None:
    html = f"""{HEAD}<div class="a"><span>Foto: Enno Tappe</span><div>Am Ullwanger Joch liegt noch Schnee</div></div>
<div class="b"><p>{TEXT}</p><p>{TEXT}</p></div>"""
    found = kinds_after(html, {"Foto: Enn": "image_credit", "Am Ullwan": "lead"})
    assert found["Am Ullwan"] == "caption"


def test_a_name_behind_von_or_in_an_authors_element_is_a_byline() -> None:
    for line in ("<p>Verfasst von: Lotte WENDHAUSEN</p>", '<span class="article-author">Lotte Wendhausen •</span>'):
        html = f"{HEAD}<div>{line}</div><p>{TEXT}</p><p>{TEXT}</p>"
        article = read_article_of(transcribe(Raw("p.html", "p.html", html.encode(), "", True)), Settings())
        assert [name.casefold() for name in article.authors] == ["lotte wendhausen"], line
