"""What a commune still has to do."""

from collections.abc import Mapping

import pytest

from assessments.domain.completeness import Contents, Gap, missing
from assessments.domain.scoring import Answer, score
from assessments.domain.standard import Standard
from tests.domain.makers import best, edition, nothing_declared

SECTIONS = {"results": "Kết quả đạt được", "causes": "Nguyên nhân"}


def gaps(
    standard: Standard,
    answers: Mapping[str, Answer],
    *,
    evidence: Mapping[str, int] | None = None,
    notes: Mapping[str, str] | None = None,
    declared: Mapping[str, bool] | None = None,
    narrative: Mapping[str, str] | None = None,
) -> list[tuple[Gap, str, str]]:
    """Return what is missing in a dossier that has everything but what is said otherwise."""
    contents = Contents(
        evidence={row.items[0].code: 1 for row in standard.indicators} if evidence is None else evidence,
        notes=notes or {},
        declared=nothing_declared(standard) if declared is None else declared,
        narrative=dict.fromkeys(SECTIONS, "Có nội dung.") if narrative is None else narrative,
    )
    found = missing(standard, score(standard, answers), contents, SECTIONS)
    return [(gap.gap, gap.code, gap.sentence) for gap in found]


@pytest.mark.parametrize("name", ["qd-619-2017", "qd-25-2021", "qd-27-2025"])
def test_nothing_is_missing(name: str) -> None:
    standard = edition(name)
    assert gaps(standard, best(standard)) == []


def test_everything_is_missing_in_the_order_of_the_pages() -> None:
    standard = edition()
    found = gaps(standard, {}, evidence={}, declared={}, narrative={})
    assert [gap for gap, _, _ in found] == [Gap.ANSWER] * 36 + [Gap.EVIDENCE] * 25 + [Gap.FACT] * 2 + [
        Gap.NARRATIVE
    ] * 2
    assert [code for gap, code, _ in found if gap is Gap.ANSWER] == [row.code for row in standard.answerable_items]
    assert [found[0], found[36], found[63]] == [
        (Gap.ANSWER, "1.1.1", "Nội dung 1.1.1 chưa có số liệu."),
        (
            Gap.EVIDENCE,
            "1.1",
            "Chỉ tiêu 1.1 chưa có tài liệu minh chứng (hoặc ghi chú nêu lý do không có).",
        ),
        (Gap.NARRATIVE, "results", "Phần “Kết quả đạt được” của báo cáo chưa có nội dung."),
    ]


def test_files_that_were_not_cleared_are_left_to_do_item_by_item() -> None:
    standard = edition()
    contents = Contents(
        evidence={row.items[0].code: 1 for row in standard.indicators},
        notes={},
        declared=nothing_declared(standard),
        narrative=dict.fromkeys(SECTIONS, "Có nội dung."),
        unclean={"2.1.1": ("Tệp b.",), "1.1.2": ("Tệp a.", "Tệp c.")},
    )
    found = missing(standard, score(standard, best(standard)), contents, SECTIONS)
    assert [(gap.gap, gap.code, gap.sentence) for gap in found] == [
        (Gap.SCAN, "1.1.2", "Tệp a."),
        (Gap.SCAN, "1.1.2", "Tệp c."),
        (Gap.SCAN, "2.1.1", "Tệp b."),
    ]


def test_an_invalid_answer() -> None:
    standard = edition()
    answers = best(standard, i_2_3_1=Answer(facts={"numerator": "9", "denominator": "8"}))
    assert gaps(standard, answers) == [
        (
            Gap.INVALID,
            "2.3.1",
            (
                "Nội dung 2.3.1: “Tổng số lượt thủ tục hành chính được giải quyết đúng trình tự, thủ tục, thời hạn” (9) "
                "không được lớn hơn “Tổng số lượt thủ tục hành chính được tiếp nhận, giải quyết” (8)."
            ),
        )
    ]


def without_files_of(standard: Standard, indicator_code: str) -> dict[str, int]:
    return {row.items[0].code: 1 for row in standard.indicators if row.code != indicator_code}


def test_an_indicator_without_a_file() -> None:
    standard = edition()
    assert [
        (gap, code) for gap, code, _ in gaps(standard, best(standard), evidence=without_files_of(standard, "2.2"))
    ] == [(Gap.EVIDENCE, "2.2")]


@pytest.mark.parametrize("code", ["2.2.1", "2.2.3"])
def test_a_file_or_a_note_on_any_item_is_enough(code: str) -> None:
    standard = edition()
    others = without_files_of(standard, "2.2")
    assert gaps(standard, best(standard), evidence=others | {code: 1}) == []
    assert gaps(standard, best(standard), evidence=others, notes={code: "Bản giấy lưu tại bộ phận một cửa."}) == []
    assert len(gaps(standard, best(standard), evidence=others | {code: 0}, notes={code: "   "})) == 1


def test_nothing_arose_needs_no_file() -> None:
    standard = edition()
    answers = best(standard, i_2_4_1=Answer(not_applicable=True))
    assert gaps(standard, answers, evidence=without_files_of(standard, "2.4")) == []


def test_a_penalty_row_needs_no_file_of_its_own() -> None:
    standard = edition()
    found = gaps(standard, {}, evidence={"1.2.1": 1}, declared=nothing_declared(standard))
    assert "1.2" not in {code for gap, code, _ in found if gap is Gap.EVIDENCE}


def test_a_declaration_is_asked_either_way() -> None:
    standard = edition()
    found = gaps(standard, best(standard), declared={"ky_luat": True})
    assert found == [
        (
            Gap.FACT,
            "boi_thuong",
            "Khai báo: Phải bồi thường thiệt hại do hành vi công vụ trái pháp luật gây ra – có hay không?",
        )
    ]


def test_a_section_of_spaces_is_empty() -> None:
    standard = edition()
    found = gaps(standard, best(standard), narrative={"results": "Tốt", "causes": " \n "})
    assert found == [(Gap.NARRATIVE, "causes", "Phần “Nguyên nhân” của báo cáo chưa có nội dung.")]
