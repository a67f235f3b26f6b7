"""Marks, text and scales that the drawings share: strings out, no model in.

Sizes are SVG user units, which are CSS pixels when the drawing is shown at its own width. Every
mark carries both presentation attributes, enough for paper, and on screen a class through which
`charts.css` follows the theme. No style attribute is ever written: the security policy forbids it.
"""

import math
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

FONT = "Marianne, Arial, sans-serif"

# Contrast with white: text at least 4.5:1, marks at least 3:1. A tint always has an outline.
SCREEN = {
    "ink": 'fill="#161616"',
    "soft": 'fill="#5e5e5e"',
    "accent-text": 'fill="#b34000"',
    "main": 'fill="#000091"',
    "tint": 'fill="#cacafb" stroke="#5a5ae0" stroke-width="1"',
    "outline": 'fill="#ffffff" stroke="#666666" stroke-width="1"',
    "apart": 'fill="#ffffff" stroke="#000091" stroke-width="1.25" stroke-dasharray="4 2"',
    "accent": 'fill="#b34000"',
    "dot": 'fill="#000091" stroke="#ffffff" stroke-width="1"',
    "area": 'fill="#f3f3fe"',
    "edge": 'fill="none" stroke="#000091" stroke-width="1"',
    "grid": 'fill="none" stroke="#e5e5e5" stroke-width="1"',
    "axis": 'fill="none" stroke="#808080" stroke-width="1"',
    "today": 'fill="none" stroke="#666666" stroke-width="1" stroke-dasharray="1 3"',
    "achieved": 'fill="none" stroke="#000091" stroke-width="2.5" stroke-linejoin="round" '
    'stroke-linecap="round"',
    "expected": 'fill="none" stroke="#b34000" stroke-width="1.75" stroke-dasharray="6 4"',
    "target": 'fill="none" stroke="#b34000" stroke-width="1.25"',
    "hatch": 'fill="none" stroke="#ffffff" stroke-width="1.5"',
    "halo": 'fill="none" stroke="#ffffff" stroke-width="4" stroke-linejoin="round"',
}
# A printer in black and white turns hues into greys: outlines get darker, fills lighter.
PAPER = SCREEN | {
    "soft": 'fill="#3a3a3a"',
    "tint": 'fill="#e3e3fd" stroke="#000091" stroke-width="1"',
    "outline": 'fill="#ffffff" stroke="#3a3a3a" stroke-width="1"',
    "area": 'fill="none"',
    "grid": 'fill="none" stroke="#d5d5d5" stroke-width="0.75"',
    "axis": 'fill="none" stroke="#3a3a3a" stroke-width="1"',
}

# What a mark of each role carries, on screen and on paper.
_ATTRIBUTES = {
    False: {role: f'class="ch-{role}" {drawn}' for role, drawn in SCREEN.items()},
    True: PAPER,
}

# Advance widths of Marianne in hundredths of an em, rounded up over its weights.
_WIDTHS = {" ',.:;ijl·’\u00a0\u202f": 28, "-![]{}": 33, "()IJ/\\|": 37, 'frt*"1': 45, "s": 46}
_WIDTHS |= {"z?LFcvx_–«»": 54, "aEgkyPSàçÉ": 59, "ehnB0234567890+$<=>~€−éè": 62}
_WIDTHS |= {"TobdpqR#Z": 68, "YUKX…&AVCw": 76, "DG→%NHOQ@M": 86, "mW—": 104}
_WIDTH = {char: width / 100 for chars, width in _WIDTHS.items() for char in chars}


@lru_cache(maxsize=10_000)
def text_width(text: str, size: float) -> float:
    """Estimate the width of a text in user units, on the generous side."""
    return size * sum(_WIDTH.get(char, 0.68) for char in text)


