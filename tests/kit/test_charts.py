"""Bars: longest is longest, values in words beside them, fillings that can be told apart without colour."""

import re
from fractions import Fraction

from django.template.loader import render_to_string

from tiepcanpl.kit import charts
from tiepcanpl.kit.charts import Bar, Chart, Filling

THREE = charts.counts(
    "Số đơn vị theo kết quả",
    (("Được công nhận", 10, Filling.SOLID), ("Chưa được công nhận", 5, Filling.LINES), ("Chưa nộp", 0, Filling.EMPTY)),
)


def drawn(chart: Chart) -> str:
    return render_to_string("charts/bars.html", {"chart": chart, "caption": chart.title})


def test_the_largest_number_is_the_longest_bar() -> None:
    widths = [bar.width for bar in THREE.drawn]
    assert widths == [300, 150, 0]
    assert [bar.shown for bar in THREE.drawn] == ["10", "05", "00"]


def test_nothing_to_count_draws_empty_bars() -> None:
    none = charts.counts("Không có gì", (("Được công nhận", 0, Filling.SOLID),))
    assert [bar.width for bar in none.drawn] == [0]
    assert charts.counts("Không có gì", ()).drawn == ()


def test_a_share_beyond_the_whole_stays_in_the_picture() -> None:
    bars = (Bar("Quá", "120%", Fraction(6, 5)), Bar("Âm", "-5%", Fraction(-1, 20)))
    assert [bar.width for bar in Chart("Tỷ lệ", bars).drawn] == [300, 0]


def test_bars_are_told_apart_in_grey() -> None:
    first, second, third = THREE.drawn
    assert (first.fill, third.fill) == ("#404040", "#ffffff")
    assert second.lines.count("M") == 29
    assert all(re.fullmatch(r"#(..)\1\1", bar.fill) for bar in THREE.drawn)


def test_the_values_are_read_out_and_stand_as_text() -> None:
    svg = drawn(THREE)
    assert "<title>Số đơn vị theo kết quả: Được công nhận: 10; Chưa được công nhận: 05; Chưa nộp: 00</title>" in svg
    assert re.findall(r"<text[^>]*>([^<]*)</text>", svg) == [
        "Được công nhận", "10", "Chưa được công nhận", "05", "Chưa nộp", "00"
    ]  # fmt: skip
    assert 'role="img"' in svg


def test_the_picture_carries_no_style_and_escapes_what_it_is_given() -> None:
    sly = charts.counts('<script>"', (("<b>x</b>", 1, Filling.SOLID),))
    svg = drawn(sly)
    assert "style=" not in svg
    assert "<script" not in svg
    assert "<b>" not in svg
