"""Checks that the parts of a standard fit together: sums, codes, references, levels, bands."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from assessments.domain.item_rules import (
    Checklist,
    Choice,
    CountAtLeast,
    ItemRule,
    Penalty,
    RatioAtLeast,
    RatioBands,
    RatioLinear,
)
from assessments.domain.numbers import shown
from assessments.domain.standard import ConditionKind, Criterion, Indicator, Item, Kind, PassRule, Standard


def structural_faults(standard: Standard) -> Iterator[str]:
    """Yield a sentence for each fault, with its place."""
    yield from _codes(standard)
    yield from _parts(standard)
    yield from _sums(standard)
    for item in standard.items:
        yield from _item(standard, item)
    for rule in standard.pass_rules:
        yield from _condition(standard, rule)
    if standard.years.last is not None and standard.years.last < standard.years.first:
        yield "bộ tiêu chí › years: năm cuối phải từ năm đầu trở đi."


def _nodes(standard: Standard) -> list[Criterion | Indicator | Item]:
    return [*standard.criteria, *standard.indicators, *standard.items]


def _codes(standard: Standard) -> Iterator[str]:
    codes = [node.code for node in _nodes(standard)] + [fact.code for fact in standard.facts]
    for code, count in Counter([*codes, *(rule.code for rule in standard.pass_rules)]).items():
        if count > 1:
            yield f"mã {code}: dùng {count} lần."
    pairs = [("chỉ tiêu", child.code, parent.code) for parent in standard.criteria for child in parent.indicators]
    pairs += [("nội dung", child.code, parent.code) for parent in standard.indicators for child in parent.items]
    for name, code, parent_code in pairs:
        if not code.startswith(f"{parent_code}."):
            yield f"{name} {code}: mã phải bắt đầu bằng “{parent_code}.”."


def _parts(standard: Standard) -> Iterator[str]:
    """Nothing may be empty: no conditions would recognise everybody, no contents would count as met."""
    if not standard.pass_rules:
        yield "bộ tiêu chí: chưa có điều kiện công nhận nào."
    if not standard.criteria:
        yield "bộ tiêu chí: chưa có tiêu chí nào."
    yield from (f"tiêu chí {node.code}: chưa có chỉ tiêu nào." for node in standard.criteria if not node.indicators)
    yield from (f"chỉ tiêu {node.code}: chưa có nội dung nào." for node in standard.indicators if not node.items)


def _sums(standard: Standard) -> Iterator[str]:
    if standard.kind is Kind.PASS_FAIL:
        yield from (
            f"mục {node.code}: bộ tiêu chí đạt/không đạt không có điểm."
            for node in _nodes(standard)
            if node.max_points is not None
        )
        return
    parts = [("bộ tiêu chí", standard.total_points, [node.max_points for node in standard.criteria])]
    parts += [
        (f"tiêu chí {node.code}", node.max_points, [c.max_points for c in node.indicators])
        for node in standard.criteria
    ]
    parts += [
        (f"chỉ tiêu {node.code}", node.max_points, [c.max_points for c in node.items]) for node in standard.indicators
    ]
    for place, whole, shares in parts:
        total = sum((share for share in shares if share is not None), Decimal(0))
        if whole is None or None in shares:
            yield f"{place}: thiếu điểm tối đa."
        elif min([whole, *(share for share in shares if share is not None)]) < 0:
            yield f"{place}: điểm tối đa không được là số âm."
        elif total != whole:
            yield f"{place}: các phần cộng lại được {shown(total)} điểm, không bằng {shown(whole)} điểm."


# What each way of counting brings; a choice brings either.
_BRINGS_POINTS = RatioLinear | RatioBands | Penalty
_BRINGS_VERDICT = RatioAtLeast | Checklist | CountAtLeast


def _item(standard: Standard, item: Item) -> Iterator[str]:
    place = f"nội dung {item.code}"
    if not _fits(item.rule, standard.kind):
        yield f"{place}: cách tính “{item.rule.kind}” không hợp với bộ tiêu chí {_KINDS[standard.kind]}."
    if isinstance(item.rule, Choice):
        yield from _levels(place, item, item.rule)
    elif isinstance(item.rule, RatioBands):
        yield from _bands(place, item, item.rule)
    elif isinstance(item.rule, Penalty):
        yield from _penalty(standard, place, item.rule)
    yield from _threshold(place, item.rule)
    yield from _references(standard, place, item)


_KINDS = {Kind.POINTS: "chấm điểm", Kind.PASS_FAIL: "đạt/không đạt"}


def _fits(rule: ItemRule, kind: Kind) -> bool:
    if isinstance(rule, Choice):
        return all((option.points is not None) is (kind is Kind.POINTS) for option in rule.options)
    return isinstance(rule, _BRINGS_POINTS if kind is Kind.POINTS else _BRINGS_VERDICT)


def _threshold(place: str, rule: ItemRule) -> Iterator[str]:
    if isinstance(rule, RatioAtLeast) and not 0 < rule.threshold <= 100:  # noqa: PLR2004  # percent
        yield f"{place}: ngưỡng phải từ trên 0% đến 100%."
    if isinstance(rule, Checklist) and not 0 < rule.threshold <= len(rule.choices):
        yield f"{place}: ngưỡng phải từ 1 đến số hoạt động trong danh sách."
    if isinstance(rule, CountAtLeast) and rule.threshold < 1:
        yield f"{place}: ngưỡng phải từ 1 trở lên."


def _references(standard: Standard, place: str, item: Item) -> Iterator[str]:
    known = {other.code: other for other in standard.answerable_items if other is not item}
    for code in item.not_applicable.shared_by if item.not_applicable else ():
        if code != item.code and code not in known:
            yield f"{place}: nhắc đến nội dung {code} không có trong bộ tiêu chí."
    source = getattr(item.rule, "denominator_from", None)
    if source and source.item not in known:
        yield f"{place}: nhắc đến nội dung {source.item} không có trong bộ tiêu chí."
    elif source and source.field not in known[source.item].rule.fields:
        yield f"{place}: nội dung {source.item} không có số liệu “{source.field}”."


def _levels(place: str, item: Item, rule: Choice) -> Iterator[str]:
    points = [option.points for option in rule.options if option.points is not None]
    if not rule.options:
        yield f"{place}: chưa có mức nào để chọn."
    elif item.max_points is not None and (len(points) != len(rule.options) or max(points) != item.max_points):
        yield f"{place}: mức cao nhất phải bằng điểm tối đa {shown(item.max_points)}."
    if points != sorted(points, reverse=True):
        yield f"{place}: các mức phải xếp từ cao xuống thấp."


def _bands(place: str, item: Item, rule: RatioBands) -> Iterator[str]:
    bands = rule.bands
    if not bands or bands[0].below is not None or bands[-1].least != 0:
        yield f"{place}: các mức tỷ lệ phải bắt đầu từ mức cao nhất và xuống đến 0%."
        return
    if any(lower.below != upper.least or lower.least >= upper.least for upper, lower in pairwise(bands)):
        yield f"{place}: các mức tỷ lệ phải nối tiếp nhau, không hở, không chồng."
    points = [band.points for band in bands]
    if points[0] != item.max_points or points != sorted(points, reverse=True):
        yield f"{place}: điểm của các mức phải giảm dần từ điểm tối đa."


def _penalty(standard: Standard, place: str, rule: Penalty) -> Iterator[str]:
    choices = {item.code: item.rule for item in standard.items if isinstance(item.rule, Choice)}
    for task in rule.tasks:
        zeroed = choices.get(task.zeroes)
        if zeroed is None:
            yield f"{place}: “{task.zeroes}” không phải là nội dung có các mức để chọn."
        elif task.option and task.option not in {option.label for option in zeroed.options}:
            yield f"{place}: nội dung {task.zeroes} không có mức “{task.option}”."
    if rule.points_each >= 0 or rule.min_points > rule.points_each:
        yield f"{place}: điểm trừ phải là số âm và không vượt mức trừ tối đa."


_ON_POINTS = frozenset(ConditionKind) - {ConditionKind.NO_DISQUALIFYING_FACT, ConditionKind.ALL_INDICATORS_MET}


def _condition(standard: Standard, rule: PassRule) -> Iterator[str]:
    place = f"điều kiện {rule.code}"
    if (rule.kind in _ON_POINTS and standard.kind is Kind.PASS_FAIL) or (
        rule.kind is ConditionKind.ALL_INDICATORS_MET and standard.kind is Kind.POINTS
    ):
        yield f"{place}: không hợp với bộ tiêu chí {_KINDS[standard.kind]}."
    if rule.kind is ConditionKind.TOTAL_BY_CLASS and {key for key, _ in rule.thresholds} != set(standard.unit_classes):
        yield f"{place}: phải có ngưỡng cho từng loại đơn vị hành chính."
    if rule.kind is ConditionKind.TOTAL_AT_LEAST and rule.threshold is None:
        yield f"{place}: thiếu ngưỡng điểm."
    needs_percent = {ConditionKind.EACH_CRITERION_AT_LEAST_PERCENT, ConditionKind.INDICATOR_AT_LEAST_PERCENT}
    if rule.kind in needs_percent and (rule.percent is None or not 0 <= rule.percent <= 100):  # noqa: PLR2004  # percent
        yield f"{place}: thiếu tỷ lệ phần trăm, từ 0 đến 100."
    codes = {indicator.code for indicator in standard.indicators}
    if rule.kind is ConditionKind.INDICATOR_AT_LEAST_PERCENT and rule.indicator not in codes:
        yield f"{place}: không có chỉ tiêu “{rule.indicator}”."
    if rule.kind is ConditionKind.NO_DISQUALIFYING_FACT and not rule.facts:
        yield f"{place}: chưa nêu trường hợp nào."
