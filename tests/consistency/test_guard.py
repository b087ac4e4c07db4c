"""The guard that lets no GET write bites."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings

from communes.models import User
from tests.conftest import WroteDuringGetError


@login_not_required
def writes(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # a view's signature
    User.objects.create(username="ai-do")
    return HttpResponse()


urlpatterns = [path("viet/", writes)]


@pytest.fixture(autouse=True)
def _own_addresses(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_reading_must_not_write(client: Client, method: str) -> None:
    with pytest.raises(WroteDuringGetError), transaction.atomic():
        getattr(client, method)("/viet/")
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_posting_may_write(client: Client) -> None:
    assert client.post("/viet/").status_code == 200
    assert User.objects.count() == 1
