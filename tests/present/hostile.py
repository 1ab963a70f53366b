"""A synopsis in which everything that a page can say tries to become markup, script, style or an address."""

from __future__ import annotations

import msgspec

from lesart.model.annotation import Entity
from lesart.model.outcome import Rejected
from lesart.model.relation import Event, Mentioned, Origin, SourceGroup, Story
from lesart.model.synopsis import (
    Figure,
    FigurePair,
    FigureReading,
    Locus,
    Reading,
    Saying,
    SayingReading,
    Synopsis,
    Variant,
    Witness,
)
from lesart.model.text import Span
from tests.present.pile import write_page

INJECTIONS = (
    "<script>window.hit=1</script>",
    "</script><script>window.hit=1</script>",
    "</SCRIPT ><svg onload=window.hit=1>",
    "<!--<script>",
    "--><img src=x onerror=window.hit=1>",
    "<img src=https://x.example/p.png>",
    "\"><img src=x onerror='window.hit=1'>",
    "' onmouseover='window.hit=1' x='",
    "\" autofocus onfocus=\"window.hit=1",
    "<iframe src=javascript:window.hit=1></iframe>",
    "javascript:window.hit=1//",
    "java\tscript:window.hit=1",
    "data:text/html,<script>window.hit=1</script>",
    "</style><style>body{display:none}</style>",
    "</title><base href=https://x.example/>",
    "<link rel=stylesheet href=https://x.example/a.css>",
    "<meta http-equiv=refresh content='0;url=https://x.example/'>",
    "</svg></text><foreignObject><body onload=window.hit=1>",
    "<a href=javascript:window.hit=1>x</a>",
    "]]><![CDATA[<script>window.hit=1</script>",
    "{{ 7 * 7 }}{% raw %}${7*7}#{7*7}",
    "&lt;script&gt;window.hit=1&lt;/script&gt;",
    "&#60;img src=x onerror=window.hit=1&#62;",
    "\u2028window.hit=1;\u2029",
    "\\u003cscript\\u003ewindow.hit=1",
    "\\\"};window.hit=1;//",
    "\u202etxet esrever\u202c <b>bold</b>",
    "<template><script>window.hit=1</script></template>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.hit=1>",
    "<form action=https://x.example/><input name=q><button>",
    "<object data=https://x.example/></object><embed src=https://x.example/>",
    "`${window.hit=1}`",
    "url(https://x.example/a.png)",
    "expression(window.hit=1)",
    "NUL\0between",
    "🔴\ufeff\u200b e\u0301 ﷽",
)  # fmt: skip
ADDRESSES = (
    "javascript:window.hit=1",
    "JavaScript:window.hit=1",
    " javascript:window.hit=1",
    "java\nscript:window.hit=1",
    "data:text/html,<script>window.hit=1</script>",
    "file:///etc/passwd",
    "//x.example/a",
    "https:window.hit",
    "http://[::1",
    "vbscript:window.hit=1",
    'https://ok.example/"onmouseover=window.hit=1//<script>&a=1',
)


def make_hostile() -> Synopsis:
    """Two pages with one sentence an injection, compared, counted, quoted, grouped; labels and names hostile too."""
    pages = []
    for number in range(2):
        page = write_page(
            f"page{number}",
            [("headline", [INJECTIONS[number]]), ("body", list(INJECTIONS)), ("comment", [INJECTIONS[6]])],
            outlet=INJECTIONS[3 + number],
            url=ADDRESSES[-1] if number else ADDRESSES[0],
            language=("de", INJECTIONS[8])[number],
            published="2025-01-0" + str(number + 1),
            authors=(INJECTIONS[6],),
            agencies=(INJECTIONS[7],),
            canonical=ADDRESSES[4],
        )
        source = f"{INJECTIONS[6]}/{INJECTIONS[1]}-{number}"
        pages.append(
            msgspec.structs.replace(
                page,
                article=msgspec.structs.replace(page.article, page=msgspec.structs.replace(page.page, source=source)),
            )
        )
    spans = [[sentence.span for sentence in page.sentences[1:]] for page in pages]
    loci = tuple(
        Locus(
            f"locus-{place}",
            "event-1",
            (
                Reading("page0", "verbatim", (here,)),
                Reading("page1", "differs", (there,), (Variant("wording", (_inner(here),), (_inner(there),)),)),
            ),
            here,
        )
        for place, (here, there) in enumerate(zip(*spans, strict=True))
    )
    readings = tuple(
        FigureReading(span.page, span, value, value, value, "plain", span, INJECTIONS[4])
        for span, value in ((spans[0][0], 3.0), (spans[1][6], 9.0))
    )
    figure = Figure(
        "figure-1",
        INJECTIONS[1],
        spans[0][1],
        "contradiction",
        f"{INJECTIONS[0]}: {INJECTIONS[5]}",
        readings,
        (FigurePair(0, 1, "contradiction", f"{INJECTIONS[0]}: {INJECTIONS[5]}"),),
        ("event-1",),
        INJECTIONS[6],
    )
    sayings = tuple(
        Saying(
            f"saying-{place}",
            (
                SayingReading("page0", (here,), "direct", (here,), (), (here,), (here,)),
                SayingReading("page1", (there,), "indirect", (there,)),
            ),
            None,
            INJECTIONS[place],
            ("event-1",),
        )
        for place, (here, there) in enumerate(zip(*spans, strict=True))
    )
    return Synopsis(
        pages=tuple(pages),
        rejected=(Rejected("ingest", INJECTIONS[6], INJECTIONS[1]),),
        entities=(Entity("loc:1", "LOC", INJECTIONS[5]),),
        events=(
            Event("event-1", ("page0", "page1"), "2025-01-01", "2025-01-02", "loc:1", ("loc:1",),
                  INJECTIONS, (spans[0][4],)),
        ),
        stories=(Story("story-1", ("event-1",), INJECTIONS),),
        mentioned=tuple(Mentioned("story-1", "2025-01-01", "2025-01-01", (span,)) for span in spans[0]),
        origins=(
            Origin("page0", 0.5, ("page1",), "named outlet", (INJECTIONS[7],), INJECTIONS[0], (spans[0][2],)),
            Origin("page1", 0.5, ("page0",), "agency", (INJECTIONS[7],), grounds=(spans[1][3],)),
        ),
        sources=(
            SourceGroup("event-1", ("page0", "page1"), f"agency: {INJECTIONS[0]}; {INJECTIONS[6]}", (INJECTIONS[7],),
                        (spans[0][0],)),
        ),
        witnesses=(Witness("page0", "<b>"), Witness("page1", "\"'")),
        loci=loci,
        figures=(figure,),
        sayings=sayings,
    )  # fmt: skip


def _inner(span: Span) -> Span:
    return Span(span.page, span.start + 1, span.end - 1)
