"""A finished document leaves the office: on paper, signed elsewhere, signed here; and is taken back."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pytest_django import Settings

from assessments.models import AuditEvent, IssuedDocument, Report
from assessments.selectors import issued as facts
from assessments.selectors.papers import issuing as rights
from assessments.services import issuing
from assessments.services.issuing import UntrustedError
from communes.models import User
from tests.factories import NOW
from tests.factories import signing as make
from tests.factories.council import make_room
from tests.factories.issuing import issued_on_paper, numbered, result
from tests.factories.town import Town
from tests.reports import made
from tiepcanpl.kit.errors import DomainError, NotAllowedError

CHAIR = "Trưởng phòng"
ROOM = "chu-ky"


def upload(report: Report, content: bytes, actor: User, *, despite_trust: bool = False) -> IssuedDocument:
    return issuing.uploaded(
        report.pk, BytesIO(content), signer_position=CHAIR, despite_trust=despite_trust, actor=actor, at=NOW
    )


def refusal(report: Report, content: bytes, actor: User) -> str:
    with pytest.raises(DomainError) as refused:
        upload(report, content, actor)
    assert not IssuedDocument.objects.exists()
    return " ".join(refused.value.reasons)


@pytest.fixture
def report(town: Town) -> Report:
    return result(town)


def test_every_kind_of_document_is_issued_by_somebody_or_never() -> None:
    assert set(rights.ISSUERS) | rights.NEVER_ISSUED == set(Report.Kind)
    assert not set(rights.ISSUERS) & rights.NEVER_ISSUED


def test_on_paper_is_a_record_without_a_file(town: Town, report: Report) -> None:
    issued = issuing.on_paper(report.pk, signer_position=f" {CHAIR} ", actor=town.head, at=NOW)
    assert (issued.way, issued.signer_position, str(issued.file), issued.sha256) == ("paper", CHAIR, "", "")
    event = AuditEvent.objects.get(action="report_issue")
    assert (event.changes["number"], event.changes["sha256"], event.actor_id) == (
        report.number, report.sha256, town.head.pk,
    )  # fmt: skip


def test_without_a_number_nothing_is_issued(town: Town) -> None:
    draft = made.campaign_result(town.campaign, town.head)
    with pytest.raises(DomainError, match="chưa có số"):
        issuing.on_paper(draft.pk, signer_position=CHAIR, actor=town.head, at=NOW)


def test_only_once(town: Town) -> None:
    report = issued_on_paper(town)
    with pytest.raises(DomainError, match="đã được ghi nhận"):
        issuing.on_paper(report.pk, signer_position=CHAIR, actor=town.head, at=NOW)


def test_a_file_signed_elsewhere(town: Town, report: Report, tmp_path: Path, settings: Settings) -> None:
    settings.SIGNATURE_TRUST_ROOTS = make.authority().trusted_in(tmp_path)
    content = make.signed(made.content(report), field=ROOM)
    issued = upload(report, content, town.head)
    assert (issued.way, issued.size) == ("uploaded", len(content))
    with issued.file.open() as stored:
        assert stored.read() == content
    (row,) = facts.of(report, town.head).signatures
    assert (row.signature.signer, row.signature.signed_at, row.is_outside) == (make.SIGNER, NOW, False)
    assert "toàn bộ tệp" in row.coverage
    assert "dẫn tới chứng thư gốc mà hệ thống tin cậy" in row.trust


def test_without_known_roots_the_certificate_is_said_to_be_unverified(town: Town, report: Report) -> None:
    upload(report, make.signed(made.content(report), field=ROOM), town.head)
    assert "chưa có chứng thư gốc" in facts.of(report, town.head).signatures[0].trust


def test_an_unknown_certificate_needs_a_second_look(
    town: Town, report: Report, tmp_path: Path, settings: Settings
) -> None:
    settings.SIGNATURE_TRUST_ROOTS = make.authority().trusted_in(tmp_path)
    content = make.signed(made.content(report), by=make.Authority("Gốc lạ").signer(), field=ROOM)
    with pytest.raises(UntrustedError, match="không dẫn tới chứng thư gốc"):
        upload(report, content, town.head)
    assert upload(report, content, town.head, despite_trust=True).way == "uploaded"


def test_an_expired_certificate_is_refused(town: Town, report: Report) -> None:
    old = make.authority().signer(first=NOW - timedelta(days=90), last=NOW - timedelta(days=1))
    assert "hết hạn" in refusal(report, make.signed(made.content(report), by=old, field=ROOM), town.head)


def test_a_signature_from_the_future_is_refused(town: Town, report: Report) -> None:
    ahead = make.signed(made.content(report), field=ROOM, at=NOW + timedelta(days=2))
    assert "tương lai" in refusal(report, ahead, town.head)


def test_what_differs_is_said(town: Town, report: Report) -> None:
    ours = made.content(report)
    assert "chưa có chữ ký số" in refusal(report, ours, town.head)
    other = made.content(numbered(made.campaign_result(town.campaign, town.head), town.head, number="09/BC-TP"))
    assert "văn bản khác" in refusal(report, make.signed(other, field=ROOM), town.head)
    saved = BytesIO()
    PdfWriter(clone_from=PdfReader(BytesIO(ours))).write(saved)
    assert "lưu lại" in refusal(report, make.signed(saved.getvalue(), field=ROOM), town.head)
    assert "không bắt đầu bằng đúng nội dung" in refusal(report, b"%PDF-1.7 khong phai", town.head)
    assert "lớn hơn nhiều" in refusal(report, ours + b" " * (issuing.MOST_ADDED + 1), town.head)


def test_a_changed_byte_is_refused(town: Town, report: Report) -> None:
    content = make.signed(made.content(report), field=ROOM)
    place = content.rindex(b"pyHanko")
    spoilt = content[:place] + b"X" + content[place + 1 :]
    assert "không còn khớp với nội dung" in refusal(report, spoilt, town.head)


def test_noise_behind_our_bytes_is_refused(town: Town, report: Report) -> None:
    assert "Vui lòng tải tệp PDF" in refusal(report, made.content(report) + b"\nrac /ByteRange" * 50, town.head)


def test_the_file_of_the_draft_is_not_taken_once_it_has_a_number(town: Town) -> None:
    draft = made.campaign_result(town.campaign, town.head)
    signed = make.signed(made.content(draft), field=ROOM)
    assert "trước khi cấp số" in refusal(numbered(draft, town.head), signed, town.head)


def test_who_issues(town: Town, report: Report) -> None:
    for person in (town.reviewer, town.leader, town.official, town.observer):
        with pytest.raises(NotAllowedError, match="Chỉ lãnh đạo cơ quan thẩm tra"):
            issuing.on_paper(report.pk, signer_position="A", actor=person, at=NOW)
    sheet = numbered(made.sheet(town.dossier, town.official), town.leader)
    for person in (town.official, town.other_leader, town.head, town.decider):
        with pytest.raises(NotAllowedError):
            issuing.on_paper(sheet.pk, signer_position="A", actor=person, at=NOW)
    assert issuing.on_paper(sheet.pk, signer_position="Chủ tịch", actor=town.leader, at=NOW).report == sheet


def test_the_decider_issues_for_the_office(town: Town, report: Report) -> None:
    assert (
        issuing.on_paper(report.pk, signer_position="Chủ tịch", actor=town.decider, at=NOW).issued_by == town.decider
    )


def test_revoking_keeps_the_document_and_says_why(town: Town) -> None:
    report = issued_on_paper(town)
    later = NOW + timedelta(days=3)
    issued = issuing.revoke(report.pk, reason=" Sai số liệu. ", actor=town.head, at=later)
    assert (issued.revoked_at, issued.revoked_by, issued.revoke_reason) == (later, town.head, "Sai số liệu.")
    assert AuditEvent.objects.get(action="report_revoke").note == "Sai số liệu."
    with pytest.raises(DomainError, match="đã thu hồi"):
        issuing.revoke(report.pk, reason="Lần nữa", actor=town.head, at=later)
    with pytest.raises(DomainError, match="đã được ghi nhận"):
        issuing.on_paper(report.pk, signer_position=CHAIR, actor=town.head, at=later)


def test_revoking_needs_a_reason_a_document_and_the_right(town: Town, report: Report) -> None:
    with pytest.raises(DomainError, match="chưa ban hành"):
        issuing.revoke(report.pk, reason="Sai", actor=town.head, at=NOW)
    issuing.on_paper(report.pk, signer_position=CHAIR, actor=town.head, at=NOW)
    with pytest.raises(DomainError, match="lý do"):
        issuing.revoke(report.pk, reason="  ", actor=town.head, at=NOW)
    with pytest.raises(NotAllowedError):
        issuing.revoke(report.pk, reason="Sai", actor=town.leader, at=NOW)


@pytest.mark.parametrize("kind", sorted(rights.NEVER_ISSUED))
def test_what_is_never_issued(town: Town, kind: str) -> None:
    row = Report(kind=kind, campaign=town.campaign)
    assert (rights.may_issue(town.head, row), rights.is_ready(row)) == (False, False)


def test_a_room_of_the_council_is_led_by_its_chair_and_secretary(town: Town) -> None:
    room = make_room(town)
    row = Report(kind=Report.Kind.INVITATION, campaign=town.campaign, meeting=room.meeting)
    assert rights.may_issue(room.chair, row)
    assert rights.may_issue(room.secretary, row)
    assert not rights.may_issue(town.head, row)
