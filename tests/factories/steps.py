"""Drives a dossier through its states by the real deeds."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from assessments.domain.deadlines import Calendar, working_day_after
from assessments.domain.item_rules import Checklist, Choice, CountAtLeast
from assessments.domain.standard import Item
from assessments.domain.workflow import Action, State
from assessments.models import (
    AgendaItem,
    Answer,
    Attendance,
    Council,
    CouncilMember,
    Decision,
    Dossier,
    ItemReview,
    Meeting,
    Narrative,
)
from assessments.models.ballot import Choice as Vote
from assessments.models.labels import SECTIONS
from assessments.reports import documents
from assessments.selectors import changes
from assessments.services import (
    agendas,
    attendances,
    ballots,
    change_lists,
    councils,
    decisions,
    declarations,
    judgements,
    meetings,
    minutes,
    proceedings,
    requests,
    reviews,
    totals,
    workflow,
)
from assessments.services.decisions import Outcome, Paper, Ruled
from communes.models import Role, User
from tests.factories import NOW
from tests.factories.town import Town, make_user

PATH = (
    State.DRAFT,
    State.POSTED,
    State.SUBMITTED,
    State.UNDER_REVIEW,
    State.APPRAISED,
    State.RECOGNISED,
    State.REVOKED,
)
PAPER = Paper(
    number="1234/QĐ-UBND",
    decided_on=NOW.date(),
    signer_position="Chủ tịch",
    council_met_on=NOW.date(),
    council_minutes="02/BB-HĐ",
)


def best_facts(item: Item) -> dict[str, str | list[str]]:
    """Return facts that bring the most."""
    rule = item.rule
    if isinstance(rule, Choice):
        return {"option": "0"}
    if isinstance(rule, Checklist):
        return {"choices": ["0"]}
    if isinstance(rule, CountAtLeast):
        return {"count": str(rule.threshold)}
    return dict.fromkeys(rule.fields, "20")


def fill_in(dossier: Dossier, actor: User, at: datetime = NOW) -> None:
    """Answer everything with the best facts, notes instead of files, no disqualifying facts, all sections written.

    Answers and sections are written at once, since nearly every test needs them; the deeds that save them have tests of
    their own.
    """
    edition = dossier.campaign.standard.parsed
    stamp = {"dossier": dossier, "updated_at": at, "updated_by": actor}
    note = "Có tài liệu lưu tại bộ phận chuyên môn."
    Answer.objects.bulk_create(
        Answer(item_code=item.code, facts=best_facts(item), note=note, **stamp) for item in edition.answerable_items
    )
    Narrative.objects.bulk_create(
        Narrative(section=section, text=f"Nội dung phần {title}.", **stamp) for section, title in SECTIONS.items()
    )
    for fact in edition.facts:
        declarations.declare_none(dossier_id=dossier.pk, fact_code=fact.code, actor=actor, at=at)
    totals.refresh(dossier)


def post(town: Town, dossier: Dossier) -> None:
    """Fill in and post."""
    fill_in(dossier, _people(town, dossier)[0])
    workflow.perform(Action.POST, dossier_id=dossier.pk, actor=_people(town, dossier)[1], at=NOW)


def submit(town: Town, dossier: Dossier) -> None:
    """Submit before the posting is over, with the reason."""
    workflow.perform(
        Action.SUBMIT, dossier_id=dossier.pk, actor=_people(town, dossier)[1], at=NOW, note="Nộp sớm để kịp hạn."
    )


def receive(town: Town, dossier: Dossier) -> None:
    """Receive."""
    workflow.perform(Action.RECEIVE, dossier_id=dossier.pk, actor=town.reviewer, at=NOW)


def accept_all(town: Town, dossier: Dossier) -> None:
    """Accept every item that has no conclusion in this round."""
    dossier.refresh_from_db()
    done = set(dossier.reviews.filter(round=dossier.round).values_list("item_code", flat=True))
    for item in dossier.campaign.standard.parsed.answerable_items:
        if item.code not in done:
            conclude(town, dossier, item.code, ItemReview.Verdict.ACCEPTED)


def working_day_in(start: date, days: int) -> date:
    """Return the day after so many working days, as a calendar without holidays counts them."""
    return working_day_after(start, days, Calendar())


def conclude(town: Town, dossier: Dossier, code: str, verdict: ItemReview.Verdict, **parts: Any) -> ItemReview:
    """Conclude on one item."""
    stored = dossier.reviews.filter(round=dossier.round, item_code=code).first()
    return reviews.conclude(
        dossier_id=dossier.pk,
        item_code=code,
        conclusion=reviews.Conclusion(verdict=verdict, **parts),
        version=stored.version if stored else 0,
        actor=town.reviewer,
        at=NOW,
    )


def return_for(town: Town, dossier: Dossier, *codes: str, due_on: date | None = None) -> None:
    """Ask for supplements on the items and return the dossier."""
    dossier.refresh_from_db()
    for code in codes:
        conclude(
            town,
            dossier,
            code,
            ItemReview.Verdict.SUPPLEMENT,
            reason="Vui lòng bổ sung tài liệu.",
            due_on=due_on or NOW.date() + timedelta(days=7),
        )
    workflow.perform(Action.REQUEST_SUPPLEMENT, dossier_id=dossier.pk, actor=town.reviewer, at=NOW)


def resubmit(town: Town, dossier: Dossier) -> None:
    """Answer every request and hand in again."""
    official, leader = _people(town, dossier)
    dossier.refresh_from_db()
    for row in dossier.requests.filter(round=dossier.round):
        requests.reply(dossier_id=dossier.pk, item_code=row.item_code, text="Đã bổ sung.", actor=official, at=NOW)
    workflow.perform(Action.RESUBMIT, dossier_id=dossier.pk, actor=leader, at=NOW)


def judge_all(town: Town, dossier: Dossier) -> None:
    """Judge every request of the round before as met."""
    dossier.refresh_from_db()
    for row in dossier.requests.filter(round=dossier.round - 1, is_answered=None):
        judgements.judge(request_id=row.pk, answered=True, known=None, actor=town.reviewer, at=NOW)


def read_changes(town: Town, dossier: Dossier) -> None:
    """Let the head confirm to have read every changed conclusion."""
    digest = changes.digest_of(dossier.reviews.filter(round=dossier.round))
    change_lists.confirm_read(dossier_id=dossier.pk, digest=digest, actor=town.head, at=NOW)


def appraise(town: Town, dossier: Dossier) -> None:
    """Accept what is left and appraise; the head has read the changes and confirms the provisional edition."""
    accept_all(town, dossier)
    judge_all(town, dossier)
    read_changes(town, dossier)
    workflow.perform(
        Action.APPRAISE,
        dossier_id=dossier.pk,
        actor=town.head,
        at=NOW,
        extra=workflow.Extra(confirm_provisional=True),
    )


def set_up_council(town: Town) -> Council:
    """Set up the town's council, once: `town.council` is its chair, a person of its own its secretary."""
    council = Council.objects.filter(authority=town.authority).first()
    if council:
        return council
    council = councils.create(
        Council(
            authority=town.authority,
            name="Hội đồng đánh giá tiếp cận pháp luật",
            decision_number="1/QĐ-UBND",
            decided_on=NOW.date(),
        ),
        actor=town.head,
        at=NOW,
    )
    seats = {
        CouncilMember.Function.CHAIR: town.council,
        CouncilMember.Function.SECRETARY: make_user("thuky", Role.COUNCIL_MEMBER, town.authority),
    }
    for function, user in seats.items():
        councils.add_member(council_id=council.pk, user_id=user.pk, function=function, actor=town.head, at=NOW)
    return council


