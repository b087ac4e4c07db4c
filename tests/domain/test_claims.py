"""What a claim becomes: unanswered, not arisen, borrowed figures, contradictions."""

from fractions import Fraction

import pytest

from assessments.domain.claims import claim_of
from assessments.domain.scoring import Answer, Outcome
from tests.domain.makers import TICK, at_least, claim, edition, item, levels, linear


@pytest.mark.parametrize(
    "answer",
    [None, Answer(), Answer(facts={"numerator": ""}), Answer(facts={"option": "0"}), Answer(facts={"x": "1"})],
)
def test_unanswered(answer: Answer | None) -> None:
    line = claim_of(item(linear(), "2"), {} if answer is None else {"1.1.1": answer})
    assert (line.outcome, line.points, line.met, line.faults) == (Outcome.UNANSWERED, None, None, ())
    assert (line.explanation, line.next_step, line.worth) == ("Chưa có số liệu.", "", "chưa có")
    assert (line.complete, line.counts_as_answered, line.ratio) == (False, False, None)


def test_zero_is_an_answer() -> None:
    line = claim(linear(), {"numerator": "0", "denominator": "3"}, "2")
    assert (line.outcome, line.points, line.counts_as_answered) == (Outcome.SCORED, Fraction(0), True)


def test_spaces_around_a_number_do_not_matter() -> None:
    assert claim(linear(), {"numerator": " 1 ", "denominator": "2\n"}, "2").points == 1


def test_not_arisen_brings_all_points() -> None:
    line = claim_of(item(linear("3"), "3", TICK), {"1.1.1": Answer(not_applicable=True)})
    assert (line.outcome, line.points, line.warnings) == (Outcome.NOT_ARISEN, Fraction(3), ())
    assert (line.explanation, line.next_step, line.complete) == ("Không phát sinh → 3 điểm.", "", True)


def test_not_arisen_means_met_without_points() -> None:
    line = claim_of(item(at_least(), tick=TICK), {"1.1.1": Answer(not_applicable=True)})
    assert (line.outcome, line.points, line.met) == (Outcome.NOT_ARISEN, None, True)
    assert line.explanation == "Không phát sinh → đạt."


def test_figures_beside_the_tick_are_not_counted() -> None:
    answer = Answer(facts={"numerator": "1", "denominator": "9"}, not_applicable=True)
    line = claim_of(item(linear(), "2", TICK), {"1.1.1": answer})
    assert (line.outcome, line.points) == (Outcome.NOT_ARISEN, Fraction(2))
    assert line.warnings == ("Đã chọn “không phát sinh” nên số liệu đã nhập không được tính.",)


@pytest.mark.parametrize("facts", [{}, {"option": "0"}])
def test_a_tick_where_there_is_none(facts: dict[str, str]) -> None:
    line = claim_of(item(levels(), "2"), {"1.1.1": Answer(facts=facts, not_applicable=True)})
    assert (line.outcome, line.points) == (Outcome.INVALID, None)
    assert [(fault.field, fault.sentence) for fault in line.faults] == [
        ("not_applicable", "nội dung này không có trường hợp “không phát sinh”, vui lòng nhập số liệu.")
    ]


def test_one_tick_answers_all_that_share_it() -> None:
    pass_fail = edition("qd-27-2025")
    answers = {"1.2.1": Answer(not_applicable=True)}
    lines = [claim_of(pass_fail.item(code), answers) for code in ("1.1.1", "1.2.1", "1.3.1")]
    assert [(line.outcome, line.met) for line in lines] == [(Outcome.NOT_ARISEN, True)] * 3


def test_figures_against_a_shared_tick_are_a_contradiction() -> None:
    points = edition("qd-25-2021")
    answers = {
        "1.1.1": Answer(not_applicable=True),
        "1.1.2": Answer(facts={"option": "0"}),
    }
    line = claim_of(points.item("1.1.2"), answers)
    assert (line.outcome, [fault.field for fault in line.faults]) == (Outcome.INVALID, ["not_applicable"])
    assert line.explanation == (
        "Nội dung 1.1.1 đã chọn “không phát sinh” (dùng chung cho nội dung này) nhưng ở đây lại có số liệu. "
        "Vui lòng bỏ một trong hai."
    )


def test_two_shared_ticks_agree() -> None:
    points = edition("qd-25-2021")
    answers = {"1.1.1": Answer(not_applicable=True), "1.1.2": Answer(not_applicable=True)}
    assert [claim_of(points.item(code), answers).outcome for code in answers] == [Outcome.NOT_ARISEN] * 2


@pytest.mark.parametrize(
    ("lent", "own", "met", "explanation"),
    [
        ("4", "4", True, "4/4 = 100% (yêu cầu 100%) → đạt."),
        ("4", "3", False, "3/4 = 75% (yêu cầu 100%) → chưa đạt."),
    ],
)
def test_a_borrowed_denominator(*, lent: str, own: str, met: bool, explanation: str) -> None:
    answers = {
        "1.1.1": Answer(facts={"numerator": lent, "denominator": "5"}),
        "1.2.1": Answer(facts={"numerator": own, "denominator": "99"}),
    }
    line = claim_of(edition("qd-27-2025").item("1.2.1"), answers)
    assert (line.outcome, line.met, line.explanation) == (Outcome.SCORED, met, explanation)


_FIRST = (
    "Vui lòng nhập nội dung 1.1.1 trước: mẫu số được lấy từ đó. "
    "Nếu trong năm không phát sinh, vui lòng chọn ô “không phát sinh”."
)


@pytest.mark.parametrize(
    ("lender", "explanation"),
    [
        (None, _FIRST),
        (Answer(facts={"denominator": "5"}), _FIRST),
        (Answer(facts={"numerator": "3", "denominator": "5"}, not_applicable=True), _FIRST),
        (
            Answer(facts={"numerator": "ba", "denominator": "5"}),
            "“Tổng số văn bản đã ban hành” phải là số nguyên, chỉ gồm chữ số.",
        ),
        (
            Answer(facts={"numerator": "1", "denominator": "5"}),
            (
                "“Số Nghị quyết của Hội đồng nhân dân, Quyết định của Ủy ban nhân dân sau khi ban hành được công khai” "
                "(2) không được lớn hơn “Tổng số văn bản đã ban hành” (1)."
            ),
        ),
    ],
    ids=["nothing", "half", "ticked away", "text", "too small"],
)
def test_a_denominator_that_cannot_be_borrowed(lender: Answer | None, explanation: str) -> None:
    answers = {"2.2.1": Answer(facts={"numerator": "2"})} | ({"1.1.1": lender} if lender else {})
    line = claim_of(edition("qd-27-2025").item("2.2.1"), answers)
    assert (line.outcome, line.met, line.explanation) == (Outcome.INVALID, None, explanation)


def test_a_penalty_row_is_not_claimed() -> None:
    with pytest.raises(TypeError, match=r"1\.2\.4"):
        claim_of(edition().item("1.2.4"), {})
