"""Random damage to a page, for fuzzing: the same page and seed give the same bytes."""

from __future__ import annotations

import random

MOST_MUTATIONS = 8
"""How many changes one mutation makes at most."""
LONGEST_SHARE = 0.1
"""How long a dropped, doubled or swapped stretch is at most, as a share of the page."""
SNIPPETS = (
    b"<", b">", b'"', b"'", b"&", b"&#", b"<!--", b"-->", b"</", b"<p", b"</p>", b"</div>", b"<script>", b"</script>",
    b"<table>", b"<![CDATA[", b"]]>", b"\x00", b"\xff", b"\xc3", b"\xe2\x80\xae", b"\xef\xbb\xbf", b"<plaintext>",
    b'<script type="application/ld+json">{', b"<time datetime='", b" \xc2\xa0\xe2\x80\x8b ", b"<br>" * 50,
)  # fmt: skip
"""What an insertion puts into the page."""


def mutate(html: bytes, seed: int) -> bytes:
    """The page with one to `MOST_MUTATIONS` changes; the same page and seed give the same bytes.

    A change drops, doubles or swaps stretches, truncates, flips bits, inserts a snippet, or takes all end tags of
    one name away.
    """
    chance = random.Random(seed)
    page = html
    for _ in range(chance.randint(1, MOST_MUTATIONS)):
        page = chance.choice(MUTATIONS)(page, chance)
    return page


def pick_stretch(page: bytes, chance: random.Random) -> tuple[int, int]:
    """A random stretch of the page, `LONGEST_SHARE` of it at most."""
    length = chance.randint(0, max(1, int(len(page) * LONGEST_SHARE)))
    start = chance.randint(0, max(0, len(page) - length))
    return start, min(len(page), start + length)


def drop_stretch(page: bytes, chance: random.Random) -> bytes:
    start, end = pick_stretch(page, chance)
    return page[:start] + page[end:]


def double_stretch(page: bytes, chance: random.Random) -> bytes:
    start, end = pick_stretch(page, chance)
    return page[:end] + page[start:end] + page[end:]


def swap_stretches(page: bytes, chance: random.Random) -> bytes:
    first, second = sorted((pick_stretch(page, chance), pick_stretch(page, chance)))
    middle = max(first[1], second[0])
    end = max(middle, second[1])
    swapped = page[middle:end] + page[first[1] : middle] + page[first[0] : first[1]]
    return page[: first[0]] + swapped + page[end:]


def truncate(page: bytes, chance: random.Random) -> bytes:
    return page[: chance.randint(len(page) // 2, len(page))]


def flip_bits(page: bytes, chance: random.Random) -> bytes:
    changed = bytearray(page)
    for _ in range(chance.randint(1, 20)):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def insert_snippet(page: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(page))
    return page[:at] + chance.choice(SNIPPETS) + page[at:]


def drop_end_tags(page: bytes, chance: random.Random) -> bytes:
    name = chance.choice((b"p", b"div", b"a", b"span", b"script", b"h1", b"figure", b"li", b"td", b"table"))
    return page.replace(b"</" + name + b">", b"")


MUTATIONS = (drop_stretch, double_stretch, swap_stretches, truncate, flip_bits, insert_snippet, drop_end_tags)
