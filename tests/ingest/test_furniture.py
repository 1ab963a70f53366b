"""What recurs on several pages of one outlet is furniture; what copies share is not."""

from lesart.ingest.furniture import gather_furniture, outlet_key
from lesart.model.text import Fact, Page

PROMO = "Jetzt den Morgenbrief des Boten bestellen"
LONG_PROMO = "Der Bote vom See lebt von seinen Leserinnen und Lesern: Unterstützen Sie uns mit einem Abo, das " * 2


def page(number: int, *lines: str, url: str | None = "https://www.bote.example/1") -> Page:
    own = [f"Absatz {number}.{part} erzählt, was auf keiner anderen Seite steht, und lang. " * 3 for part in range(4)]
    return Page(id=str(number), source="", bytes_id="", text="\n".join([*own, *lines]), url=url)


def test_lines_of_an_outlet_that_recur_are_furniture() -> None:
    pages = [page(1, PROMO, LONG_PROMO), page(2, PROMO, LONG_PROMO), page(3, url="https://andere.example/1")]
    found = gather_furniture(pages)
    assert found.of(pages[0]) == {PROMO, LONG_PROMO.strip()}
    assert found.of(pages[2]) == frozenset()


def test_copies_of_one_article_prove_nothing() -> None:
    assert gather_furniture([page(1, PROMO), page(1, PROMO)]).of(page(1)) == frozenset()


def test_a_later_state_with_many_comments_is_no_other_page() -> None:
    article = [f"Der Deich hielt an der Stelle {part}, teilte der Landkreis mit. " * 3 for part in range(6)]
    comments = [f"Kommentar {part}: Das hätte man früher wissen können, finde ich. " * 3 for part in range(30)]
    earlier = Page(id="1", source="", bytes_id="", text="\n".join(article), url="https://bote.example/1")
    later = Page(id="2", source="", bytes_id="", text="\n".join([*article, *comments]), url="https://bote.example/1")
    assert gather_furniture([earlier, later]).of(earlier) == frozenset()


def test_without_an_outlet_only_short_lines_count() -> None:
    pages = [page(number, PROMO, LONG_PROMO, url=None) for number in (1, 2)]
    assert gather_furniture(pages).of(pages[0]) == {PROMO}


def test_an_outlet_is_told_by_its_host() -> None:
    assert outlet_key(page(1, url="https://www.bote.example/a/b")) == "bote.example"
    assert outlet_key(page(1, url="http://[kaputt")) == ""
    named = Page(id="", source="", bytes_id="", text="x", facts=(Fact("meta", "og:site_name", "Der Bote"),))
    assert outlet_key(named) == "der bote"
