"""A little SVG: elements whose every text and attribute is escaped. Looks come from classes, never from `style`."""

from __future__ import annotations

from markupsafe import Markup, escape

LETTER = 6.4
"""Mean width in px of a sans letter at 12 px: what labels are kept apart by (measured on Liberation Sans)."""
SIGLUM = 12.0
"""Width of a siglum at 15 px bold, with its space."""


def number(value: float) -> str:
    """A coordinate: at most one decimal."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


class Drawing:
    """Collects elements; `finish` gives the whole `<svg>`. Sizes and places in px of the view box."""

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self._parts: list[str] = []

    def element(self, tag: str, content: str = "", /, **attributes: object) -> None:
        """`<tag …>content</tag>`; underscores in names become hyphens, a trailing one is dropped."""
        shown = "".join(
            f' {name.rstrip("_").replace("_", "-")}="{escape(number(value) if isinstance(value, float) else value)}"'
            for name, value in attributes.items()
            if value != "" and value is not None
        )
        self._parts.append(f"<{tag}{shown}>{escape(content)}</{tag}>" if content else f"<{tag}{shown}/>")

    def text(self, x: float, y: float, content: str, class_: str = "", anchor: str = "") -> None:
        self.element("text", content, x=float(x), y=float(y), class_=class_, text_anchor=anchor)

    def spans(self, x: float, y: float, parts: list[tuple[str, str]], anchor: str = "") -> None:
        """One text of several parts, each with its class."""
        inner = " ".join(f'<tspan class="{escape(class_)}">{escape(content)}</tspan>' for content, class_ in parts)
        held = f' text-anchor="{escape(anchor)}"' if anchor else ""
        self._parts.append(f'<text x="{number(x)}" y="{number(y)}"{held}>{inner}</text>')

    def path(self, shape: str, class_: str, width: float = 1.0) -> None:
        self.element("path", d=shape, class_=class_, stroke_width=float(width))

    def line(self, x1: float, y1: float, x2: float, y2: float, class_: str, width: float = 1.0) -> None:
        self.path(f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}", class_, width)

    def circle(self, x: float, y: float, radius: float, class_: str, width: float = 1.5) -> None:
        self.element("circle", cx=float(x), cy=float(y), r=float(radius), class_=class_, stroke_width=float(width))

    def rect(self, x: float, y: float, width: float, height: float, class_: str, **more: object) -> None:
        self.element("rect", x=float(x), y=float(y), width=float(width), height=float(height), class_=class_, **more)

    def open_link(self, href: str, code: str = "", label: str = "", stop: bool = True) -> None:
        """What follows, until `close_link`, is a link: `href` inside the report, `code` a place for the script.

        `label`: its name, also shown under the pointer; without `stop` the Tab key passes it, for what is linked
        again beneath the drawing.
        """
        data = f' data-e="{escape(code)}"' if code else ""
        named = f' aria-label="{escape(label)}"' if label else ""
        passed = "" if stop else ' tabindex="-1"'
        self._parts.append(f'<a href="{escape(href)}"{data}{named}{passed}>')
        if label:
            self._parts.append(f"<title>{escape(label)}</title>")

    def close_link(self) -> None:
        self._parts.append("</a>")

    def hatching(self, name: str, class_: str = "hb") -> None:
        """A pattern of slanted lines that `fill="url(#name)"` uses."""
        self._parts.append(
            f'<defs><pattern id="{escape(name)}" width="6" height="6" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><path class="{escape(class_)}" d="M0 0V6" stroke-width="1.6"/>'
            "</pattern></defs>"
        )

    def arrow_head(self, x: float, y: float, direction: str, class_: str, size: float = 6.0) -> None:
        """A triangle with its tip at (x, y) pointing up, down, left or right."""
        s = size
        corners = {
            "up": ((x - s, y + 2 * s), (x + s, y + 2 * s)),
            "down": ((x - s, y - 2 * s), (x + s, y - 2 * s)),
            "left": ((x + 2 * s, y - s), (x + 2 * s, y + s)),
            "right": ((x - 2 * s, y - s), (x - 2 * s, y + s)),
        }[direction]
        shape = "".join(f"L{number(a)} {number(b)}" for a, b in corners)
        self.path(f"M{number(x)} {number(y)}{shape}z", class_, 0.0)

    @property
    def count(self) -> int:
        """How many elements it has so far."""
        return len(self._parts)

    def lower(self, since: int, to: int) -> None:
        """Puts the elements drawn `since` beneath all from `to` on."""
        self._parts[to:] = self._parts[since:] + self._parts[to:since]

    def finish(self, label: str, class_: str = "plot", role: str = "img") -> Markup:
        """The drawing as markup, named `label` for those who do not see it."""
        wide, high = number(self.width), number(self.height)
        return Markup(
            f'<svg class="{escape(class_)}" width="{wide}" viewBox="0 0 {wide} {high}" '
            f'role="{escape(role)}" aria-label="{escape(label)}">{"".join(self._parts)}</svg>'
        )


def width_of(text: str) -> float:
    """Estimated width of a 12 px sans label."""
    return len(text) * LETTER


def nice_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 5 times a power of ten that divides `span` into at most `most` steps."""
    step = 1e-6
    while span / step > most:
        for factor in (2.0, 2.5, 2.0):
            step *= factor
            if span / step <= most:
                break
    return step


def spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Places near the wanted ones (any order), at least `gap` apart, from `low` up; pushed up again past `high`."""
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    placed = list(wanted)
    last = low - gap
    for place in order:
        placed[place] = max(wanted[place], last + gap)
        last = placed[place]
    limit = high + gap
    for place in reversed(order):
        placed[place] = min(placed[place], limit - gap)
        limit = placed[place]
    return placed


def shorten(text: str, most: int) -> str:
    """`text` on one line, cut at a word with an ellipsis beyond `most` characters: labels in drawings only."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    cut = flat[: most - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut).rstrip(" ,.;:–-") + " …"
