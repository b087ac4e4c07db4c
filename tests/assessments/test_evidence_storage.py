"""Storing: a row never stands without its file, and the same content is one row, whoever is quicker."""

import os
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connections
from django.db.models import QuerySet
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from assessments.domain.workflow import State
from assessments.models import AuditEvent, Dossier, Evidence, EvidenceLink
from assessments.services import audit, details, evidence, totals
from communes.models import User
from tests.factories import NOW
from tests.factories import evidence as make
from tests.factories.steps import bring_to
from tests.factories.town import Town, make_campaign, make_town
from tiepcanpl.kit.errors import DomainError, NotAllowedError


@pytest.fixture(autouse=True)
def _on_scratch_disk(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def on_disk(tmp_path: Path) -> list[str]:
    return sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())


def events_of(town: Town) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(stream=f"dossier:{town.dossier.pk}").order_by("sequence")


def test_a_failed_transaction_leaves_no_file(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_dossier: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(totals, "refresh", broken)
    with pytest.raises(RuntimeError):
        make.attach(town.dossier, town.official)
    assert (on_disk(tmp_path), Evidence.objects.count(), events_of(town).count()) == ([], 0, 0)


def test_the_file_is_there_before_the_row(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    save = Evidence.save

    def watch(self: Evidence, **options: Any) -> None:
        seen.append(on_disk(tmp_path) == [self.file.name])
        save(self, **options)

    monkeypatch.setattr(Evidence, "save", watch)
    make.attach(town.dossier, town.official)
    assert seen == [True]


def test_a_full_disk_refuses_with_a_sentence(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(evidence.StorageError) as refusal:
        make.attach(town.dossier, town.official)
    assert str(refusal.value) == "Máy chủ chưa lưu được tệp “Quyết định.pdf”. Vui lòng thử lại sau ít phút."
    assert (on_disk(tmp_path), Evidence.objects.count()) == ([], 0)


def test_a_file_that_the_disk_lost_is_put_back_by_the_same_content(town: Town, tmp_path: Path) -> None:
    stored = make.attach(town.dossier, town.official)
    default_storage.delete(str(stored.file))
    make.attach(town.dossier, town.official, item_code="1.1.2")
    again = Evidence.objects.get()
    assert on_disk(tmp_path) == [again.file.name]
    assert Path(again.file.path).read_bytes() == make.pdf()


def test_what_is_recorded(town: Town) -> None:
    stored = make.attach(town.dossier, town.official)
    person: dict[str, Any] = {"dossier_id": town.dossier.pk, "actor": town.official, "at": NOW}
    evidence.link(item_code="1.1.2", evidence_id=stored.pk, **person)
    evidence.link(item_code="1.1.2", evidence_id=stored.pk, **person)
    for code in ("1.1.1", "1.1.2", "1.1.2"):
        evidence.unlink(item_code=code, evidence_id=stored.pk, **person)
    said = details.Details(proves_from=date(2020, 1, 1), proves_to=date(2020, 12, 31))
    details.save(evidence_id=stored.pk, details=said, version=0, **person)
    details.save(evidence_id=stored.pk, details=said, version=0, **person)
    evidence.discard(evidence_id=stored.pk, **person)
    events = events_of(town)
    of_file = f"evidence:{events.get(action='evidence_details').subject.split(':')[1]}"
    assert list(events.values_list("action", "subject")) == [
        ("evidence_attach", "item:1.1.1"),
        ("evidence_link", "item:1.1.2"),
        ("evidence_unlink", "item:1.1.1"),
        ("evidence_unlink", "item:1.1.2"),
        ("evidence_details", of_file),
        ("evidence_discard", of_file),
    ]
    assert events.get(action="evidence_details").changes == {
        "proves_from": [None, "2020-01-01"],
        "proves_to": [None, "2020-12-31"],
    }
    assert list(audit.faults()) == []


def test_a_discarded_file_leaves_the_disk_after_the_commit(
    town: Town,
    tmp_path: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    person: dict[str, Any] = {"dossier_id": town.dossier.pk, "actor": town.official, "at": NOW}
    stored = make.attach(town.dossier, town.official)
    evidence.unlink(item_code="1.1.1", evidence_id=stored.pk, **person)
    with django_capture_on_commit_callbacks(execute=True):
        evidence.discard(evidence_id=stored.pk, **person)
        assert len(on_disk(tmp_path)) == 1
    assert (on_disk(tmp_path), Evidence.objects.count()) == ([], 0)


def test_linked_and_handed_in_files_stay(town: Town) -> None:
    person: dict[str, Any] = {"dossier_id": town.dossier.pk, "actor": town.official, "at": NOW}
    stored = make.attach(town.dossier, town.official)
    with pytest.raises(DomainError, match="Vui lòng gỡ tệp khỏi các nội dung rồi mới xóa"):
        evidence.discard(evidence_id=stored.pk, **person)
    bring_to(town, State.RETURNED)
    evidence.unlink(item_code="1.1.1", evidence_id=stored.pk, **person)
    with pytest.raises(DomainError, match="thuộc hồ sơ đã nộp nên phải lưu giữ, không xóa được"):
        evidence.discard(evidence_id=stored.pk, **person)
    assert Evidence.objects.count() == 1


def test_the_period_of_a_locked_item_stays(town: Town) -> None:
    stored = make.attach(town.dossier, town.official)
    bring_to(town, State.SUBMITTED)
    with pytest.raises(DomainError, match="đang minh chứng cho nội dung đã khóa"):
        details.save(
            dossier_id=town.dossier.pk,
            evidence_id=stored.pk,
            details=details.Details(proves_from=date(2020, 1, 1)),
            version=0,
            actor=town.official,
            at=NOW,
        )


def test_a_file_of_another_commune_cannot_be_linked(town: Town) -> None:
    foreign = make.attach(town.other_dossier, town.other_official)
    with pytest.raises(DomainError, match="không còn trong danh sách tài liệu"):
        evidence.link(
            dossier_id=town.dossier.pk, item_code="1.1.1", evidence_id=foreign.pk, actor=town.official, at=NOW
        )


def test_only_people_of_the_commune_write(town: Town) -> None:
    """Who does not see the dossier finds none; who sees it is refused."""
    stored = make.attach(town.dossier, town.official)
    refusals: dict[User, type[Exception]] = {
        town.other_official: Dossier.DoesNotExist,
        town.reviewer: Dossier.DoesNotExist,
        town.administrator: NotAllowedError,
    }
    for person, refusal in refusals.items():
        with pytest.raises(refusal):
            evidence.unlink(dossier_id=town.dossier.pk, item_code="1.1.1", evidence_id=stored.pk, actor=person, at=NOW)
    assert stored.links.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_at_once_makes_one_row(tmp_path: Path) -> None:
    """Two people, two windows, two years: the dossiers of one commune share their files."""
    town = make_town()
    fields = {"year": 2021, "title": "Năm 2021", "due_before": date(2022, 1, 5)}
    campaign = make_campaign(town.authority, town.wards, town.standard, town.head, **fields)
    next_year = campaign.dossiers.get(commune=town.wards[0])
    start, faults = threading.Barrier(4), []

    def send(dossier: Dossier, person: User) -> None:
        try:
            start.wait()
            make.attach(dossier, person)
        except Exception as fault:  # noqa: BLE001  # told below
            faults.append(fault)
        finally:
            connections.close_all()

    jobs = [(dossier, person) for dossier in (town.dossier, next_year) for person in (town.official, town.leader)]
    threads = [threading.Thread(target=send, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    stored = [name for name in on_disk(tmp_path) if name.startswith("evidence/")]  # its pictures are made at once here
    assert stored == [Evidence.objects.get().file.name]
    assert sorted(EvidenceLink.objects.values_list("dossier_id", "item_code")) == [
        (town.dossier.pk, "1.1.1"),
        (next_year.pk, "1.1.1"),
    ]
