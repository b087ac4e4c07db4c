"""Tags that every page has."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template import engines
from django.test import RequestFactory

from tiepcanpl.kit.templatetags import kit


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2021, 1, 5), "ngày 05 tháng 01 năm 2021"),
        (date(2021, 3, 5), "ngày 05 tháng 3 năm 2021"),
        (date(2021, 2, 10), "ngày 10 tháng 02 năm 2021"),
        (date(2021, 10, 31), "ngày 31 tháng 10 năm 2021"),
        (None, ""),
    ],
)
def test_document_dates_follow_the_rule_of_zeros(day: date | None, words: str) -> None:
    assert kit.vn_date(day) == words


def test_moments_are_shown_in_vietnam() -> None:
    moment = datetime(2021, 1, 4, 17, 30, tzinfo=UTC)
    assert (kit.date_short(moment), kit.time_short(moment)) == ("05/01/2021", "00:30, 05/01/2021")
    assert (kit.date_short(None), kit.time_short(None)) == ("–", "–")


def test_percentages() -> None:
    assert kit.percent(79, 80) == "98,75%"
    assert kit.percent(Decimal("98.750")) == "98,75%"
    assert kit.percent(Fraction(2, 3), 1) == "66,67%"
    assert kit.percent(0, 7) == "0%"
    assert kit.percent(7, 7) == "100%"
    assert (kit.percent(1, 0), kit.percent(None)) == ("–", "–")


def test_file_sizes() -> None:
    sizes = [kit.file_size(count) for count in (0, 512, 1536, 20 * 1024 * 1024, 5 * 1024**4)]
    assert sizes == ["0 B", "512 B", "1,5 kB", "20 MB", "5120 GB"]


def test_query_keeps_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/", {"q": "bắc sơn", "sort": "-tên", "page": "2", "state": ["a", "b"]})
    page = engines["django"].from_string('{% query page=3 sort="" %}')
    assert page.render({}, request) == "?q=b%E1%BA%AFc+s%C6%A1n&amp;state=a&amp;state=b&amp;page=3"


def test_query_escapes_what_others_put_into_the_address() -> None:
    request = RequestFactory().get("/", {"q": '"><script>'})
    assert "<script>" not in engines["django"].from_string("{% query page=3 %}").render({}, request)
