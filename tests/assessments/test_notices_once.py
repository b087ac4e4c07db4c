"""Many dossiers at once, and deeds done twice: each is told once, in a number of queries that does not grow."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.domain.workflow import Action, State
from assessments.models import Decision, Dossier, Meeting, Notice
from assessments.selectors import previews, recipients
from assessments.services import agendas, handovers, meetings, minutes, workflow
from assessments.services import campaigns as campaign_services
from assessments.services.decisions import Outcome
from communes.models import Role, User
from tests.factories import NOW, steps
from tests.factories.council import LATER, Kind, Room, make_room, open_room
from tests.factories.town import Town, make_campaign, make_user, make_ward
from tiepcanpl.kit.errors import DomainError

BAC_SON, BA_DINH = {"canbo-14809", "lanhdao-14809"}, {"canbo-14812", "lanhdao-14812"}
COMMUNES = BAC_SON | BA_DINH


def _told(**where: object) -> list[str]:
    """Return who was told, with everybody as often as there are notices."""
    return sorted(Notice.objects.filter(**where).values_list("recipient__username", flat=True))


def _both_appraised(town: Town) -> list[Dossier]:
    found = [steps.bring_to(town, State.APPRAISED, row) for row in (town.dossier, town.other_dossier)]
    Notice.objects.all().delete()
    return found


def _planned(town: Town) -> Meeting:
    """Plan a meeting on both dossiers; what was told until then is forgotten."""
    dossiers = _both_appraised(town)
    meeting = steps.plan_meeting(town)
    _put(town, meeting, dossiers)
    return meeting


def _put(town: Town, meeting: Meeting, dossiers: Iterable[Dossier]) -> None:
    agendas.put(meeting_id=meeting.pk, dossier_ids=[row.pk for row in dossiers], actor=town.head, at=NOW)


def test_an_agenda_tells_each_commune_and_the_papers_each_member(town: Town) -> None:
    meeting = _planned(town)
    assert _told() == sorted(COMMUNES)
    _put(town, meeting, [town.dossier, town.other_dossier])
    assert _told() == sorted(COMMUNES)
    for _ in range(2):
        meetings.send_papers(meeting_id=meeting.pk, actor=town.head, at=NOW)
    assert _told() == sorted([*COMMUNES, "hoidong1", "thuky"])


def test_a_dossier_added_after_the_papers_is_told_to_the_members_and_the_preview_said_so(town: Town) -> None:
    first, second = _both_appraised(town)
    meeting = steps.plan_meeting(town)
    _put(town, meeting, [first])
    assert "Hội đồng" not in previews.told_after(
        Action.PUT_TO_COUNCIL, [second], actor=town.head, meetings=[meeting.pk]
    )
    meetings.send_papers(meeting_id=meeting.pk, actor=town.head, at=NOW)
    Notice.objects.all().delete()
    said = previews.told_after(Action.PUT_TO_COUNCIL, [second], actor=town.head, meetings=[meeting.pk])
    assert "thành viên Hội đồng đánh giá thị xã Bỉm Sơn đã được mời họp (2 người)" in said
    _put(town, meeting, [second])
    assert _told() == sorted([*BA_DINH, "hoidong1", "thuky"])
    Notice.objects.all().delete()
    workflow.perform(Action.TAKE_BACK, dossier_id=second.pk, actor=town.head, at=NOW, note="Chưa đủ tài liệu.")
    assert _told() == sorted([*BA_DINH, "hoidong1", "thuky", "chutich"])


@pytest.mark.parametrize("is_invited", [True, False])
@pytest.mark.parametrize("goes_back", [True, False])
def test_a_cancelled_meeting_is_told_once(town: Town, is_invited: bool, goes_back: bool) -> None:  # noqa: FBT001  # parameters
    meeting = _planned(town)
    if is_invited:
        meetings.send_papers(meeting_id=meeting.pk, actor=town.head, at=NOW)
    Notice.objects.all().delete()
    for _ in range(2):
        meetings.cancel(meeting_id=meeting.pk, reason="Bão lụt.", dossiers_go_back=goes_back, actor=town.head, at=NOW)
    members = ["hoidong1", "thuky"] if is_invited else []
    assert _told() == sorted([*members, *([*COMMUNES, "chutich"] if goes_back else [])])


def test_the_conclusion_tells_each_commune_once_and_the_others_once(town: Town) -> None:
    room = open_room(town, town.dossier, town.other_dossier, with_story=True)
    _vote_all(room)
    Notice.objects.all().delete()
    for _ in range(2):
        minutes.conclude(meeting_id=room.meeting.pk, number="01/BB-HĐ", actor=room.chair, at=LATER)
    assert _told() == sorted([*COMMUNES, "chuyenvien", "truongphong", "chutich"])


def _vote_all(room: Room) -> None:
    for item in room.meeting.agenda.order_by("position"):
        room.open_vote(Kind.OPEN, item)
        room.cast_all(len(room.everybody))
        room.close(item)


def test_written_opinions_are_asked_for_when_the_round_begins(town: Town) -> None:
    room = make_room(town, mode=Meeting.Mode.WRITTEN)
    Notice.objects.all().delete()
    room.open()
    room.open()
    assert _told() == sorted(user.username for user in room.everybody)
    notice = Notice.objects.filter(recipient=room.others[0]).get()
    assert notice.title.startswith("Bắt đầu lấy ý kiến Hội đồng bằng văn bản, hạn ")
    assert notice.due_on == (NOW + timedelta(hours=1)).date()


def test_opening_a_meeting_in_person_tells_nobody(town: Town) -> None:
    room = make_room(town)
    room.note(*room.everybody)
    Notice.objects.all().delete()
    room.open()
    assert _told() == []


ONCE: dict[str, tuple[State, Callable[[Town, Dossier], object]]] = {
    "post": (State.POSTED, lambda town, row: _again(Action.POST, row, town.leader)),
    "submit": (State.SUBMITTED, lambda town, row: _again(Action.SUBMIT, row, town.leader)),
    "receive": (State.UNDER_REVIEW, lambda town, row: _again(Action.RECEIVE, row, town.reviewer)),
    "appraise": (State.APPRAISED, lambda town, row: _again(Action.APPRAISE, row, town.head)),
}


def _again(action: Action, dossier: Dossier, actor: User) -> None:
    workflow.perform(action, dossier_id=dossier.pk, actor=actor, at=LATER, note="Nộp sớm để kịp hạn.")


@pytest.mark.parametrize("deed", list(ONCE))
def test_a_double_click_tells_nobody_twice(town: Town, deed: str) -> None:
    state, again = ONCE[deed]
    dossier = steps.bring_to(town, state)
    before = _told()
    again(town, dossier)
    assert _told() == before


def test_a_decision_recorded_twice_is_told_once(town: Town) -> None:
    dossier = steps.bring_to(town, State.RECOGNISED)
    before = _told()
    with pytest.raises(DomainError):
        steps.decide(town, dossier, Outcome.RECOGNISED, f"{dossier.pk}/QĐ-UBND")
    assert _told() == before


def test_who_works_for_two_communes_is_told_of_both_openings(town: Town) -> None:
    wards = [make_ward(town.authority, code, name) for code, name in (("14815", "Lam Sơn"), ("14818", "Ngọc Trạo"))]
    both = make_user("ca-hai", Role.COMMUNE_OFFICIAL, wards[0])
    both.memberships.create(role=Role.COMMUNE_OFFICIAL, unit=wards[1])
    campaign = make_campaign(town.authority, wards, town.standard, town.head, year=2019, plan_number="16/KH-UBND")
    assert _told(kind="campaign_open", recipient=both) == ["ca-hai", "ca-hai"]
    campaign_services.open_for_communes(campaign_id=campaign.pk, actor=town.head, at=LATER)
    assert _told(kind="campaign_open", recipient=both) == ["ca-hai", "ca-hai"]


def _many(town: Town, count: int) -> list[Dossier]:
    """Return so many dossiers of communes that have two people each, as a deed holds them."""
    wards = [make_ward(town.authority, f"2{count:02d}{n:02d}", f"Số {n}") for n in range(count)]
    for ward in wards:
        make_user(f"cb-{ward.code}", Role.COMMUNE_OFFICIAL, ward)
        make_user(f"ld-{ward.code}", Role.COMMUNE_LEADER, ward)
    campaign = make_campaign(town.authority, wards, town.standard, town.head, year=2018 + count // 40)
    Notice.objects.all().delete()
    rows = campaign.dossiers.select_related("commune", "campaign__authority", "campaign__standard")
    return list(rows.order_by("pk"))


def _decision(town: Town, dossiers: list[Dossier]) -> Decision:
    return Decision.objects.create(
        authority=town.authority,
        campaign=dossiers[0].campaign,
        kind=Decision.Kind.RECOGNITION,
        number=f"{len(dossiers)}/QĐ-UBND",
        decided_on=NOW.date(),
        signer_position="Chủ tịch",
        recorded_at=NOW,
        recorded_by=town.decider,
    )


def _tell_decision(town: Town, dossiers: list[Dossier]) -> None:
    decision = _decision(town, dossiers)
    ruled = dict.fromkeys(dossiers, (Action.RECOGNISE, ""))
    handovers.tell_decision(decision, ruled, actor=town.decider, at=NOW)


def _tell_batch(action: Action) -> Callable[[Town, list[Dossier]], None]:
    def tell(town: Town, dossiers: list[Dossier]) -> None:
        key = f"thu:{action}:{len(dossiers)}"
        handovers.tell(action, dossiers, key=key, actor=town.head, at=NOW, note="Lý do.")

    return tell


BATCHES: dict[str, Callable[[Town, list[Dossier]], None]] = {
    "decision": _tell_decision,
    "put": _tell_batch(Action.PUT_TO_COUNCIL),
    "take_back": _tell_batch(Action.TAKE_BACK),
    "conclude": _tell_batch(Action.CONCLUDE),
}


@pytest.mark.parametrize("batch", list(BATCHES))
def test_forty_communes_cost_as_many_queries_as_seven(town: Town, batch: str) -> None:
    counts = []
    for size in (7, 40):
        dossiers = _many(town, size)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            BATCHES[batch](town, dossiers)
        counts.append(len(queries))
        for dossier in dossiers:
            assert _told(recipient__memberships__unit=dossier.commune) == [
                f"cb-{dossier.commune.code}",
                f"ld-{dossier.commune.code}",
            ]
        others = _told(recipient__memberships__unit__in=[town.authority, town.province])
        assert len(others) == len(set(others))
    assert counts[0] == counts[1] <= 10


def test_the_preview_of_forty_communes_costs_as_much_as_of_seven(town: Town) -> None:
    counts = []
    for size in (7, 40):
        dossiers = _many(town, size)
        with CaptureQueriesContext(connection) as queries:
            said = previews.sentence_of(recipients.groups_after(Action.RECOGNISE, dossiers, actor=town.decider))
        assert f"UBND {size} xã, phường ({2 * size} người)" in said
        counts.append(len(queries))
    assert counts[0] == counts[1]
