"""Who gets a photo with the place where it was taken: the commune's own people, and nobody else."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from assessments.domain.workflow import State
from assessments.models import Evidence
from communes.models import User
from tests.factories.files import pictures
from tests.factories.steps import bring_to
from tests.factories.town import Town

Browser = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _on_scratch_disk(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def photo(town: Town, as_user: Browser) -> Evidence:
    url = reverse("assessments:evidence_upload", args=[town.dossier.pk, "1.1.1"])
    as_user(town.official).post(url, {"files": [SimpleUploadedFile("anh.jpg", pictures.phone_photo())]})
    bring_to(town, State.UNDER_REVIEW)
    return Evidence.objects.get()


def test_the_position_stays_with_the_commune(town: Town, as_user: Browser, photo: Evidence) -> None:
    url = reverse("assessments:evidence_download", args=[photo.pk])
    for person in (town.official, town.leader):
        assert b"".join(as_user(person).get(url)) == pictures.phone_photo()
    for person in (town.reviewer, town.head, town.administrator):
        response = as_user(person).get(url)
        content = b"".join(response)
        assert b"20.0777" not in content
        assert int(response["Content-Length"]) == len(content)
        assert response["Content-Type"] == "image/jpeg"
    assert Path(photo.file.path).read_bytes() == pictures.phone_photo()


def test_the_pages_say_so(town: Town, as_user: Browser, photo: Evidence) -> None:
    assert photo
    listed = reverse("assessments:evidence_list", args=[town.dossier.pk])
    item = reverse("assessments:review_item", args=[town.dossier.pk, "1.1.1"])
    for url in (listed, item):
        assert "không kèm vị trí chụp (GPS)" in as_user(town.reviewer).get(url).content.decode()
    assert "không kèm vị trí chụp" not in as_user(town.official).get(listed).content.decode()


def test_a_broken_photo_is_refused_to_others(town: Town, as_user: Browser, photo: Evidence) -> None:
    Path(photo.file.path).write_bytes(pictures.phone_photo()[:3000])
    url = reverse("assessments:evidence_download", args=[photo.pk])
    response = as_user(town.reviewer).get(url)
    assert response.status_code == 409
    assert "không bỏ được vị trí chụp" in response.content.decode()
