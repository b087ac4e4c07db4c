"""Wording that offices adapt: what is filled in, what is refused and where."""

import pytest

from assessments.domain import wording_checks
from assessments.domain.wording import Block, Limits, Wording, entries, fill, kept, tidy

OPENING = Block("opening", "Câu mở đầu", "Năm {năm}.", allowed=("năm", "địa bàn", "kế hoạch", "căn cứ"))
AGENCY = Block("agency", "Cơ quan ban hành", "", allowed=("năm",), limits=Limits(lines=2, line_length=10))
RECIPIENTS = Block("recipients", "Nơi nhận", "Như trên\nLưu: VT", limits=Limits(is_list=True, last="Lưu:"))


def told(text: str, block: Block = OPENING) -> list[str]:
    return [str(fault) for fault in wording_checks.faults([block], {block.code: text})]


def test_a_value_is_text_and_never_a_placeholder() -> None:
    assert fill("{a} và { b }", {"a": "{b}", "b": "<script>"}) == "{b} và <script>"


def test_what_an_office_left_empty_is_the_products_own() -> None:
    assert Wording((OPENING,), {"opening": ""}).paragraphs("opening", {"năm": "2020"}) == ("Năm 2020.",)
    assert Wording((OPENING,), {"opening": "A\n\n B "}).paragraphs("opening", {}) == ("A", "B")


@pytest.mark.parametrize(
    "text",
    [
        "Thực hiện {căn cứ}; { kế hoạch } năm {năm}.",
        "Tỷ lệ 2/3, trước ngày 05/01/2021, 24/7, đạt 80%/năm, 3/4 xã/phường.",
        "<script>alert(1)</script> & <b> là chữ.",
        "",
    ],
)
def test_what_is_right_is_let_through(text: str) -> None:
    assert told(text) == []


def test_an_unknown_placeholder_is_told_with_its_place_and_what_was_probably_meant() -> None:
    assert told("Dòng một.\nBáo cáo của {dia ban} năm {năm}.") == [
        (
            "Câu mở đầu, dòng 2, cột 13: không có chỗ điền {dia ban}. Có phải là {địa bàn}? "
            "Các chỗ điền dùng được: {năm}, {địa bàn}, {kế hoạch}, {căn cứ}."
        )
    ]
    assert told("{x}")[0].startswith("Câu mở đầu, dòng 1, cột 1: không có chỗ điền {x}. Các chỗ điền dùng được:")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("{Năm}", "{năm}"),
        ("{nam}", "{năm}"),
        ("{kế_hoạch}", "{kế hoạch}"),
        ("{can cu}", "{căn cứ}"),
        ("{căncứ}", "{căn cứ}"),
    ],
)
def test_the_nearest_placeholder_is_suggested(typed: str, meant: str) -> None:
    assert f"Có phải là {meant}?" in told(typed)[0]


def test_nothing_of_a_template_language_works() -> None:
    assert "không có chỗ điền {năm.__class__}" in told("{năm.__class__}")[0]
    assert "không có chỗ điền {% load x %}" in told("{% load x %}")[0]
    assert [text.split(": ")[1] for text in told("{{năm}}")] == [
        "dấu “{” chưa có dấu “}” đóng lại trên cùng dòng.",
        "dấu “}” không có dấu “{” mở trước đó trên cùng dòng.",
    ]


def test_braces_that_make_no_placeholder_are_told() -> None:
    assert told("Năm {năm\n}") == [
        "Câu mở đầu, dòng 1, cột 5: dấu “{” chưa có dấu “}” đóng lại trên cùng dòng.",
        "Câu mở đầu, dòng 2, cột 1: dấu “}” không có dấu “{” mở trước đó trên cùng dòng.",
    ]


@pytest.mark.parametrize(
    "number",
    [
        "619/QĐ-TTg",
        "07/2017/TT-BTP",
        "25/2021/QĐ-TTg",
        "30/2020/NĐ-CP",
        "80/2015/QH13",
        "15/KH-UBND",
        "619 / QĐ - TTg",
        "619/qđ-ttg",
        "12/UBND-VP",
    ],
)
def test_a_typed_number_of_a_document_is_refused(number: str) -> None:
    assert told(f"Căn cứ số {number} ngày 04/5/2017") == [
        (
            f"Câu mở đầu, dòng 1, cột 11: “{number}” là số, ký hiệu của một văn bản. "
            "Số của văn bản căn cứ chỉ lấy từ bộ tiêu chí: vui lòng viết {căn cứ} vào chỗ này."
        )
    ]
    assert "vui lòng bỏ số đó" in told(number, AGENCY)[0]


def test_all_faults_of_all_blocks_are_told_in_the_order_of_reading() -> None:
    found = wording_checks.faults([OPENING, AGENCY], {"agency": "{y}", "opening": "a {\n{x} 619/QĐ-TTg"})
    assert [(fault.code, fault.line, fault.column) for fault in found] == [
        ("opening", 1, 3),
        ("opening", 2, 1),
        ("opening", 2, 5),
        ("agency", 1, 1),
    ]


def test_what_is_too_long_is_told() -> None:
    assert told("a\nb\nc", AGENCY) == ["Cơ quan ban hành, dòng 3, cột 1: có 3 dòng, nhiều nhất 2 dòng."]
    assert told("a" * 11, AGENCY) == ["Cơ quan ban hành, dòng 1, cột 11: dòng dài 11 ký tự, nhiều nhất 10 ký tự."]
    long = "\n".join(["x" * 1000] * 5)
    assert told(long) == ["Câu mở đầu, dòng 4, cột 998: dài 5004 ký tự, nhiều nhất 4000 ký tự."]


def test_signs_that_no_paper_prints_are_told() -> None:
    assert told("ab\x0bc") == [
        "Câu mở đầu, dòng 1, cột 3: có ký tự không in được (U+000B); vui lòng xóa rồi gõ lại đoạn này."
    ]
    assert "U+202E" in told("\u202eabc")[0]


def test_recipients_end_with_what_the_office_keeps() -> None:
    assert told("- Như trên;\n- Lưu: VT, TP.", RECIPIENTS) == []
    assert told("Như trên", RECIPIENTS) == [
        "Nơi nhận, dòng 1, cột 1: dòng cuối phải bắt đầu bằng “Lưu:”, ví dụ “Lưu: VT”."
    ]


def test_a_list_keeps_its_entries_without_the_marks_that_the_paper_prints() -> None:
    assert entries("- Như trên;\n\n – Sở Tư pháp ;\n- Lưu: VT.") == ("Như trên", "Sở Tư pháp", "Lưu: VT")


def test_only_what_differs_from_the_products_own_is_kept() -> None:
    assert kept(OPENING, "Năm {năm}.") == ""
    assert kept(OPENING, "Trong năm {năm}.") == "Trong năm {năm}."
    assert kept(RECIPIENTS, "- Như trên;\n- Lưu: VT.") == ""
    assert kept(RECIPIENTS, "- Như trên;\n- Lưu: VT, TP.") == "Như trên\nLưu: VT, TP"


def test_typed_text_is_composed_and_keeps_its_lines() -> None:
    assert tidy("e\u0302 \r\n  b\t\n\n") == "ê\n  b"
