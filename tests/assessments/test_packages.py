"""The package of a dossier: valid for the public tool, complete, for those alone who may have it, in small memory."""

import csv
import hashlib
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bagit
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from assessments.domain.hashing import sha256_of
from assessments.domain.workflow import State
from assessments.models import AuditEvent, Dossier, Evidence, EvidenceScan, Report
from assessments.reports import packages as writer
from assessments.selectors import packages as selectors
from assessments.services import packages
from communes.models import User
from tests.factories import NOW, evidence
from tests.factories.files import pictures
from tests.factories.offices import ask, make_office
from tests.factories.steps import accept_all, bring_to, resubmit
from tests.factories.town import Town

Browser = Callable[[User], Client]
MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def _on_scratch_disk(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def dossier(town: Town) -> Dossier:
    """Give a dossier under review: one file for two items, one with a strange name, one that was never handed in."""
    evidence.attach(town.dossier, town.official)
    evidence.attach(town.dossier, town.official, item_code="1.1.2")
    evidence.attach(town.dossier, town.official, content=evidence.pdf("Khac"), name="Quyết định.pdf")
    evidence.attach(
        town.dossier, town.official, item_code="3.1.1", content=evidence.pdf("La"), name="=Đề án: “a*b”?.pdf"
    )
    bring_to(town, State.UNDER_REVIEW)
    return Dossier.objects.select_related("campaign__standard", "campaign__authority", "commune").get(
        pk=town.dossier.pk
    )


def url(dossier: Dossier, name: str = "package_download") -> str:
    return reverse(f"assessments:{name}", args=[dossier.pk])


def download(client: Client, dossier: Dossier, folder: Path) -> Path:
    """Download and unpack; return the folder of the bag."""
    response = client.post(url(dossier))
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    archive = folder / "goi.zip"
    archive.write_bytes(b"".join(response.streaming_content))  # type: ignore[attr-defined]  # the client's own
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    (found,) = [path for path in folder.iterdir() if path.is_dir() and path.name.startswith("ho-so-")]
    return found


def test_the_public_tool_finds_it_valid(dossier: Dossier, town: Town, as_user: Browser, tmp_path: Path) -> None:
    folder = download(as_user(town.official), dossier, tmp_path)
    bag = bagit.Bag(str(folder))
    bag.validate()
    assert folder.name == "ho-so-14809-2020-lan-1"
    assert sorted(bag.payload_files()) == [
        "data/danh-muc.csv",
        "data/danh-muc.html",
        "data/lan-nop-1/ban-chot.json",
        "data/nhat-ky.jsonl",
        "data/tai-lieu/1.1.1/Quyet dinh (2).pdf",
        "data/tai-lieu/1.1.1/Quyet dinh.pdf",
        "data/tai-lieu/3.1.1/=De an_ _a_b__.pdf",
    ]
    assert bag.info["External-Identifier"] == dossier.submissions.get().receipt_number


def test_the_snapshot_bears_the_hash_of_the_receipt(
    dossier: Dossier, town: Town, as_user: Browser, tmp_path: Path
) -> None:
    folder = download(as_user(town.leader), dossier, tmp_path)
    content = (folder / "data/lan-nop-1/ban-chot.json").read_bytes()
    submission = dossier.submissions.get()
    assert hashlib.sha256(content).hexdigest() == submission.sha256
    assert json.loads(content) == submission.snapshot


def test_the_index_names_a_file_under_each_of_its_items(
    dossier: Dossier, town: Town, as_user: Browser, tmp_path: Path
) -> None:
    folder = download(as_user(town.official), dossier, tmp_path)
    with (folder / "data/danh-muc.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["Lần nộp"], row["Nội dung"], row["Tệp trong gói"]) for row in rows] == [
        ("1", "1.1.1", "tai-lieu/1.1.1/Quyet dinh (2).pdf"),
        ("1", "1.1.1", "tai-lieu/1.1.1/Quyet dinh.pdf"),
        ("1", "1.1.2", "tai-lieu/1.1.1/Quyet dinh.pdf"),
        ("1", "3.1.1", "tai-lieu/3.1.1/=De an_ _a_b__.pdf"),
    ]
    assert rows[3]["Tên tệp khi nộp"] == "'=Đề án: “a*b”?.pdf"
    for row in rows:
        assert (
            hashlib.sha256((folder / "data" / row["Tệp trong gói"]).read_bytes()).hexdigest() == row["SHA-256 khi nộp"]
        )
    page = (folder / "data/danh-muc.html").read_text(encoding="utf-8")
    assert 'href="tai-lieu/1.1.1/Quyet%20dinh.pdf"' in page


def trail(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "data/nhat-ky.jsonl").read_text(encoding="utf-8").splitlines()]


