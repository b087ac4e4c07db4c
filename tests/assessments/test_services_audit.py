"""The record: whole after any story, and every later change is named."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from assessments.domain.workflow import State
from assessments.migrations import _append_only
from assessments.models import AuditEvent, Dossier, Submission
from assessments.services import answers, audit
from assessments.services.answers import Entry
from tests.factories import NOW, ZONE, steps
from tests.factories.town import Town

EVENTS = "assessments_auditevent"


@contextmanager
def unguarded() -> Iterator[None]:
    """Take the guards away, as somebody who owns the database can."""
    with connection.cursor() as cursor:
        for statement in _append_only.drop(connection.vendor):
            cursor.execute(statement)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in _append_only.create(connection.vendor):
                cursor.execute(statement)


def sql(statement: str, *values: str | int | datetime) -> None:
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def story(town: Town) -> Town:
    """Give a town with a whole story behind it."""
    steps.bring_to(town, State.RETURNED)
    steps.resubmit(town, town.dossier)
    steps.receive(town, town.dossier)
    steps.appraise(town, town.dossier)
    return town


def event(town: Town, action: str) -> AuditEvent:
    return AuditEvent.objects.filter(stream=f"dossier:{town.dossier.pk}", action=action).earliest("sequence")


def place(found: AuditEvent) -> str:
    return f"Nhật ký số {found.pk} ({found.stream} #{found.sequence})"


def test_the_record_is_whole_after_a_story(story: Town) -> None:
    assert list(audit.faults()) == []
    own = AuditEvent.objects.filter(stream=f"dossier:{story.dossier.pk}").order_by("sequence")
    assert list(own.values_list("sequence", flat=True)) == list(range(1, own.count() + 1))
    moves = own.filter(action__in=["post", "submit", "receive", "request_supplement", "resubmit", "appraise"])
    assert [found.action for found in moves] == [
        "post",
        "submit",
        "receive",
        "request_supplement",
        "resubmit",
        "receive",
        "appraise",
    ]
    assert [found.changes["state"] for found in moves] == [
        ["draft", "posted"],
        ["posted", "submitted"],
        ["submitted", "under_review"],
        ["under_review", "returned"],
        ["returned", "submitted"],
        ["submitted", "under_review"],
        ["under_review", "appraised"],
    ]
    output = StringIO()
    call_command("verify_audit", stdout=output)
    assert output.getvalue() == f"Nhật ký nguyên vẹn: {AuditEvent.objects.count()} bản ghi.\n"


def test_a_hash_covers_the_event_and_the_one_before(town: Town) -> None:
    steps.fill_in(town.dossier, town.official)
    first, second = AuditEvent.objects.filter(stream=f"dossier:{town.dossier.pk}").order_by("sequence")[:2]
    content = {
        "at": second.at.astimezone(UTC).isoformat(),
        "stream": second.stream,
        "sequence": 2,
        "actor_id": town.official.pk,
        "actor_name": "Người dùng canbo-14809",
        "action": "declare_none",
        "subject": "fact:boi_thuong",
        "note": "",
        "changes": second.changes,
        "previous_hash": first.hash,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert (first.previous_hash, second.hash) == ("", hashlib.sha256(text.encode()).hexdigest())


def test_the_zone_of_the_clock_does_not_matter(town: Town) -> None:  # noqa: ARG001  # the database
    found = audit.record(stream="system", action="x", subject="y", actor=None, at=NOW.astimezone(UTC))
    assert (found.actor_name, audit.hash_of(found)) == ("Hệ thống", found.hash)
    found.at = found.at.astimezone(ZONE)
    assert audit.hash_of(found) == found.hash


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("note", "Nộp sớm để kịp hạn!"),
        ("actor_name", "Người dùng lanhdao-14808"),
        ("actor_id", 1),
        ("subject", "dossier:0"),
        ("action", "resubmit"),
        ("at", NOW + timedelta(microseconds=1)),
        ("hash", "0" * 64),
    ],
)
def test_a_changed_byte_is_named(story: Town, column: str, value: str | int | datetime) -> None:
    changed = event(story, "submit")
    sql(f"UPDATE {EVENTS} SET {column} = %s WHERE id = %s", value, changed.pk)  # noqa: S608  # fixed names
    assert next(audit.faults()) == f"{place(changed)}: nội dung đã bị thay đổi."
    with pytest.raises(CommandError, match=f"Nhật ký số {changed.pk} "):
        call_command("verify_audit", stdout=StringIO())


def test_a_changed_value_is_named(story: Town) -> None:
    changed = event(story, "submit")
    text = json.dumps({**changed.changes, "late": True})
    sql(f"UPDATE {EVENTS} SET changes = %s WHERE id = %s", text, changed.pk)  # noqa: S608  # fixed names
    assert list(audit.faults()) == [f"{place(changed)}: nội dung đã bị thay đổi."]


def on_sqlite_only() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL itself refuses text that is no JSON and no date")


@pytest.mark.parametrize(("column", "value"), [("changes", '{"state": ["posted"'), ("at", "hôm qua")])
def test_values_that_are_none_any_more_are_named(story: Town, column: str, value: str) -> None:
    on_sqlite_only()
    changed = event(story, "submit")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
    sql(f"UPDATE {EVENTS} SET {column} = %s WHERE id = %s", value, changed.pk)  # noqa: S608  # fixed names
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    assert list(audit.faults()) == [f"{place(changed)}: nội dung đã bị thay đổi."]


def test_a_row_that_cannot_be_read_any_more_is_named(story: Town) -> None:
    on_sqlite_only()
    changed = event(story, "submit")
    following = AuditEvent.objects.get(stream=changed.stream, sequence=changed.sequence + 1)
    sql(f"UPDATE {EVENTS} SET at = %s WHERE id = %s", "2021-91-04 02:00:00", changed.pk)  # noqa: S608  # a fixed name
    assert list(audit.faults()) == [
        f"Nhật ký số {changed.pk}: nội dung đã bị thay đổi, không đọc được.",
        f"{place(following)}: thiếu bản ghi trước đó (#{changed.sequence}).",
        f"{place(following)}: không nối với bản ghi trước.",
    ]


def test_a_hash_made_anew_does_not_help(story: Town) -> None:
    changed = event(story, "submit")
    following = AuditEvent.objects.get(stream=changed.stream, sequence=changed.sequence + 1)
    changed.note = "Lý do khác."
    values = (changed.note, audit.hash_of(changed), changed.pk)
    sql(f"UPDATE {EVENTS} SET note = %s, hash = %s WHERE id = %s", *values)  # noqa: S608  # a fixed name
    assert list(audit.faults()) == [f"{place(following)}: không nối với bản ghi trước."]


def test_a_deleted_row_is_named_by_the_next(story: Town) -> None:
    gone = event(story, "submit")
    following = AuditEvent.objects.get(stream=gone.stream, sequence=gone.sequence + 1)
    sql(f"DELETE FROM {EVENTS} WHERE id = %s", gone.pk)  # noqa: S608  # a fixed name
    assert list(audit.faults()) == [
        f"{place(following)}: thiếu bản ghi trước đó (#{gone.sequence}).",
        f"{place(following)}: không nối với bản ghi trước.",
    ]


def test_a_chain_cut_off_at_its_end_is_noticed(story: Town) -> None:
    last = AuditEvent.objects.filter(stream=f"dossier:{story.dossier.pk}").latest("sequence")
    sql(f"DELETE FROM {EVENTS} WHERE id = %s", last.pk)  # noqa: S608  # a fixed name
    assert list(audit.faults()) == [
        f"Hồ sơ số {story.dossier.pk}: trạng thái “appraised” không khớp với nhật ký (“under_review”)."
    ]


def test_rows_in_another_order_are_named(story: Town) -> None:
    first = event(story, "submit")
    second = AuditEvent.objects.get(stream=first.stream, sequence=first.sequence + 1)
    with unguarded(), connection.cursor() as cursor:
        for pk, sequence in ((first.pk, 0), (second.pk, first.sequence), (first.pk, second.sequence)):
            cursor.execute(f"UPDATE {EVENTS} SET sequence = %s WHERE id = %s", (sequence, pk))  # noqa: S608  # a fixed name
    moved = f"Nhật ký số {second.pk} ({first.stream} #{first.sequence})"
    faults = list(audit.faults())
    assert faults[:2] == [f"{moved}: không nối với bản ghi trước.", f"{moved}: nội dung đã bị thay đổi."]


def test_an_event_moved_to_another_chain_is_named(story: Town) -> None:
    moved = AuditEvent.objects.filter(stream=f"dossier:{story.dossier.pk}").latest("sequence")
    sql(f"UPDATE {EVENTS} SET stream = 'dossier:9999', sequence = 1 WHERE id = %s", moved.pk)  # noqa: S608  # a fixed name
    assert list(audit.faults()) == [
        f"Nhật ký số {moved.pk} (dossier:9999 #1): không nối với bản ghi trước.",
        f"Nhật ký số {moved.pk} (dossier:9999 #1): nội dung đã bị thay đổi.",
    ]


@pytest.mark.usefixtures("story")
def test_a_changed_submission_is_named() -> None:
    submission = Submission.objects.earliest("round")
    snapshot = {**submission.snapshot, "total": "99"}
    text = json.dumps(snapshot, ensure_ascii=False)
    sql("UPDATE assessments_submission SET snapshot = %s WHERE id = %s", text, submission.pk)
    assert list(audit.faults()) == [f"Bản nộp số {submission.pk}: nội dung đã bị thay đổi."]
    new_hash = audit.sha256_of(snapshot)
    sql("UPDATE assessments_submission SET sha256 = %s WHERE id = %s", new_hash, submission.pk)
    assert list(audit.faults()) == [
        f"Bản nộp số {submission.pk} ({submission.receipt_number}): không khớp với nhật ký."
    ]


@pytest.mark.usefixtures("story")
def test_a_deleted_submission_is_named() -> None:
    submission = Submission.objects.earliest("round")
    sql("DELETE FROM assessments_submission WHERE id = %s", submission.pk)
    assert list(audit.faults()) == [f"Bản nộp {submission.receipt_number}: có trong nhật ký nhưng không còn."]


def test_a_state_that_nobody_brought_about_is_named(story: Town) -> None:
    Dossier.objects.filter(pk=story.other_dossier.pk).update(
        state="posted", posted_at=NOW, posted_by=story.other_leader
    )
    assert list(audit.faults()) == [
        f"Hồ sơ số {story.other_dossier.pk}: trạng thái “posted” không khớp với nhật ký (“draft”)."
    ]


def test_a_deed_that_is_rolled_back_leaves_no_event(town: Town) -> None:
    before = AuditEvent.objects.count()
    entry = Entry(facts={"numerator": "1", "denominator": "2"})
    with transaction.atomic():
        answers.save(
            dossier_id=town.dossier.pk, item_code="1.1.1", entry=entry, version=0, actor=town.official, at=NOW
        )
        transaction.set_rollback(True)  # Django's signature
    assert (AuditEvent.objects.count(), town.dossier.answers.count()) == (before, 0)


def test_a_chain_has_no_forks(town: Town) -> None:  # noqa: ARG001  # the database
    first = audit.record(stream="system", action="x", subject="y", actor=None, at=NOW)
    fork = AuditEvent(
        stream="system",
        sequence=first.sequence,
        at=NOW,
        actor_name="Hệ thống",
        action="x",
        subject="z",
        previous_hash=first.previous_hash,
        hash="1" * 64,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        fork.save()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"b": 1, "a": "Đạt chuẩn"}, '{"a":"Đạt chuẩn","b":1}'),
        ([None, True, "2/3"], '[null,true,"2/3"]'),
        ({"outer": {"z": [], "y": {}}}, '{"outer":{"y":{},"z":[]}}'),
    ],
)
def test_canonical_text(data: object, text: str) -> None:
    assert audit.canonical(data) == text


def test_names_of_chains() -> None:
    assert (audit.stream_of(dossier_id=5), audit.stream_of(campaign_id=6), audit.stream_of()) == (
        "dossier:5",
        "campaign:6",
        "system",
    )
