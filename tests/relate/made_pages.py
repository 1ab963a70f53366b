"""Pages made for the tests of `relate`: invented outlets, places and people."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from lesart.model.annotation import Annotated
from lesart.model.article import Article, Outlet, Zone, ZoneKind
from lesart.model.text import Page, Span

Part = tuple[ZoneKind, str]


def make_page(
    *parts: str | Part,
    outlet: str | None = None,
    published: str | None = None,
    updated: str | None = None,
    url: str | None = None,
    authors: Sequence[str] = (),
    agencies: Sequence[str] = (),
    name: str = "",
) -> Annotated:
    """A page of paragraphs, each `(zone kind, text)` or text alone, which is body; a blank line between them."""
    pieces: list[Part] = [("body", part) if isinstance(part, str) else part for part in parts]
    text = "\n\n".join(piece for _, piece in pieces)
    told = f"{name} {outlet} {published} {updated} {url} {text}"
    page = Page(hashlib.sha256(told.encode()).hexdigest()[:16], name or "page.txt", "0" * 64, text, url=url)
    zones = []
    start = 0
    for kind, piece in pieces:
        zones.append(Zone(kind, page.span(start, start + len(piece))))
        start += len(piece) + 2
    return Annotated(
        Article(
            page=page,
            zones=tuple(zones),
            language="de",
            published=published,
            updated=updated,
            outlet=Outlet(outlet) if outlet else None,
            authors=tuple(authors),
            agencies=tuple(agencies),
        )
    )


def words_at(pages: Sequence[Annotated], *spans: Span) -> list[str]:
    """The words of each span, whichever of `pages` it lies on."""
    known = {page.page.id: page.page for page in pages}
    return [known[span.page][span] for span in spans]


FIRE = (
    "In der Papiermühle von Grauental ist am Mittwochabend ein Feuer ausgebrochen. Nach Angaben der Feuerwehr "
    "griffen die Flammen auf zwei Lagerhallen über, in denen rund 8.000 Tonnen Altpapier lagen."
)
RESCUE = (
    "Vierzehn Beschäftigte der Spätschicht retteten sich über eine Außentreppe ins Freie, drei von ihnen mussten "
    "wegen des dichten Rauchs im Krankenhaus behandelt werden."
)
RIVER = (
    "Das Löschwasser floss über einen alten Kanal in die Grau, wo Angler noch in der Nacht tote Forellen fanden. "
    "Die Wasserbehörde nahm an fünf Stellen Proben und rät davon ab, Hunde baden zu lassen."
)
SAID = "Wir haben die Halle aufgegeben, um das Dorf zu halten, und das war die richtige Entscheidung"
OWN = (
    "Auf dem Marktplatz standen am Morgen die Leute beisammen und schauten zum Berg hinauf, über dem noch immer eine "
    "graue Fahne hing. Die Bäckerin hatte Kaffee hinausgestellt, umsonst, wie sie sagte, weil an so einem Tag ohnehin "
    "keiner an die Arbeit denke."
)
MARKET = (
    "Der Gemeinderat von Hohenbrück hat die Sanierung der Markthalle um ein weiteres Jahr verschoben. Die Kosten "
    "waren zuletzt auf das Doppelte gestiegen, ein Angebot aus dem Nachbarort kam zu spät."
)