def wrap(text: str, width: float, size: float) -> list[str]:
    """Cut a text into lines that fit a width; a word too long for a line is left whole."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def ticks(maximum: float, count: int, *, whole: bool = False) -> list[float]:
    """Return about `count` round values from 0 up to `maximum` or just above it.

    Steps are 1, 2 or 5 times a power of ten; `whole` keeps them at 1 or more.
    """
    if not maximum > 0 or math.isinf(maximum):
        maximum = 1.0
    rough = maximum / max(count, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * (1 - 1e-9))
    if whole:
        step = max(step, 1.0)
    steps = max(1, math.ceil(maximum / step - 1e-9))
    return [index * step for index in range(steps + 1)]


def coordinate(value: float) -> str:
    """Write a coordinate in the fewest characters that keep a tenth of a unit."""
    return f"{value:.1f}".removesuffix(".0")


class Canvas:
    """A drawing under construction; `y` runs down as rows are added."""

    def __init__(self, width: int, *, paper: bool) -> None:
        self.width = width
        self.paper = paper
        self.narrow = width < 520
        # Neither paper nor a telephone has a pointing device.
        self.points = not paper and not self.narrow
        self.size = 13 if self.narrow else 14
        self.y = 0.0
        self._attributes = _ATTRIBUTES[paper]
        self._parts: list[str] = []

    def text(
        self,
        x: float,
        y: float,
        text: str,
        role: str = "ink",
        *,
        anchor: str = "start",
        bold: bool = False,
        halo: bool = False,
    ) -> None:
        """Write a line of text whose base line is at y; a halo keeps it clear of lines."""
        place = f'x="{coordinate(x)}" y="{coordinate(y)}"'
        if anchor != "start":
            place += f' text-anchor="{anchor}"'
        if bold:
            place += ' font-weight="700"'
        for layer in ("halo", role) if halo else (role,):
            hidden = ' aria-hidden="true"' if layer == "halo" else ""
            self._parts.append(
                f"<text {place} {self._attributes[layer]}{hidden}>{escape(text)}</text>"
            )

    def rect(self, x: float, y: float, width: float, height: float, role: str) -> None:
        """Draw a rectangle; a positive value too small to be seen still gets a sliver."""
        if width > 0:
            left, top, across, down = map(coordinate, (x, y, max(width, 1), height))
            self._parts.append(
                f'<rect x="{left}" y="{top}" width="{across}" height="{down}" '
                f"{self._attributes[role]}/>"
            )

    def hatch(self, x: float, y: float, width: float, height: float, step: float = 5) -> None:
        """Rule a rectangle with slanted lines, cut to its edges without a clip path."""
        strokes = []
        offset = step / 2
        while offset < width + height:
            x1, y1 = (offset, 0.0) if offset <= width else (width, offset - width)
            x2, y2 = (0.0, offset) if offset <= height else (offset - height, height)
            strokes.append(
                f"M{coordinate(x + x1)} {coordinate(y + y1)}"
                f"L{coordinate(x + x2)} {coordinate(y + y2)}"
            )
            offset += step
        self.path("".join(strokes), "hatch")
        self.rect(x + 0.5, y + 0.5, width - 1, height - 1, "edge")

    def line(self, x1: float, y1: float, x2: float, y2: float, role: str) -> None:
        """Draw a straight line."""
        self.path(f"M{coordinate(x1)} {coordinate(y1)}L{coordinate(x2)} {coordinate(y2)}", role)

    def polyline(self, points: list[tuple[float, float]], role: str) -> None:
        """Draw a line through points; fewer than two draw nothing."""
        if len(points) > 1:
            self.path("M" + "L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in points), role)

    def path(self, data: str, role: str) -> None:
        """Draw a path, given its `d` attribute."""
        if data:
            self._parts.append(f'<path d="{data}" {self._attributes[role]}/>')

    def circle(self, x: float, y: float, radius: float, role: str) -> None:
        """Draw a dot."""
        self._parts.append(
            f'<circle cx="{coordinate(x)}" cy="{coordinate(y)}" r="{coordinate(radius)}" '
            f"{self._attributes[role]}/>"
        )

    def diamond(self, x: float, y: float, radius: float, role: str) -> None:
        """Draw a diamond centred on a point."""
        data = f"M{coordinate(x)} {coordinate(y - radius)}"
        for dx, dy in ((radius, radius), (-radius, radius), (-radius, -radius)):
            data += f"l{coordinate(dx)} {coordinate(dy)}"
        self.path(data + "z", role)

    def hover(self, x: float, y: float, width: float, height: float, text: str) -> None:
        """Cover an area that tells its values to a pointing device."""
        if self.points:
            left, top, across, down = map(coordinate, (x, y, width, height))
            self._parts.append(
                f'<rect x="{left}" y="{top}" width="{across}" height="{down}" fill="none" '
                f'pointer-events="all"><title>{escape(text)}</title></rect>'
            )

    def render(self, height: float, identifier: str, title: str, description: str) -> SafeString:
        """Close the drawing into one SVG element that scales with its container."""
        size = f"0 0 {self.width} {math.ceil(height)}"
        opening = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" width="{self.width}" '
            f'height="{math.ceil(height)}" role="img" aria-labelledby="{identifier}-t" '
            f'aria-describedby="{identifier}-d" font-family="{FONT}" font-size="{self.size}"'
            + ("" if self.paper else f' class="ch ch--{"narrow" if self.narrow else "wide"}"')
            + f'><title id="{identifier}-t">{escape(title)}</title>'
            f'<desc id="{identifier}-d">{escape(description)}</desc>'
        )
        return mark_safe(f"{opening}{''.join(self._parts)}</svg>")  # noqa: S308
