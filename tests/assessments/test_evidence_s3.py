"""Evidence in a bucket, on a real S3 server of this machine."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from moto.server import ThreadedMotoServer
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from assessments.models import Evidence
from assessments.services import evidence, leftovers
from communes.models import User
from tests.browser.conftest import free_port
from tests.factories import NOW
from tests.factories import evidence as make
from tests.factories.big_files import MEGABYTE, pdf
from tests.factories.town import Town
from tiepcanpl.kit import storage_url

pytestmark = [pytest.mark.slow]

Browser = Callable[[User], Client]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Start a server with an empty bucket; give its address."""
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=free_port(), verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    address = f"s3+http://khoa:bi%2Fmat@{host}:{port}/minh-chung/thu-muc"
    options = storage_url.parse(address)["OPTIONS"]
    keys = {"aws_access_key_id": options["access_key"], "aws_secret_access_key": options["secret_key"]}
    client = boto3.client("s3", endpoint_url=options["endpoint_url"], region_name="us-east-1", **keys)
    client.create_bucket(Bucket="minh-chung")
    client.close()
    yield address
    moto.stop()


@pytest.fixture(autouse=True)
def _in_the_bucket(server: str, settings: Settings, tmp_path: Path) -> None:
    settings.UPLOADS_DIR, settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads", tmp_path
    settings.STORAGES = settings.STORAGES | {"default": storage_url.parse(server)}


@pytest.fixture
def unreachable(server: str, settings: Settings) -> Callable[[], None]:
    """Give a switch that cuts the line to the bucket."""

    def cut() -> None:
        address = server.replace(server.rpartition(":")[2].split("/")[0], str(free_port()))
        settings.STORAGES = settings.STORAGES | {"default": storage_url.parse(address)}

    return cut


def upload(client: Client, town: Town, content: bytes) -> Any:
    url = reverse("assessments:evidence_upload", args=[town.dossier.pk, "1.1.1"])
    file = SimpleUploadedFile("Báo cáo.pdf", content)
    return client.post(url, {"files": [file]}, headers={"HX-Request": "true"})


def download(client: Client, stored: Evidence) -> Any:
    return client.get(reverse("assessments:evidence_download", args=[stored.pk]))


def test_up_and_down(town: Town, as_user: Browser, tmp_path: Path) -> None:
    content = pdf(tmp_path / "x.pdf", 12 * MEGABYTE).read_bytes()
    client = as_user(town.official)
    assert upload(client, town, content).status_code == 200
    stored = Evidence.objects.get()
    assert (stored.size, stored.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    response = download(client, stored)
    assert b"".join(response) == content
    assert response["Content-Disposition"].startswith("attachment")
    assert stored.file.url.startswith("/khong-phuc-vu/")
    assert download(as_user(town.other_official), stored).status_code == 404


def test_by_the_resumable_way(town: Town, as_user: Browser) -> None:
    content, client, version = make.pdf(), as_user(town.official), {"Tus-Resumable": "1.0.0"}
    create = reverse("assessments:upload_create", args=[town.dossier.pk, "1.1.1"])
    url = client.post(create, headers=version | {"Upload-Length": str(len(content))})["Location"]
    kind, headers = "application/offset+octet-stream", version | {"Upload-Offset": "0"}
    assert client.patch(url, content, content_type=kind, headers=headers).status_code == 204
    assert b"".join(download(client, Evidence.objects.get())) == content


def test_discarded(town: Town, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    stored = make.attach(town.dossier, town.official)
    name, person = str(stored.file), {"dossier_id": town.dossier.pk, "actor": town.official, "at": NOW}
    assert default_storage.exists(name)
    evidence.unlink(item_code="1.1.1", evidence_id=stored.pk, **person)  # type: ignore[arg-type]  # mixed values
    with django_capture_on_commit_callbacks(execute=True):
        evidence.discard(evidence_id=stored.pk, **person)  # type: ignore[arg-type]  # see above
    assert not default_storage.exists(name)


def test_nothing_is_lost_when_the_bucket_does_not_answer(
    town: Town, as_user: Browser, unreachable: Callable[[], None]
) -> None:
    client = as_user(town.official)
    stored = make.attach(town.dossier, town.official)
    unreachable()
    answer = upload(client, town, make.pdf("moi"))
    assert "Máy chủ chưa lưu được tệp “Báo cáo.pdf”. Vui lòng thử lại sau ít phút." in answer.content.decode()
    assert "data-again" in answer.content.decode()
    assert list(Evidence.objects.all()) == [stored]
    shown = download(client, stored)
    assert shown.status_code == 503
    assert "Kho lưu tệp chưa trả lời. Tệp vẫn còn" in shown.content.decode()


def test_the_last_piece_waits_for_the_bucket(
    town: Town, as_user: Browser, settings: Settings, server: str, unreachable: Callable[[], None]
) -> None:
    content, client, version = make.pdf(), as_user(town.official), {"Tus-Resumable": "1.0.0"}
    create = reverse("assessments:upload_create", args=[town.dossier.pk, "1.1.1"])
    url = client.post(create, headers=version | {"Upload-Length": str(len(content))})["Location"]
    kind, headers = "application/offset+octet-stream", version | {"Upload-Offset": "0"}
    unreachable()
    assert client.patch(url, content, content_type=kind, headers=headers).status_code == 503
    assert client.head(url, headers=version)["Upload-Offset"] == "0"
    settings.STORAGES = settings.STORAGES | {"default": storage_url.parse(server)}
    assert client.patch(url, content, content_type=kind, headers=headers).status_code == 204
    assert b"".join(download(client, Evidence.objects.get())) == content


def test_the_sweep_spares_what_has_a_row(town: Town) -> None:
    stored = make.attach(town.dossier, town.official)
    assert leftovers.sweep(at=NOW) == 0
    assert default_storage.exists(str(stored.file))


@pytest.mark.parametrize("url", ["s3://host/bucket", "s3://key:secret@host", "ftp://key:secret@host/bucket"])
def test_an_address_that_says_too_little(url: str) -> None:
    with pytest.raises(ValueError, match="STORAGE_URL has to be"):
        storage_url.parse(url)
