"""Publications: frozen, previewed, replaced or withdrawn, never changed."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.domain.hashing import sha256_of
from assessments.domain.publishing import differences, read
from assessments.domain.workflow import State
from assessments.models import AuditEvent, Campaign, Decision, Publication
from assessments.selectors import publications as selectors
from assessments.services import audit, corrections, decisions, publications
from assessments.services.corrections import Correction
from assessments.services.decisions import Paper
from tests.factories import NOW
from tests.factories.drafting import publish
from tests.factories.steps import bring_to
from tests.factories.town import Town, load_standard, make_town
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError


def revoke(town: Town) -> None:
    paper = Paper("77/QĐ-UBND", NOW.date(), "Chủ tịch")
    decisions.revoke(dossier_id=town.dossier.pk, paper=paper, reason="Sai.", actor=town.decider, at=NOW)


def test_the_snapshot_holds_decided_communes_and_no_reason_or_name(town: Town) -> None:
    bring_to(town, State.RECOGNISED)
    bring_to(town, State.NOT_RECOGNISED, town.other_dossier)
    publication = publish(town)
    found = publication.snapshot["communes"]
    assert [(row["code"], row["outcome"], row["class"], row["total"]) for row in found] == [
        ("14812", "not_recognised", "II", "100"),
        ("14809", "recognised", "II", "100"),
    ]
    assert found[1]["decision"] == {
        "number": f"{town.dossier.pk}/QĐ-UBND",
        "decided_on": "2021-01-04",
        "is_corrected": False,
    }
    text = audit.canonical(publication.snapshot)
    assert "Chưa đạt điều kiện công nhận." not in text
    assert "Người dùng" not in text
    assert publication.sha256 == sha256_of(Publication.objects.get().snapshot)
    assert list(audit.faults()) == []


@pytest.mark.parametrize(
    "state", [state for state in State if state not in {State.RECOGNISED, State.NOT_RECOGNISED, State.REVOKED}]
)
def test_what_is_not_decided_is_not_published(town: Town, state: State) -> None:
    bring_to(town, state)
    assert selectors.snapshot_of(town.campaign)["communes"] == []
    with pytest.raises(DomainError, match=r"Chưa có quyết định nào để công bố\."):
        publish(town)


def test_the_same_content_again_changes_nothing(town: Town) -> None:
    bring_to(town, State.RECOGNISED)
    assert publish(town) == publish(town, town.decider, NOW + timedelta(hours=1))
    assert (Publication.objects.count(), AuditEvent.objects.filter(action="publish").count()) == (1, 1)


def test_head_and_decision_maker_publish(town: Town) -> None:
    bring_to(town, State.RECOGNISED)
    for person in (town.leader, town.reviewer, town.council, town.observer, town.administrator):
        with pytest.raises(NotAllowedError):
            publish(town, person)
    publication = publish(town, town.decider)
    with pytest.raises(NotAllowedError):
        publications.withdraw(publication_id=publication.pk, reason="Sai.", actor=town.reviewer, at=NOW)


def test_results_that_changed_after_the_preview_are_not_published(town: Town) -> None:
    bring_to(town, State.RECOGNISED)
    seen = sha256_of(selectors.snapshot_of(town.campaign))
    revoke(town)
    with pytest.raises(StaleError):
        publications.publish(campaign_id=town.campaign.pk, seen=seen, actor=town.head, at=NOW)
    assert Publication.objects.count() == 0


def test_the_preview_names_each_change(town: Town) -> None:
    bring_to(town, State.RECOGNISED)
    old = read(publish(town).snapshot)
    assert differences(old, old).changed == ()
    decision = town.dossier.decision_lines.get().decision
    wanted = Correction("9/QĐ-UBND", NOW.date(), decision.signer_position, "Nhập nhầm.", 0)
    corrections.correct(decision_id=decision.pk, wanted=wanted, actor=town.decider, at=NOW)
    revoke(town)
    bring_to(town, State.NOT_RECOGNISED, town.other_dossier)
    Campaign.objects.filter(pk=town.campaign.pk).update(title="Đánh giá năm 2020")
    new = read(selectors.snapshot_of(Campaign.objects.get(pk=town.campaign.pk)))
    found = differences(old, new)
    assert [(c.label, c.new) for c in found.heading] == [("Tên đợt đánh giá", "Đánh giá năm 2020")]
    assert ([row.name for row in found.added], found.removed) == (["Phường Ba Đình"], ())
    (changed,) = found.changed
    assert [(change.label, change.old, change.new) for change in changed.changes] == [
        ("Kết quả", "Công nhận đạt chuẩn tiếp cận pháp luật", "Đã thu hồi công nhận"),
        (
            "Quyết định",
            f"{town.dossier.pk}/QĐ-UBND ngày 04/01/2021",
            "9/QĐ-UBND ngày 04/01/2021 (đã đính chính)",
        ),
        ("Quyết định thu hồi", "–", "77/QĐ-UBND ngày 04/01/2021"),
    ]
    assert [row.name for row in differences(new, old).removed] == ["Phường Ba Đình"]


def test_a_withdrawal_keeps_a_trace_and_brings_nothing_back(town: Town) -> None:
    bring_to(town, State.RECOGNISED)
    first = publish(town)
    revoke(town)
    second = publish(town)
    assert list(Publication.objects.public()) == [second]
    with pytest.raises(DomainError, match="đã được thay bằng bản công bố mới hơn"):
        publications.withdraw(publication_id=first.pk, reason="Sai.", actor=town.head, at=NOW)
    with pytest.raises(DomainError, match="Vui lòng nêu lý do gỡ"):
        publications.withdraw(publication_id=second.pk, reason=" ", actor=town.head, at=NOW)
    for _ in range(2):  # safe to repeat
        publications.withdraw(publication_id=second.pk, reason="Nhầm số liệu.", actor=town.head, at=NOW)
    assert list(Publication.objects.public()) == []
    second.refresh_from_db()
    assert (second.withdrawal_reason, second.withdrawn_by) == ("Nhầm số liệu.", town.head)
    assert publish(town).sequence == 3
    assert AuditEvent.objects.filter(action="publication_withdraw").count() == 1
    assert list(audit.faults()) == []


def test_what_was_published_is_never_changed(town: Town) -> None:
    bring_to(town, State.RECOGNISED)
    publication = publish(town)
    with pytest.raises(DomainError):
        publication.save()
    with pytest.raises(DomainError):
        publication.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=publication.pk).update(snapshot={})


def test_verify_audit_finds_a_changed_or_missing_publication(town: Town) -> None:
    bring_to(town, State.RECOGNISED)
    publication = publish(town)
    with connection.cursor() as cursor:
        _without_guard(cursor)
        cursor.execute("UPDATE assessments_publication SET sha256 = %s", ["0" * 64])
    assert list(audit.faults()) == [f"Bản công bố số {publication.pk}: nội dung đã bị thay đổi."]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM assessments_publication")
    assert list(audit.faults()) == [f"Bản công bố số {publication.pk}: có trong nhật ký nhưng không còn."]


def _without_guard(cursor: object) -> None:
    name = "assessments_publication_frozen"
    table = " ON assessments_publication" if connection.vendor == "postgresql" else ""
    cursor.execute(f"DROP TRIGGER {name}{table}")  # type: ignore[attr-defined]  # a cursor


def test_the_time_to_publish_follows_the_standard(db: None) -> None:  # noqa: ARG001  # the database has to be there
    """QĐ 25/2021: two working days after signing; 09/01/2023 is a Monday."""
    town = make_town(load_standard("qd-25-2021"), year=2022, due_before=date(2023, 1, 10))
    assert _standing(town, 1).due_on is None
    later = NOW.replace(year=2023, day=9)
    _decision_of(town, later)
    monday = later.date()
    for on, overdue in ((11, False), (12, True)):
        (found,) = selectors.standings([town.campaign], on=monday.replace(day=on))
        assert (found.unpublished, found.due_on, found.is_overdue) == (1, monday.replace(day=11), overdue)


def test_without_a_time_in_the_standard_nothing_is_overdue(town: Town) -> None:
    bring_to(town, State.RECOGNISED)
    found = _standing(town, 100)
    assert (found.unpublished, found.due_on, found.is_overdue, found.has_deadline) == (1, None, False, False)
    publish(town, at=NOW + timedelta(hours=1))
    assert _standing(town, 100).unpublished == 0


def _decision_of(town: Town, at: datetime) -> None:
    """Store a signed paper alone: the time runs from its day, whatever it says."""
    Decision.objects.create(
        authority=town.authority,
        campaign=town.campaign,
        kind=Decision.Kind.RECOGNITION,
        number="1/QĐ-UBND",
        decided_on=at.date(),
        signer_position="Chủ tịch",
        recorded_at=at,
        recorded_by=town.decider,
    )


def _standing(town: Town, days: int) -> selectors.Standing:
    (found,) = selectors.standings([town.campaign], on=NOW.date() + timedelta(days=days))
    return found
