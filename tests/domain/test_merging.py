"""What each side changed, what a choice makes of it, and what a repeated attempt knows."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.merging import Attempt, Save, Side, differences, known_to, merged, undecided

AT = datetime(2020, 12, 1, tzinfo=UTC)
LINE, OTHER = "a" * 32, "b" * 32
values = st.fixed_dictionaries({name: st.sampled_from("123") for name in ("numerator", "denominator", "note")})


def save(version: int, *, line: str = LINE, edits: int = 1, actor: int = 1, note: str = "x") -> Save:
    return Save(version, {"note": note}, actor, AT, Attempt(line, edits))


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "side"),
    [("1", "2", "1", Side.MINE), ("1", "1", "2", Side.THEIRS), ("1", "2", "3", Side.BOTH)],
)
def test_who_changed_a_field(base: str, mine: str, theirs: str, side: Side) -> None:
    (row,) = differences({"note": base}, {"note": mine}, {"note": theirs})
    assert (row.mine, row.theirs, row.side) == (mine, theirs, side)


def test_without_a_known_base_every_difference_asks() -> None:
    found = differences(None, {"note": "2", "count": "1"}, {"note": "3", "count": "1"})
    assert [(row.name, row.side) for row in found] == [("note", Side.BOTH)]


@given(values, values, values)
def test_nothing_of_either_side_is_lost(base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]) -> None:
    found = differences(base, mine, theirs)
    open_fields = undecided(found, {})
    result = merged(found, dict.fromkeys(open_fields, "mine"), theirs)
    for name, start in base.items():
        assert result[name] == (theirs[name] if mine[name] == start else mine[name])
    kept = merged(found, dict.fromkeys(open_fields, "theirs"), theirs)
    assert all(kept[name] == theirs[name] for name in base if theirs[name] != base[name])


def test_only_a_known_word_is_a_choice() -> None:
    found = differences({"note": "1"}, {"note": "2"}, {"note": "3"})
    assert undecided(found, {"note": "khác"}) == ("note",)
    assert undecided(found, {"note": "theirs"}) == ()


@pytest.mark.parametrize(
    ("saves", "version", "repeated"),
    [
        ([], 1, None),
        ([save(2, line=OTHER)], 1, None),
        ([save(2, actor=2)], 1, None),
        ([save(1)], 1, None),
        ([save(2, edits=3)], 2, None),
        ([save(2, edits=5, note="mine")], 2, 2),
        ([save(2, edits=6)], 2, 2),
        ([save(2, edits=3), save(3, edits=4), save(4, line=OTHER)], 3, None),
    ],
)
def test_what_an_attempt_knows(saves: list[Save], version: int, repeated: int | None) -> None:
    known = known_to(Attempt(LINE, 5), 1, {"note": "mine"}, saves, actor_id=1)
    assert known.version == version
    assert (known.repeated.version if known.repeated else None) == repeated


def test_without_an_attempt_only_the_version_counts() -> None:
    assert known_to(None, 1, {}, [save(2)], actor_id=1).version == 1


def test_an_attempt_is_read_as_it_is_written() -> None:
    assert Attempt.parse(f"{LINE}-12") == Attempt(LINE, 12)
    assert str(Attempt(LINE, 12)) == f"{LINE}-12"
    assert Attempt.parse("") is None