def plan_meeting(town: Town) -> Meeting:
    """Plan one more meeting of the town's council, on the same day."""
    later = NOW + timedelta(minutes=1 + Meeting.objects.count())
    return meetings.plan(
        council_id=set_up_council(town).pk,
        campaign_id=town.campaign.pk,
        plan=meetings.Plan(Meeting.Mode.IN_PERSON, later, "Phòng họp số 1"),
        actor=town.head,
        at=NOW,
    )


def put_to_council(town: Town, dossier: Dossier) -> None:
    """Put the dossier on the agenda of a new meeting."""
    agendas.put(meeting_id=plan_meeting(town).pk, dossier_ids=[dossier.pk], actor=town.head, at=NOW)


def hold_vote(town: Town, dossier: Dossier) -> Meeting:
    """Hold the dossier's meeting, in which everybody is there and agrees, up to the closed vote."""
    item = dossier.agenda_items.get(state=AgendaItem.State.WAITING)
    members = list(item.meeting.council.members.current().select_related("user"))
    by: dict[str, Any] = {"actor": town.council, "at": NOW}
    for member in members:
        attendances.note(meeting_id=item.meeting_id, member_id=member.pk, status=Attendance.Status.PRESENT, **by)
    meetings.open_meeting(meeting_id=item.meeting_id, **by)
    proceedings.call(item_id=item.pk, **by)
    proceedings.open_vote(item_id=item.pk, kind=AgendaItem.BallotKind.OPEN, **by)
    for member in members:
        ballots.cast(item_id=item.pk, choice=Vote.AGREE, actor=member.user, at=NOW)
    proceedings.close_vote(item_id=item.pk, **by)
    return Meeting.objects.get(pk=item.meeting_id)


