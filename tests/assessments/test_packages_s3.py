"""The package and the reading of signatures where files lie on S3: a real server, read piece by piece."""

import hashlib
import zipfile
from collections.abc import Iterator
from io import BytesIO

import boto3
import pytest
from django.core.files.storage import default_storage
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from assessments.domain.workflow import State
from assessments.models import EvidenceSignature, SignatureReading
from assessments.reports import packages as writer
from assessments.services import packages, signatures
from tests.factories import NOW, evidence, signing
from tests.factories.steps import bring_to
from tests.factories.town import Town

BUCKET = "minh-chung"


@pytest.fixture
def _on_s3(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "kiem-thu")
    server = ThreadedMotoServer(port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}".replace("0.0.0.0", "127.0.0.1")  # noqa: S104  # what moto answers
        boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket=BUCKET)
        options = {
            "bucket_name": BUCKET,
            "endpoint_url": endpoint,
            "region_name": "us-east-1",
            "max_memory_size": 65536,
        }
        s3 = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
        settings.STORAGES = settings.STORAGES | {"default": s3}
        yield
    finally:
        server.stop()


@pytest.mark.usefixtures("_on_s3")
def test_a_signed_file_is_read_and_packed_from_s3(town: Town) -> None:
    content = signing.signed()
    file = evidence.attach(town.dossier, town.official, content=content)
    signatures.read(evidence_id=file.pk, at=NOW)
    assert SignatureReading.objects.get().state == SignatureReading.State.READ
    assert EvidenceSignature.objects.get().integrity == "whole"
    lost = evidence.attach(town.dossier, town.official, content=evidence.pdf("Mat"), name="mat.pdf")
    bring_to(town, State.SUBMITTED)
    default_storage.delete(str(lost.file))
    contents = packages.export(dossier_id=town.dossier.pk, actor=town.official, at=NOW)
    archive = zipfile.ZipFile(BytesIO(b"".join(writer.stream(contents, at=NOW))))
    packed = archive.read(f"{contents.name}/data/tai-lieu/1.1.1/Quyet dinh.pdf")
    assert hashlib.sha256(packed).hexdigest() == file.sha256
    assert "mat.pdf: không tìm thấy trên máy chủ." in archive.read(f"{contents.name}/data/su-co.txt").decode()
