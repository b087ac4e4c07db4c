"""What the council gets on paper: the invitation, and the form for opinions."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from assessments.models import CouncilMember, Meeting, Report, ReportKind
from assessments.reports import documents
from assessments.services import agendas, minutes, reports
from communes.models import User
from tests.factories import NOW
from tests.factories.council import LATER, Kind, Room, make_room, open_room
from tests.factories.pages import text_of
from tests.factories.town import Town, load_standard, make_town
from tests.reports import made
from tiepcanpl.kit.errors import DomainError, NotAllowedError


@pytest.fixture
def room(town: Town) -> Room:
    return make_room(town, town.dossier, town.other_dossier)


def about(room: Room, kind: ReportKind) -> Report:
    meeting = Meeting.objects.select_related("council__authority", "campaign__standard").get(pk=room.meeting.pk)
    return Report(kind=kind, campaign=meeting.campaign, meeting=meeting)


def said(room: Room, kind: ReportKind) -> str:
    """Return the words of the paper as it would be printed now."""
    data = documents.gather(about(room, kind), at=NOW, progress=lambda *_: None)
    return text_of(documents.to_html(kind, data))


def test_the_invitation_names_who_where_when_and_what(room: Room) -> None:
    text = said(room, ReportKind.INVITATION)
    for words in (
        "UBND THỊ XÃ BỈM SƠN HỘI ĐỒNG ĐÁNH GIÁ TIẾP CẬN PHÁP LUẬT Số: /GM-HĐ",
        "GIẤY MỜI Họp Hội đồng đánh giá tiếp cận pháp luật về kết quả đánh giá chuẩn tiếp cận pháp luật năm 2020",
        "trân trọng kính mời các thành viên Hội đồng: - Người dùng hoidong1, Chủ tịch Hội đồng; - Người dùng thuky, Thư ký;",
        "Chủ trì: Người dùng hoidong1, Chủ tịch Hội đồng.",
        "Thời gian: 10 giờ 00 phút, ngày 04 tháng 01 năm 2021.",
        "Địa điểm: Phòng họp số 1.",
        "Chương trình gồm 02 hồ sơ: 1. Hồ sơ của phường Bắc Sơn; 2. Hồ sơ của phường Ba Đình.",
        "TM. HỘI ĐỒNG CHỦ TỊCH",
    ):
        assert words in text


def test_a_vice_chair_who_presides_signs_in_the_chairs_place(room: Room) -> None:
    CouncilMember.objects.filter(user=room.others[0]).update(function=CouncilMember.Function.VICE_CHAIR)
    Meeting.objects.filter(pk=room.meeting.pk).update(presided_by=room.member(room.others[0]))
    text = said(room, ReportKind.INVITATION)
    assert "Chủ trì: Người dùng hoidong2, Phó Chủ tịch Hội đồng." in text
    assert "KT. CHỦ TỊCH HỘI ĐỒNG PHÓ CHỦ TỊCH" in text


def test_written_opinions_are_asked_for_by_a_day(town: Town) -> None:
    room = make_room(town, mode=Meeting.Mode.WRITTEN)
    text = said(room, ReportKind.INVITATION)
    assert "GIẤY MỜI Cho ý kiến bằng văn bản" in text
    assert "Thời hạn gửi ý kiến: trước 10 giờ 00 phút, ngày 04 tháng 01 năm 2021." in text
    assert "Địa điểm" not in text
    form = said(room, ReportKind.OPINION_FORM)
    assert "lấy ý kiến bằng văn bản; thời hạn gửi phiếu: trước 10 giờ 00 phút, ngày 04 tháng 01 năm 2021." in form


def test_the_form_has_a_page_for_each_dossier_and_nothing_is_filled_in(room: Room) -> None:
    report = made.paper(about(room, ReportKind.OPINION_FORM), room.secretary)
    pages = made.pages(report)
    assert len(pages) == 2
    for number, (page, name) in enumerate(zip(pages, ("phường Bắc Sơn", "phường Ba Đình"), strict=True), start=1):
        assert f"Nội dung {number}/2: Hồ sơ của {name}." in page
        assert "PHIẾU LẤY Ý KIẾN Về việc công nhận phường" in page
        assert "[ ] Đồng ý công nhận [ ] Không đồng ý công nhận [ ] Không có ý kiến" in page
        assert "Họ và tên thành viên: …" in page
        assert "THÀNH VIÊN HỘI ĐỒNG" in page
        assert "92,5" not in page
    with report.files.get(format="docx").file.open("rb") as stored:
        word = Document(BytesIO(stored.read()))
    assert [row.text for row in word.paragraphs].count("[ ] Đồng ý công nhận") == 2


def test_a_secret_ballot_bears_no_name(room: Room) -> None:
    agendas.set_ballot_kind(item_id=room.item.pk, kind=Kind.SECRET, actor=room.town.head, at=NOW)
    secret, named = made.pages(made.paper(about(room, ReportKind.OPINION_FORM), room.chair))
    assert "Bỏ phiếu kín: phiếu không ghi họ tên, không ký." in secret
    assert "Họ và tên" not in secret
    assert "THÀNH VIÊN HỘI ĐỒNG" not in secret
    assert "Họ và tên" in named


def test_nobody_is_invited_to_nothing(town: Town) -> None:
    room = make_room(town)
    Meeting.objects.filter(pk=room.meeting.pk).update(place="")
    with pytest.raises(DomainError) as caught:
        reports.request(about(room, ReportKind.INVITATION), actor=room.secretary, at=NOW)
    assert caught.value.reasons == ("Cuộc họp chưa có địa điểm. Vui lòng bổ sung địa điểm ở mục “Sửa lịch họp”.",)
    room.meeting.agenda.all().delete()
    for kind in (ReportKind.INVITATION, ReportKind.OPINION_FORM):
        with pytest.raises(DomainError) as caught:
            reports.request(about(room, kind), actor=room.secretary, at=NOW)
        assert caught.value.reasons == (
            "Chương trình họp chưa có hồ sơ nào. Vui lòng đưa hồ sơ vào chương trình trước.",
        )


def test_nobody_is_invited_to_what_is_over(town: Town) -> None:
    room = open_room(town)
    room.open_vote()
    room.cast_all(agree=5)
    room.close()
    minutes.conclude(meeting_id=room.meeting.pk, number="01/BB-HĐ", actor=room.chair, at=LATER)
    with pytest.raises(DomainError) as caught:
        reports.request(about(room, ReportKind.INVITATION), actor=room.chair, at=LATER)
    assert caught.value.reasons == ("Cuộc họp đã kết thúc nên không tạo được văn bản này nữa.",)


def test_the_council_sees_its_papers_and_nobody_else_does(room: Room, as_user: Callable[[User], Client]) -> None:
    report = made.paper(about(room, ReportKind.INVITATION), room.others[0])
    assert as_user(room.others[1]).get(reverse("assessments:report_detail", args=[report.pk])).status_code == 200
    for who in (room.town.official, room.town.leader, room.town.observer):
        assert not Report.objects.visible_to(who).exists()
        with pytest.raises(NotAllowedError):
            reports.request(about(room, ReportKind.INVITATION), actor=who, at=NOW)


@pytest.mark.django_db
def test_an_edition_without_points_has_the_same_papers() -> None:
    town = make_town(load_standard("qd-27-2025"), year=2026, due_before=date(2026, 12, 1))
    room = make_room(town)
    for kind in (ReportKind.INVITATION, ReportKind.OPINION_FORM):
        text = said(room, kind)
        assert "đạt chuẩn tiếp cận pháp luật năm 2026" in text or "chuẩn tiếp cận pháp luật năm 2026" in text
        assert "điểm" not in text.replace("Địa điểm", "")
