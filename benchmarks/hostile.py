"""Seconds and memory of hostile pages, bytes to article: linear in the page, whatever stands on it.

    uv run python -m benchmarks.hostile                         # all kinds of page, 1 and 10 MB
    uv run python -m benchmarks.hostile --sizes 10,100 --only nested,attributes

Every page is read by a process of its own, which tells its CPU seconds and its peak memory. The exponent says how
seconds grow with the size: 1 is linear, 2 quadratic. What is refused says why. The limit on input sizes is lifted;
the shipped setting `max_bytes` refuses anything above 20 MB before it is read.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Callable

from tests.pages import hostile

from lesart.errors import InputRefused
from lesart.ingest.containers import Raw
from lesart.ingest.transcribe import transcribe
from lesart.pipeline import read_article_of
from lesart.settings import Settings

GROWING: dict[str, Callable[[int], bytes]] = {
    "nested tags": hostile.nest_tags,
    "nested inline tags": lambda size: hostile.nest_tags(size, "span"),
    "nested closed tags": hostile.nest_closed_tags,
    "nested formatting": hostile.nest_formatting,
    "nested tables": hostile.nest_tables,
    "nested lists": hostile.nest_lists,
    "attributes of one element": hostile.crowd_attributes,
    "one attribute many times": hostile.repeat_attribute,
    "a long attribute": hostile.stretch_attribute,
    "a page of one line": hostile.write_one_line,
    "one text": hostile.write_one_text,
    "one word": hostile.write_one_word,
    "white space": hostile.spread_space,
    "paragraphs of a word": hostile.line_up,
    "headings of a word": lambda count: hostile.line_up(count, "h2"),
    "line breaks": hostile.break_lines,
    "forgotten end tags": hostile.forget_end_tags,
    "crossed end tags": hostile.cross_end_tags,
    "an open comment": hostile.leave_comment_open,
    "bent comments": hostile.bend_comments,
    "CDATA": hostile.insert_cdata,
    "scripts with markup": hostile.hide_markup_in_scripts,
    "character references": hostile.refer_to_characters,
    "turned directions": hostile.turn_directions,
    "NUL bytes": hostile.strew_nul_bytes,
    "linked data": hostile.overload_json_ld,
    "metadata": hostile.overload_meta,
    "pattern traps": hostile.set_pattern_traps,
}
"""Kinds of page that grow with a number."""
_MEGABYTE = 1_000_000


def main() -> None:
    """Print seconds, memory and exponent of each kind of page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1,10", help="megabytes, rising")
    parser.add_argument("--only", default="", help="kinds whose name holds one of these words")
    parser.add_argument("--one", nargs=2, metavar=("KIND", "BYTES"), help=argparse.SUPPRESS)
    parser.add_argument("--limit", type=int, default=1200, help="CPU seconds after which a page counts as hanging")
    given = parser.parse_args()
    if given.one:
        resource.setrlimit(resource.RLIMIT_CPU, (given.limit, given.limit))
        print(json.dumps(read_one(given.one[0], int(given.one[1]))))
        return
    sizes = [float(size) for size in given.sizes.split(",")]
    wanted = [word.strip() for word in given.only.split(",")]
    print("kind" + " " * 24 + "".join(f"{f'{size:g} MB':>20}" for size in sizes) + "   exponent")
    for kind in GROWING:
        if any(word in kind for word in wanted):
            print_row(kind, sizes, given.limit)


def print_row(kind: str, sizes: list[float], limit: int) -> None:
    """Measure one kind at all sizes."""
    seconds, cells, refused = [], [], ""
    for size in sizes:
        found = measure(kind, int(size * _MEGABYTE), limit)
        seconds.append(found["seconds"])
        cells.append(f"{found['seconds']:8.2f} s {found['megabytes']:5.0f} MB")
        refused = found["refused"] or refused
    growth = "".join(f"{exponent(*seconds[at : at + 2], *sizes[at : at + 2]):8.2f}" for at in range(len(sizes) - 1))
    print(f"{kind:28}" + "".join(f"{cell:>20}" for cell in cells) + growth + (f"   {refused}" if refused else ""))


def exponent(early: float, late: float, small: float, large: float) -> float:
    """How seconds grow with the size; endless where a page was not read."""
    if math.inf in (early, late):
        return math.inf
    return math.log(max(late, 1e-3) / max(early, 1e-3)) / math.log(large / small)


def measure(kind: str, size: int, limit: int) -> dict[str, float | str]:
    """What `read_one` gives, from a fresh process; endless seconds where it does not end or dies."""
    command = [sys.executable, "-m", "benchmarks.hostile", "--one", kind, str(size), "--limit", str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {
            "seconds": math.inf,
            "megabytes": math.inf,
            "refused": (done.stderr.strip().splitlines() or [f"dies by signal {-done.returncode}"])[-1],
        }
    return dict(json.loads(done.stdout))


def read_one(kind: str, size: int) -> dict[str, float | str]:
    """CPU seconds and peak memory of one page of this kind, about `size` bytes of it."""
    build = GROWING[kind]
    step = (len(build(2_000)) - len(build(1_000))) / 1_000
    warm(build(1))
    data = build(max(1, int(size / step)))
    refused = ""
    start = time.process_time()
    try:
        read_article_of(transcribe(Raw("p", "p", data, "", True)), Settings())
    except InputRefused as error:
        refused = error.reason
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "megabytes": peak, "refused": refused}


def warm(data: bytes) -> None:
    """Load tables and weights, so that they are not counted."""
    with contextlib.suppress(InputRefused):
        read_article_of(transcribe(Raw("p", "p", data + b"<p>Die F\xc3\xa4hre legte ab.</p>", "", True)), Settings())


if __name__ == "__main__":
    main()
