"""Signatures beside the files: read in the background once, told in sentences, never an error page."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path

import pytest
from celery import current_app
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from assessments.domain.workflow import State
from assessments.models import Evidence, EvidenceSignature, SignatureReading, SigningStart
from assessments.selectors import contents
from assessments.selectors import signatures as selectors
from assessments.selectors.signatures import SignatureNote
from assessments.services import signatures
from communes.models import User
from tests.factories import NOW, evidence
from tests.factories import signing as make
from tests.factories.steps import bring_to
from tests.factories.town import Town, load_standard, make_town
from tiepcanpl.kit.jobs import Job

Browser = Callable[[User], Client]
LATER = NOW + timedelta(days=30)
SIGNED = "Đã ký số: Ủy ban nhân dân phường Bắc Sơn (kiểm thử), 09:00 04/01/2021 – toàn vẹn, đã xác minh chứng thư"


@pytest.fixture(autouse=True)
def roots(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = tmp_path / "roots"
    folder.mkdir()
    settings.SIGNATURE_TRUST_ROOTS = make.authority().trusted_in(folder)
    return folder


def stored(town: Town, content: bytes, *, item_code: str = "1.1.1", name: str = "ke-hoach.pdf") -> Evidence:
    file = evidence.attach(town.dossier, town.official, content=content, item_code=item_code, name=name)
    signatures.read(evidence_id=file.pk, at=LATER)
    return file


def note(town: Town, file: Evidence) -> SignatureNote:
    (found,) = {
        pk: value for pk, value in selectors.notes_of(town.dossier, {file.pk: ["1.1.1"]}).items() if pk == file.pk
    }.values()
    return found


def test_a_signed_file(town: Town) -> None:
    told = note(town, stored(town, make.signed()))
    assert (told.badge, told.level, told.timings) == (SIGNED, "good", ())
    assert told.groups[0][:3] == (
        "Người ký: Người ký kiểm thử, Văn phòng, Ủy ban nhân dân phường Bắc Sơn (kiểm thử).",
        "Ký lúc 09:00 04/01/2021, theo đồng hồ của người ký.",
        "Tệp toàn vẹn, không thay đổi từ khi ký.",
    )
    assert told.groups[-1] == (selectors.NO_REVOCATION,)


@pytest.mark.parametrize(
    ("content", "badge", "level"),
    [
        (evidence.pdf("Chua ky"), "Chưa ký số", "plain"),
        (
            make.signed().replace(b"Quyet dinh", b"Quyet dinX"),
            "Chữ ký không còn toàn vẹn: tài liệu bị sửa sau khi ký",
            "bad",
        ),
        (b"%PDF-1.7\n/ByteRange", "Không đọc được chữ ký", "bad"),
        (
            make.signed(by=make.Authority("Gốc lạ").signer()),
            SIGNED.replace("đã xác minh chứng thư", "chưa xác minh được chứng thư"),
            "doubtful",
        ),
        (
            make.signed(by=make.authority().signer(last=NOW - timedelta(days=1))),
            SIGNED.replace("đã xác minh chứng thư", "chứng thư không có hiệu lực khi ký"),
            "doubtful",
        ),
    ],
    ids=["unsigned", "changed", "unreadable", "unknown root", "expired"],
)
def test_badges(content: bytes, badge: str, level: str, town: Town) -> None:
    told = note(town, stored(town, content))
    assert (told.badge, told.level) == (badge, level)


def test_two_signatures_are_told_one_by_one(town: Town) -> None:
    told = note(town, stored(town, make.signed(make.signed(), field="A2")))
    assert "và 1 chữ ký khác" in told.badge
    assert [group[2] for group in told.groups[:2]] == [
        "Nội dung toàn vẹn; sau đó có thêm chữ ký khác.",
        "Tệp toàn vẹn, không thay đổi từ khi ký.",
    ]


def test_a_timestamp_is_named(town: Town) -> None:
    told = note(town, stored(town, make.signed(stamper=make.authority().stamper(NOW + timedelta(hours=1)))))
    assert told.groups[0][1] == "Ký lúc 10:00 04/01/2021, theo dấu thời gian đã xác minh."


def test_reading_again_changes_nothing(town: Town) -> None:
    file = stored(town, make.signed())
    signatures.read(evidence_id=file.pk, at=LATER + timedelta(days=1))
    assert SignatureReading.objects.get().read_at == LATER
    assert EvidenceSignature.objects.count() == 1


def test_a_file_that_is_gone_is_no_crash(town: Town) -> None:
    file = evidence.attach(town.dossier, town.official, content=make.signed())
    file.file.storage.delete(str(file.file))
    signatures.read(evidence_id=file.pk, at=LATER)
    signatures.read(evidence_id=0, at=LATER)
    assert note(town, file).groups == (("Máy chủ không tìm thấy tệp nên không đọc được chữ ký số.",),)


def test_names_go_into_no_log(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    stored(town, make.signed())
    stored(town, make.signed()[:1500])
    assert make.SIGNER not in caplog.text
    assert "Bắc Sơn" not in caplog.text


def test_the_upload_starts_the_reading_and_the_sweep_resumes_it(
    town: Town, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first = evidence.attach(town.dossier, town.official, content=make.signed())
    assert SignatureReading.objects.get().evidence == first
    lost = evidence.attach(town.dossier, town.official, content=evidence.pdf("Khac"))
    assert signatures.resume(at=NOW + timedelta(minutes=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        current_app.tasks[Job.RESUME_SIGNATURES].apply()
    assert SignatureReading.objects.get(evidence=lost).state == SignatureReading.State.NONE


def test_new_roots_are_asked_by_reading_again(town: Town, roots: Path) -> None:
    stranger = make.Authority("Gốc đến sau")
    file = stored(town, make.signed(by=stranger.signer()))
    assert "chưa xác minh" in note(town, file).badge
    (roots / "moi.pem").write_bytes(stranger.pem())
    call_command("read_signatures", verbosity=0)
    assert "chưa xác minh" in note(town, file).badge
    call_command("read_signatures", "--again", verbosity=0)
    assert "– toàn vẹn, đã xác minh chứng thư" in note(town, file).badge


def test_signed_after_the_dossier_was_due(town: Town) -> None:
    late = make.signed(at=NOW + timedelta(days=1))
    told = note(town, stored(town, late))
    assert told.timings == ("Nội dung 1.1.1: ký ngày 05/01/2021, sau hạn nộp hồ sơ (trước ngày 05/01/2021).",)


@pytest.mark.django_db
def test_the_deadline_of_the_item_in_working_days() -> None:
    town = make_town(load_standard("qd-27-2025"), year=2026, due_before=date(2027, 1, 10))
    file = stored(town, make.signed(), item_code="2.4.1")

    def timings() -> tuple[str, ...]:
        return selectors.notes_of(town.dossier, {file.pk: ["2.4.1"]})[file.pk].timings

    assert timings() == (
        (
            "Nội dung 2.4.1 có thời hạn ban hành 7 ngày làm việc, nhưng chưa ghi mốc bắt đầu tính nên chưa so sánh được "
            "với ngày ký 04/01/2021."
        ),
    )
    start = SigningStart.objects.create(
        campaign=town.campaign, item_code="2.4.1", starts_on=date(2020, 12, 21), basis="Kế hoạch số 15/KH-UBND",
        set_at=NOW, set_by=town.head,
    )  # fmt: skip
    assert timings() == (
        (
            "Nội dung 2.4.1: ký sau hạn 3 ngày làm việc, ngày 04/01/2021; 7 ngày làm việc tính từ 21/12/2020 "
            "(Kế hoạch số 15/KH-UBND), hạn cuối 30/12/2020."
        ),
    )
    start.starts_on = date(2020, 12, 24)
    start.save()
    assert timings()[0].startswith("Nội dung 2.4.1: ký đúng hạn, ngày 04/01/2021;")


def test_shown_on_all_three_pages_without_a_query_for_each_file(town: Town, as_user: Browser) -> None:
    stored(town, make.signed())
    bring_to(town, State.UNDER_REVIEW)
    pages = [
        (town.official, reverse("assessments:evidence_list", args=[town.dossier.pk])),
        (town.official, reverse("assessments:dossier_criterion", args=[town.dossier.pk, "1"])),
        (town.reviewer, reverse("assessments:review_item", args=[town.dossier.pk, "1.1.1"])),
    ]
    for user, url in pages:
        shown = SIGNED in as_user(user).get(url).content.decode()
        assert shown, url


def test_queries_do_not_grow_with_the_files(town: Town, as_user: Browser) -> None:
    client, url = as_user(town.official), reverse("assessments:dossier_criterion", args=[town.dossier.pk, "1"])
    stored(town, make.signed())
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for number in range(4):
        stored(town, evidence.pdf(f"So {number}"), name=f"{number}.pdf")
    with CaptureQueriesContext(connection) as many:
        assert "Chưa ký số" in client.get(url).content.decode()
    assert len(many) == len(one)


def test_what_waits_and_what_is_no_pdf(town: Town) -> None:
    waiting = evidence.attach(town.dossier, town.official)
    picture = evidence.attach(town.dossier, town.official, content=evidence.png(), name="anh.png")
    Evidence.objects.filter(pk=picture.pk).update(media_type="image/png")
    found = contents.of(town.dossier)
    selectors.tell_criterion(found, "1")
    notes = {link.evidence_id: link.evidence.signature_note for link in found.links["1.1.1"]}
    assert notes[waiting.pk].badge == "Chưa đọc chữ ký số"
    assert notes[picture.pk] is None
