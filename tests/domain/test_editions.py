"""The three editions that the product brings."""

from datetime import date
from decimal import Decimal

import pytest

from assessments.domain.provenance import Provenance
from assessments.domain.standard import ConditionKind, Criterion, Indicator, Item, Kind, LegalBasis, PassRule
from tests.domain.makers import EDITIONS, edition


@pytest.mark.parametrize(
    ("name", "kind", "years", "sizes", "with_evidence"),
    [
        ("qd-619-2017", Kind.POINTS, (2017, 2021), [5, 25, 41, 36], 25),
        ("qd-25-2021", Kind.POINTS, (2022, 2024), [5, 20, 34, 34], 20),
        ("qd-27-2025", Kind.PASS_FAIL, (2026, None), [3, 14, 26, 26], 14),
    ],
)
def test_counts(name: str, kind: Kind, years: tuple[int, int | None], sizes: list[int], with_evidence: int) -> None:
    standard = edition(name)
    assert (standard.edition, standard.kind, (standard.years.first, standard.years.last)) == (name, kind, years)
    found = [standard.criteria, standard.indicators, standard.items, standard.answerable_items]
    assert [len(rows) for rows in found] == sizes
    assert sum(1 for row in standard.indicators if row.evidence) == with_evidence


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("qd-619-2017", {"1": "15", "2": "30", "3": "25", "4": "10", "5": "20"}),
        ("qd-25-2021", {"1": "10", "2": "30", "3": "15", "4": "20", "5": "25"}),
    ],
)
def test_points_of_the_criteria(name: str, points: dict[str, str]) -> None:
    standard = edition(name)
    assert {row.code: row.max_points for row in standard.criteria} == {
        code: Decimal(text) for code, text in points.items()
    }
    assert standard.total_points == 100
    for criterion in standard.criteria:
        assert sum(row.max_points or 0 for row in criterion.indicators) == criterion.max_points
    for indicator in standard.indicators:
        assert sum(row.max_points or 0 for row in indicator.items) == indicator.max_points


def test_the_edition_of_2025_has_no_points() -> None:
    standard = edition("qd-27-2025")
    rows: list[Criterion | Indicator | Item] = [*standard.criteria, *standard.indicators, *standard.items]
    assert (standard.total_points, {row.max_points for row in rows}) == (None, {None})
    assert {row.bounds for row in standard.items} == {None}


@pytest.mark.parametrize(
    ("name", "conditions"),
    [
        (
            "qd-619-2017",
            {
                "R1": ConditionKind.EACH_CRITERION_AT_LEAST_PERCENT,
                "R2": ConditionKind.TOTAL_BY_CLASS,
                "R3": ConditionKind.INDICATOR_AT_LEAST_PERCENT,
                "R4": ConditionKind.NO_DISQUALIFYING_FACT,
            },
        ),
        (
            "qd-25-2021",
            {
                "R1": ConditionKind.TOTAL_AT_LEAST,
                "R2": ConditionKind.EACH_CRITERION_AT_LEAST_PERCENT,
                "R3": ConditionKind.NO_DISQUALIFYING_FACT,
            },
        ),
        # The second condition of the edition of 2025 was not found in the law: it stands in the data, switched off.
        ("qd-27-2025", {"R1": ConditionKind.ALL_INDICATORS_MET}),
    ],
)
def test_conditions(name: str, conditions: dict[str, ConditionKind]) -> None:
    assert {rule.code: rule.kind for rule in edition(name).pass_rules} == conditions


def test_every_node_says_how_well_it_is_known() -> None:
    for name in EDITIONS:
        standard = edition(name)
        assert standard.is_provisional
        nodes: list[Criterion | Indicator | Item] = [*standard.criteria, *standard.indicators, *standard.items]
        laws: list[PassRule | LegalBasis] = [*standard.pass_rules, *standard.legal_bases]
        assert {type(row.provenance) for row in (*nodes, *laws)} == {Provenance}


def test_penalty_rows_follow_from_others() -> None:
    standard = edition()
    computed = [row.code for row in standard.items if row.is_computed]
    assert computed == ["1.2.4", "2.2.4", "3.8.2", "3.9.3", "4.3.3"]
    assert standard.item("2.2.4").bounds == (Decimal("-0.75"), Decimal(0))
    assert standard.item("1.2.4").bounds == (Decimal("-0.25"), Decimal(0))
    assert standard.item("2.3.1").bounds == (Decimal(0), Decimal(10))


def test_finding_the_way() -> None:
    standard = edition()
    assert standard.criterion("2").title == "Thực hiện thủ tục hành chính thuộc thẩm quyền của Ủy ban nhân dân cấp xã"
    assert (standard.indicator_of("2.2.4").code, standard.criterion_of("2.2.4").code) == ("2.2", "2")
    assert standard.item("2.3.1").how == "Điểm = 10 × tử số / mẫu số (tính theo đúng tỷ lệ)."
    for find in (standard.item, standard.criterion, standard.indicator_of, standard.criterion_of):
        with pytest.raises(KeyError):
            find("9.9.9")


def test_citations() -> None:
    decision, circular = edition().legal_bases
    assert decision.citation == (
        "Quyết định số 619/QĐ-TTg ngày 08 tháng 5 năm 2017 của Thủ tướng Chính phủ ban hành Quy định về xây dựng "
        "xã, phường, thị trấn đạt chuẩn tiếp cận pháp luật"
    )
    assert circular.short == "Thông tư số 07/2017/TT-BTP"


def test_the_procedure_of_2017() -> None:
    procedure = edition().procedure
    assert (procedure.receiving_body.value, procedure.council.required) == ("Phòng Tư pháp", True)
    assert (procedure.posting.value, procedure.posting.in_working_days) == (10, True)
    assert procedure.commune_deadline.before(2020) == date(2021, 1, 5)
    assert (procedure.appraisal.value, procedure.appraisal.provenance) == (None, Provenance.PROVISIONAL)


def test_what_the_law_does_not_say_is_none() -> None:
    procedure = edition("qd-27-2025").procedure
    assert (procedure.posting.value, procedure.council.required) == (None, None)
    assert procedure.commune_deadline.before(2026) is None
