"""The office's reference files: who puts them up, who reads them, what stays after they are withdrawn."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from assessments.domain.workflow import State
from assessments.models import AuditEvent, ReferenceFile
from communes.models import User
from tests.factories import evidence as make
from tests.factories.library import reference
from tests.factories.steps import bring_to
from tests.factories.town import Town

Browser = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _on_scratch_disk(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def url_of(town: Town, name: str, *args: int) -> str:
    return reverse(f"assessments:reference_{name}", args=[town.campaign.pk, *args])


def criterion(town: Town, client: Client) -> str:
    return client.get(reverse("assessments:dossier_criterion", args=[town.dossier.pk, "1"])).content.decode()


def status(client: Client, row: ReferenceFile) -> int:
    response = client.get(reverse("assessments:reference_download", args=[row.pk]))
    response.getvalue()
    return response.status_code


def test_put_up_read_and_withdrawn(town: Town, as_user: Browser) -> None:
    office, commune = as_user(town.reviewer), as_user(town.official)
    sent = {"code": "1.1.2", "title": "Mẫu số 01", "note": "Điền theo cột."}
    page = office.post(
        url_of(town, "add"), {**sent, "files": SimpleUploadedFile("mau.docx", make.docx())}, follow=True
    )
    assert "Đã đăng “Mẫu số 01”." in page.content.decode()
    row = ReferenceFile.objects.get()
    text = criterion(town, commune)
    assert "Tài liệu tham khảo, biểu mẫu của Phòng" in text
    assert "Điền theo cột." in text
    download = commune.get(reverse("assessments:reference_download", args=[row.pk]))
    assert download.status_code == 200
    assert download["Content-Disposition"].startswith("attachment")
    download.getvalue()
    office.post(url_of(town, "withdraw", row.pk))
    office.post(url_of(town, "withdraw", row.pk))
    row.refresh_from_db()
    assert row.withdrawn_by == town.reviewer
    assert (status(commune, row), status(office, row)) == (404, 200)
    assert "Mẫu số 01" not in criterion(town, commune)
    assert "(ngừng dùng)" in office.get(url_of(town, "list")).content.decode()
    assert list(AuditEvent.objects.filter(action__startswith="reference").values_list("action", flat=True)) == [
        "reference_add",
        "reference_withdraw",
    ]


def test_what_was_typed_stays(town: Town, as_user: Browser) -> None:
    office = as_user(town.head)
    sent = {"code": "1.1", "title": "Mẫu số 02", "note": "Ghi chú dài"}
    for files, sentence in (
        ({}, "Bạn chưa chọn tệp nào để tải lên."),
        ({"files": SimpleUploadedFile("a.pdf", b"")}, "Tệp “a.pdf” rỗng (0 byte) nên không nhận."),
    ):
        page = office.post(url_of(town, "add"), {**sent, **files})
        assert page.status_code == 422
        assert all(words in page.content.decode() for words in (sentence, "Mẫu số 02", "Ghi chú dài"))
    reference(town)
    twice = office.post(url_of(town, "add"), {**sent, "files": SimpleUploadedFile("b.pdf", make.pdf("Mau bao cao"))})
    assert "Tệp này đã có ở mục 1.1 với tên “Mẫu báo cáo”." in twice.content.decode()
    assert ReferenceFile.objects.count() == 1


@pytest.mark.parametrize(
    ("person", "managing"), [("official", 403), ("decider", 403), ("observer", 403), ("other_official", 403)]
)
def test_only_the_office_manages(town: Town, as_user: Browser, person: str, managing: int) -> None:
    client, row = as_user(getattr(town, person)), reference(town)
    assert client.get(url_of(town, "list")).status_code == managing
    assert client.post(url_of(town, "add"), {}).status_code == managing
    assert client.post(url_of(town, "withdraw", row.pk)).status_code == managing
    assert as_user(town.reviewer).get(url_of(town, "withdraw", row.pk)).status_code == 405


def test_who_reads(town: Town, as_user: Browser) -> None:
    row = reference(town)
    people = (town.official, town.other_official, town.reviewer, town.head, town.administrator)
    assert [status(as_user(person), row) for person in people] == [200] * 5
    assert [status(as_user(person), row) for person in (town.observer, town.council)] == [404, 404]
    bring_to(town, State.RECOGNISED)
    assert status(as_user(town.observer), row) == 200


def test_queries_do_not_grow(town: Town, as_user: Browser) -> None:
    client = as_user(town.official)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            criterion(town, client)
        return len(queries)

    reference(town)
    few = count()
    for number in range(5):
        reference(town, "1.1.1", f"Mẫu {number}", f"mau {number}")
    assert count() == few
