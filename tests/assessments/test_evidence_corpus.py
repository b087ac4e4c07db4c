"""The hostile corpus at the door: each file gets its sentence, none is stored, and good files pass."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from assessments.forms import file_sentences
from assessments.models import Evidence
from communes.models import User
from tests.factories.files import corpus
from tests.factories.town import Town
from tiepcanpl.kit.inspection import Finding

Browser = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
REMARKS = {Finding.ATTACHMENTS, Finding.LINKED, Finding.REPAIRED, Finding.POSITION}
BATCH = 16


@pytest.fixture(autouse=True)
def _on_scratch_disk(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def batches(names: Iterable[str]) -> list[list[str]]:
    whole = list(names)
    return [whole[start : start + BATCH] for start in range(0, len(whole), BATCH)]


def post(town: Town, as_user: Browser, sent: dict[str, bytes]) -> str:
    url = reverse("assessments:evidence_upload", args=[town.dossier.pk, "1.1.1"])
    files = [SimpleUploadedFile(name, content) for name, content in sent.items()]
    return as_user(town.official).post(url, {"files": files}, headers=HTMX).content.decode()


@pytest.mark.parametrize("names", batches(corpus.HOSTILE), ids=lambda names: names[0])
def test_each_hostile_file_gets_its_sentence(town: Town, as_user: Browser, tmp_path: Path, names: list[str]) -> None:
    page = post(town, as_user, {name: corpus.HOSTILE[name][0]() for name in names})
    missing = [name for name in names if file_sentences.refusal(corpus.HOSTILE[name][1], name) not in page]
    assert missing == []
    assert page.count('data-level="error"') == len(names)
    assert not Evidence.objects.exists()
    assert not any(path.is_file() for path in tmp_path.rglob("*"))


@pytest.mark.parametrize("names", batches(corpus.GOOD), ids=lambda names: names[0])
def test_good_files_are_stored_with_their_remarks(town: Town, as_user: Browser, names: list[str]) -> None:
    page = post(town, as_user, {name: corpus.GOOD[name][0]() for name in names})
    assert sorted(Evidence.objects.values_list("original_name", flat=True)) == sorted(names)
    assert all(stored.suffix == Path(stored.original_name).suffix for stored in Evidence.objects.all())
    expected = sum(len(corpus.GOOD[name][1]) for name in names)
    assert sum(page.count(file_sentences.remark(finding)) for finding in REMARKS) == expected


def test_every_finding_has_words() -> None:
    for finding in Finding:
        sentence = file_sentences.remark(finding) if finding in REMARKS else file_sentences.refusal(finding, "a.pdf")
        assert sentence.endswith(".")
    refusals = {file_sentences.refusal(finding, "a.pdf") for finding in set(Finding) - REMARKS}
    assert len(refusals) == len(Finding) - len(REMARKS)
