"""Bar charts: where each bar stands. The template draws the same SVG for pages and for paper.

What a bar says stands in words beside it and in a table near the chart; its filling only helps, and is told apart in grey.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

WIDTH = 360  # as wide as a phone: the picture is scaled as a whole
_ROOM = 300  # of the longest bar; the rest is for the value behind it
_STEP, _BAR, _TOP = 38, 14, 19  # height of one row, of its bar, from the row's top to its bar
_GAP = 5  # between the lines that fill a bar


class Filling(StrEnum):
    """How a bar is filled."""

    SOLID = "#404040"
    LIGHT = "#c8c8c8"
    LINES = "lines"
    EMPTY = "#ffffff"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is about, its value in words, and its part of the longest possible one (0 to 1)."""

    label: str
    shown: str
    share: Fraction
    filling: Filling = Filling.SOLID


@dataclass(frozen=True, slots=True)
class Drawn:
    """One bar with its place: baselines of both texts, the rectangle, the path of the lines that fill it ("" for none)."""

    label: str
    shown: str
    text_y: int
    value_x: int
    value_y: int
    bar_y: int
    width: int
    fill: str
    lines: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Horizontal bars under one another with a title, which is also what is read out instead of the picture."""

    title: str
    bars: tuple[Bar, ...]

    @property
    def width(self) -> int:
        """The picture's width in its own units."""
        return WIDTH

    @property
    def height(self) -> int:
        """The picture's height in its own units."""
        return _STEP * len(self.bars)

    @property
    def bar_height(self) -> int:
        """The height of each bar."""
        return _BAR

    @property
    def spoken(self) -> str:
        """The title and every value, for who cannot see the picture."""
        return f"{self.title}: " + "; ".join(f"{bar.label}: {bar.shown}" for bar in self.bars)

    @property
    def drawn(self) -> tuple[Drawn, ...]:
        """The bars with their places, from top to bottom."""
        return tuple(_drawn(bar, number * _STEP) for number, bar in enumerate(self.bars))


def counts(title: str, rows: tuple[tuple[str, int, Filling], ...]) -> Chart:
    """Return the chart of numbers of things; the longest bar is the largest number."""
    longest = max((number for _, number, _ in rows), default=0) or 1
    return Chart(
        title, tuple(Bar(label, f"{number:02d}", Fraction(number, longest), fill) for label, number, fill in rows)
    )


def _drawn(bar: Bar, top: int) -> Drawn:
    width = round(min(max(bar.share, Fraction(0)), Fraction(1)) * _ROOM)
    lined = bar.filling is Filling.LINES
    return Drawn(
        label=bar.label,
        shown=bar.shown,
        text_y=top + _TOP - 5,
        value_x=width + 6,
        value_y=top + _TOP + _BAR - 2,
        bar_y=top + _TOP,
        width=width,
        fill=Filling.EMPTY if lined else bar.filling.value,
        lines=_lines(width, top + _TOP) if lined else "",
    )


def _lines(width: int, top: int) -> str:
    """Return upright lines over the bar, as the path of an SVG."""
    return "".join(f"M{x} {top}v{_BAR}" for x in range(_GAP, width, _GAP))
