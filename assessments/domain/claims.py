"""Turns what a commune claims for an item into a line, with a defined outcome for everything that can be typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from assessments.domain.item_rules import EnteredRule, Penalty
from assessments.domain.lines import Line, Outcome
from assessments.domain.readings import Facts, Fault
from assessments.domain.standard import Item

_NOTHING: Facts = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """A claim: facts by key (digits and indexes as text), or the tick that nothing arose in the year."""

    facts: Facts = field(default_factory=dict)
    not_applicable: bool = False


def claim_of(item: Item, answers: Mapping[str, Answer]) -> Line:
    """Return the line of a claim before any ruling."""
    rule = item.rule
    if isinstance(rule, Penalty):
        raise TypeError(item.code)
    answer = answers.get(item.code, Answer())
    facts = {name: answer.facts[name] for name in rule.fields if answer.facts.get(name)}
    if answer.not_applicable:
        return _not_arisen(item, facts)
    if sharing := _shared_tick(item, answers):
        return _contradiction(item, sharing) if facts else _not_arisen(item, _NOTHING)
    if not facts:
        return Line(item=item, outcome=Outcome.UNANSWERED)
    borrowed = _borrowed(rule, answers)
    if isinstance(borrowed, Fault):
        return Line(item=item, outcome=Outcome.INVALID, faults=(borrowed,))
    return _scored(item, rule, {**facts, **borrowed})


def _scored(item: Item, rule: EnteredRule, facts: Facts) -> Line:
    result = rule.evaluate(facts)
    if result.faults:
        return Line(item=item, outcome=Outcome.INVALID, faults=result.faults)
    return Line(item=item, outcome=Outcome.SCORED, points=result.points, met=result.met, result=result)


def _not_arisen(item: Item, facts: Facts) -> Line:
    """Full points or met; the commune has to tick it, a denominator of 0 is not enough."""
    if item.not_applicable is None:
        fault = Fault("not_applicable", "nội dung này không có trường hợp “không phát sinh”, vui lòng nhập số liệu.")
        return Line(item=item, outcome=Outcome.INVALID, faults=(fault,))
    warnings = ("Đã chọn “không phát sinh” nên số liệu đã nhập không được tính.",) if facts else ()
    if item.max_points is None:
        return Line(item=item, outcome=Outcome.NOT_ARISEN, met=True, warnings=warnings)
    return Line(item=item, outcome=Outcome.NOT_ARISEN, points=Fraction(item.max_points), warnings=warnings)


def _shared_tick(item: Item, answers: Mapping[str, Answer]) -> str:
    """Return the code of another item whose tick answers this one too, or ""."""
    shared = item.not_applicable.shared_by if item.not_applicable else ()
    others = (code for code in shared if code != item.code)
    return next((code for code in others if code in answers and answers[code].not_applicable), "")


def _contradiction(item: Item, other: str) -> Line:
    sentence = (
        f"nội dung {other} đã chọn “không phát sinh” (dùng chung cho nội dung này) nhưng ở đây lại có số liệu. "
        "Vui lòng bỏ một trong hai."
    )
    return Line(item=item, outcome=Outcome.INVALID, faults=(Fault("not_applicable", sentence),))


def _borrowed(rule: EnteredRule, answers: Mapping[str, Answer]) -> Facts | Fault:
    """Return the denominator where it is a fact of another item."""
    source = getattr(rule, "denominator_from", None)
    if source is None:
        return _NOTHING
    lender = answers.get(source.item, Answer())
    value = "" if lender.not_applicable else lender.facts.get(source.field, "")
    if not value:
        sentence = (
            f"vui lòng nhập nội dung {source.item} trước: mẫu số được lấy từ đó. "
            "Nếu trong năm không phát sinh, vui lòng chọn ô “không phát sinh”."
        )
        return Fault("denominator", sentence)
    return {"denominator": value}
