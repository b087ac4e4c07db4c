"""Laws of the draw: how many, from what, in whatever order, again and again."""

import hashlib
from fractions import Fraction
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.draws import draw, size_of

codes = st.lists(st.from_regex(r"[1-9]\.[1-9]\.[1-9]", fullmatch=True), unique=True, max_size=60)
shares = st.integers(min_value=1, max_value=100)
seeds = st.text(min_size=1, max_size=64)


@given(seed=seeds, share=shares, population=codes)
def test_size_and_subset(seed: str, share: int, population: list[str]) -> None:
    drawn = draw(seed, share, population)
    assert len(drawn) == len(set(drawn)) == ceil(Fraction(share * len(population), 100))
    assert set(drawn) <= set(population)


@given(seed=seeds, share=shares, population=codes, data=st.data())
def test_order_and_repetition_do_not_matter(seed: str, share: int, population: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(population))
    assert draw(seed, share, population) == draw(seed, share, shuffled) == draw(seed, share, [*shuffled, *population])


@given(seed=seeds, population=codes, share=st.integers(min_value=1, max_value=99))
def test_a_larger_share_adds_and_never_exchanges(seed: str, population: list[str], share: int) -> None:
    assert set(draw(seed, share, population)) <= set(draw(seed, share + 1, population))


def test_nothing_is_drawn_at_no_share_or_from_nothing() -> None:
    assert (draw("a", 0, ["1.1.1"]), draw("a", 50, []), size_of(0, 9), size_of(1, 1)) == ((), (), 0, 1)


def test_a_draw_by_hand() -> None:
    """The way that the page describes, with nothing of ours: the same draw in any program."""
    population = [f"1.1.{number}" for number in range(1, 11)]
    hashes = sorted((hashlib.sha256(f"2021\n{code}".encode()).hexdigest(), code) for code in population)
    assert draw("2021", 25, population) == tuple(code for _, code in hashes[:3])
    assert draw("2021", 25, population) == ("1.1.8", "1.1.2", "1.1.3")
