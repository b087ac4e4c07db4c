"""New versions of a file: the old one stays, open items move on, and it can be undone until it is handed in."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from assessments.domain.workflow import State
from assessments.models import AuditEvent, Evidence, EvidenceLink, Submission
from assessments.services import details, evidence, revisions
from communes.models import User
from tests.factories import NOW
from tests.factories import evidence as make
from tests.factories.steps import bring_to, return_for
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError

Browser = Callable[[User], Client]
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _on_scratch_disk(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def revise(town: Town, old: Evidence, words: str = "ban hai", name: str = "Quyết định (ký lại).pdf") -> Evidence:
    upload = make.upload(make.pdf(words), name)
    return revisions.revise(
        dossier_id=town.dossier.pk, evidence_id=old.pk, upload=upload, actor=town.official, at=LATER
    ).evidence


def undo(town: Town, new: Evidence) -> Evidence:
    return revisions.undo(dossier_id=town.dossier.pk, evidence_id=new.pk, actor=town.official, at=LATER)


def codes(file: Evidence) -> list[str]:
    return list(file.links.order_by("item_code").values_list("item_code", flat=True))


def test_the_new_version_takes_every_open_item(town: Town) -> None:
    old = make.attach(town.dossier, town.official)
    make.attach(town.dossier, town.official, item_code="1.1.2")
    EvidenceLink.objects.filter(item_code="1.1.2").update(documents=[2])
    said = details.Details(document_number="5/QĐ-UBND")
    details.save(dossier_id=town.dossier.pk, evidence_id=old.pk, details=said, version=0, actor=town.official, at=NOW)
    new = revise(town, old)
    assert (codes(old), codes(new)) == ([], ["1.1.1", "1.1.2"])
    assert (new.replaces_id, new.document_number) == (old.pk, "5/QĐ-UBND")
    assert new.links.get(item_code="1.1.2").documents == [2]
    event = AuditEvent.objects.get(action="evidence_revise")
    assert event.changes["file"] == ["Quyết định.pdf", "Quyết định (ký lại).pdf"]
    assert event.changes["items"] == [None, "1.1.1, 1.1.2"]


def test_handed_in_items_keep_the_old_one(town: Town, as_user: Browser) -> None:
    old = make.attach(town.dossier, town.official)
    make.attach(town.dossier, town.official, item_code="1.1.2")
    bring_to(town, State.UNDER_REVIEW)
    return_for(town, town.dossier, "1.1.1")
    new = revise(town, old)
    assert (codes(old), codes(new)) == (["1.1.2"], ["1.1.1"])
    snapshot = Submission.objects.get().snapshot["items"]["1.1.1"]
    assert [file["id"] for file in snapshot["evidence"]] == [old.pk]
    reviewer = as_user(town.reviewer)
    for file, status in ((old, 200), (new, 404)):
        response = reviewer.get(reverse("assessments:evidence_download", args=[file.pk]))
        response.getvalue()
        assert response.status_code == status
    undo(town, new)
    assert (codes(old), codes(new)) == (["1.1.1", "1.1.2"], [])


def test_a_chain_is_told(town: Town, as_user: Browser) -> None:
    first = make.attach(town.dossier, town.official)
    third = revise(town, revise(town, first), "ban ba", "Bản ba.pdf")
    text = as_user(town.official).get(reverse("assessments:evidence_list", args=[town.dossier.pk])).content.decode()
    assert "Bản 3, thay cho “Quyết định (ký lại).pdf”" in text
    assert "Bản cũ (bản 1), đã thay bằng" in text
    with pytest.raises(DomainError, match="thay bản mới nhất"):
        revise(town, first, "khac")
    with pytest.raises(DomainError, match="đã được thay bằng bản mới nên được giữ lại"):
        evidence.discard(dossier_id=town.dossier.pk, evidence_id=first.pk, actor=town.official, at=LATER)
    second = third.replaces
    assert second
    with pytest.raises(DomainError, match="hoàn tác bản mới hơn trước"):
        undo(town, second)


def test_undone_until_handed_in(town: Town) -> None:
    old = make.attach(town.dossier, town.official)
    new = revise(town, old)
    evidence.link(dossier_id=town.dossier.pk, item_code="1.2.1", evidence_id=new.pk, actor=town.official, at=NOW)
    undo(town, new)
    assert (codes(old), codes(new)) == (["1.1.1"], ["1.2.1"])
    assert undo(town, new).replaces is None
    assert AuditEvent.objects.filter(action="evidence_revise_undo").count() == 1
    new = revise(town, old)
    bring_to(town, State.UNDER_REVIEW)
    return_for(town, town.dossier, "1.1.1")
    with pytest.raises(DomainError, match="đã nộp cùng hồ sơ"):
        undo(town, new)


def test_refused(town: Town) -> None:
    old = make.attach(town.dossier, town.official)
    with pytest.raises(DomainError, match="giống hệt"):
        revise(town, old, "Quyet dinh")
    evidence.unlink(dossier_id=town.dossier.pk, item_code="1.1.1", evidence_id=old.pk, actor=town.official, at=NOW)
    with pytest.raises(DomainError, match="không gắn với nội dung nào đang sửa được"):
        revise(town, old)
    assert Evidence.objects.count() == 1


def test_in_the_browser(town: Town, as_user: Browser) -> None:
    old, client = make.attach(town.dossier, town.official), as_user(town.official)
    place = [town.dossier.pk, old.pk]
    assert "Thay bằng bản mới" in client.get(reverse("assessments:evidence_detail", args=place)).content.decode()
    url = reverse("assessments:evidence_revise", args=place)
    assert client.post(url).status_code == 409
    assert client.post(url, {"files": SimpleUploadedFile("a.pdf", b"khong phai PDF")}).status_code == 409
    sent = SimpleUploadedFile("Bản mới.pdf", make.pdf("moi"))
    page = client.post(url, {"files": sent}, follow=True)
    assert "Đã thay “Quyết định.pdf” bằng bản mới" in page.content.decode()
    assert "Hoàn tác, dùng lại bản cũ" in page.content.decode()
    new = Evidence.objects.get(original_name="Bản mới.pdf")
    client.post(reverse("assessments:evidence_undo", args=[town.dossier.pk, new.pk]))
    assert (codes(old), codes(new)) == (["1.1.1"], [])
