"""Reads criteria, indicators and items."""

from assessments.domain.parsing_procedure import setting
from assessments.domain.parsing_rules import item_rule
from assessments.domain.procedure import Setting
from assessments.domain.provenance import Provenance
from assessments.domain.reader import Node
from assessments.domain.standard import Criterion, Indicator, Item, NotApplicable


def criterion(node: Node) -> Criterion:
    """Read one criterion."""
    provenance = node.provenance()
    return Criterion(
        code=node.text("code"),
        title=node.text("title"),
        max_points=node.optional_decimal("max_points"),
        provenance=provenance,
        title_provenance=node.provenance("title_provenance", provenance),
        points_provenance=_of_points(node, provenance),
        indicators=tuple(_indicator(child) for child in node.children("indicators")),
    )


def _of_points(node: Node, provenance: Provenance) -> Provenance:
    return node.provenance("points_provenance", provenance)


def _indicator(node: Node) -> Indicator:
    provenance = node.provenance()
    return Indicator(
        code=node.text("code"),
        title=node.text("title"),
        max_points=node.optional_decimal("max_points"),
        provenance=provenance,
        title_provenance=node.provenance("title_provenance", provenance),
        points_provenance=_of_points(node, provenance),
        items=tuple(_item(child) for child in node.children("items")),
        evidence=node.texts("evidence"),
        evidence_provenance=node.provenance("evidence_provenance", provenance),
        legal_basis=node.optional_text("legal_basis"),
    )


def _item(node: Node) -> Item:
    provenance = node.provenance()
    max_points = node.optional_decimal("max_points")
    return Item(
        code=node.text("code"),
        title=node.text("title"),
        max_points=max_points,
        provenance=provenance,
        title_provenance=node.provenance("title_provenance", provenance),
        points_provenance=_of_points(node, provenance),
        rule=item_rule(node.child("rule"), max_points, _trigger(node)),
        not_applicable=_not_applicable(node),
        deadline=_deadline(node.child("rule")) if node.get("rule") is not None else None,
    )


def _deadline(rule: Node) -> Setting | None:
    return setting(rule, "deadline") if rule.get("deadline") is not None else None


def _trigger(node: Node) -> dict[str, str]:
    """Return the level that triggers a penalty, by the code of the item that it is chosen in."""
    if node.get("applies_when") is None:
        return {}
    when = node.child("applies_when")
    return {when.text("item"): when.text("option")}


def _not_applicable(node: Node) -> NotApplicable | None:
    if node.get("not_applicable") is None:
        return None
    tick = node.child("not_applicable")
    if tick.get("award") not in {"full", "met"}:
        tick.fault("award", "phải là full (đủ điểm) hoặc met (đạt).")
    return NotApplicable(label=tick.text("label"), provenance=tick.provenance(), shared_by=tick.texts("shared_by"))