def test_the_audit_trail_is_a_whole_chain(dossier: Dossier, town: Town, as_user: Browser, tmp_path: Path) -> None:
    """What the person may not read keeps its place and its hashes; everything else can be computed again."""
    events = trail(download(as_user(town.reviewer), dossier, tmp_path))
    assert len(events) == AuditEvent.objects.filter(stream=f"dossier:{dossier.pk}").count()
    previous = ""
    for number, event in enumerate(events, start=1):
        assert (event["sequence"], event["previous_hash"]) == (number, previous)
        previous = event["hash"]
        if "withheld" not in event:
            assert sha256_of({key: value for key, value in event.items() if key != "hash"}) == event["hash"]
    assert events[-1]["action"] == "package_export"


def test_the_commune_does_not_read_the_offices_conclusions(
    dossier: Dossier, town: Town, as_user: Browser, tmp_path: Path
) -> None:
    accept_all(town, dossier)
    events = trail(download(as_user(town.official), dossier, tmp_path))
    withheld = [event for event in events if "withheld" in event]
    assert len(withheld) == AuditEvent.objects.filter(stream=f"dossier:{dossier.pk}", action="review").count() > 0
    assert all(set(event) == {"sequence", "previous_hash", "hash", "withheld"} for event in withheld)


def test_all_rounds_and_the_reports(town: Town, as_user: Browser, tmp_path: Path) -> None:
    evidence.attach(town.dossier, town.official)
    bring_to(town, State.RETURNED)
    evidence.attach(town.dossier, town.official, content=evidence.pdf("Bo sung"), name="Bổ sung.pdf")
    resubmit(town, town.dossier)
    content = evidence.pdf("Bang diem")
    sha256 = hashlib.sha256(content).hexdigest()
    report = Report.objects.create(
        kind=Report.Kind.SCORE_SHEET, campaign=town.campaign, dossier=town.dossier, state=Report.State.DONE,
        file=default_storage.save("reports/a.pdf", ContentFile(content)), sha256=sha256, size=len(content),
        requested_at=NOW, requested_by=town.official,
    )  # fmt: skip
    report.files.create(
        format="docx",
        file=default_storage.save("reports/a.docx", ContentFile(content)),
        sha256=sha256,
        size=len(content),
    )
    bag = bagit.Bag(str(download(as_user(town.official), town.dossier, tmp_path)))
    bag.validate()
    names = set(bag.payload_files())
    assert {f"data/lan-nop-{number}/ban-chot.json" for number in (1, 2)} <= names
    assert "data/tai-lieu/1.1.1/Bo sung.pdf" in names
    for suffix in ("pdf", "docx"):
        assert f"data/bao-cao/01 Ban tong hop diem so - Phuong Bac Son - 2020.{suffix}" in names


def test_lost_and_changed_files_are_told_and_never_certified(
    dossier: Dossier, town: Town, as_user: Browser, tmp_path: Path
) -> None:
    first, second = Evidence.objects.filter(original_name="Quyết định.pdf").order_by("pk")
    default_storage.delete(str(first.file))
    Path(default_storage.path(str(second.file))).write_bytes(b"khac hoan toan")
    folder = download(as_user(town.official), dossier, tmp_path)
    note = (folder / "data/su-co.txt").read_text(encoding="utf-8")
    assert "tai-lieu/1.1.1/Quyet dinh.pdf: không tìm thấy trên máy chủ." in note
    assert "tai-lieu/1.1.1/Quyet dinh (2).pdf: nội dung trên máy chủ khác với nội dung đã nộp." in note
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(folder)).validate()


def photo_in_package(town: Town, person: Client, folder: Path) -> bytes:
    (found,) = download(person, town.dossier, folder).glob("data/tai-lieu/1.1.1/*.jpg")
    return found.read_bytes()


def test_photos_leave_the_commune_without_their_place(town: Town, as_user: Browser, tmp_path: Path) -> None:
    upload = reverse("assessments:evidence_upload", args=[town.dossier.pk, "1.1.1"])
    as_user(town.official).post(upload, {"files": [SimpleUploadedFile("anh.jpg", pictures.phone_photo())]})
    bring_to(town, State.UNDER_REVIEW)
    for folder in ("xa", "phong"):
        (tmp_path / folder).mkdir()
    assert photo_in_package(town, as_user(town.official), tmp_path / "xa") == pictures.phone_photo()
    assert b"20.0777" not in photo_in_package(town, as_user(town.reviewer), tmp_path / "phong")
    for folder in ("xa", "phong"):
        bagit.Bag(str(tmp_path / folder / "ho-so-14809-2020-lan-1")).validate()
    listed = (tmp_path / "phong/ho-so-14809-2020-lan-1/data/danh-muc.csv").read_text(encoding="utf-8")
    assert "đã bỏ vị trí chụp ảnh" in listed


