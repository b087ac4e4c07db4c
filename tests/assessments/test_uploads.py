"""Resumable uploads, request by request: what the protocol demands, who may, and what is kept."""

import base64
import hashlib
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.http import HttpRequest, UnreadablePostError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from assessments.domain.workflow import State
from assessments.models import AuditEvent, Evidence, UploadSession
from assessments.services import leftovers, uploads
from communes.models import User
from tests.factories import NOW
from tests.factories import evidence as make
from tests.factories.steps import bring_to
from tests.factories.town import Town
from tiepcanpl.kit import parts, tus

Browser = Callable[[User], Client]
TUS = {"Tus-Resumable": "1.0.0"}
STREAM = "application/offset+octet-stream"


@pytest.fixture(autouse=True)
def _on_scratch_disk(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.UPLOADS_DIR = tmp_path / "media", tmp_path / "uploads"


@pytest.fixture
def client(town: Town, as_user: Browser) -> Client:
    return as_user(town.official)


def url_of(town: Town, code: str = "1.1.1") -> str:
    return reverse("assessments:upload_create", args=[town.dossier.pk, code])


def said(**pairs: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())


def begin(client: Client, town: Town, content: bytes, **pairs: str) -> str:
    headers = TUS | {"Upload-Length": str(len(content)), "Upload-Metadata": said(filename="Báo cáo.pdf", **pairs)}
    answer = client.post(url_of(town), headers=headers)
    assert answer.status_code == 201, answer.content.decode()
    return str(answer["Location"])


def send(client: Client, url: str, offset: int, piece: bytes, **headers: str) -> Any:
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.patch(
        url, piece, content_type=STREAM, headers=TUS | {"Upload-Offset": str(offset)} | more, CONTENT_TYPE=STREAM
    )


def offset_of(client: Client, url: str) -> tuple[int, str]:
    answer = client.head(url, headers=TUS)
    return answer.status_code, answer.headers.get("Upload-Offset", "")


def test_in_two_pieces(client: Client, town: Town, django_capture_on_commit_callbacks: Any, tmp_path: Path) -> None:
    content = make.pdf()
    url = begin(client, town, content, sha256=hashlib.sha256(content).hexdigest())
    first = send(client, url, 0, content[:100])
    assert (first.status_code, first["Upload-Offset"], first["Tus-Resumable"]) == (204, "100", "1.0.0")
    assert offset_of(client, url) == (200, "100")
    assert client.head(url, headers=TUS)["Cache-Control"] == "no-store"
    with django_capture_on_commit_callbacks(execute=True):
        assert send(client, url, 100, content[100:])["Upload-Offset"] == str(len(content))
    stored = Evidence.objects.get()
    assert (stored.original_name, stored.size, Path(stored.file.path).read_bytes()) == (
        "Báo cáo.pdf",
        len(content),
        content,
    )
    assert list((tmp_path / "uploads").iterdir()) == []
    assert AuditEvent.objects.filter(action="evidence_attach").count() == 1
    assert "Đã tải lên “Báo cáo.pdf”." in client.get(url, headers={"HX-Request": "true"}).content.decode()


def test_with_the_first_request(client: Client, town: Town) -> None:
    content = make.pdf()
    headers = TUS | {"Upload-Length": str(len(content))}
    answer = client.post(url_of(town), content, content_type=STREAM, headers=headers)
    assert (answer.status_code, answer["Upload-Offset"]) == (201, str(len(content)))
    assert Evidence.objects.get().original_name == "tai-lieu"


def test_what_the_server_can(client: Client, town: Town) -> None:
    answer = client.options(url_of(town))
    assert (answer.status_code, answer["Tus-Version"], answer["Tus-Max-Size"]) == (204, "1.0.0", str(20 * 1024 * 1024))
    assert answer["Tus-Extension"] == "creation,creation-with-upload,checksum,expiration,termination"
    assert answer["Tus-Checksum-Algorithm"] == "sha1,sha256"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2.2", "Upload-Length": "10"}, 412),
        (TUS, 400),
        (TUS | {"Upload-Length": "-1"}, 400),
        (TUS | {"Upload-Length": "1" * 16}, 400),
        (TUS | {"Upload-Length": "10", "Upload-Metadata": "filename ?"}, 400),
        (TUS | {"Upload-Length": "10", "Upload-Metadata": said(sha256="abc")}, 400),
        (TUS | {"Upload-Length": str(20 * 1024 * 1024 + 1)}, 413),
        (TUS | {"Upload-Length": "0"}, 422),
    ],
)
def test_what_is_not_begun(client: Client, town: Town, headers: dict[str, str], status: int) -> None:
    answer = client.post(url_of(town), headers=headers)
    assert answer.status_code == status
    assert UploadSession.objects.count() == 0


