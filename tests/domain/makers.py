"""Editions, items and answers for tests of the rules; no database."""

from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assessments.domain.claims import claim_of
from assessments.domain.item_rules import (
    Band,
    Checklist,
    Choice,
    CountAtLeast,
    EnteredRule,
    Option,
    RatioAtLeast,
    RatioBands,
    RatioLinear,
)
from assessments.domain.parsing import parse
from assessments.domain.provenance import Provenance
from assessments.domain.readings import Facts
from assessments.domain.scoring import Answer, Line
from assessments.domain.standard import Item, NotApplicable, Standard

FOLDER = Path(__file__).resolve().parents[2] / "assessments" / "standards"
EDITIONS = ("qd-619-2017", "qd-25-2021", "qd-27-2025")
KNOWN = Provenance.SOURCED


@cache
def _stored(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def content(name: str = "qd-619-2017") -> dict[str, Any]:
    """Return the data of an edition, free to be spoiled."""
    copy: dict[str, Any] = deepcopy(_stored(name))
    return copy


@cache
def edition(name: str = "qd-619-2017") -> Standard:
    """Return a parsed edition."""
    return parse(_stored(name))


def points(text: str) -> Decimal:
    return Decimal(text)


def linear(max_points: str = "2") -> RatioLinear:
    return RatioLinear(
        numerator="Số đúng hạn",
        denominator="Tổng số",
        max_points=points(max_points),
        provenance=KNOWN,
        labels_provenance=KNOWN,
    )


def bands() -> RatioBands:
    steps = [("90", None, "2"), ("80", "90", "1"), ("70", "80", "0.5"), ("0", "70", "0")]
    return RatioBands(
        numerator="Số được bồi dưỡng",
        denominator="Tổng số",
        bands=tuple(
            Band(points(least), points(below) if below else None, points(worth)) for least, below, worth in steps
        ),
        provenance=KNOWN,
        labels_provenance=KNOWN,
    )


def at_least(threshold: str = "95") -> RatioAtLeast:
    return RatioAtLeast(
        numerator="Số công khai",
        denominator="Tổng số",
        threshold=points(threshold),
        provenance=KNOWN,
        labels_provenance=KNOWN,
    )


def levels() -> Choice:
    options = [("Có giảm", "2"), ("Được kiềm chế", "1"), ("Tăng", "0")]
    return Choice(
        kind="choice",
        options=tuple(Option(label, points(worth), None) for label, worth in options),
        provenance=KNOWN,
    )


def yes_no() -> Choice:
    return Choice(
        kind="yes_no", options=(Option("Đạt", None, met=True), Option("Không đạt", None, met=False)), provenance=KNOWN
    )


def checklist(threshold: int = 2) -> Checklist:
    return Checklist(choices=("Thi trực tuyến", "Mạng xã hội", "Tin nhắn"), threshold=threshold, provenance=KNOWN)


def count() -> CountAtLeast:
    return CountAtLeast(label="Số lần đối thoại", threshold=2, provenance=KNOWN)


TICK = NotApplicable(label="Trong năm không phát sinh", provenance=KNOWN)


def item(rule: EnteredRule, max_points: str | None = None, tick: NotApplicable | None = None) -> Item:
    return Item(
        code="1.1.1",
        title="Nội dung thử",
        max_points=None if max_points is None else points(max_points),
        provenance=KNOWN,
        title_provenance=KNOWN,
        points_provenance=KNOWN,
        rule=rule,
        not_applicable=tick,
    )


def claim(rule: EnteredRule, facts: Facts, max_points: str | None = None) -> Line:
    """Return the line of a claim on a single item."""
    return claim_of(item(rule, max_points), {"1.1.1": Answer(facts=facts)})


def best(standard: Standard, **overrides: Answer) -> dict[str, Answer]:
    """Return the answers that bring the most; overrides name items as i_1_2_3."""
    answers = {row.code: Answer(facts=best_facts(row)) for row in standard.answerable_items}
    return answers | {name.removeprefix("i_").replace("_", "."): answer for name, answer in overrides.items()}


def best_facts(row: Item) -> Facts:
    if isinstance(row.rule, Choice):
        return {"option": "0"}
    if isinstance(row.rule, Checklist):
        return {"choices": tuple(str(place) for place in range(row.rule.threshold))}
    if isinstance(row.rule, CountAtLeast):
        return {"count": str(row.rule.threshold)}
    return dict.fromkeys(row.rule.fields, "20")


def nothing_declared(standard: Standard) -> Mapping[str, bool]:
    """Return the declaration that no disqualifying fact arose."""
    return {fact.code: False for fact in standard.facts}
