"""No page needs more queries for 40 communes than for 7: every page of the benchmark, on its own data."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from benchmarks import scenes
from benchmarks.pages import EMPTY, INSERT, SAVE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@contextmanager
def campaign_of(communes: int) -> Iterator[None]:
    """Make the campaign of the benchmark, and take it back."""
    with transaction.atomic():
        call_command("make_scale_data", communes=communes, verbosity=0)
        yield
        transaction.set_rollback(True)


def counted() -> dict[str, int]:
    """Count the queries of each page, when everything that a process keeps is known to it."""
    found = {}
    for name, visit in scenes.visits().items():
        visit()
        with CaptureQueriesContext(connection) as queries:
            visit()
        found[name] = len(queries)
    return found


def test_no_page_asks_more_for_more_communes(settings: Settings) -> None:
    settings.ROOT_URLCONF = "benchmarks.scenes"
    with campaign_of(7):
        few = counted()
    with campaign_of(40):
        many = counted()
    assert few.keys() >= {EMPTY, INSERT, SAVE, "quyết định", "công bố", "kết quả công khai", "kết quả của một đợt"}
    assert {name: (few[name], count) for name, count in many.items() if count != few[name]} == {}
