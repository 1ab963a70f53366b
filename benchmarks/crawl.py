"""A synthetic crawl: German news pages made from invented outlets, places and people, as WARC, Parquet or JSON Lines.

    uv run python -m benchmarks.crawl --pages 20000 --out crawl.warc.gz

Seeded: the same numbers give the same pages. Of a hundred pages about 25 carry agency copy that other outlets carry
too (cut, with a sentence of their own), 4 are the same page saved again, 3 are not HTML, 1 is broken. Articles have
about WORDS words (`--words`; `crawl_sentences.py`); every page has its outlet's furniture around them and in them.
"""

from __future__ import annotations

import argparse
import io
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from benchmarks.crawl_sentences import FIRST, PLACES, VERBS, draw_story, made_word, noun, printed_day

WORDS = 600
FILE_PAGES = 2_000
AGENCY_SHARE = 0.25
AGAIN_SHARE = 0.04
OTHER_SHARE = 0.03
BROKEN_SHARE = 0.01
NOTICE_SHARE = 0.25
PAGES_A_DAY = 400

OUTLETS = ("Grauental Bote", "Neue Wesselsche", "Kurier am Lohsee", "Tagblatt Ostmark-Nord", "Hafenpost Brunsiel",
           "Der Talkreis", "Rundblick 12", "Wochenspiegel Ahlen", "Fernblick", "Stadtanzeiger Mohrenbach")  # fmt: skip
NOTICE = "Alle Angaben dieser Meldung beruhen auf den Auskünften der genannten Stellen und sind ohne Gewähr."
"""What every fourth page prints, whatever its outlet: wording that many pages share and that says nothing."""

STANDING = "Mehr Berichte aus der Region liefert der tägliche Rundbrief von {} jeden Morgen um 6 Uhr."
"""What all pages of an outlet print in their article."""


class Made(NamedTuple):
    """One response: `kind` is its media type."""

    url: str
    kind: str
    body: bytes
    outlet: str
    published: str


