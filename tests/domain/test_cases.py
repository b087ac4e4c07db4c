"""What was published of real communes: verdicts, exact totals and totals as they were printed."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessments.domain.numbers import percent, shown
from assessments.domain.rules_of_recognition import Standing, Subtotal, Verdict, judge
from assessments.domain.scoring import score
from assessments.domain.standard import ConditionKind, Standard
from tests.domain.makers import best, edition, nothing_declared

CASES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))
SCORED = [pytest.param(case, id=case["id"]) for case in CASES["score_cases"]]
FAILED = [pytest.param(case, id=case["unit"]["name"]) for case in CASES["outcome_cases"] if case.get("failed_rule")]
COUNTED = [
    pytest.param(case, id=f"{case['area']} {case['year']}") for case in CASES["aggregate_results"] if "total" in case
]


def standing_of(case: dict[str, Any], unit_class: str | None = None) -> Standing:
    """Return the published points; of the indicators only the satisfaction in percent was published."""
    standard = edition(case["edition"])
    return Standing(
        criteria={
            row.code: Subtotal(
                row.code, row.title, Fraction(case["criteria"][row.code]), row.max_points, None, complete=True
            )
            for row in standard.criteria
        },
        indicators=satisfaction(standard, case),
        unit_class=unit_class or case["class"],
        declared=nothing_declared(standard),  # all were recognised
    )


def satisfaction(standard: Standard, case: dict[str, Any]) -> dict[str, Subtotal]:
    """Return the indicator that the condition on satisfaction names."""
    asked = {rule.indicator for rule in standard.pass_rules if rule.kind is ConditionKind.INDICATOR_AT_LEAST_PERCENT}
    share = Fraction(case["satisfaction_percent"]) / 100
    return {
        row.code: Subtotal(
            row.code, row.title, share * Fraction(row.max_points or 0), row.max_points, None, complete=True
        )
        for row in standard.indicators
        if row.code in asked
    }


def verdicts(case: dict[str, Any], unit_class: str | None = None) -> tuple[Verdict, ...]:
    return judge(edition(case["edition"]), standing_of(case, unit_class))


@pytest.mark.parametrize("case", SCORED)
def test_verdicts(case: dict[str, Any]) -> None:
    found = verdicts(case)
    assert {verdict.code: verdict.ok for verdict in found} == case["rules"]
    assert all(verdict.ok for verdict in found) is (case["result"] == "recognised")


@pytest.mark.parametrize("case", SCORED)
def test_totals(case: dict[str, Any]) -> None:
    total = standing_of(case).total
    assert total == Fraction(case["total_exact"])
    assert shown(total, case["published_decimals"]) == case["total_published"].replace(".", ",")


def test_one_commune_passes_by_its_class_alone() -> None:
    case = next(case for case in CASES["score_cases"] if case["id"] == "na-ri-2021-con-minh")
    by_class = {name: {row.code: row.ok for row in verdicts(case, name)}["R2"] for name in ("I", "II", "III")}
    assert by_class == {"I": False, "II": True, "III": True}


def test_half_a_point_is_printed_as_a_whole_one() -> None:
    case = next(case for case in CASES["score_cases"] if case["id"] == "na-ri-2021-van-vu")
    total = standing_of(case).total
    assert (shown(total, 0), shown(total), round(Decimal(case["total_exact"]))) == ("85", "84,5", 84)


@pytest.mark.parametrize("case", FAILED)
def test_a_disciplined_official_prevents_recognition(case: dict[str, Any]) -> None:
    standard = edition(case["edition"])
    declared = {**nothing_declared(standard), "ky_luat": True}
    found = score(standard, best(standard), unit_class="I", declared=declared)
    failed = [verdict.code for verdict in found.verdicts if verdict.ok is False]
    assert (failed, found.total, found.passed) == ([case["failed_rule"]], Fraction(100), False)


@pytest.mark.parametrize("case", COUNTED)
def test_shares(case: dict[str, Any]) -> None:
    assert percent(Fraction(case["passed"], case["total"])) == f"{case['percent_exact_2dp'].replace('.', ',')}%"


def test_districts_add_up() -> None:
    rows = next(case for case in CASES["aggregate_results"] if "districts" in case)["districts"]
    counted = [row for row in rows if None not in {row["thi_tran"], row["phuong"], row["xa"]}]
    assert [row["thi_tran"] + row["phuong"] + row["xa"] for row in counted] == [row["passed"] for row in counted]
    assert len(counted) == 9