def vote(town: Town, dossier: Dossier) -> None:
    """Bring the dossier's meeting to its minutes; what the council advises is not yet told to the dossier."""
    meeting, number = hold_vote(town, dossier), "01/BB-HĐ"
    frozen = documents.freeze_minutes(meeting, number=number, at=NOW)
    meetings.end(meeting, number=number, minutes=frozen, actor=town.council, at=NOW)


def advise(town: Town, dossier: Dossier) -> None:
    """Hold the dossier's meeting to its end; the council advises to recognise."""
    meeting = hold_vote(town, dossier)
    held = Meeting.objects.filter(council=meeting.council_id, concluded_at__isnull=False).count()
    minutes.conclude(meeting_id=meeting.pk, number=f"{held + 1:02d}/BB-HĐ", actor=town.council, at=NOW)


def decide(town: Town, dossier: Dossier, outcome: Outcome, number: str = "", reason: str = "") -> Decision:
    """Record a decision on one dossier."""
    paper = replace(PAPER, number=number or PAPER.number)
    return decisions.record(
        campaign_id=dossier.campaign_id,
        paper=paper,
        ruled={dossier.pk: Ruled(outcome, reason)},
        actor=town.decider,
        at=NOW,
    )


def bring_to(town: Town, state: State, dossier: Dossier | None = None) -> Dossier:
    """Bring a draft to the state and return it fresh."""
    dossier = dossier or town.dossier
    if state is State.RETURNED:
        bring_to(town, State.UNDER_REVIEW, dossier)
        return_for(town, dossier, "1.1.1")
    elif state is State.NOT_RECOGNISED:
        bring_to(town, State.APPRAISED, dossier)
        decide(town, dossier, Outcome.NOT_RECOGNISED, f"{dossier.pk}/QĐ-KCN", "Chưa đạt điều kiện công nhận.")
    elif state in {State.IN_COUNCIL, State.ADVISED}:
        bring_to(town, State.APPRAISED, dossier)
        put_to_council(town, dossier)
        if state is State.ADVISED:
            advise(town, dossier)
    else:
        for step in PATH[1 : PATH.index(state) + 1]:
            _STEPS[step](town, dossier)
    return Dossier.objects.select_related("campaign__standard", "campaign__authority", "commune").get(pk=dossier.pk)


def _people(town: Town, dossier: Dossier) -> tuple[User, User]:
    own = dossier.commune_id == town.wards[0].pk
    return (town.official, town.leader) if own else (town.other_official, town.other_leader)


def _recognise(town: Town, dossier: Dossier) -> None:
    decide(town, dossier, Outcome.RECOGNISED, f"{dossier.pk}/QĐ-UBND")


def _revoke(town: Town, dossier: Dossier) -> None:
    decide(town, dossier, Outcome.REVOKED, f"{dossier.pk}/QĐ-TH", "Phát hiện vi phạm.")


_STEPS = {
    State.POSTED: post,
    State.SUBMITTED: submit,
    State.UNDER_REVIEW: receive,
    State.APPRAISED: appraise,
    State.RECOGNISED: _recognise,
    State.REVOKED: _revoke,
}
