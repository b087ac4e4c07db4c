"""Laws that hold for every answer that can be typed, in every edition."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.domain.item_rules import (
    NO_ACTIVITY,
    Checklist,
    Choice,
    CountAtLeast,
    Penalty,
    RatioBands,
    RatioLinear,
)
from assessments.domain.scoring import Answer, Outcome, Ruling, ScoreSheet, score
from assessments.domain.standard import Item, Standard
from tests.domain.makers import EDITIONS, best, edition, nothing_declared

laws = settings(max_examples=25, deadline=None)

counts = st.one_of(
    st.integers(0, 60).map(str),
    st.sampled_from(["999999999", "1000000", "-3", "ba", "1,5", "", " 7 ", "²", "9" * 40]),
)


def typed(row: Item) -> st.SearchStrategy[Answer]:
    """Return anything that a person, or a broken form, may enter for the item."""
    rule = row.rule
    if isinstance(rule, Choice):
        facts: st.SearchStrategy[Any] = st.fixed_dictionaries(
            {"option": st.sampled_from(["0", "1", "2", "7", "x", ""])}
        )
    elif isinstance(rule, Checklist):
        places = [*(str(place) for place in range(len(rule.choices) + 1)), NO_ACTIVITY]
        facts = st.fixed_dictionaries({"choices": st.lists(st.sampled_from(places), max_size=4).map(tuple)})
    elif isinstance(rule, CountAtLeast):
        facts = st.fixed_dictionaries({"count": counts})
    else:
        facts = st.fixed_dictionaries({"numerator": counts, "denominator": counts})
    return st.builds(Answer, facts=facts, not_applicable=st.booleans() if row.not_applicable else st.just(value=False))


def answers_of(standard: Standard) -> st.SearchStrategy[dict[str, Answer]]:
    return st.fixed_dictionaries({}, optional={row.code: typed(row) for row in standard.answerable_items})


def rulings_of(standard: Standard) -> st.SearchStrategy[dict[str, Ruling]]:
    def ruling(row: Item) -> st.SearchStrategy[Ruling]:
        if row.bounds is None:
            return st.booleans()
        return st.decimals(*row.bounds, places=2)

    chosen = {row.code: ruling(row) for row in standard.answerable_items[:6]}
    return st.fixed_dictionaries({}, optional=chosen)


cases = (
    st.sampled_from(EDITIONS)
    .map(edition)
    .flatmap(lambda standard: st.tuples(st.just(standard), answers_of(standard), rulings_of(standard)))
)
Case = tuple[Standard, dict[str, Answer], dict[str, Ruling]]


def scored(case: Case) -> ScoreSheet:
    standard, answers, rulings = case
    return score(standard, answers, unit_class="II", declared=nothing_declared(standard), rulings=rulings)


def picture(sheet: ScoreSheet) -> dict[str, object]:
    """Return everything that can be read of a sheet."""
    lines = {
        code: (line.outcome, line.points, line.met, line.explanation, line.next_step, line.worth, line.faults)
        for code, line in sheet.lines.items()
    }
    return {
        "lines": lines,
        "parts": [(row.code, row.points, row.met, row.complete) for row in (*sheet.indicators, *sheet.criteria)],
        "verdicts": [(verdict.code, verdict.ok, verdict.sentence) for verdict in sheet.verdicts],
        "total": sheet.total,
        "answered": sheet.answered_count,
    }


@laws
@given(cases)
def test_points_stay_within_their_bounds(case: Case) -> None:
    sheet = scored(case)
    for line in sheet.lines.values():
        if line.points is not None:
            low, high = line.item.bounds or (Decimal(0), Decimal(0))
            assert Fraction(low) <= line.points <= Fraction(high)
    for row in (*sheet.indicators, *sheet.criteria):
        if row.points is not None:
            assert row.points <= Fraction(row.max_points or 0)


@laws
@given(cases)
def test_items_add_up_to_the_total(case: Case) -> None:
    sheet = scored(case)
    points = sum((line.points for line in sheet.lines.values() if line.points is not None), Fraction(0))
    if sheet.total is None:
        assert points == 0
    else:
        criteria = sum((row.points or Fraction(0) for row in sheet.criteria), Fraction(0))
        indicators = sum((row.points or Fraction(0) for row in sheet.indicators), Fraction(0))
        assert (criteria, indicators, points) == (sheet.total, sheet.total, sheet.total)


@laws
@given(cases)
def test_a_line_says_either_what_it_brings_or_what_is_wrong(case: Case) -> None:
    for line in scored(case).lines.values():
        has_value = line.points is not None or line.met is not None
        assert has_value is line.complete
        assert bool(line.faults) is (line.outcome is Outcome.INVALID)
        assert line.explanation.endswith(".")
        assert line.next_step == "" or line.next_step.endswith(".")


@laws
@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(case: Case, random: Any) -> None:
    standard, answers, rulings = case
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    again = (standard, dict(shuffled), dict(reversed(rulings.items())))
    assert picture(scored(again)) == picture(scored(case))


@laws
@given(cases)
def test_the_same_input_gives_the_same_sheet(case: Case) -> None:
    assert picture(scored(case)) == picture(scored(case))


@laws
@given(cases)
def test_no_float_anywhere(case: Case) -> None:
    sheet = scored(case)
    read = picture(sheet)
    assert [found for found in walk((sheet, sheet.verdicts, sheet.criteria, read)) if isinstance(found, float)] == []


def walk(value: object, seen: set[int] | None = None) -> Iterator[object]:
    """Yield everything inside a value."""
    seen = set() if seen is None else seen
    if id(value) in seen:
        return
    seen.add(id(value))
    yield value
    if is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from walk(getattr(value, part.name), seen)
    elif isinstance(value, dict):
        yield from walk(list(value.items()), seen)
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from walk(part, seen)


@laws
@given(cases, st.data())
def test_an_answer_changes_its_own_line_and_penalties_alone(case: Case, data: st.DataObject) -> None:
    standard, answers, rulings = case
    row = data.draw(st.sampled_from(standard.answerable_items))
    before = scored(case).lines
    after = scored((standard, answers | {row.code: data.draw(typed(row))}, rulings)).lines
    tick = row.not_applicable.shared_by if row.not_applicable else ()
    borrowers = {other.code for other in standard.items if getattr(other.rule, "denominator_from", None)}
    may_change = {row.code, *tick, *borrowers, *(p.code for p in standard.items if isinstance(p.rule, Penalty))}
    changed = {
        code
        for code in before
        if (before[code].outcome, before[code].points, before[code].met)
        != (after[code].outcome, after[code].points, after[code].met)
    }
    assert changed <= may_change


@pytest.mark.parametrize("name", EDITIONS)
def test_a_larger_numerator_never_brings_less(name: str) -> None:
    standard = edition(name)
    ratios = [row for row in standard.answerable_items if "denominator" in row.rule.fields]
    for row in ratios:
        worths = [
            value_of(standard, row, Answer(facts={"numerator": str(above), "denominator": "37"}))
            for above in range(38)
        ]
        assert worths == sorted(worths)
        assert worths[-1] == (1 if row.max_points is None else row.max_points)


@laws
@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 500), st.sampled_from([*EDITIONS]))
def test_monotone_in_the_numerator(first: int, second: int, below: int, name: str) -> None:
    standard = edition(name)
    lower, higher = sorted((min(first, below), min(second, below)))
    for row in standard.answerable_items:
        if isinstance(row.rule, RatioLinear | RatioBands):
            few, many = (
                value_of(standard, row, Answer(facts={"numerator": str(above), "denominator": str(below)}))
                for above in (lower, higher)
            )
            assert few <= many


def value_of(standard: Standard, row: Item, answer: Answer) -> Fraction:
    line = score(standard, {row.code: answer}).line(row.code)
    return line.points if line.points is not None else Fraction(bool(line.met))


@laws
@given(st.integers(1, 999_999_999), st.data())
def test_the_next_step_brings_what_it_says(below: int, data: st.DataObject) -> None:
    standard = edition("qd-25-2021")
    row = standard.item("1.2.1")
    above = data.draw(st.integers(0, below))
    line = score(standard, {row.code: answer_of(above, below)}).line(row.code)
    if line.next_step == "":
        assert line.points == row.max_points
        return
    more = int(line.next_step.split()[1].replace(".", ""))
    better = value_of(standard, row, answer_of(above + more, below))
    almost = value_of(standard, row, answer_of(above + more - 1, below))
    assert line.points is not None
    assert (better > line.points, almost) == (True, line.points)


def answer_of(above: int, below: int) -> Answer:
    return Answer(facts={"numerator": str(above), "denominator": str(below)})


@pytest.mark.parametrize("name", EDITIONS)
def test_more_knowledge_never_takes_an_answer_away(name: str) -> None:
    standard = edition(name)
    complete = best(standard)
    known: dict[str, Answer] = {}
    seen = []
    for code, answer in complete.items():
        known[code] = answer
        seen.append(score(standard, known).answered_count)
    assert seen == list(range(1, len(complete) + 1))
