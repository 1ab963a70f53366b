"""The pages as a bibliography: CSL-JSON and BibTeX. Nothing is guessed: what a page does not bear is left out."""

from __future__ import annotations

import re
import unicodedata

import msgspec

from lesart.model.annotation import Annotated
from lesart.model.synopsis import Synopsis
from lesart.present.shown_pages import day_of, web_address
from lesart.present.wording import split_moment

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_KEY = re.compile(r"[^A-Za-z0-9]+")


def write_csl(synopsis: Synopsis) -> bytes:
    """CSL-JSON: an array of items of type `article-newspaper`; hash and source stand in `custom`."""
    return msgspec.json.format(msgspec.json.encode([_csl_item(page) for page in synopsis.pages]), indent=1)


def _csl_item(page: Annotated) -> dict[str, object]:
    article, raw = page.article, page.page
    item: dict[str, object] = {"id": raw.id, "type": "article-newspaper"}
    if article.title:
        item["title"] = " ".join(article.title.text.split())
    if article.outlet:
        item["container-title"] = article.outlet.name
    if article.authors:
        item["author"] = [{"literal": author} for author in article.authors]
    parts = split_moment(day_of(article) or "")
    if parts:
        item["issued"] = {"date-parts": [[parts[0].year, parts[0].month, parts[0].day][: parts[1]]]}
    address = web_address(raw.url) or web_address(article.canonical)
    if address:
        item["URL"] = address
    if article.language:
        item["language"] = article.language
    if article.section:
        item["section"] = article.section
    item["custom"] = {
        "source": raw.source,
        "bytes": raw.bytes_id,
        "agencies": list(article.agencies),
        "updated": article.updated,
        "earliest": article.earliest,
        "latest": article.latest,
    }
    return item


def write_bibtex(synopsis: Synopsis) -> bytes:
    """BibTeX: one `@misc` a page, in UTF-8, with every special character of TeX escaped."""
    sigla = {witness.page: witness.siglum for witness in synopsis.witnesses}
    return "\n".join(_bibtex_entry(page, sigla.get(page.page.id, "")) for page in synopsis.pages).encode("utf-8")


def _bibtex_entry(page: Annotated, siglum: str) -> str:
    article, raw = page.article, page.page
    day = day_of(article) or ""
    parts = split_moment(day)
    fields = {
        "author": " and ".join("{" + escape_tex(author) + "}" for author in article.authors),
        "title": "{" + escape_tex(article.title.text) + "}" if article.title else "",
        "howpublished": escape_tex(article.outlet.name) if article.outlet else "",
        "year": str(parts[0].year) if parts else "",
        "month": str(parts[0].month) if parts and parts[1] > 1 else "",
        "date": day[:10] if parts else "",
        "url": _tex_address(web_address(raw.url) or web_address(article.canonical) or ""),
        "langid": escape_tex(article.language or ""),
        "note": escape_tex(f"{siglum} {raw.source}; SHA-256 {raw.bytes_id}".strip()),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{_key(page, parts[0].year if parts else None)},", *lines, "}", ""])


def _key(page: Annotated, year: int | None) -> str:
    """Outlet, year and the page's id: readable, and the same on every run."""
    name = unicodedata.normalize("NFKD", page.article.outlet.name.lower()) if page.article.outlet else ""
    return "-".join(part for part in (_KEY.sub("", name), str(year) if year else "", page.page.id) if part)


def escape_tex(text: str) -> str:
    """`text` on one line with every character that TeX reads as a command made harmless."""
    return "".join(_TEX.get(sign, sign) for sign in " ".join(text.split()))


def _tex_address(url: str) -> str:
    """An address for the `url` field, which is verbatim: braces and backslashes are percent-encoded."""
    return url.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")
