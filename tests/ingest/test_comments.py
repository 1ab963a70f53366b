"""Readers' comments: authors, times and votes, and none where nothing decides."""

from lesart.ingest.comments import read_comments
from lesart.language.languages import load_language
from lesart.model.article import Zone, ZoneKind
from lesart.model.text import Page

GERMAN = load_language("de")


def read(*lines: tuple[ZoneKind, str]) -> list[tuple[str, str | None, str | None, int | None, int | None]]:
    text = "\n".join(line for _, line in lines)
    page = Page(id="p", source="p", bytes_id="", text=text)
    zones, at = [], 0
    for kind, line in lines:
        zones.append(Zone(kind, page.span(at, at + len(line))))
        at += len(line) + 1
    found = read_comments(page, zones, GERMAN)
    return [(page[one.span], one.author, one.posted, one.up, one.down) for one in found]


def test_author_and_time_stand_before_votes_and_buttons_behind() -> None:
    assert read(
        ("body", "Der Damm hielt."),
        ("comment_meta", "2 Kommentare"),
        ("comment_meta", "avatar"),
        ("comment_meta", "Moorhuhn"),
        ("comment_meta", "01.11.2031 14:21registriert April 2024"),
        ("comment", "Zum Glück."),
        ("comment", "Wirklich."),
        ("comment_meta", "👍 12 👎 3"),
        ("comment_meta", "Melden"),
        ("comment_meta", "Deichgraf · vor 2 Stunden"),
        ("comment", "Abwarten."),
        ("comment_meta", "Gefällt mir (4) Gefällt mir nicht (0)"),
    ) == [
        ("Zum Glück.\nWirklich.", "Moorhuhn", "2031-11-01T14:21", 12, 3),
        ("Abwarten.", "Deichgraf", None, 4, 0),
    ]


def test_glued_votes_stay_undecided() -> None:
    assert read(
        ("comment_meta", "Ilse K., 02.03.2031 08:15"),
        ("comment", "Nie im Leben."),
        ("comment_meta", "911"),
        ("comment_meta", "Zum Kommentar"),
        ("comment_meta", "Franz sagt: 3. März 2031 um 9:01 Uhr"),
        ("comment", "Doch."),
        ("comment_meta", "87"),
        ("comment_meta", "5"),
    ) == [
        ("Nie im Leben.", "Ilse K.", "2031-03-02T08:15", None, None),
        ("Doch.", "Franz", "2031-03-03T09:01", None, None),
    ]


def test_signed_votes_and_seconds() -> None:
    assert read(
        ("comment_meta", "resi 28. September 2031, 07:12:09"),
        ("comment", "Die Stiege ist finster."),
        ("comment_meta", "+9"),
        ("comment_meta", "-1"),
    ) == [("Die Stiege ist finster.", "resi", "2031-09-28T07:12:09", 9, 1)]


def test_nothing_is_known_of_a_bare_comment() -> None:
    assert read(("body", "Text."), ("comment", "Na dann.")) == [("Na dann.", None, None, None, None)]


def test_guests_have_names_too() -> None:
    assert read(
        ("comment_meta", "Kommentare"),
        ("comment_meta", "User #2207 (nicht angemeldet)"),
        ("comment", "Aha."),
        ("comment_meta", "Gast"),
        ("comment", "Soso."),
    ) == [("Aha.", "User #2207 (nicht angemeldet)", None, None, None), ("Soso.", "Gast", None, None, None)]
