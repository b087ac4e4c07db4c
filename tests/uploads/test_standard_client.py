"""The standard client uploads, breaks off, resumes; the server is killed in between."""

import hashlib
import re
from pathlib import Path

import pytest
import requests
from tusclient.exceptions import TusCommunicationError, TusUploadFailed

from tests.factories.big_files import MEGABYTE
from tests.uploads.site import TIMEOUT, Visitor

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("uploads")]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def stored(visitor: Visitor, path: Path) -> list[bool]:
    """Tell for each file of that name whether what the product gives out has the bytes of the file."""
    page = visitor.session.get(f"{visitor.dossier}tai-lieu/", params={"q": path.stem}, timeout=TIMEOUT).text
    found = sorted(set(re.findall(r'href="(/tai-lieu/\d+/)', page)))
    given = (visitor.session.get(f"{visitor.site.url}{url}", timeout=TIMEOUT).content for url in found)
    return [content == path.read_bytes() for content in given]


def test_a_file_arrives_in_pieces(official: Visitor, big_pdf: Path) -> None:
    upload = official.uploader(big_pdf, chunk_size=3 * MEGABYTE, metadata={"sha256": sha256(big_pdf.read_bytes())})
    upload.upload()
    assert stored(official, big_pdf) == [True]
    page = official.result(upload.url)
    assert page.status_code == 200
    assert f"Đã tải lên “{big_pdf.name}”." in page.text
    assert page.text.count('hx-swap-oob="true"') == 3


def test_a_broken_upload_goes_on_where_it_stopped(official: Visitor, big_pdf: Path) -> None:
    first = official.uploader(big_pdf, chunk_size=MEGABYTE)
    first.upload(stop_at=4 * MEGABYTE)
    second = official.uploader(big_pdf, chunk_size=MEGABYTE, url=first.url)
    assert second.offset == 4 * MEGABYTE
    second.upload()
    assert stored(official, big_pdf) == [True]


def test_a_killed_server_keeps_what_it_acknowledged(official: Visitor, big_pdf: Path) -> None:
    site = official.site
    upload = official.uploader(big_pdf, chunk_size=MEGABYTE)
    upload.upload(stop_at=6 * MEGABYTE)
    site.kill()
    with pytest.raises((TusUploadFailed, TusCommunicationError, requests.ConnectionError)):
        upload.upload()
    site.start()
    again = official.uploader(big_pdf, chunk_size=MEGABYTE, url=upload.url)
    assert again.offset == 6 * MEGABYTE
    again.upload()
    assert stored(official, big_pdf) == [True]


def test_a_lost_answer_to_the_last_piece_changes_nothing(official: Visitor, big_pdf: Path) -> None:
    upload = official.uploader(big_pdf, chunk_size=4 * MEGABYTE)
    upload.upload(stop_at=8 * MEGABYTE)
    rest = big_pdf.read_bytes()[8 * MEGABYTE :]
    headers = official.headers | {
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": str(8 * MEGABYTE),
        "Content-Type": "application/offset+octet-stream",
    }
    answers = [requests.patch(upload.url, data=rest, headers=headers, timeout=TIMEOUT) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 409]
    again = official.uploader(big_pdf, url=upload.url)
    assert again.offset == 10 * MEGABYTE
    again.upload()
    assert stored(official, big_pdf) == [True]
    assert "Đã tải lên" in official.result(upload.url).text


def test_the_clients_checksums_are_checked(official: Visitor, big_pdf: Path) -> None:
    upload = official.uploader(big_pdf, chunk_size=3 * MEGABYTE, upload_checksum=True)
    upload.upload()
    assert stored(official, big_pdf) == [True]


def test_another_hash_than_declared_is_refused(official: Visitor, big_pdf: Path) -> None:
    upload = official.uploader(big_pdf, metadata={"sha256": "0" * 64})
    with pytest.raises(TusUploadFailed) as refusal:
        upload.upload()
    assert refusal.value.status_code == 422
    assert "không giống tệp đã gửi" in refusal.value.response_content.decode()
    assert stored(official, big_pdf) == []
    with pytest.raises(TusCommunicationError):
        official.uploader(big_pdf, url=upload.url)


def test_the_same_file_twice_is_stored_once(official: Visitor, big_pdf: Path) -> None:
    official.uploader(big_pdf).upload()
    second = official.uploader(big_pdf)
    second.upload()
    assert stored(official, big_pdf) == [True]
    assert "từ trước nên không lưu thêm" in official.result(second.url).text


def test_somebody_elses_upload_does_not_exist(official: Visitor, big_pdf: Path) -> None:
    upload = official.uploader(big_pdf, chunk_size=MEGABYTE)
    upload.upload(stop_at=MEGABYTE)
    for name in ("lanhdao-14809", "canbo-14812", "chuyenvien"):
        other = Visitor(official.site, name)
        headers = other.headers | {"Tus-Resumable": "1.0.0"}
        assert requests.head(upload.url, headers=headers, timeout=TIMEOUT).status_code == 404
        assert requests.delete(upload.url, headers=headers, timeout=TIMEOUT).status_code == 404
    assert official.uploader(big_pdf, url=upload.url).offset == MEGABYTE
