"""The codes of documents: what people type is understood, what cannot be a code is not looked up."""

import pytest

from assessments.domain import codes


@pytest.mark.parametrize(
    "typed",
    [
        "ABCD2345WXYZ",
        "abcd2345wxyz",
        " ABCD 2345 WXYZ ",
        "abcd-2345-wxyz",
        "ABCD–2345.WXYZ",
        "ＡＢＣＤ２３４５ＷＸＹＺ",
        "ABCD\u00a02345\u00a0WXYZ",
    ],
)
def test_case_spaces_and_dashes_do_not_matter(typed: str) -> None:
    assert codes.read(typed) == "ABCD2345WXYZ"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ABCD2345WXY",
        "ABCD2345WXYZA",
        "ABCD2345WXY0",
        "ABCD2345WXYO",
        "ABCD2345WXYI",
        "ĐBCD2345WXYZ",
        "Ａ",
        "½" * 12,
    ],
)
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert codes.read(typed) == ""


def test_codes_are_read_in_groups() -> None:
    assert codes.grouped("ABCD2345WXYZ") == "ABCD 2345 WXYZ"
    assert codes.grouped("") == ""


def test_no_letter_is_mistaken_for_another() -> None:
    assert len(set(codes.LETTERS)) == len(codes.LETTERS) == 31
    assert not set("01ILO") & set(codes.LETTERS)
    assert len(codes.LETTERS) ** codes.LENGTH > 2**59
