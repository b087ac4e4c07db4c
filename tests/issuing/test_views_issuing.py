"""The pages of issuing: what is offered to whom, what is asked once more, what is shown afterwards."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from assessments.models import IssuedDocument, Report
from communes.models import User
from tests.factories import NOW
from tests.factories import signing as make
from tests.factories.issuing import NUMBER, issued_on_paper, key_file, result
from tests.factories.town import Town
from tests.reports import made

SignIn = Callable[[User], Client]
ROOM = "chu-ky"


def url(name: str, *args: object) -> str:
    return reverse(f"assessments:{name}", args=args)


@pytest.fixture(autouse=True)
def _at_the_time_of_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Certificates of the tests are valid around their own moment."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def page(client: Client, report: Report) -> str:
    return client.get(url("report_detail", report.pk)).content.decode()


def test_the_head_numbers_a_report_on_its_page(town: Town, as_user: SignIn) -> None:
    report, client = made.campaign_result(town.campaign, town.head), as_user(town.head)
    assert "Chưa cấp số" in page(client, report)
    assert url("report_issue", report.pk) not in page(client, report)
    answer = client.post(url("report_number", report.pk), {"number": "5/BC-TP", "dated": "04/01/2021"})
    assert answer["Location"] == url("report_detail", report.pk)
    made.made(report)
    assert f"{NUMBER}, ngày 04/01/2021" in page(client, report)
    assert url("report_issue", report.pk) in page(client, report)


@pytest.mark.parametrize(
    ("number", "dated", "sentence"),
    [("BC-TP", "04/01/2021", "dạng số, gạch chéo"), ("5/BC-TP", "04/01/2031", "không được sau ngày hôm nay")],
)
def test_slips_are_said_and_nothing_typed_is_lost(
    town: Town, as_user: SignIn, number: str, dated: str, sentence: str
) -> None:
    report = made.campaign_result(town.campaign, town.head)
    answer = as_user(town.head).post(url("report_number", report.pk), {"number": number, "dated": dated})
    text = answer.content.decode()
    assert sentence in text
    assert f'value="{number}"' in text
    assert f'value="{dated}"' in text


def test_a_twin_is_asked_about_once_more(town: Town, as_user: SignIn) -> None:
    result(town)
    report, client = made.campaign_result(town.campaign, town.head), as_user(town.head)
    typed = {"number": NUMBER, "dated": "04/01/2021"}
    first = client.get(url("report_number", report.pk)).content.decode()
    assert "Tôi đã đối chiếu sổ" not in first
    answer = client.post(url("report_number", report.pk), typed)
    assert (answer.status_code, "Tôi đã đối chiếu sổ" in answer.content.decode()) == (409, True)
    assert client.post(url("report_number", report.pk), {**typed, "sure": "on"}).status_code == 302


def test_the_ways_are_offered_with_what_they_mean(town: Town, as_user: SignIn) -> None:
    report = result(town)
    text = as_user(town.head).get(url("report_issue", report.pk)).content.decode()
    for heading in ("Ký số ngoài hệ thống rồi tải lên", "Ký số trên hệ thống", "Ký, đóng dấu trên giấy"):
        assert heading in text
    assert "Chưa dùng được" in text
    assert "không sửa được nữa" in text


def test_on_paper(town: Town, as_user: SignIn) -> None:
    report, client = result(town), as_user(town.head)
    answer = client.post(url("report_issue_by", report.pk, "paper"), {"paper-signer_position": "Trưởng phòng"})
    assert answer["Location"] == url("report_detail", report.pk)
    text = page(client, report)
    assert "Ký, đóng dấu trên giấy; người ký: Trưởng phòng" in text
    assert url("report_number", report.pk) not in text
    assert url("report_revoke", report.pk) in text
    assert client.get(url("report_signed", report.pk)).status_code == 404


def sent(content: bytes, **more: str) -> dict[str, object]:
    file = SimpleUploadedFile("da-ky.pdf", content, content_type="application/pdf")
    return {"uploaded-signer_position": "Trưởng phòng", "uploaded-file": file, **more}


def test_a_signed_file_is_taken_shown_and_given_back(town: Town, as_user: SignIn) -> None:
    report, client = result(town), as_user(town.head)
    content = make.signed(made.content(report), field=ROOM)
    assert client.post(url("report_issue_by", report.pk, "uploaded"), sent(content)).status_code == 302
    text = page(client, report)
    assert make.SIGNER in text
    assert "Chữ ký bao trùm toàn bộ tệp." in text
    download = client.get(url("report_signed", report.pk))
    assert b"".join(download) == content
    assert download["Content-Disposition"].startswith('attachment; filename="05-BC-TP Bao cao')


def test_a_tampered_file_is_refused_with_what_differs(town: Town, as_user: SignIn) -> None:
    report, client = result(town), as_user(town.head)
    answer = client.post(url("report_issue_by", report.pk, "uploaded"), sent(b"%PDF-1.7"))
    text = answer.content.decode()
    assert (answer.status_code, IssuedDocument.objects.exists()) == (409, False)
    assert "không bắt đầu bằng đúng nội dung" in text
    assert 'value="Trưởng phòng"' in text


def test_an_unknown_certificate_is_asked_about(
    town: Town, as_user: SignIn, tmp_path: Path, settings: Settings
) -> None:
    settings.SIGNATURE_TRUST_ROOTS = make.authority().trusted_in(tmp_path)
    report, client = result(town), as_user(town.head)
    content = make.signed(made.content(report), by=make.Authority("Gốc lạ").signer(), field=ROOM)
    answer = client.post(url("report_issue_by", report.pk, "uploaded"), sent(content))
    assert "chấp nhận chứng thư số này" in answer.content.decode()
    again = client.post(url("report_issue_by", report.pk, "uploaded"), sent(content, **{"uploaded-sure": "on"}))
    assert again.status_code == 302


def test_signed_on_the_server(town: Town, as_user: SignIn, tmp_path: Path, settings: Settings) -> None:
    settings.SIGNING_KEYS = key_file(tmp_path, town.authority.code)
    report, client = result(town), as_user(town.decider)
    assert "Ký số và ban hành" in client.get(url("report_issue", report.pk)).content.decode()
    answer = client.post(url("report_issue_by", report.pk, "server"), {"server-signer_position": "Chủ tịch"})
    assert answer.status_code == 302
    assert "Ký số trên hệ thống; người ký: Chủ tịch" in page(client, report)


def test_revoking(town: Town, as_user: SignIn) -> None:
    report, client = issued_on_paper(town), as_user(town.head)
    asked = client.get(url("report_revoke", report.pk)).content.decode()
    assert "không hoàn tác được" in asked
    assert client.post(url("report_revoke", report.pk), {"reason": ""}).status_code == 200
    assert client.post(url("report_revoke", report.pk), {"reason": "Sai số liệu."}).status_code == 302
    text = page(client, report)
    assert "Văn bản đã thu hồi" in text
    assert "Sai số liệu." in text
    assert url("report_revoke", report.pk) not in text


@pytest.mark.parametrize("name", ["report_number", "report_issue", "report_revoke"])
def test_others_of_the_office_are_told_who_may(town: Town, as_user: SignIn, name: str) -> None:
    report = issued_on_paper(town) if name == "report_revoke" else result(town)
    answer = as_user(town.reviewer).get(url(name, report.pk))
    assert (answer.status_code, "Chỉ lãnh đạo cơ quan thẩm tra" in answer.content.decode()) == (403, True)
    assert "Ban hành</a>" not in page(as_user(town.reviewer), report)


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("report_number", ()),
        ("report_issue", ()),
        ("report_signed", ()),
        ("report_revoke", ()),
        ("report_issue_by", ("paper",)),
    ],
)
def test_who_does_not_see_the_report_finds_nothing(
    town: Town, as_user: SignIn, name: str, more: tuple[str, ...]
) -> None:
    report, client = result(town), as_user(town.leader)
    send = client.post if more else client.get
    assert send(url(name, report.pk, *more)).status_code == 404


def test_the_commune_cannot_issue_for_the_office_nor_the_office_for_the_commune(town: Town, as_user: SignIn) -> None:
    sheet = made.sheet(town.dossier, town.official)
    assert as_user(town.head).get(url("report_number", sheet.pk)).status_code == 404
    assert as_user(town.official).get(url("report_number", sheet.pk)).status_code == 403
    assert as_user(town.leader).get(url("report_number", sheet.pk)).status_code == 200


def test_an_unknown_way_is_no_page(town: Town, as_user: SignIn) -> None:
    report = result(town)
    assert as_user(town.head).post(url("report_issue_by", report.pk, "fax")).status_code == 404
