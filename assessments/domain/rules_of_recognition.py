"""The conditions for recognition: each gives a verdict with a sentence; exact values are compared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessments.domain.numbers import added, shown, shown_against
from assessments.domain.standard import ConditionKind, PassRule, Standard


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict of one condition: `ok` is None while it cannot be given; `sentence` says why, `rule` what is asked."""

    rule: PassRule
    ok: bool | None
    sentence: str

    @property
    def code(self) -> str:
        """The condition's code in the standard."""
        return self.rule.code

    @property
    def word(self) -> str:
        """The verdict in one word, as lists lead with it."""
        return {None: "Chưa kết luận được", True: "Đạt", False: "Không đạt"}[self.ok]


@dataclass(frozen=True, slots=True)
class Subtotal:
    """An indicator or criterion: points so far (điểm, exact), or met; `complete` when every item has its answer."""

    code: str
    title: str
    points: Fraction | None
    max_points: Decimal | None
    met: bool | None
    complete: bool

    @property
    def ratio(self) -> Fraction:
        """Points in relation to the maximum."""
        return (self.points or Fraction(0)) / Fraction(self.max_points or 1)


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the conditions ask about: subtotals by code, the unit's class, the declared facts by code."""

    criteria: Mapping[str, Subtotal]
    indicators: Mapping[str, Subtotal]
    unit_class: str | None
    declared: Mapping[str, bool]

    @property
    def total(self) -> Fraction:
        """The sum of all criteria (điểm)."""
        return added(row.points for row in self.criteria.values() if row.points is not None)

    @property
    def complete(self) -> bool:
        """Tell whether every item has its answer."""
        return all(row.complete for row in self.criteria.values())


def judge(standard: Standard, standing: Standing) -> tuple[Verdict, ...]:
    """Return the verdict of each condition of the standard, in its order."""
    return tuple(Verdict(rule, *_JUDGES[rule.kind](rule, standing)) for rule in standard.pass_rules)


_Finding = tuple[bool | None, str]
_INCOMPLETE = "Chưa kết luận được vì hồ sơ còn nội dung chưa có số liệu."


def _total_at_least(rule: PassRule, standing: Standing) -> _Finding:
    limit = Fraction(rule.threshold or 0)
    return _compare_total(limit, f"yêu cầu từ {shown(limit)} điểm", standing)


def _total_by_class(rule: PassRule, standing: Standing) -> _Finding:
    limits = dict(rule.thresholds)
    if standing.unit_class not in limits:
        return (
            None,
            "Chưa có thông tin phân loại đơn vị hành chính (loại I, II, III) nên chưa xác định được điểm cần đạt.",
        )
    limit = Fraction(limits[standing.unit_class])
    return _compare_total(limit, f"cấp xã loại {standing.unit_class} yêu cầu từ {shown(limit)} điểm", standing)


def _compare_total(limit: Fraction, asked: str, standing: Standing) -> _Finding:
    if not standing.complete:
        return None, f"{_INCOMPLETE} Hiện có {shown(standing.total)} điểm, {asked}."
    ok = standing.total >= limit
    return ok, f"Tổng điểm {shown_against(standing.total, limit)}, {asked}: {'đạt' if ok else 'không đạt'}."


def _each_criterion(rule: PassRule, standing: Standing) -> _Finding:
    limit = Fraction(rule.percent or 0) / 100
    below = [row for row in standing.criteria.values() if row.ratio < limit]
    failed = [row for row in below if row.complete]
    share = f"{shown(limit * 100)}% điểm tối đa"
    if failed:
        listed = "; ".join(
            f"tiêu chí {row.code} đạt {shown_against(row.points or 0, limit * Fraction(row.max_points or 0))}/{shown(row.max_points or 0)}"
            for row in failed
        )
        return False, f"Có tiêu chí dưới {share}: {listed}."
    if not standing.complete:
        return None, _INCOMPLETE
    return True, f"Tất cả {len(standing.criteria)} tiêu chí đạt từ {share} trở lên."


def _indicator(rule: PassRule, standing: Standing) -> _Finding:
    row, limit = standing.indicators[rule.indicator], Fraction(rule.percent or 0) / 100
    if not row.complete:
        return None, f"Chưa kết luận được vì chỉ tiêu {row.code} chưa có đủ số liệu."
    ok = row.ratio >= limit
    reached = shown_against(row.ratio * 100, limit * 100)
    asked = f"yêu cầu từ {shown(limit * 100)}%"
    return ok, f"Chỉ tiêu {row.code} đạt {reached}% điểm tối đa, {asked}: {'đạt' if ok else 'không đạt'}."


def _no_fact(rule: PassRule, standing: Standing) -> _Finding:
    arose = [fact.label for fact in rule.facts if standing.declared.get(fact.code)]
    if arose:
        return False, "Có trường hợp không được công nhận: " + "; ".join(arose) + "."
    open_facts = [fact for fact in rule.facts if fact.code not in standing.declared]
    if open_facts:
        return None, f"Chưa kết luận được vì còn {len(open_facts)} trường hợp chưa được khai báo."
    return True, "Không có trường hợp nào được khai báo."


def _all_met(rule: PassRule, standing: Standing) -> _Finding:  # noqa: ARG001  # one signature
    rows = standing.indicators.values()
    failed = [row.code for row in rows if row.met is False]
    count = f"{sum(1 for row in rows if row.met)}/{len(standing.indicators)} chỉ tiêu đạt"
    if failed:
        return False, f"{count}; chưa đạt: {', '.join(failed)}."
    if not standing.complete:
        return None, f"{_INCOMPLETE} Hiện có {count}."
    return True, f"{count}."


_JUDGES: dict[ConditionKind, Callable[[PassRule, Standing], _Finding]] = {
    ConditionKind.TOTAL_AT_LEAST: _total_at_least,
    ConditionKind.TOTAL_BY_CLASS: _total_by_class,
    ConditionKind.EACH_CRITERION_AT_LEAST_PERCENT: _each_criterion,
    ConditionKind.INDICATOR_AT_LEAST_PERCENT: _indicator,
    ConditionKind.NO_DISQUALIFYING_FACT: _no_fact,
    ConditionKind.ALL_INDICATORS_MET: _all_met,
}
