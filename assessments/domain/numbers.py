"""Exact numbers and how they are shown; rounding happens here and nowhere else.

Points that come from the law's data are `Decimal`. Points that follow from a ratio have no finite decimal, so computed
points are `Fraction`: sums and comparisons are exact.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import lcm

Number = Decimal | Fraction | int

SHOWN_DECIMALS = 2


def shown(value: Number, decimals: int = SHOWN_DECIMALS) -> str:
    """Return the number rounded half up, the Vietnamese way, without trailing zeros: 29.625 → "29,63", 1234 → "1.234"."""
    numerator, denominator = value.as_integer_ratio()
    scale = 10**decimals
    scaled = (2 * abs(numerator) * scale + denominator) // (2 * denominator)  # halves go away from zero
    whole, rest = divmod(scaled, scale)
    text = f"{whole:,}".replace(",", ".")
    if rest:
        text += "," + f"{rest:0{decimals}d}".rstrip("0")
    return f"-{text}" if numerator < 0 and scaled else text


def added(values: Iterable[Fraction]) -> Fraction:
    """Return the exact sum; one common denominator is much faster than fraction by fraction."""
    ratios = [value.as_integer_ratio() for value in values]
    common = lcm(*(denominator for _, denominator in ratios))
    return Fraction(sum(numerator * (common // denominator) for numerator, denominator in ratios), common)


def shown_against(value: Number, limit: Number) -> str:
    """Return the number with as many decimals as are needed to see on which side of the limit it lies."""
    decimals = SHOWN_DECIMALS
    while shown(value, decimals) == shown(limit, decimals) and Fraction(value) != Fraction(limit):
        decimals += 1
    return shown(value, decimals)


def percent(ratio: Number, decimals: int = SHOWN_DECIMALS) -> str:
    """Return a ratio in percent: 19/20 → "95%"."""
    return f"{shown(Fraction(ratio) * 100, decimals)}%"


def exact(value: Number) -> str:
    """Return the one exact text of a number: "95.45" where it has a finite decimal, else a fraction such as "20/3"."""
    fraction = Fraction(value)
    denominator, decimals = fraction.denominator, 0
    while denominator % 10 == 0:
        denominator, decimals = denominator // 10, decimals + 1
    while denominator % 2 == 0:
        denominator, decimals = denominator // 2, decimals + 1
    while denominator % 5 == 0:
        denominator, decimals = denominator // 5, decimals + 1
    if denominator != 1:
        return str(fraction)
    text = f"{fraction * 10**decimals}"
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    if not decimals:
        return text
    digits = digits.rjust(decimals + 1, "0")
    tail = digits[-decimals:].rstrip("0")
    return f"{sign}{digits[:-decimals]}.{tail}" if tail else f"{sign}{digits[:-decimals]}"


def stored(value: Number, decimals: int = 4) -> Decimal:
    """Return a decimal for a column that only feeds lists.

    Cut off, not rounded: rounding it half up again for display then gives what the exact value gives (89.99496 stays 89,99).
    """
    return Decimal(f"{int(Fraction(value) * 10**decimals)}E-{decimals}")  # a literal is exact at any length
