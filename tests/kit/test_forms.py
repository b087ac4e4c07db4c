"""Fields that read what people type."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms

from tiepcanpl.kit.forms import DateField, PointsField


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("05/01/2021", date(2021, 1, 5)),
        ("5/1/2021", date(2021, 1, 5)),
        ("05-01-2021", date(2021, 1, 5)),
        ("05.01.2021", date(2021, 1, 5)),
        (" 05 / 01 / 2021 ", date(2021, 1, 5)),
    ],
)
def test_dates_are_day_month_year(typed: str, read: date) -> None:
    assert DateField().clean(typed) == read


@pytest.mark.parametrize("typed", ["31/02/2021", "2021-01-05", "01/13/2021", "05/01/21", "hôm nay"])
def test_other_dates_are_refused(typed: str) -> None:
    with pytest.raises(forms.ValidationError) as refusal:
        DateField().clean(typed)
    assert refusal.value.messages == ["Ngày không hợp lệ. Hãy nhập theo dạng ngày/tháng/năm, ví dụ 05/01/2021."]


def test_years_far_away_are_refused() -> None:
    with pytest.raises(forms.ValidationError) as refusal:
        DateField().clean("05/01/0021")
    assert refusal.value.messages == ["Năm phải từ 1900 đến 2100."]


class _Form(forms.Form):
    day = DateField(label="Ngày")
    points = PointsField(label="Điểm", max_points=Decimal("2.50"))


def test_a_date_and_points_are_shown_the_vietnamese_way() -> None:
    html = _Form(initial={"day": date(2021, 1, 5), "points": Decimal("0.25")}).as_p()
    assert 'value="05/01/2021"' in html
    assert 'value="0,25"' in html
    assert 'type="text"' in html


def test_what_cannot_be_read_stays_as_typed() -> None:
    form = _Form({"day": "31/02/2021", "points": "1.234"})
    assert not form.is_valid()
    assert 'value="31/02/2021"' in form.as_p()
    assert 'value="1.234"' in form.as_p()


def test_points_are_bounded() -> None:
    form = _Form({"day": "05/01/2021", "points": "2,51"})
    assert form.errors == {"points": ["Số điểm tối đa là 2,5."]}
    assert _Form({"day": "05/01/2021", "points": "2,50"}).is_valid()
