"""Limits: each address for itself, each span anew, behind a proxy the visitor and not the proxy."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from tiepcanpl.kit.limits import Limit, client_of

LIMIT = Limit("test", amount=10, seconds=60)
AT = datetime(2021, 1, 4, 8, 0, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_who_has_spent_all_waits_for_the_next_span() -> None:
    assert [LIMIT.spend("a", 4, AT) for _ in range(3)] == [0, 0, 40]
    assert LIMIT.spend("a", 1, AT + timedelta(seconds=39)) == 1
    assert LIMIT.spend("a", 1, AT + timedelta(seconds=40)) == 0


def test_the_last_point_may_be_spent() -> None:
    assert [LIMIT.spend("a", 10, AT), LIMIT.spend("a", 1, AT)] == [0, 40]


def test_addresses_and_limits_do_not_share() -> None:
    LIMIT.spend("a", 11, AT)
    assert LIMIT.spend("b", 1, AT) == 0
    assert Limit("other", amount=10, seconds=60).spend("a", 1, AT) == 0


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
    ],
)
def test_one_customer_is_one_client(rf: RequestFactory, address: str, client: str) -> None:
    assert client_of(rf.get("/", REMOTE_ADDR=address)) == client


def test_what_a_visitor_claims_counts_only_behind_proxies(rf: RequestFactory, settings: Settings) -> None:
    request = rf.get("/", REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.7")
    assert client_of(request) == "10.0.0.2"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client_of(request) == "203.0.113.7"
