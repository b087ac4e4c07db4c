"""Numbers as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiepcanpl.kit.numbers import MAX_COUNT, NumberError, group, parse_count, parse_points


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0", "0"),
        ("95", "95"),
        (" 95 ", "95"),
        ("007", "7"),
        ("000", "0"),
        ("1.234", "1234"),
        ("1.234.567", "1234567"),
        ("1 234", "1234"),
        ("1\u00a0234", "1234"),
        ("999.999.999", "999999999"),
    ],
)
def test_counts_are_read(typed: str, read: str) -> None:
    assert parse_count(typed) == read


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Vui lòng nhập một số."),
        ("-1", "Số lượng không được là số âm."),
        ("1,5", "Số lượng phải là số nguyên, không có phần thập phân."),
        (
            "1.23",
            "Dấu chấm chỉ dùng để ngăn cách hàng nghìn, ví dụ 1.234. Vui lòng nhập một số nguyên.",
        ),
        (
            "1234.567",
            "Dấu chấm chỉ dùng để ngăn cách hàng nghìn, ví dụ 1.234. Vui lòng nhập một số nguyên.",
        ),
        (
            "0.123",
            "Dấu chấm chỉ dùng để ngăn cách hàng nghìn, ví dụ 1.234. Vui lòng nhập một số nguyên.",
        ),
        ("mười", "Vui lòng chỉ nhập chữ số, ví dụ 1234 hoặc 1.234."),
        ("1e3", "Vui lòng chỉ nhập chữ số, ví dụ 1234 hoặc 1.234."),
        ("٣", "Vui lòng chỉ nhập chữ số, ví dụ 1234 hoặc 1.234."),
        ("1000000000", "Số quá lớn: tối đa 999.999.999. Vui lòng kiểm tra lại."),
    ],
)
def test_counts_are_refused_with_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(NumberError) as refusal:
        parse_count(typed)
    assert str(refusal.value) == sentence


@given(st.integers(min_value=0, max_value=MAX_COUNT))
def test_a_count_written_either_way_is_the_same(number: int) -> None:
    assert parse_count(str(number)) == parse_count(group(number)) == str(number)


@given(st.text())
def test_any_text_is_a_number_or_a_sentence(text: str) -> None:
    try:
        read = parse_count(text)
    except NumberError as refusal:
        assert str(refusal).endswith(".")  # noqa: PT017  # either outcome is right
    else:
        assert str(int(read)) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [("0,25", "0.25"), ("0.25", "0.25"), ("25", "25"), ("1.234,5", "1234.5"), ("0,5", "0.5"), ("9.5", "9.5")],
)
def test_points_are_read(typed: str, read: str) -> None:
    assert parse_points(typed) == Decimal(read)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Vui lòng nhập một số."),
        ("-0,5", "Điểm không được là số âm."),
        (
            "1.234",
            (
                "“1.234” có thể hiểu theo hai cách. Hãy dùng dấu phẩy cho phần thập phân (ví dụ 0,25) "
                "và không dùng dấu chấm ngăn cách hàng nghìn."
            ),
        ),
        ("0,255", "Điểm có tối đa 2 chữ số sau dấu phẩy."),
        ("một", "Vui lòng nhập số điểm, ví dụ 0,25."),
        ("NaN", "Vui lòng nhập số điểm, ví dụ 0,25."),
        ("1" * 10, "Số điểm quá lớn. Vui lòng kiểm tra lại."),
    ],
)
def test_points_are_refused_with_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(NumberError) as refusal:
        parse_points(typed)
    assert str(refusal.value) == sentence


@given(st.decimals(min_value=0, max_value=1000, places=2))
def test_points_round_trip_with_comma_and_dot(points: Decimal) -> None:
    text = f"{points:f}"
    assert parse_points(text) == parse_points(text.replace(".", ",")) == points
