"""A file passes only after the scanner has said so; a harmful one is closed to everybody."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from assessments.domain.workflow import Action, State
from assessments.models import AuditEvent, Evidence, EvidenceScan
from assessments.selectors import packages
from assessments.services import evidence, requests, scans, totals
from assessments.services.dossiers import editable_items
from assessments.services.workflow import perform
from communes.models import User
from tests.factories import NOW
from tests.factories import evidence as make
from tests.factories.clamd import EICAR, LARGEST, NAME, Clamd
from tests.factories.steps import bring_to, fill_in
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError

Browser = Callable[[User], Client]
HARMFUL = make.pdf().replace(b"%%EOF", b"%" + EICAR + b"\n%%EOF")
LATER = NOW + timedelta(minutes=6)


@pytest.fixture(autouse=True)
def _running(clamd: Clamd) -> None:
    assert clamd


def examined(file: Evidence) -> EvidenceScan:
    scans.examine(evidence_id=file.pk, at=NOW)
    return EvidenceScan.objects.get(evidence=file)


def download(client: Client, file: Evidence) -> int:
    response = client.get(reverse("assessments:evidence_download", args=[file.pk]))
    if response.streaming:
        b"".join(response)
    return response.status_code


def page_of(client: Client, town: Town) -> str:
    return client.get(reverse("assessments:evidence_list", args=[town.dossier.pk])).content.decode()


def test_an_upload_is_scanned(
    town: Town, as_user: Browser, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    url, client = reverse("assessments:evidence_upload", args=[town.dossier.pk, "1.1.1"]), as_user(town.official)
    for content in (make.pdf(), HARMFUL):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(url, {"files": [SimpleUploadedFile("a.pdf", content)]})
    found = EvidenceScan.objects.order_by("evidence_id").values_list("state", "signature")
    assert list(found) == [("clean", ""), ("blocked", f"{NAME}.UNOFFICIAL")]
    page = page_of(client, town)
    assert "Vi-rút: sạch" in page
    assert f"Bị chặn: phát hiện mã độc {NAME}.UNOFFICIAL" in page
    assert "chưa bật kiểm tra vi-rút" not in page


def test_a_clean_file_is_scanned_once(town: Town) -> None:
    file = make.attach(town.dossier, town.official)
    first = examined(file)
    assert (first.state, first.finished_at, first.engine[:7]) == ("clean", NOW, "ClamAV ")
    scans.examine(evidence_id=file.pk, at=LATER)
    assert EvidenceScan.objects.get().finished_at == NOW


def test_a_harmful_file_is_closed_to_everybody(town: Town, as_user: Browser) -> None:
    file = make.attach(town.dossier, town.official, content=HARMFUL)
    bring_to_submitted(town, file)
    examined(file)
    for person in (town.official, town.leader, town.reviewer, town.head, town.administrator):
        assert (person.username, download(as_user(person), file)) == (person.username, 403)
    address = f'href="{reverse("assessments:evidence_download", args=[file.pk])}"'
    for person in (town.official, town.reviewer):
        assert address not in page_of(as_user(person), town)
    item = as_user(town.reviewer).get(reverse("assessments:review_item", args=[town.dossier.pk, "1.1.1"]))
    assert address not in item.content.decode()
    assert "Bị chặn: phát hiện mã độc" in item.content.decode()
    event = AuditEvent.objects.get(action="evidence_blocked")
    assert (event.stream, event.actor_name) == (f"dossier:{town.dossier.pk}", "Hệ thống")


def bring_to_submitted(town: Town, file: Evidence) -> None:
    """Hand the dossier in as it was before a scanner was there."""
    EvidenceScan.objects.create(evidence=file, state="clean", requested_at=NOW, finished_at=NOW)
    bring_to(town, State.UNDER_REVIEW)
    EvidenceScan.objects.all().delete()


def test_what_was_not_scanned_yet_is_left_to_do(town: Town, as_user: Browser) -> None:
    totals.refresh(town.dossier)
    before = town.dossier.missing_count
    file = make.attach(town.dossier, town.official)
    town.dossier.refresh_from_db()
    assert town.dossier.missing_count == before  # one file more, and one scan to wait for
    overview = reverse("assessments:dossier_detail", args=[town.dossier.pk])
    page = as_user(town.official).get(overview).content.decode()
    assert "Tệp “Quyết định.pdf” của nội dung 1.1.1 đang được kiểm tra vi-rút." in page
    examined(file)
    town.dossier.refresh_from_db()
    assert town.dossier.missing_count == before - 1
    assert "kiểm tra vi-rút" not in as_user(town.official).get(overview).content.decode()


def test_submitting_waits_for_the_scan(town: Town, as_user: Browser) -> None:
    file = make.attach(town.dossier, town.official)
    examined(file)
    bring_to(town, State.POSTED)
    EvidenceScan.objects.all().delete()
    submit = partial(perform, Action.SUBMIT, dossier_id=town.dossier.pk, actor=town.leader, at=NOW, note="Nộp sớm")
    with pytest.raises(DomainError, match="Còn tệp chưa qua kiểm tra vi-rút"):
        submit()
    overview = as_user(town.leader).get(reverse("assessments:dossier_detail", args=[town.dossier.pk]))
    assert "#noi-dung-1-1-1" in overview.content.decode()
    examined(file)
    assert submit().status is State.SUBMITTED


def test_posting_and_resubmitting_refuse_a_harmful_file(town: Town) -> None:
    bring_to(town, State.RETURNED)
    file = make.attach(town.dossier, town.official, content=HARMFUL)
    examined(file)
    with pytest.raises(DomainError, match="bị chặn vì có mã độc"):
        perform(Action.RESUBMIT, dossier_id=town.dossier.pk, actor=town.leader, at=NOW)
    fill_in(town.other_dossier, town.other_official)
    make.attach(town.other_dossier, town.other_official, content=HARMFUL)
    with pytest.raises(DomainError, match=r"1\.1\.1 đang được kiểm tra vi-rút"):
        perform(Action.POST, dossier_id=town.other_dossier.pk, actor=town.other_leader, at=NOW)


def test_a_file_that_is_blocked_after_submitting_can_be_replaced(town: Town) -> None:
    """The office asked for 1.1.1 alone; what the scanner blocks under 1.1.2 opens that item as well."""
    file = make.attach(town.dossier, town.official, item_code="1.1.2", content=HARMFUL)
    EvidenceScan.objects.create(evidence=file, state="clean", requested_at=NOW, finished_at=NOW)
    bring_to(town, State.RETURNED)
    town.dossier.refresh_from_db()
    assert "1.1.1" in editable_items(town.dossier)
    assert "1.1.2" not in editable_items(town.dossier)
    scans.examine(evidence_id=file.pk, at=NOW, again=True)
    assert "1.1.2" in editable_items(town.dossier)
    for row in town.dossier.requests.all():
        requests.reply(dossier_id=town.dossier.pk, item_code=row.item_code, text="Rõ.", actor=town.official, at=NOW)
    deed = partial(perform, Action.RESUBMIT, dossier_id=town.dossier.pk, actor=town.leader, at=NOW)
    with pytest.raises(DomainError, match="bị chặn vì có mã độc"):
        deed()
    evidence.unlink(dossier_id=town.dossier.pk, item_code="1.1.2", evidence_id=file.pk, actor=town.official, at=NOW)
    assert deed().status is State.SUBMITTED
    assert [packed.is_blocked for packed in packages.of(town.dossier, town.head).files] == [True]


def test_a_dead_scanner_lets_nothing_pass(town: Town, clamd: Clamd) -> None:
    file = make.attach(town.dossier, town.official)
    clamd.stop()
    scans.examine(evidence_id=file.pk, at=NOW)
    assert scans.resume(at=LATER) == 0
    assert not EvidenceScan.objects.exists()
    assert Evidence.objects.get().scan_state == "waiting"
    clamd.start()
    assert scans.resume(at=LATER) == 1
    assert EvidenceScan.objects.get().state == "waiting"
    assert scans.resume(at=LATER) == 0  # on its way
    assert examined(file).state == "clean"


def test_files_from_before_are_taken_up(
    town: Town, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    url, settings.CLAMD_URL = settings.CLAMD_URL, ""
    file = make.attach(town.dossier, town.official)
    scans.examine(evidence_id=file.pk, at=NOW)
    assert scans.resume(at=LATER) == 0
    assert not EvidenceScan.objects.exists()
    settings.CLAMD_URL = url
    with django_capture_on_commit_callbacks(execute=True):
        assert scans.resume(at=LATER) == 1
    assert EvidenceScan.objects.get(evidence=file).state == "clean"


def test_what_the_scanner_refuses_is_tried_again(town: Town) -> None:
    big = make.attach(town.dossier, town.official, content=make.pdf("a" * LARGEST))
    scan = examined(big)
    assert (scan.state, scan.tried_at, scan.finished_at) == ("failed", NOW, None)
    assert "size limit exceeded" in scan.error
    assert scans.resume(at=NOW + timedelta(minutes=50)) == 0
    assert scans.resume(at=NOW + timedelta(minutes=61)) == 1


def test_scanning_anew(town: Town, clamd: Clamd) -> None:
    file = make.attach(town.dossier, town.official, content=HARMFUL)
    EvidenceScan.objects.create(evidence=file, state="clean", requested_at=NOW, finished_at=NOW)
    told = StringIO()
    call_command("rescan_evidence", blocked=True, stdout=told)
    call_command("rescan_evidence", stdout=told)
    assert told.getvalue().splitlines() == ["Đã quét lại 0 tệp, 0 tệp bị chặn.", "Đã quét lại 1 tệp, 1 tệp bị chặn."]
    file.file.storage.delete(str(file.file))
    call_command("rescan_evidence", stdout=told)
    assert EvidenceScan.objects.get().state == "blocked"
    clamd.stop()
    with pytest.raises(CommandError, match="clamd không trả lời"):
        call_command("rescan_evidence")


def test_a_file_that_is_lost_is_not_clean(town: Town) -> None:
    file = make.attach(town.dossier, town.official)
    file.file.storage.delete(str(file.file))
    scan = examined(file)
    assert (scan.state, scan.error) == ("failed", "Máy chủ không tìm thấy tệp.")


def test_the_number_of_queries_does_not_grow_with_the_files(town: Town, as_user: Browser) -> None:
    client, counts = as_user(town.official), []
    page = reverse("assessments:dossier_criterion", args=[town.dossier.pk, "1"])
    lists = reverse("assessments:evidence_list", args=[town.dossier.pk])
    make.attach(town.dossier, town.official)
    client.get(page)
    for number in range(2):
        for url in (page, lists):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(url)
            counts.append(len(queries))
        for more in range(5 if number == 0 else 0):
            examined(make.attach(town.dossier, town.official, content=make.pdf(str(more))))
    assert counts[:2] == counts[2:]


def test_without_a_scanner_the_page_says_so(town: Town, as_user: Browser, settings: Settings) -> None:
    settings.CLAMD_URL = ""
    make.attach(town.dossier, town.official)
    page = page_of(as_user(town.official), town)
    assert "Máy chủ chưa bật kiểm tra vi-rút." in page
    assert "Vi-rút:" not in page


def test_the_list_of_scans_for_administrators(town: Town, as_user: Browser) -> None:
    examined(make.attach(town.dossier, town.official, content=HARMFUL))
    url = reverse("admin:assessments_evidencescan_changelist")
    page = as_user(town.administrator).get(url).content.decode()
    assert f"{NAME}.UNOFFICIAL" in page
    change = reverse("admin:assessments_evidencescan_change", args=[EvidenceScan.objects.get().pk])
    assert as_user(town.administrator).post(change, {"state": "clean"}).status_code == 403