def test_a_wrong_offset_type_or_length(client: Client, town: Town) -> None:
    content = make.pdf()
    url = begin(client, town, content)
    assert send(client, url, 5, content[5:]).status_code == 409
    assert send(client, url, 0, content + b"more").status_code == 413
    headers = TUS | {"Upload-Offset": "0"}
    assert client.patch(url, content, content_type="application/pdf", headers=headers).status_code == 415
    assert client.put(url, headers=TUS).status_code == 405
    assert client.patch(url, b"x", content_type=STREAM, headers=TUS).status_code == 400
    assert (
        client.patch(url, content, content_type=STREAM, headers=headers | {"Transfer-Encoding": "chunked"}).status_code
        == 411
    )
    assert offset_of(client, url) == (200, "0")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_piece_with_its_checksum(client: Client, town: Town, algorithm: str) -> None:
    content = make.pdf()
    url = begin(client, town, content)
    right = base64.b64encode(hashlib.new(algorithm, content[:100]).digest()).decode()
    wrong = send(client, url, 0, content[:101], Upload_Checksum=f"{algorithm} {right}")
    assert (wrong.status_code, wrong.reason_phrase) == (460, "Checksum Mismatch")
    assert offset_of(client, url) == (200, "0")
    assert send(client, url, 0, content[:100], Upload_Checksum=f"{algorithm} {right}").status_code == 204
    assert send(client, url, 100, b"x", Upload_Checksum="md5 xx").status_code == 400
    assert send(client, url, 100, b"x", Upload_Checksum="sha256 ?").status_code == 400
    assert send(client, url, 100, content[100:]).status_code == 204


def test_another_hash_than_declared(client: Client, town: Town) -> None:
    content = make.pdf()
    url = begin(client, town, content, sha256="0" * 64)
    answer = send(client, url, 0, content)
    sentence = "Tệp “Báo cáo.pdf” nhận được không giống tệp đã gửi (mã kiểm tra khác nhau) nên không lưu."
    assert answer.status_code == 422
    assert answer.content.decode().startswith(sentence)
    assert Evidence.objects.count() == 0
    assert offset_of(client, url) == (410, "")
    again = send(client, url, len(content), b"")
    assert (again.status_code, again.content) == (422, answer.content)
    page = client.get(url, headers={"HX-Request": "true"})
    assert (page.status_code, sentence in page.content.decode()) == (422, True)


def test_what_the_form_refuses_is_refused_here(client: Client, town: Town) -> None:
    url = begin(client, town, b"khong phai pdf")
    answer = send(client, url, 0, b"khong phai pdf")
    assert answer.status_code == 422
    assert "Báo cáo.pdf" in answer.content.decode()
    assert Evidence.objects.count() == 0


