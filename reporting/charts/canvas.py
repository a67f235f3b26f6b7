"""Marks, text and scales that the drawings share: strings out, no model in.

A place across a drawing is a share of its width (0 to 1) and some pixels beside it; a height is in
pixels. On screen a drawing is fluid: shares are written in percent, so that nothing is scaled and
a text keeps its size in any column. On paper, and for a map, the width is fixed. Marks on screen
carry a class of `charts.css`, on paper the attributes below. No style attribute is ever written:
the security policy forbids it.
"""

import math
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

FONT = "Marianne, Arial, sans-serif"
# Millimetres of paper in the CSS pixels that WeasyPrint lays out.
MM = 96 / 25.4
# Texts of a drawing, in pixels: 13 px on screen, 8.6 points on paper.
SCREEN_SIZE, PAPER_SIZE = 13.0, 11.5

# A printer in black and white turns hues into greys: tints are light and outlined in the dark hue.
PAPER = {
    "ink": 'fill="#161616"',
    "soft": 'fill="#3a3a3a"',
    "accent-text": 'fill="#b34000"',
    "main": 'fill="#000091"',
    "tint": 'fill="#cacafb" stroke="#000091" stroke-width="1"',
    "outline": 'fill="#ffffff" stroke="#3a3a3a" stroke-width="1"',
    "apart": 'fill="#ffffff" stroke="#000091" stroke-width="1.25" stroke-dasharray="4 2"',
    "lost": 'fill="#ffffff" stroke="#000091" stroke-width="1.5"',
    "tick": 'fill="#b34000" stroke="#ffffff" stroke-width="1"',
    "accent": 'fill="#b34000" stroke="#ffffff" stroke-width="1"',
    "dot": 'fill="#000091" stroke="#ffffff" stroke-width="1"',
    "grid": 'fill="none" stroke="#d5d5d5" stroke-width="0.75"',
    "axis": 'fill="none" stroke="#3a3a3a" stroke-width="1"',
    "today": 'fill="none" stroke="#3a3a3a" stroke-width="1" stroke-dasharray="1 3"',
    "achieved": 'fill="none" stroke="#000091" stroke-width="2.5" stroke-linejoin="round" '
    'stroke-linecap="round"',
    "expected": 'fill="none" stroke="#b34000" stroke-width="1.5" stroke-dasharray="5 4"',
    "target": 'fill="none" stroke="#b34000" stroke-width="1.5"',
    "halo": 'fill="none" stroke="#ffffff" stroke-width="4" stroke-linejoin="round"',
    "priority": 'fill="#000091" stroke="#ffffff" stroke-width="1"',
    "extended": 'fill="#cacafb" stroke="#000091" stroke-width="1"',
    "outside": 'fill="#ffffff" stroke="#000091" stroke-width="1"',
    # A position that is only approached: lighter, and its outline broken.
    "priority-near": 'fill="#9c9cd8" stroke="#000091" stroke-width="1" stroke-dasharray="2 2"',
    "extended-near": 'fill="#ececfe" stroke="#000091" stroke-width="1" stroke-dasharray="2 2"',
    "outside-near": 'fill="#ffffff" stroke="#000091" stroke-width="1" stroke-dasharray="2 2"',
    "site": 'fill="#b34000" stroke="#ffffff" stroke-width="1"',
    "leader": 'fill="none" stroke="#3a3a3a" stroke-width="0.75"',
}

# Advance widths of Marianne in hundredths of an em, rounded up over its weights.
_WIDTHS = {" ',.:;ijl·’\u00a0\u202f": 28, "-![]{}": 33, "()IJ/\\|": 37, 'frt*"1': 45, "s": 46}
_WIDTHS |= {"z?LFcvx_–«»": 54, "aEgkyPSàçÉ": 59, "ehnB0234567890+$<=>~€−éè": 62}
_WIDTHS |= {"TobdpqR#Z": 68, "YUKX…&AVCw": 76, "DG→%NHOQ@M": 86, "mW—": 104}
_WIDTH = {char: width / 100 for chars, width in _WIDTHS.items() for char in chars}


@lru_cache(maxsize=10_000)
def text_width(text: str, size: float) -> float:
    """Estimate the width of a text in pixels, on the generous side."""
    return size * sum(_WIDTH.get(char, 0.68) for char in text)


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


def percent(share: float) -> str:
    """Write a share of the width in the fewest characters that keep a tenth of a pixel."""
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def looks(role: str, *, paper: bool) -> str:
    """Return the attributes of a mark: its class on screen, its colours on paper."""
    return PAPER[role] if paper else f'class="ch-{role}"'


