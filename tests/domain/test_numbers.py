"""Numbers: exact inside, rounded half up only where they are shown."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.numbers import Number, added, exact, percent, shown, shown_against, stored

fractions = st.fractions(max_denominator=10**7)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Decimal("29.625"), 2, "29,63"),
        (Decimal("84.5"), 0, "85"),
        (Decimal("85.5"), 0, "86"),
        (Decimal("84.49"), 0, "84"),
        (Decimal("90.24"), 0, "90"),
        (Fraction(2, 3), 2, "0,67"),
        (Fraction(20, 3), 2, "6,67"),
        (Fraction(1, 8), 2, "0,13"),
        (Decimal("95.40"), 2, "95,4"),
        (Decimal("2.00"), 2, "2"),
        (0, 2, "0"),
        (1234, 2, "1.234"),
        (Decimal("1234567.5"), 2, "1.234.567,5"),
        (Decimal("-0.25"), 2, "-0,25"),
        (Decimal("-0.125"), 2, "-0,13"),
        (Decimal("-0.004"), 2, "0"),
        (Decimal(100), 0, "100"),
        (Decimal("0.05"), 2, "0,05"),
    ],
)
def test_shown(value: Number, decimals: int, text: str) -> None:
    assert shown(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "limit", "text"),
    [
        (Decimal("89.996"), 90, "89,996"),
        (Decimal("89.9"), 90, "89,9"),
        (Decimal(90), 90, "90"),
        (Fraction(270, 3), 90, "90"),
        (Decimal("90.001"), 90, "90,001"),
        (Decimal("95.456"), 90, "95,46"),
        (90 - Fraction(1, 10**30), 90, "89," + "9" * 30),
        (Fraction(2, 3), Decimal("0.67"), "0,667"),
    ],
)
def test_a_number_never_reads_like_a_limit_that_it_misses(value: Number, limit: Number, text: str) -> None:
    assert shown_against(value, limit) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("95.45"), "95.45"),
        (Decimal("95.450"), "95.45"),
        (Fraction(20, 3), "20/3"),
        (Fraction(-3, 4), "-0.75"),
        (Fraction(-2, 3), "-2/3"),
        (Fraction(1, 40), "0.025"),
        (Fraction(3, 500), "0.006"),
        (Decimal("1E+2"), "100"),
        (0, "0"),
        (-7, "-7"),
    ],
)
def test_exact(value: Number, text: str) -> None:
    assert exact(value) == text


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (Fraction(2, 3), "0.6666"),
        (Fraction(-2, 3), "-0.6666"),
        (Decimal("89.99496"), "89.9949"),
        (Fraction(7, 2), "3.5000"),
        (0, "0.0000"),
    ],
)
def test_stored(value: Number, kept: str) -> None:
    assert (stored(value), str(stored(value))) == (Decimal(kept), kept)


@pytest.mark.parametrize(("ratio", "text"), [(Fraction(19, 20), "95%"), (Fraction(1, 3), "33,33%"), (1, "100%")])
def test_percent(ratio: Number, text: str) -> None:
    assert percent(ratio) == text


def read(text: str) -> Fraction:
    return Fraction(text.replace(".", "").replace(",", "."))


@given(fractions, st.integers(0, 6))
def test_what_is_shown_is_the_nearest(value: Fraction, decimals: int) -> None:
    distance = abs(read(shown(value, decimals)) - value)
    assert distance <= Fraction(1, 2 * 10**decimals)


@given(fractions, st.integers(0, 6))
def test_shown_is_symmetrical(value: Fraction, decimals: int) -> None:
    assert shown(-value, decimals).lstrip("-") == shown(value, decimals).lstrip("-")


@given(fractions)
def test_exact_text_is_the_number(value: Fraction) -> None:
    assert Fraction(exact(value)) == value


@given(st.fractions(-99_999, 99_999, max_denominator=10**7))  # what the column holds
def test_what_lists_show_is_what_the_exact_value_shows(value: Fraction) -> None:
    assert shown(stored(value)) == shown(value)


@given(st.decimals(0, 100, places=2), st.integers(-(10**9), 10**9), st.integers(1, 10**30))
def test_shown_against_tells_the_side(limit: Decimal, over: int, under: int) -> None:
    value = Fraction(limit) + Fraction(over, under)
    assert (shown_against(value, limit) == shown(limit)) is (value == Fraction(limit))


@given(st.lists(fractions, max_size=8))
def test_sums_are_exact(values: list[Fraction]) -> None:
    assert added(values) == sum(values, Fraction(0))
