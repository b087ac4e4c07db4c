"""Ballots: once each, by who is there and has no interest; a secret one cannot be tied to a person."""

from collections.abc import Callable
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from assessments.migrations import _append_only
from assessments.models import AgendaItem, AuditEvent, Choice, OpenBallot, SecretBox, VoterMark
from assessments.services import ballots, councils, interests, proceedings, tallies
from tests.factories import NOW
from tests.factories.council import LATER, Kind, Room, Status, make_room, open_room
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError, NotAllowedError


@pytest.fixture
def room(town: Town) -> Room:
    """Give a meeting of five members on one dossier."""
    return open_room(town)


def refusal(deed: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(DomainError) as caught:
        deed()
    return caught.value.reasons


def unguarded(statement: str) -> None:
    """Write past the guards, as somebody who owns the database can."""
    guards = (connection.vendor, ("assessments_openballot",))
    with connection.cursor() as cursor:
        for line in (*_append_only.drop(*guards), statement, *_append_only.create(*guards)):
            cursor.execute(line)


def remove(room: Room, place: int) -> None:
    member = room.member(room.others[place])
    councils.remove_member(member_id=member.pk, reason="Chuyển công tác.", actor=room.town.head, at=LATER)


def recuse(room: Room, place: int) -> None:
    who = room.others[place]
    interests.declare(dossier_id=room.item.dossier_id, user_id=who.pk, reason="Người thân.", actor=who, at=NOW)


def test_an_open_vote_names_the_member(room: Room) -> None:
    room.open_vote()
    assert room.cast(room.others[0], Choice.DISAGREE, " Thiếu tài liệu. ") is True
    ballot = OpenBallot.objects.select_related("mark__member").get()
    assert (ballot.mark.member.user, ballot.choice, ballot.reason, ballot.cast_at) == (
        room.others[0],
        "disagree",
        "Thiếu tài liệu.",
        LATER,
    )
    event = AuditEvent.objects.get(action="ballot")
    assert (event.stream, event.actor_id, event.changes) == (
        f"meeting:{room.meeting.pk}",
        room.others[0].pk,
        {"choice": [None, "disagree"]},
    )


@pytest.mark.parametrize("kind", Kind)
def test_a_second_vote_changes_nothing(room: Room, kind: Kind) -> None:
    room.open_vote(kind)
    assert room.cast(room.chair, Choice.AGREE) is True
    assert room.cast(room.chair, Choice.DISAGREE) is False
    assert VoterMark.objects.count() == 1
    room.close()
    assert room.cast(room.chair, Choice.DISAGREE) is False
    assert room.item.outcome == "recognise"
    assert list(tallies.faults()) == []


def test_the_database_lets_nobody_vote_twice(room: Room) -> None:
    item = room.open_vote()
    room.cast(room.chair)
    with pytest.raises(IntegrityError), transaction.atomic():
        VoterMark.objects.create(item=item, member=room.member(room.chair))


def test_no_vote_before_the_meeting(town: Town) -> None:
    room = make_room(town)
    deed = partial(ballots.cast, item_id=room.item.pk, choice=Choice.AGREE, actor=room.chair, at=LATER)
    assert refusal(deed) == ("Cuộc họp chưa khai mạc hoặc đã kết thúc nên không biểu quyết được.",)


def test_no_vote_before_and_after_the_vote(room: Room) -> None:
    room.call()
    assert refusal(lambda: room.cast(room.chair)) == ("Người chủ trì chưa mở biểu quyết nội dung này.",)
    proceedings.open_vote(item_id=room.item.pk, kind=Kind.OPEN, actor=room.chair, at=LATER)
    room.cast(room.chair)
    room.close()
    assert refusal(lambda: room.cast(room.secretary)) == (
        "Việc biểu quyết nội dung này đã kết thúc nên không nhận thêm phiếu.",
    )


def test_no_vote_on_what_was_postponed(room: Room) -> None:
    room.open_vote()
    proceedings.postpone(item_id=room.item.pk, note="Chờ.", actor=room.chair, at=LATER)
    assert refusal(lambda: room.cast(room.chair)) == ("Nội dung này đã được hoãn nên không nhận thêm phiếu.",)


@pytest.mark.parametrize("status", [Status.LEFT, Status.ABSENT])
def test_who_is_not_there_does_not_vote(room: Room, status: Status) -> None:
    room.open_vote()
    room.note(room.others[0], status=status)
    assert refusal(lambda: room.cast(room.others[0])) == (
        "Bạn chưa được điểm danh có mặt hoặc đã rời cuộc họp. Vui lòng báo Thư ký điểm danh.",
    )


def test_who_has_an_interest_does_not_vote_but_counts_for_the_quorum(room: Room) -> None:
    recuse(room, 0)
    room.note(room.others[1], status=Status.LEFT)
    room.open_vote()
    assert refusal(lambda: room.cast(room.others[0])) == (
        "Bạn đã khai báo lợi ích liên quan nên không tham gia nội dung này.",
    )
    room.cast_all(agree=2)
    assert room.close().outcome == "recognise"


def test_who_has_no_seat_does_not_vote(room: Room) -> None:
    room.open_vote()
    for who in (room.town.head, room.town.official, room.town.decider):
        with pytest.raises(NotAllowedError):
            room.cast(who)


def test_a_member_removed_in_the_meeting_votes_no_more_but_the_vote_stays(room: Room) -> None:
    room.open_vote()
    room.cast(room.others[0], Choice.DISAGREE)
    remove(room, 0)
    remove(room, 1)
    with pytest.raises(NotAllowedError):
        room.cast(room.others[1])
    room.cast_all(agree=2)
    room.close()
    votes = AuditEvent.objects.get(action="agenda_close").changes["votes"]
    assert votes == {"agree": 2, "disagree": 1, "abstain": 0, "written": 0}
    assert list(tallies.faults()) == []


@pytest.mark.parametrize(
    ("rule", "kind", "chair", "outcome"),
    [
        ("not_passed", Kind.OPEN, Choice.AGREE, "decline"),
        ("chair", Kind.OPEN, Choice.AGREE, "recognise"),
        ("chair", Kind.OPEN, Choice.DISAGREE, "decline"),
        ("chair", Kind.SECRET, Choice.AGREE, "decline"),
    ],
)
def test_equal_votes(town: Town, rule: str, kind: Kind, chair: Choice, outcome: str) -> None:
    room = open_room(town, others=2, tie=rule)
    room.open_vote(kind)
    other = Choice.DISAGREE if chair == Choice.AGREE else Choice.AGREE
    for user, choice in zip(room.everybody, (chair, chair, other, other), strict=True):
        room.cast(user, choice)
    assert room.close().outcome == outcome


def _rows() -> list[tuple[type[models.Model], dict[str, Any]]]:
    """Return every row of every table of the product."""
    found = []
    for label in ("assessments", "communes", "sessions", "admin"):
        for model in apps.get_app_config(label).get_models():
            found += [(model, row) for row in model._default_manager.values()]  # noqa: SLF001  # the documented name
    return found


def test_a_secret_vote_leaves_a_mark_and_a_sum_and_nothing_else(room: Room) -> None:
    """Whatever table is compared: voting adds marks and changes one row, and that row knows nobody."""
    room.open_vote(Kind.SECRET)
    before = _rows()
    room.cast(room.chair, Choice.AGREE, "Không được lưu.")
    room.cast(room.secretary, Choice.DISAGREE)
    room.cast(room.others[0], Choice.ABSTAIN)
    after = _rows()
    new = [row for row in after if row not in before]
    gone = [row for row in before if row not in after]
    marks = [row for model, row in new if model is VoterMark]
    item = room.item
    assert sorted(model.__name__ for model, _ in new) == ["SecretBox", "VoterMark", "VoterMark", "VoterMark"]
    assert [set(row) for row in marks] == [{"id", "item_id", "member_id"}] * 3
    assert [(model, set(row)) for model, row in gone] == [
        (SecretBox, {"id", "item_id", "agree", "disagree", "abstain"})
    ]
    box = SecretBox.objects.get(item=item)
    assert (box.agree, box.disagree, box.abstain) == (1, 1, 1)
    assert not OpenBallot.objects.exists()
    assert "Không được lưu." not in repr(after)


@pytest.mark.parametrize("choice", Choice)
def test_every_secret_vote_is_the_same_statement(room: Room, choice: Choice) -> None:
    room.open_vote(Kind.SECRET)
    with CaptureQueriesContext(connection) as caught:
        room.cast(room.chair, choice)
    (update,) = [row["sql"] for row in caught if row["sql"].startswith("UPDATE")]
    assert [update.count(f'"{name}" = ') for name in Choice.values] == [1, 1, 1]


def test_the_check_names_what_does_not_agree(room: Room) -> None:
    item = room.open_vote(Kind.SECRET)
    room.cast_all(agree=2)
    SecretBox.objects.filter(item=item).update(agree=3)
    name = f"Nội dung họp số {item.pk} (Phường Bắc Sơn)"
    assert list(tallies.faults()) == [f"{name}: hòm phiếu kín có 3 phiếu nhưng 2 người đã bỏ phiếu."]
    SecretBox.objects.all().delete()
    assert list(tallies.faults()) == [f"{name}: không còn hòm phiếu kín."]


def test_the_check_sees_a_changed_open_vote(room: Room) -> None:
    item = room.open_vote()
    room.cast(room.chair)
    unguarded("UPDATE assessments_openballot SET choice = 'disagree'")
    sentence = f"Nội dung họp số {item.pk} (Phường Bắc Sơn): phiếu biểu quyết công khai không khớp với nhật ký."
    assert list(tallies.faults()) == [sentence]
    unguarded("DELETE FROM assessments_openballot")
    assert list(tallies.faults()) == [
        f"Nội dung họp số {item.pk} (Phường Bắc Sơn): có 0 phiếu nhưng 1 người đã biểu quyết.",
        sentence,
    ]
    with pytest.raises(CommandError):
        call_command("verify_audit", stdout=StringIO())


def test_secret_counts_are_read_by_no_page_and_no_admin() -> None:
    assert {SecretBox, VoterMark, OpenBallot, AgendaItem} & set(admin.site._registry) == set()  # noqa: SLF001  # no other way