class Canvas:
    """A drawing under construction; without a width it is fluid.

    `left` and `right` are the pixels kept beside the plot, whose width shares are of: of a fluid
    drawing they are around it.
    """

    def __init__(
        self,
        *,
        paper: bool = False,
        width: float | None = None,
        left: float = 0,
        right: float = 0,
    ) -> None:
        self.paper, self.width, self.left, self.right = paper, width, left, right
        self.size = PAPER_SIZE if paper else SCREEN_SIZE
        self._parts: list[str] = []

    @property
    def plot(self) -> float:
        """The width of the plot of a fixed drawing."""
        return (self.width or 0) - self.left - self.right

    def _x(self, share: float) -> str:
        if self.width is None:
            return percent(share)
        return coordinate(self.left + share * self.plot)

    def add(self, markup: str) -> None:
        """Add a mark that is written already."""
        self._parts.append(markup)

    def text(
        self,
        share: float,
        y: float,
        text: str,
        role: str = "ink",
        *,
        dx: float = 0,
        anchor: str = "start",
        bold: bool = False,
        halo: bool = False,
        more: str = "",
    ) -> None:
        """Write a line of text whose base line is at y; a halo keeps it clear of lines."""
        place = f'x="{self._x(share)}" y="{coordinate(y)}"'
        if dx:
            place += f' dx="{coordinate(dx)}"'
        if anchor != "start":
            place += f' text-anchor="{anchor}"'
        if bold:
            place += ' font-weight="700"'
        words = escape(text)
        if not self.paper:
            known = " ".join(filter(None, (f"ch-{role}", "ch-halo" if halo else "", more)))
            self.add(f'<text {place} class="{known}">{words}</text>')
            return
        # WeasyPrint always paints the outline of a text over it.
        for layer in ("halo", role) if halo else (role,):
            self.add(f"<text {place} {PAPER[layer]}>{words}</text>")

    def across(self, y: float, role: str) -> None:
        """Draw a line over the whole width of the plot."""
        ends = f'x1="{self._x(0)}" x2="{self._x(1)}" y1="{coordinate(y)}" y2="{coordinate(y)}"'
        self.add(f"<line {ends} {looks(role, paper=self.paper)}/>")

    def down(self, share: float, top: float, bottom: float, role: str) -> None:
        """Draw a vertical line."""
        x = self._x(share)
        ends = f'x1="{x}" x2="{x}" y1="{coordinate(top)}" y2="{coordinate(bottom)}"'
        self.add(f"<line {ends} {looks(role, paper=self.paper)}/>")

    def curves(self, height: float, lines: list[tuple[list[tuple[float, float]], str]]) -> None:
        """Draw broken lines of (share, y) points, each with its role; one point draws nothing."""
        fluid = self.width is None
        paths = []
        for points, role in lines:
            if len(points) < 2:
                continue
            at = (lambda share: share * 1000) if fluid else self._at
            data = "L".join(f"{coordinate(at(x))} {coordinate(y)}" for x, y in points)
            paths.append(f'<path d="M{data}" {looks(role, paper=self.paper)}/>')
        if not paths:
            return
        drawn = "".join(paths)
        # The strokes keep their width, whatever that of the column.
        tall = math.ceil(height)
        frame = f'height="{tall}" viewBox="0 0 1000 {tall}" preserveAspectRatio="none"'
        self.add(f"<svg {frame}>{drawn}</svg>" if fluid else drawn)

    def _at(self, share: float) -> float:
        return self.left + share * self.plot

    def circle(self, share: float, y: float, radius: float, role: str) -> None:
        """Draw a dot."""
        place = f'cx="{self._x(share)}" cy="{coordinate(y)}" r="{coordinate(radius)}"'
        self.add(f"<circle {place} {looks(role, paper=self.paper)}/>")

    def diamond(self, share: float, y: float, radius: float, role: str) -> None:
        """Draw a diamond centred on a point."""
        r = coordinate(radius)
        path = f'<path d="M0 -{r}L{r} 0L0 {r}L-{r} 0z" {looks(role, paper=self.paper)}/>'
        if self.width is None:
            self.add(f'<svg x="{percent(share)}" y="{coordinate(y)}" class="ch-at">{path}</svg>')
        else:
            move = f"{coordinate(self._at(share))} {coordinate(y)}"
            self.add(f'<g transform="translate({move})">{path}</g>')

    def markup(self) -> str:
        """Return the marks."""
        return "".join(self._parts)

    def render(
        self, height: float, identifier: str, title: str, description: str, more: str = ""
    ) -> SafeString:
        """Close the drawing into one SVG element."""
        tall = math.ceil(height)
        if self.width is None:
            size = f'width="100%" height="{tall}" class="ch"'
        else:
            wide = coordinate(self.width)
            size = f'viewBox="0 0 {wide} {tall}" width="{wide}" height="{tall}"'
            size += f' font-family="{FONT}"' if self.paper else ' class="ch ch--map"'
        opening = (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-size="{self.size:g}" '
            f'aria-labelledby="{identifier}-t" aria-describedby="{identifier}-d"{more}>'
            f'<title id="{identifier}-t">{escape(title)}</title>'
            f'<desc id="{identifier}-d">{escape(description)}</desc>'
        )
        return mark_safe(f"{opening}{self.markup()}</svg>")  # noqa: S308
