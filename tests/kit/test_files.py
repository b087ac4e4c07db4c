"""Names, and the headers under which files leave."""

import unicodedata
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile, FileField
from hypothesis import given
from hypothesis import strategies as st

from tiepcanpl.kit import files


class _Row:
    """Stands for the row that a file belongs to."""


def stored(folder: Path, content: bytes = b"%PDF-1.4") -> FieldFile:
    storage = FileSystemStorage(location=folder)
    field = FileField(storage=storage)
    field.name = "file"
    return FieldFile(_Row(), field, storage.save("stored.bin", ContentFile(content)))  # type: ignore[arg-type]  # a stand-in row


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("báo cáo.pdf", "báo cáo.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\An\\biên bản.docx", "biên bản.docx"),
        ("..", "tai-lieu"),
        ("", "tai-lieu"),
        ("a/", "tai-lieu"),
        ("hai\r\nSet-Cookie: x.pdf", "hai Set-Cookie: x.pdf"),
        ("ảnh\u202egnp.exe", "ảnhgnp.exe"),
        ("  nhiều   dấu cách.pdf ", "nhiều dấu cách.pdf"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_names_are_cleaned(sent: str, kept: str) -> None:
    assert files.clean_name(sent) == kept


def test_names_are_composed() -> None:
    apart = unicodedata.normalize("NFD", "Đề án phổ biến pháp luật.pdf")
    assert files.clean_name(apart) == "Đề án phổ biến pháp luật.pdf"


@given(st.text(max_size=400))
def test_any_name_becomes_a_safe_one(sent: str) -> None:
    name = files.clean_name(sent)
    assert 0 < len(name) <= files.MAX_NAME
    assert not set(name) & set("/\\\r\n\x00")
    assert files.clean_name(name) == name or len(name) == files.MAX_NAME
    assert files.ascii_name(name).isascii()
    assert "\n" not in files.disposition(name)


def test_disposition_carries_the_name_twice() -> None:
    assert files.disposition('Đề án "số 2".pdf') == (
        "attachment; filename=\"De an _so 2_.pdf\"; filename*=UTF-8''"
        "%C4%90%E1%BB%81%20%C3%A1n%20%22s%E1%BB%91%202%22.pdf"
    )


@pytest.mark.django_db  # closing a response looks after the connections
def test_a_download_cannot_run_anything(tmp_path: Path) -> None:
    response = files.download(stored(tmp_path), name="kế hoạch.pdf", media_type="application/pdf")
    assert b"".join(response) == b"%PDF-1.4"
    response.close()
    assert response.headers == {
        "Content-Type": "application/pdf",
        "Content-Length": "8",
        "Content-Encoding": "identity",
        "Content-Disposition": "attachment; filename=\"ke hoach.pdf\"; filename*=UTF-8''k%E1%BA%BF%20ho%E1%BA%A1ch.pdf",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cache-Control": "private, no-store",
    }


@pytest.mark.django_db  # see above
@pytest.mark.parametrize(
    ("media_type", "kind", "policy"),
    [
        ("application/pdf", "inline", "default-src 'none'; frame-ancestors 'self'"),
        ("image/png", "inline", "default-src 'none'; frame-ancestors 'self'; sandbox"),
        ("image/svg+xml", "attachment", "default-src 'none'; frame-ancestors 'none'; sandbox"),
        ("text/html", "attachment", "default-src 'none'; frame-ancestors 'none'; sandbox"),
    ],
)
def test_only_pdf_and_pictures_are_shown_in_place(tmp_path: Path, media_type: str, kind: str, policy: str) -> None:
    response = files.download(stored(tmp_path), name="x", media_type=media_type, inline=True)
    response.close()
    assert response["Content-Disposition"].split(";")[0] == kind
    assert response["Content-Security-Policy"] == policy


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    file = stored(tmp_path)
    Path(file.path).unlink()
    with pytest.raises(files.MissingFileError) as refusal:
        files.download(file, name="x.pdf", media_type="application/pdf")
    assert refusal.value.status == 410
