"""Uploading: every file gets its own answer, and nothing else is lost."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from assessments.domain.workflow import State
from assessments.models import AuditEvent, Evidence, EvidenceLink
from assessments.services import totals
from communes.models import User
from tests.factories import evidence as make
from tests.factories.steps import bring_to
from tests.factories.town import Town

Browser = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
TYPES = "Các loại tệp được nhận: PDF, JPEG, PNG, DOCX, XLSX, DOC, XLS."


@pytest.fixture(autouse=True)
def _on_scratch_disk(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def url_of(town: Town, code: str = "1.1.1") -> str:
    return reverse("assessments:evidence_upload", args=[town.dossier.pk, code])


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def sentences(response: Any) -> list[str]:
    """Return what this request said (the browser of a test still holds what was said before)."""
    storage: Any = get_messages(response.wsgi_request)
    return [str(message) for message in storage._queued_messages]  # noqa: SLF001  # only the new ones


def test_several_files_at_once(town: Town, as_user: Browser) -> None:
    sent = [
        file("Báo cáo năm.pdf", make.pdf()),
        file("ảnh.PNG", make.png()),
        file("cv.docx", make.docx()),
        file("so-lieu.xlsx", make.xlsx()),
    ]
    response = as_user(town.official).post(url_of(town), {"files": sent})
    assert response.status_code == 302
    assert (
        response["Location"]
        == reverse("assessments:dossier_criterion", args=[town.dossier.pk, "1"]) + "#noi-dung-1-1-1"
    )
    stored = list(Evidence.objects.order_by("pk"))
    assert [row.original_name for row in stored] == ["Báo cáo năm.pdf", "ảnh.PNG", "cv.docx", "so-lieu.xlsx"]
    assert [row.suffix for row in stored] == [".pdf", ".png", ".docx", ".xlsx"]
    assert all(row.original_name not in str(row.file) for row in stored)
    assert [Path(row.file.path).read_bytes() for row in stored] == [
        make.pdf(),
        make.png(),
        make.docx(),
        make.xlsx(),
    ]
    assert [link.item_code for link in town.dossier.evidence_links.all()] == ["1.1.1"] * 4
    assert sentences(response) == [
        f"Đã tải lên “{name}”." for name in ("Báo cáo năm.pdf", "ảnh.PNG", "cv.docx", "so-lieu.xlsx")
    ]


def test_htmx_gets_the_figures_that_changed(town: Town, as_user: Browser) -> None:
    response = as_user(town.official).post(url_of(town), {"files": [file("a.pdf", make.pdf())]}, headers=HTMX)
    assert response.status_code == 200
    text = response.content.decode()
    assert [text.count(mark) for mark in ('id="tl-1-1-1"', 'id="s-1-1"', 'id="totals"')] == [1, 1, 1]
    assert text.count('hx-swap-oob="true"') == 3
    assert 'data-level="success"' in text


def test_missing_work_sinks_with_the_file(town: Town, as_user: Browser) -> None:
    totals.refresh(town.dossier)
    before = town.dossier.missing_count
    as_user(town.official).post(url_of(town), {"files": [file("a.pdf", make.pdf())]})
    town.dossier.refresh_from_db()
    assert town.dossier.missing_count == before - 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("hinh.pdf", b"khong phai pdf", f"Tệp “hinh.pdf” không đúng loại được nhận. {TYPES}"),
        ("rong.pdf", b"", "Tệp “rong.pdf” rỗng (0 byte) nên không nhận. Vui lòng kiểm tra lại tệp."),
    ],
)
def test_a_refused_file_leaves_the_others_alone(
    town: Town, as_user: Browser, name: str, content: bytes, sentence: str
) -> None:
    sent = [file("truoc.pdf", make.pdf("a")), file(name, content), file("sau.pdf", make.pdf("b"))]
    response = as_user(town.official).post(url_of(town), {"files": sent})
    assert [row.original_name for row in Evidence.objects.order_by("pk")] == ["truoc.pdf", "sau.pdf"]
    told = sentences(response)
    assert len(told) == 3
    assert told[1] == sentence


def test_too_large(town: Town, as_user: Browser, settings: Settings) -> None:
    settings.EVIDENCE_MAX_MB = 1
    big = make.pdf() + bytes(1024 * 1024)
    sent = [file("lon.pdf", big), file("nho.pdf", make.pdf())]
    response = as_user(town.official).post(url_of(town), {"files": sent})
    assert [row.original_name for row in Evidence.objects.all()] == ["nho.pdf"]
    assert sentences(response)[0].startswith("Tệp “lon.pdf” lớn hơn 1 MB nên không nhận.")


def test_a_file_of_the_largest_size_is_stored_whole(town: Town, as_user: Browser, settings: Settings) -> None:
    settings.EVIDENCE_MAX_MB = 3
    words, size = 3 * 1000 * 1000, 3 * 1024 * 1024
    content = make.pdf("a" * (size - len(make.pdf("a" * words)) + words))
    assert len(content) == size
    as_user(town.official).post(url_of(town), {"files": [file("dung.pdf", content)]})
    stored = Evidence.objects.get()
    assert (stored.size, Path(stored.file.path).read_bytes()) == (len(content), content)


def test_a_request_far_over_the_limit_is_not_read(town: Town, as_user: Browser, settings: Settings) -> None:
    settings.EVIDENCE_MAX_MB, settings.EVIDENCE_MAX_FILES = 1, 2
    response = as_user(town.official).post(
        url_of(town), {"files": [file("lon.pdf", bytes(4 * 1024 * 1024))]}, headers=HTMX
    )
    assert response.status_code == 413
    assert "Mỗi tệp tối đa 1 MB, mỗi lần tối đa 2 tệp." in response.content.decode()


def test_too_many_files(town: Town, as_user: Browser, settings: Settings) -> None:
    settings.EVIDENCE_MAX_FILES = settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    sent = [file(f"{n}.pdf", make.pdf(str(n))) for n in range(3)]
    response = as_user(town.official).post(url_of(town), {"files": sent})
    assert response.status_code == 413
    assert "Mỗi lần chỉ tải lên được tối đa 2 tệp. Chưa tệp nào được lưu" in response.content.decode()
    assert Evidence.objects.count() == 0


def test_no_file(town: Town, as_user: Browser) -> None:
    client = as_user(town.official)
    assert sentences(client.post(url_of(town), {})) == ["Bạn chưa chọn tệp nào để tải lên."]
    assert client.post(url_of(town), {}, headers=HTMX).status_code == 422


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("../../etc/mat-khau.pdf", "mat-khau.pdf"), ("C:\\\\thu-muc\\\\bao-cao.pdf", "bao-cao.pdf"), ("..", "tai-lieu")],
)
def test_a_name_with_a_path(town: Town, as_user: Browser, tmp_path: Path, sent: str, kept: str) -> None:
    body = (
        b'--moc\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n'
        b"Content-Type: application/pdf\r\n\r\n%s\r\n--moc--\r\n" % (sent.encode(), make.pdf())
    )
    response = as_user(town.official).post(url_of(town), body, content_type="multipart/form-data; boundary=moc")
    stored = Evidence.objects.get()
    assert stored.original_name.removesuffix(".pdf") == kept.removesuffix(".pdf")
    told = sentences(response)
    assert len(told) == 1
    assert "có chứa đường dẫn nên chỉ giữ phần tên" in told[0]
    assert [path.name for path in tmp_path.rglob("*.pdf")] == [Path(stored.file.path).name]


def test_the_name_is_kept_in_one_unicode_form(town: Town, as_user: Browser) -> None:
    as_user(town.official).post(url_of(town), {"files": [file("Ba\u0301o ca\u0301o.pdf", make.pdf())]})
    assert Evidence.objects.get().original_name == "B\u00e1o c\u00e1o.pdf"


def test_the_same_content_is_stored_once(town: Town, as_user: Browser, tmp_path: Path) -> None:
    client = as_user(town.official)
    client.post(url_of(town), {"files": [file("a.pdf", make.pdf())]})
    again = client.post(url_of(town, "1.1.2"), {"files": [file("b.pdf", make.pdf())]})
    assert Evidence.objects.get().original_name == "a.pdf"
    assert sorted(EvidenceLink.objects.values_list("item_code", flat=True)) == ["1.1.1", "1.1.2"]
    assert len(list(tmp_path.rglob("*.pdf"))) == 1
    assert sentences(again) == [
        (
            f"Tệp “b.pdf” trùng với tài liệu “a.pdf” đã tải lên ngày {timezone.localdate():%d/%m/%Y}; "
            "tài liệu đó được gắn vào nội dung 1.1.2, không lưu thêm bản thứ hai."
        )
    ]
    thrice = client.post(url_of(town), {"files": [file("c.pdf", make.pdf())]})
    assert sentences(thrice) == ["Tệp “c.pdf” đã được đính kèm vào nội dung 1.1.1 từ trước nên không lưu thêm."]
    events = AuditEvent.objects.filter(stream=f"dossier:{town.dossier.pk}").order_by("sequence")
    assert list(events.values_list("action", flat=True)) == ["evidence_attach", "evidence_link"]


def test_another_commune_stores_its_own(town: Town, as_user: Browser) -> None:
    as_user(town.official).post(url_of(town), {"files": [file("a.pdf", make.pdf())]})
    other = reverse("assessments:evidence_upload", args=[town.other_dossier.pk, "1.1.1"])
    response = as_user(town.other_official).post(other, {"files": [file("b.pdf", make.pdf())]})
    assert sentences(response) == ["Đã tải lên “b.pdf”."]
    assert Evidence.objects.count() == 2


def test_twenty_sentences_reach_the_page(town: Town, as_user: Browser) -> None:
    client = as_user(town.official)
    sent = [file(f"Tài liệu minh chứng về tiếp cận thông tin số {n}.pdf", b"khong phai pdf") for n in range(20)]
    client.post(url_of(town), {"files": sent})
    page = client.get(reverse("assessments:evidence_list", args=[town.dossier.pk])).content.decode()
    assert [f"số {n}.pdf”" in page for n in range(20)] == [True] * 20


def test_who_may_upload(town: Town, as_user: Browser) -> None:
    for user, status in [
        (town.leader, 302),
        (town.other_official, 404),
        (town.reviewer, 404),
        (town.observer, 404),
    ]:
        response = as_user(user).post(url_of(town), {"files": [file("a.pdf", make.pdf())]})
        assert (user.username, response.status_code) == (user.username, status)
    assert EvidenceLink.objects.count() == 1


def test_locked_items_refuse(town: Town, as_user: Browser) -> None:
    bring_to(town, State.POSTED)
    response = as_user(town.official).post(url_of(town), {"files": [file("a.pdf", make.pdf())]}, headers=HTMX)
    assert response.status_code == 409
    assert "Hồ sơ đang niêm yết. Lãnh đạo cần rút niêm yết để sửa." in response.content.decode()
    assert Evidence.objects.count() == 0


def test_only_what_was_asked_for_in_a_returned_dossier(town: Town, as_user: Browser) -> None:
    bring_to(town, State.RETURNED)
    client = as_user(town.official)
    assert client.post(url_of(town, "1.1.1"), {"files": [file("a.pdf", make.pdf())]}).status_code == 302
    assert client.post(url_of(town, "1.1.2"), {"files": [file("a.pdf", make.pdf())]}).status_code == 409
    assert list(EvidenceLink.objects.values_list("item_code", flat=True)) == ["1.1.1"]


def test_the_reviewer_of_a_submitted_dossier_may_not_add(town: Town, as_user: Browser) -> None:
    bring_to(town, State.UNDER_REVIEW)
    response = as_user(town.reviewer).post(url_of(town), {"files": [file("a.pdf", make.pdf())]})
    assert response.status_code == 403


def test_unknown_items_and_methods(town: Town, as_user: Browser) -> None:
    client = as_user(town.official)
    assert client.post(url_of(town, "9.9.9"), {"files": [file("a.pdf", make.pdf())]}).status_code == 404
    assert client.get(url_of(town)).status_code == 405


def test_the_token_is_asked_for(town: Town) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(town.official, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post(url_of(town), {"files": [file("a.pdf", make.pdf())]})
    assert response.status_code == 403
    assert Evidence.objects.count() == 0


def test_the_form_of_the_page_sends_a_token(town: Town) -> None:
    page = reverse("assessments:dossier_criterion", args=[town.dossier.pk, "1"])
    client = Client(enforce_csrf_checks=True)
    client.force_login(town.official, backend="django.contrib.auth.backends.ModelBackend")
    text = client.get(page).content.decode()
    form = text[text.index(f'action="{url_of(town)}"') :]
    token = form[form.index('value="') + 7 :].split('"')[0]
    sent = {"files": [file("a.pdf", make.pdf())], "csrfmiddlewaretoken": token}
    assert client.post(url_of(town), sent).status_code == 302