def test_a_broken_line_keeps_what_came(client: Client, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    content = make.pdf()
    url = begin(client, town, content)
    read = HttpRequest.read

    def broken(self: HttpRequest, *arguments: Any) -> bytes:
        found = read(self, *arguments)
        if not found:
            raise UnreadablePostError
        return found

    monkeypatch.setattr(HttpRequest, "read", broken)
    monkeypatch.setattr(tus, "announced", lambda _request: 300)
    assert send(client, url, 0, content[:0] + content[:250])["Upload-Offset"] == "250"
    assert offset_of(client, url) == (200, "250")


def test_a_disk_that_is_full(client: Client, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    content = make.pdf()
    url = begin(client, town, content)

    def full(*_arguments: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", full)
        answer = send(client, url, 0, content)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Vui lòng thử lại sau ít phút" in answer.content.decode()
    assert send(client, url, 0, content).status_code == 204


def test_storing_fails_and_is_tried_again(client: Client, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    content = make.pdf()
    url = begin(client, town, content)
    send(client, url, 0, content[:100])

    def down(*_arguments: object, **_more: object) -> str:
        raise OSError("down")

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "save", down)
        assert send(client, url, 100, content[100:]).status_code == 503
    assert (offset_of(client, url), Evidence.objects.count()) == ((200, "100"), 0)
    assert send(client, url, 100, content[100:]).status_code == 204
    assert Path(Evidence.objects.get().file.path).read_bytes() == content


def test_a_newer_request_takes_over(client: Client, town: Town) -> None:
    """The older one hangs on a dead line; when it wakes up, it finds its place taken."""
    content = make.pdf()
    url = begin(client, town, content)
    key = UploadSession.objects.get().pk
    old = uploads.claim(key=key, offset=0, actor=town.official, at=NOW)
    assert send(client, url, 0, content[:100]).status_code == 204
    with pytest.raises(tus.ProtocolError) as refusal:
        uploads.append(old, [tus.Piece(b"spaet", keep=True)], checksum=None, at=NOW)
    assert refusal.value.status == 423
    assert send(client, url, 100, content[100:]).status_code == 204
    assert Path(Evidence.objects.get().file.path).read_bytes() == content


def test_terminated(client: Client, town: Town, django_capture_on_commit_callbacks: Any, tmp_path: Path) -> None:
    url = begin(client, town, make.pdf())
    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(url, headers=TUS).status_code == 204
    assert offset_of(client, url) == (404, "")
    assert list((tmp_path / "uploads").iterdir()) == []


def test_expired(client: Client, town: Town) -> None:
    url = begin(client, town, make.pdf())
    UploadSession.objects.update(expires_at=NOW)
    assert offset_of(client, url) == (410, "")
    answer = send(client, url, 0, b"x")
    assert answer.status_code == 410
    assert "Vui lòng tải lại tệp từ đầu" in answer.content.decode()


def test_bytes_that_the_disk_lost(client: Client, town: Town) -> None:
    url = begin(client, town, make.pdf())
    send(client, url, 0, b"%PDF")
    parts.remove(UploadSession.objects.get().pk.hex)
    assert offset_of(client, url) == (410, "")


def test_only_for_who_may_edit(town: Town, as_user: Browser) -> None:
    headers = TUS | {"Upload-Length": "10"}
    assert as_user(town.other_official).post(url_of(town), headers=headers).status_code == 404
    assert as_user(town.official).post(url_of(town, "9.9"), headers=headers).status_code == 404
    bring_to(town, State.UNDER_REVIEW)
    assert as_user(town.reviewer).post(url_of(town), headers=headers).status_code == 403
    refused = as_user(town.official).post(url_of(town), headers=headers)
    assert (refused.status_code, refused.content.decode()) == (422, "Hồ sơ đã nộp nên không sửa được.")


def test_of_somebody_else(client: Client, town: Town, as_user: Browser) -> None:
    url = begin(client, town, make.pdf())
    for person in (town.leader, town.other_official, town.administrator):
        other = as_user(person)
        assert offset_of(other, url) == (404, "")
        assert send(other, url, 0, b"x").status_code == 404
        assert other.delete(url, headers=TUS).status_code == 404
        assert other.get(url).status_code == 404


def test_after_the_session_ended(client: Client, town: Town) -> None:
    url = begin(client, town, make.pdf())
    client.logout()
    assert send(client, url, 0, b"x").status_code == 401
    assert client.get(url).status_code == 302


def test_the_token_is_demanded(town: Town) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(town.official, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.post(url_of(town), headers=TUS | {"Upload-Length": "10"}).status_code == 403
    assert UploadSession.objects.count() == 0


def test_a_method_in_a_header(client: Client, town: Town) -> None:
    """Some networks let nothing but GET and POST through."""
    url = begin(client, town, make.pdf())
    headers = TUS | {"Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert client.post(url, b"%PDF", content_type=STREAM, headers=headers).status_code == 204
    assert offset_of(client, url) == (200, "4")


def test_slow_lines_leave_places_free(client: Client, town: Town, settings: Settings) -> None:
    url = begin(client, town, make.pdf())
    taken = [tus.stream() for _ in range(settings.UPLOAD_STREAMS)]
    for place in taken:
        place.__enter__()
    answer = send(client, url, 0, b"%PDF")
    for place in taken:
        place.__exit__(None, None, None)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert send(client, url, 0, b"%PDF").status_code == 204


def test_not_too_many_at_once(client: Client, town: Town, settings: Settings) -> None:
    settings.UPLOADS_OPEN = 2
    begin(client, town, make.pdf())
    begin(client, town, make.pdf())
    answer = client.post(url_of(town), headers=TUS | {"Upload-Length": "10"})
    assert (answer.status_code, UploadSession.objects.count()) == (422, 2)


def test_the_sweep(
    client: Client, town: Town, tmp_path: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    begin(client, town, make.pdf())
    kept = make.attach(town.dossier, town.official)
    later = UploadSession.objects.get().created_at + timedelta(days=3)
    lost = tmp_path / "media" / "evidence" / "ab" / ("0" * 32 + ".pdf")
    lost.parent.mkdir(parents=True)
    lost.write_bytes(b"%PDF")
    parts.create("f" * 32)
    with django_capture_on_commit_callbacks(execute=True):
        assert leftovers.sweep(at=later - timedelta(days=3)) == 0
        assert leftovers.sweep(at=later) == 2
    assert (lost.exists(), Path(kept.file.path).exists(), UploadSession.objects.count()) == (False, True, 1)
    assert len(list((tmp_path / "uploads").iterdir())) == 1
    assert leftovers.sweep(at=later + timedelta(days=5)) == 1
    assert (list((tmp_path / "uploads").iterdir()), UploadSession.objects.count()) == ([], 0)
