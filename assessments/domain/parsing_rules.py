"""Reads the rules of items and the conditions for recognition."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypedDict

from assessments.domain.item_rules import (
    Band,
    Checklist,
    Choice,
    CountAtLeast,
    DenominatorFrom,
    ItemRule,
    Option,
    Penalty,
    RatioAtLeast,
    RatioBands,
    RatioLinear,
    Task,
)
from assessments.domain.provenance import Provenance
from assessments.domain.reader import Node
from assessments.domain.standard import ConditionKind, Fact, PassRule

_NOTHING = Decimal(0)


def item_rule(node: Node, max_points: Decimal | None, trigger: Mapping[str, str]) -> ItemRule:
    """Read the typed rule of an item; an unknown kind is a fault."""
    kind = node.get("kind")
    if kind == "penalty":
        return _penalty(node, trigger)
    if kind == "ratio_linear":
        return RatioLinear(max_points=max_points or _NOTHING, **_ratio(node))
    reader = _READERS.get(str(kind))
    if reader is None:
        node.fault("kind", f"không có cách tính “{kind}”.")
        return Choice(kind="choice", options=(), provenance=Provenance.PROVISIONAL)
    return reader(node)


class _Ratio(TypedDict):
    """What the ratio rules share."""

    numerator: str
    denominator: str
    provenance: Provenance
    labels_provenance: Provenance
    denominator_from: DenominatorFrom | None


def _ratio(node: Node) -> _Ratio:
    provenance = node.provenance()
    source = node.child("denominator_from") if node.get("denominator_from") else None
    return {
        "numerator": node.text("numerator"),
        "denominator": node.text("denominator"),
        "provenance": provenance,
        "labels_provenance": node.provenance("labels_provenance", provenance),
        "denominator_from": DenominatorFrom(source.text("item"), source.text("field")) if source else None,
    }


def _bands(node: Node) -> RatioBands:
    bands = tuple(
        Band(band.decimal("from"), band.optional_decimal("to_exclusive"), band.decimal("points"))
        for band in node.children("bands")
    )
    return RatioBands(bands=bands, **_ratio(node))


def _at_least(node: Node) -> RatioAtLeast:
    return RatioAtLeast(threshold=node.decimal("threshold"), **_ratio(node))


def _choice(node: Node) -> Choice:
    options = tuple(
        Option(option.text("label"), option.optional_decimal("points"), option.get("met"))
        for option in node.children("options")
    )
    for option in options:
        if (option.points is None) == (option.met is None):
            node.fault("options", f"mức “{option.label}” phải có points hoặc met.")
    return Choice(kind=str(node.get("kind")), options=options, provenance=node.provenance())


def _checklist(node: Node) -> Checklist:
    return Checklist(choices=node.texts("choices"), threshold=node.integer("threshold"), provenance=node.provenance())


def _count(node: Node) -> CountAtLeast:
    return CountAtLeast(label=node.text("label"), threshold=node.integer("threshold"), provenance=node.provenance())


def _penalty(node: Node, trigger: Mapping[str, str]) -> Penalty:
    tasks = tuple(
        Task(task.text("label"), task.text("zeroes"), trigger.get(task.optional_text("zeroes"), ""))
        for task in node.children("tasks")
    )
    for code in set(trigger) - {task.zeroes for task in tasks}:
        node.fault("tasks", f"không có nhiệm vụ nào làm nội dung {code} bị 0 điểm.")
    return Penalty(
        points_each=node.decimal("points_each"),
        min_points=node.decimal("min_points"),
        tasks=tasks,
        provenance=node.provenance(),
    )


_READERS: dict[str, Callable[[Node], ItemRule]] = {
    "ratio_bands": _bands,
    "ratio_at_least": _at_least,
    "choice": _choice,
    "yes_no": _choice,
    "checklist_at_least": _checklist,
    "count_at_least": _count,
}


def pass_rule(node: Node) -> PassRule:
    """Read one condition for recognition."""
    thresholds = node.child("thresholds") if node.get("thresholds") else None
    return PassRule(
        code=node.text("code"),
        kind=node.choice("kind", ConditionKind, ConditionKind.ALL_INDICATORS_MET),
        sentence=node.text("sentence_vi"),
        provenance=node.provenance(),
        clause=node.optional_text("clause"),
        threshold=node.optional_decimal("threshold"),
        thresholds=tuple((key, thresholds.decimal(key)) for key in thresholds.data) if thresholds else (),
        percent=node.optional_decimal("percent"),
        indicator=node.optional_text("indicator"),
        facts=tuple(Fact(row.text("code"), row.text("label"), row.provenance()) for row in node.children("facts")),
    )