@pytest.mark.parametrize("spoilt", [pictures.phone_photo()[:3000], b"khac"])
def test_a_spoilt_photo_leaves_neither_changed_nor_with_its_place(
    spoilt: bytes, town: Town, as_user: Browser, tmp_path: Path
) -> None:
    upload = reverse("assessments:evidence_upload", args=[town.dossier.pk, "1.1.1"])
    as_user(town.official).post(upload, {"files": [SimpleUploadedFile("anh.jpg", pictures.phone_photo())]})
    bring_to(town, State.UNDER_REVIEW)
    Path(Evidence.objects.get().file.path).write_bytes(spoilt)
    folder = download(as_user(town.reviewer), town.dossier, tmp_path)
    assert list(folder.glob("data/tai-lieu/**/*.jpg")) == []
    assert "anh.jpg" in (folder / "data/su-co.txt").read_text(encoding="utf-8")


def test_a_blocked_file_never_leaves(dossier: Dossier, town: Town, as_user: Browser, tmp_path: Path) -> None:
    file = Evidence.objects.get(original_name__startswith="=")
    EvidenceScan.objects.update_or_create(
        evidence=file,
        defaults={"state": EvidenceScan.State.BLOCKED, "signature": "Eicar", "requested_at": NOW, "finished_at": NOW},
    )
    folder = download(as_user(town.official), dossier, tmp_path)
    assert not list(folder.glob("data/tai-lieu/3.1.1/*"))
    assert "không đưa vào gói vì có mã độc" in (folder / "data/su-co.txt").read_text(encoding="utf-8")


def test_who_may_take_it(dossier: Dossier, town: Town, as_user: Browser) -> None:
    office, specialist = make_office(town)
    ask(town, office)
    expected = {
        town.official: 200, town.leader: 200, town.reviewer: 200, town.head: 200, town.decider: 200,
        town.council: 403, town.other_official: 404, town.other_leader: 404, town.observer: 404, specialist: 404,
        town.administrator: 403,
    }  # fmt: skip
    found = {user: as_user(user).post(url(dossier)).status_code for user in expected}
    pages = {user: as_user(user).get(url(dossier, "package_detail")).status_code for user in expected}
    assert (found, pages) == (expected, expected)
    assert as_user(town.official).get(url(dossier)).status_code == 405  # a GET writes nothing


def test_each_download_is_recorded(dossier: Dossier, town: Town, as_user: Browser) -> None:
    as_user(town.reviewer).post(url(dossier))
    event = AuditEvent.objects.filter(stream=f"dossier:{dossier.pk}").latest("sequence")
    assert (event.action, event.actor_id) == ("package_export", town.reviewer.pk)
    history = as_user(town.reviewer).get(url(dossier, "dossier_history")).content.decode()
    assert "Tải gói hồ sơ" in history


def test_before_the_first_submission_there_is_a_sentence(town: Town, as_user: Browser) -> None:
    client = as_user(town.official)
    page = client.get(url(town.dossier, "package_detail"))
    assert packages.NEVER_SUBMITTED in page.content.decode()
    assert url(town.dossier) not in page.content.decode()
    assert client.post(url(town.dossier)).status_code == 409  # the wrong state
    assert url(town.dossier, "package_detail") in client.get(url(town.dossier, "dossier_detail")).content.decode()


def test_the_page_names_what_it_holds(dossier: Dossier, town: Town, as_user: Browser) -> None:
    page = as_user(town.official).get(url(dossier, "package_detail")).content.decode()
    assert "3 tệp, xếp theo nội dung" in page
    assert "Tải gói hồ sơ (" in page


@pytest.mark.usefixtures("dossier")
def test_the_command_for_the_archive(town: Town, tmp_path: Path) -> None:
    target = tmp_path / "luu-tru"
    call_command("export_dossiers", str(target), campaign=town.campaign.pk, verbosity=0)
    assert [path.name for path in target.iterdir()] == ["ho-so-14809-2020-lan-1.zip"]
    assert AuditEvent.objects.latest("pk").actor_name == "Hệ thống"
    with pytest.raises(CommandError, match="Không có hồ sơ nào đã nộp"):
        call_command("export_dossiers", str(target), dossier=town.other_dossier.pk)


@pytest.mark.slow
def test_three_hundred_megabytes_in_small_memory(dossier: Dossier, town: Town) -> None:
    names = []
    for number in range(15):
        name = default_storage.save(f"evidence/{number}.bin", ContentFile(b""))
        with Path(default_storage.path(name)).open("wb") as file:
            file.truncate(20 * MEGABYTE)
        names.append(name)
    contents = selectors.of(dossier, town.official)
    zeros = hashlib.sha256(bytes(20 * MEGABYTE)).hexdigest()
    contents.__dict__["files"] = tuple(
        selectors.PackedFile(
            -number, f"tai-lieu/{number}.bin", "x", zeros, 20 * MEGABYTE, "x/y", name, places=[(1, "1.1.1")]
        )
        for number, name in enumerate(names)
    )
    tracemalloc.start()
    try:
        size = sum(len(piece) for piece in writer.stream(contents, at=datetime(2021, 1, 5, tzinfo=UTC)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size
    assert peak < 16 * MEGABYTE