def make_crawl(pages: int, seed: int = 1, words: int = WORDS) -> Iterator[Made]:
    """`pages` responses, day by day, their articles of some `words` words."""
    luck = random.Random(seed)
    recent: list[Made] = []
    wire: list[tuple[str, list[str]]] = []
    start = date(2031, 3, 3)
    for number in range(pages):
        day = start + timedelta(days=number // PAGES_A_DAY)
        if number % PAGES_A_DAY == 0:
            wire = [draw_story(luck, day, words // 2) for _ in range(12)]
        outlet = OUTLETS[luck.randrange(len(OUTLETS))]
        site = "https://www." + outlet.lower().replace(" ", "-") + ".example"
        fate = luck.random()
        if fate < AGAIN_SHARE and recent:
            yield luck.choice(recent)
        elif fate < AGAIN_SHARE + OTHER_SHARE:
            yield Made(f"{site}/bild/{number}.jpg", "image/jpeg", b"\xff\xd8\xff" + b"0" * 400, outlet, str(day))
        elif fate < AGAIN_SHARE + OTHER_SHARE + BROKEN_SHARE:
            yield Made(f"{site}/leer/{number}", "text/html", b"<html><body> </body></html>", outlet, str(day))
        else:
            made = _page(luck, number, site, outlet, day, wire, words)
            recent = [*recent[-99:], made]
            yield made


def _page(
    luck: random.Random,
    number: int,
    site: str,
    outlet: str,
    day: date,
    wire: list[tuple[str, list[str]]],
    words: int,
) -> Made:
    if luck.random() < AGENCY_SHARE:
        title, copy = luck.choice(wire)
        own = draw_story(luck, day, words // 3)[1]
        paragraphs = [*copy[: luck.randint(min(3, len(copy)), len(copy))], *own]
        credit = f"<p class='quelle'>{luck.choice(('dpa', 'AFP', 'epd'))}</p>"
    else:
        title, paragraphs = draw_story(luck, day, words)
        credit = ""
    url = f"{site}/artikel/{day.isoformat()}-{number}.html"
    stamp = f"{day.isoformat()}T{6 + number % 15:02d}:{number % 60:02d}:00+01:00"
    author = f"{luck.choice(FIRST)} {made_word(luck)}"
    paragraphs.append(STANDING.format(outlet))
    if luck.random() < NOTICE_SHARE:
        paragraphs.append(NOTICE)
    nav = "".join(f"<li><a href='/{p.lower()}'>{p}</a></li>" for p in PLACES)
    teasers = "".join(
        f"<div class='teaser'><h3><a href='/t{n}'>{noun(luck)} {luck.choice(VERBS)} {noun(luck)}</a></h3>"
        f"<p>{draw_story(luck, day, 8)[1][0][:60]} …</p></div>"
        for n in range(6)
    )
    printed = printed_day(day)
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    html = (
        f"<!DOCTYPE html><html lang='de'><head><meta charset='utf-8'><title>{title} | {outlet}</title>"
        f"<meta property='og:site_name' content='{outlet}'><meta property='article:published_time' content='{stamp}'>"
        f"<link rel='canonical' href='{url}'><script>var ads = [{number}];</script></head><body>"
        f"<header><a href='/'>{outlet}</a><nav><ul>{nav}</ul></nav></header><main><article><h1>{title}</h1>"
        f"<p class='byline'>Von {author}</p><time datetime='{stamp}'>{printed}</time>"
        f"{body}{credit}</article><aside>{teasers}</aside></main><footer><p>© {day.year} {outlet} Verlag</p>"
        "<ul><li>Impressum</li><li>Datenschutz</li><li>Abo kündigen</li></ul></footer></body></html>"
    )
    return Made(url, "text/html", html.encode(), outlet, stamp)


def write_crawl(path: Path, pages: int, seed: int = 1, words: int = WORDS) -> None:
    """Writes the crawl in the form that the ending of `path` names: `.warc`, `.warc.gz`, `.parquet`, `.jsonl`."""
    write_pages(path, make_crawl(pages, seed, words))


def write_files(folder: Path, ending: str, pages: int, words: int = WORDS) -> None:
    """The crawl as files of FILE_PAGES responses in `folder`, as crawlers leave them."""
    folder.mkdir()
    made = make_crawl(pages, words=words)
    for number in range(-(-pages // FILE_PAGES)):
        write_pages(folder / f"crawl-{number:05d}{ending}", islice(made, FILE_PAGES))


def write_pages(path: Path, made: Iterator[Made]) -> None:
    """Writes pages in the form that the ending of `path` names."""
    if path.name.endswith((".warc", ".warc.gz")):
        _write_warc(path, made)
        return
    records = [
        {"id": f"{n}", "html": m.body.decode(), "url": m.url, "outlet": m.outlet, "published": m.published}
        for n, m in enumerate(made)
        if m.kind == "text/html"
    ]
    if path.suffix == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.Table.from_pylist(records), path, row_group_size=500)
    else:
        path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")


def _write_warc(path: Path, made: Iterator[Made]) -> None:
    import gzip

    with path.open("wb") as out:
        for number, page in enumerate(made):
            http = f"HTTP/1.1 200 OK\r\nContent-Type: {page.kind}\r\nContent-Length: {len(page.body)}\r\n\r\n".encode()
            block = http + page.body
            head = (
                "WARC/1.1\r\nWARC-Type: response\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\nWARC-Target-URI: {page.url}\r\n"
                f"WARC-Date: {page.published[:10]}T12:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(block)}\r\n\r\n"
            ).encode()
            record = head + block + b"\r\n\r\n"
            if path.name.endswith(".gz"):
                packed = io.BytesIO()
                with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0, compresslevel=5) as stream:
                    stream.write(record)
                record = packed.getvalue()
            out.write(record)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--words", type=int, default=WORDS)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    write_crawl(given.out, given.pages, given.seed, given.words)
