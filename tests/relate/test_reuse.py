"""Shared wording of pages: extents, what is left out, what is marked."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lesart.model.annotation import Annotated
from lesart.model.article import ZoneKind
from lesart.model.relation import Passage
from lesart.relate import reuse
from lesart.relate.quoted import find_quoted
from lesart.relate.reuse import find_passages
from tests.relate.made_pages import FIRE, MARKET, OWN, RESCUE, RIVER, SAID, make_page, words_at


def told(pages: Sequence[Annotated], passages: Sequence[Passage]) -> list[list[str]]:
    return [words_at(pages, *passage.members) for passage in passages]


def test_a_copy_in_another_house_style_is_one_passage_with_exact_extents() -> None:
    swiss = FIRE.replace("8.000", "8'000").replace("griffen", "griffen dabei")
    pages = [make_page(OWN, FIRE), make_page("😀 Grüezi!", swiss, MARKET)]
    assert told(pages, find_passages(pages)) == [[FIRE[:-1], swiss[:-1]]]


def test_offsets_hold_behind_emoji_and_combining_marks() -> None:
    pages = [make_page("👩‍🚒 e\u0301 🇦🇹", RESCUE), make_page(RESCUE)]
    assert told(pages, find_passages(pages)) == [[RESCUE[:-1]] * 2]


def test_ss_and_sz_and_quotation_marks_do_not_matter() -> None:
    first = f"{RESCUE} „{SAID}“, sagte Einsatzleiterin Ronja Felber."
    second = f"{RESCUE.replace('ß', 'ss')} «{SAID}», sagte Einsatzleiterin Ronja Felber."
    pages = [make_page(first), make_page(second)]
    found = find_passages(pages)
    assert told(pages, found) == [
        [RESCUE[:-1], RESCUE[:-1].replace("ß", "ss")],
        [SAID, SAID],
    ]
    assert [passage.quotation for passage in found] == [False, True]


def test_a_quotation_in_one_page_that_another_reports_as_its_own_words_is_not_marked() -> None:
    pages = [make_page(f"„{SAID}“, sagte sie.", OWN), make_page(f"{SAID}.", MARKET)]
    (passage,) = find_passages(pages)
    assert not passage.quotation


def test_a_passage_of_three_pages_is_stored_once() -> None:
    pages = [make_page(FIRE, RESCUE), make_page(OWN, FIRE, RESCUE), make_page(FIRE, RESCUE, MARKET)]
    (passage,) = find_passages(pages)
    assert [span.page for span in passage.members] == [page.page.id for page in pages]
    assert words_at(pages, passage.members[0]) == [f"{FIRE}\n\n{RESCUE}"[:-1]]


def test_paragraphs_in_another_order_are_found() -> None:
    pages = [make_page(FIRE, RESCUE, RIVER), make_page(RIVER, OWN, FIRE)]
    assert sorted(told(pages, find_passages(pages))) == sorted([[FIRE[:-1]] * 2, [RIVER[:-1]] * 2])


def test_comments_teasers_and_captions_are_not_read() -> None:
    zones: tuple[ZoneKind, ...] = ("comment", "teaser", "caption", "promo", "navigation", "agency_credit")
    for kind in zones:
        pages = [make_page(FIRE, OWN), make_page(MARKET, (kind, FIRE))]
        assert find_passages(pages) == (), kind


def test_set_aside_text_inside_a_copy_stays_outside_the_passages() -> None:
    pages = [make_page(FIRE, RESCUE), make_page(FIRE, ("promo", "Jetzt den Newsletter bestellen!"), RESCUE)]
    assert told(pages, find_passages(pages)) == [[FIRE[:-1]] * 2, [RESCUE[:-1]] * 2]


def test_lines_that_recur_at_one_outlet_are_furniture() -> None:
    notice = (
        "Dieser Beitrag wurde am {}.04.2031 um 18:{} Uhr von der Nachtredaktion des Grauentaler Anzeigers geprüft "
        "und für den Druck freigegeben."
    )
    bodies = [FIRE, RESCUE, RIVER, MARKET, OWN]
    pages = [
        make_page(body, notice.format(number + 10, number + 20), outlet="Grauentaler Anzeiger")
        for number, body in enumerate(bodies)
    ]
    assert find_passages(pages) == ()
    copy = make_page(FIRE, outlet="Morgenpost Süd")
    assert told([*pages, copy], find_passages([*pages, copy])) == [[FIRE[:-1]] * 2]


def test_a_text_that_one_outlet_saved_often_is_no_furniture() -> None:
    pages = [
        make_page(FIRE, RESCUE, f"Stand: {hour} Uhr", outlet="Grauentaler Anzeiger", name=f"{hour}.txt")
        for hour in range(6, 12)
    ]
    (passage,) = find_passages(pages)
    assert len(passage.members) == 6


def test_a_cut_off_excerpt_behind_the_furniture_is_a_teaser() -> None:
    bodies = [RESCUE, RIVER, MARKET, OWN]
    pages = [
        make_page(body, "Mehr aus dem Grauental", "Kaffee für alle", f"{FIRE} Mehr …", outlet="Anzeiger")
        if number == 3
        else make_page(body, "Mehr aus dem Grauental", outlet="Anzeiger")
        for number, body in enumerate(bodies)
    ]
    pages.append(make_page(FIRE, outlet="Morgenpost Süd"))
    assert find_passages(pages) == ()


def test_only_pages_within_the_window_are_compared_and_undated_ones_with_all() -> None:
    first = make_page(FIRE, published="2031-04-01")
    later = make_page(OWN, FIRE, published="2031-05-01T08:00")
    undated = make_page(MARKET, FIRE)
    assert len(find_passages([first, later], window=10)) == 0
    assert len(find_passages([first, later], window=30)) == 1
    assert len(find_passages([first, undated], window=10)) == 1


def test_ids_are_derived_from_content() -> None:
    pages = [make_page(FIRE), make_page(OWN, FIRE)]
    assert [passage.id for passage in find_passages(pages)] == [passage.id for passage in find_passages(pages)]
    assert len({passage.id for passage in find_passages([*pages, make_page(RIVER, FIRE, RIVER)])}) == 1


def test_nothing_is_found_in_no_pages_one_page_and_empty_pages() -> None:
    assert find_passages([]) == ()
    assert find_passages([make_page(FIRE)]) == ()
    assert find_passages([make_page(" "), make_page("\n")]) == ()


def test_quotation_marks_of_all_styles_are_read() -> None:
    for marked in ("„ja, sicher“", "„ja, sicher”", '"ja, sicher"', "«ja, sicher»", "»ja, sicher«", "“ja, sicher”"):
        page = make_page(f"Er sagte {marked} und ging.").page
        (quoted,) = find_quoted(page)
        assert page.text[slice(*quoted)] == marked


words = st.sampled_from(f"{FIRE} {RESCUE} \n «{SAID}» 😀 8'000 \u00ad ß e\u0301 „".split(" "))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(words, min_size=1, max_size=60).map(" ".join), min_size=1, max_size=5))
def test_members_lie_inside_their_pages_on_two_at_least(texts: list[str]) -> None:
    pages = [make_page(text, name=str(number)) for number, text in enumerate(texts)]
    known = {page.page.id: page.page for page in pages}
    for passage in find_passages(pages):
        assert len({span.page for span in passage.members}) >= 2
        assert all(known[span.page][span].strip() for span in passage.members)


def test_a_paragraph_taken_for_a_promotion_between_shared_paragraphs_is_the_articles() -> None:
    pages = [make_page(FIRE, ("promo", RESCUE), RIVER), make_page(FIRE, RESCUE, RIVER)]
    assert told(pages, find_passages(pages)) == [[FIRE[:-1]] * 2, [RESCUE[:-1]] * 2, [RIVER[:-1]] * 2]


def test_in_doubt_on_both_pages_or_repeating_the_article_it_is_not() -> None:
    both = [make_page(FIRE, ("caption", RESCUE)), make_page(FIRE, ("caption", RESCUE))]
    assert told(both, find_passages(both)) == [[FIRE[:-1]] * 2]
    again = [make_page(FIRE, OWN, ("teaser", FIRE)), make_page(FIRE, MARKET)]
    assert told(again, find_passages(again)) == [[FIRE[:-1]] * 2]


def test_in_doubt_on_both_pages_between_shared_paragraphs_it_is_the_articles() -> None:
    pages = [make_page(FIRE, ("promo", RESCUE), RIVER), make_page(FIRE, ("caption", RESCUE), RIVER)]
    assert told(pages, find_passages(pages)) == [[FIRE[:-1]] * 2, [RESCUE[:-1]] * 2, [RIVER[:-1]] * 2]


def test_a_doubtful_paragraph_found_to_be_the_articles_supports_the_next() -> None:
    long = " ".join(f"Wagen {number} der Feuerwehr kam aus Tannreuth." for number in range(101, 116))
    pages = [make_page(FIRE, ("promo", long), ("promo", RIVER)), make_page(FIRE, long, RIVER)]
    assert [RIVER[:-1]] * 2 in told(pages, find_passages(pages))
    lone = [make_page(FIRE, ("promo", RIVER)), make_page(FIRE, long, RIVER)]
    assert [RIVER[:-1]] * 2 not in told(lone, find_passages(lone))


def test_a_teaser_of_another_story_stays_out_also_where_the_pages_share_much() -> None:
    pages = [make_page(FIRE, ("teaser", MARKET)), make_page(FIRE, RESCUE), make_page(MARKET, OWN)]
    assert told(pages, find_passages(pages)) == [[FIRE[:-1]] * 2]


def test_where_the_zones_leave_no_article_the_doubtful_lines_are_it() -> None:
    pages = [make_page(("headline", "Feuer"), ("teaser", f"{FIRE} {RESCUE}")), make_page(FIRE, OWN)]
    assert told(pages, find_passages(pages)) == [[FIRE[:-1]] * 2]


def test_in_html_the_zones_are_believed() -> None:
    page = make_page(FIRE, ("promo", RESCUE), RIVER)
    html = msgspec.structs.replace(page.page, medium="html")
    pages = [
        msgspec.structs.replace(page, article=msgspec.structs.replace(page.article, page=html)),
        make_page(FIRE, RESCUE, RIVER),
    ]
    assert told(pages, find_passages(pages)) == [[FIRE[:-1]] * 2, [RIVER[:-1]] * 2]


def test_what_a_desk_moves_inside_a_sentence_belongs_to_the_passage() -> None:
    first = (
        "Am späten Abend sagte Ronja Felber den Reportern am Tor, die alte Halle sei aufgegeben, um das Dorf zu halten."
    )
    second = (
        "Die alte Halle sei aufgegeben, um das Dorf zu halten, sagte Ronja Felber am späten Abend den Reportern am Tor."
    )
    pages = [make_page(first, OWN), make_page(second, MARKET)]
    halls = [
        ["die alte Halle sei aufgegeben, um das Dorf zu halten", "Die alte Halle sei aufgegeben, um das Dorf zu halten"]
    ]
    told_so = [
        [
            "Am späten Abend sagte Ronja Felber den Reportern am Tor",
            "sagte Ronja Felber am späten Abend den Reportern am Tor",
        ]
    ]
    assert sorted(told(pages, find_passages(pages))) == sorted(halls + told_so)


def test_what_stands_in_the_sentence_of_one_page_alone_does_not() -> None:
    first = "Die Halle sei aufgegeben, um das Dorf zu halten, heißt es aus dem Rathaus und aus der Nachbarstadt."
    second = (
        "Die Halle sei aufgegeben, um das Dorf zu halten, weil niemand mehr an einen Erfolg der Löscharbeiten glaubte."
    )
    pages = [make_page(first, OWN), make_page(second, MARKET)]
    assert told(pages, find_passages(pages)) == [["Die Halle sei aufgegeben, um das Dorf zu halten"] * 2]


def test_one_phrase_of_its_own_in_a_rewritten_sentence_is_followed_in_small_piles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The other words that agree stand on the first page twice, so no seed is made of them."""
    first = "Vor drei Wochen verlor Kreppen die Unterstützung Dornaus im Streit um die alte Hafenmühle."
    later = "Niemand sonst will im Streit um die alte Hafenmühle vermitteln."
    second = "Nun verlor Kreppen seine Unterstützung im Streit um die alte Hafenmühle, glaubt mancher."
    pages = [make_page(first, OWN, RESCUE, later), make_page(RESCUE, MARKET, second)]
    rescue = [RESCUE[:-1]] * 2
    rewritten = [
        "verlor Kreppen die Unterstützung Dornaus im Streit um die alte Hafenmühle",
        "verlor Kreppen seine Unterstützung im Streit um die alte Hafenmühle",
    ]
    assert sorted(told(pages, find_passages(pages))) == sorted([rescue, rewritten])
    monkeypatch.setattr(reuse, "DENSE_PILE", 1)
    assert told(pages, find_passages(pages)) == [rescue]
