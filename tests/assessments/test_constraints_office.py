"""The database refuses what the door would not allow: the review in full, the council, decisions, publication."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from assessments.domain.workflow import State
from assessments.models import (
    AgendaItem,
    Assignment,
    Campaign,
    Council,
    CouncilMember,
    DecisionCorrection,
    DraftDecision,
    DraftLine,
    Interest,
    ItemComment,
    Meeting,
    Publication,
    ReasonTemplate,
    Report,
    SecondLook,
    SecondLookDraw,
    SpecialisedOffice,
    SpecialistOpinion,
    SupplementRequest,
)
from tests.assessments.test_constraints import decision
from tests.factories import NOW, steps
from tests.factories.town import Town

Deed = Callable[[Town], object]


def row(model: type[models.Model], base: Callable[[Town], dict[str, Any]], **values: Any) -> Deed:
    """Make a deed that stores one row: what every row of the kind needs, and the values that break it."""
    return lambda town: model._default_manager.create(**{**base(town), **values})  # noqa: SLF001  # the documented name


def _assignment(town: Town) -> dict[str, Any]:
    return {"dossier": town.dossier, "reviewer": town.reviewer, "assigned_at": NOW, "assigned_by": town.head}


def _office(town: Town) -> SpecialisedOffice:
    return SpecialisedOffice.objects.create(authority=town.authority, name="Công an thị xã")


def _office_without_due_date(town: Town) -> None:
    Assignment.objects.create(**{**_assignment(town), "reviewer": None, "office": _office(town)})


def _disagreement(town: Town) -> None:
    assignment = Assignment.objects.create(**_assignment(town))
    SpecialistOpinion.objects.create(assignment=assignment, verdict="disagree", given_at=NOW, given_by=town.head)


def _interest(town: Town) -> dict[str, Any]:
    return {"dossier": town.dossier, "user": town.council, "declared_at": NOW, "declared_by": town.council}


def _comment(town: Town) -> dict[str, Any]:
    return {
        "dossier": town.dossier,
        "item_code": "2.3.1",
        "round": 1,
        "text": "Xem lại.",
        "written_at": NOW,
        "written_by": town.reviewer,
    }


def _resolved_answer(town: Town) -> None:
    asked = ItemComment.objects.create(**_comment(town))
    ItemComment.objects.create(**_comment(town), in_reply_to=asked, resolved_at=NOW, resolved_by=town.reviewer)


def _request(town: Town) -> dict[str, Any]:
    return {
        "dossier": town.dossier,
        "round": 1,
        "item_code": "2.3.1",
        "reason": "Thiếu.",
        "due_on": date(2021, 1, 9),
        "requested_at": NOW,
        "requested_by": town.head,
    }


def _draw(town: Town) -> dict[str, Any]:
    return {
        "dossier": town.dossier,
        "round": 1,
        "share": 10,
        "seed": "1",
        "population": [],
        "drawn_at": NOW,
        "drawn_by": town.head,
    }


def _look(**values: Any) -> Deed:
    def deed(town: Town) -> None:
        SecondLook.objects.create(draw=SecondLookDraw.objects.create(**_draw(town)), item_code="2.3.1", **values)

    return deed


def _council(town: Town) -> dict[str, Any]:
    return {
        "authority": town.authority,
        "name": "Hội đồng",
        "decision_number": "1/QĐ",
        "decided_on": NOW.date(),
        "created_at": NOW,
        "created_by": town.head,
    }


def _seat(town: Town) -> dict[str, Any]:
    return {
        "council": Council.objects.create(**_council(town)),
        "user": town.council,
        "added_at": NOW,
        "added_by": town.head,
    }


def _meeting(town: Town) -> dict[str, Any]:
    return {
        "council": Council.objects.create(**_council(town)),
        "campaign": town.campaign,
        "scheduled_for": NOW,
        "created_at": NOW,
        "created_by": town.head,
    }


def _agenda(town: Town) -> dict[str, Any]:
    meeting = Meeting.objects.create(**_meeting(town))
    return {"meeting": meeting, "dossier": town.dossier, "position": 1, "round": 1}


def _draft(town: Town) -> dict[str, Any]:
    return {"campaign": town.campaign, "drafted_at": NOW, "drafted_by": town.head}


def _refusal(town: Town) -> None:
    draft = DraftDecision.objects.create(**_draft(town))
    DraftLine.objects.create(draft=draft, dossier=town.dossier, outcome="not_recognised", rests_on=NOW)


def _correction(town: Town) -> dict[str, Any]:
    return {
        "decision": decision(town),
        "field": "number",
        "old_value": "1/QĐ",
        "new_value": "2/QĐ",
        "reason": "Gõ nhầm.",
        "corrected_at": NOW,
        "corrected_by": town.decider,
    }


def _publication(town: Town) -> dict[str, Any]:
    return {
        "campaign": town.campaign,
        "sequence": 1,
        "snapshot": {},
        "sha256": "0" * 64,
        "published_at": NOW,
        "published_by": town.head,
    }


def _minutes(town: Town) -> dict[str, Any]:
    return {"kind": "council_minutes", "campaign": town.campaign, "requested_at": NOW, "requested_by": town.head}


assigned, agenda, meeting = (
    partial(row, Assignment, _assignment),
    partial(row, AgendaItem, _agenda),
    partial(row, Meeting, _meeting),
)
BROKEN: dict[str, list[Deed]] = {
    "agenda_closed_at_and_by": [agenda(closed_at=NOW, state="closed", outcome="recognise")],
    "agenda_closed_with_outcome": [agenda(state="closed"), agenda(outcome="recognise")],
    "agenda_opened_at_and_by": [agenda(opened_at=NOW)],
    "agenda_voting_opened": [agenda(state="voting")],
    "assignment_ended_at_and_by": [assigned(ended_at=NOW)],
    "assignment_office_has_due_date": [_office_without_due_date],
    "assignment_to_one": [assigned(reviewer=None)],
    "campaign_share_in_percent": [
        lambda town: Campaign.objects.filter(pk=town.campaign.pk).update(second_look_share=101)
    ],
    "comment_answer_is_not_resolved": [_resolved_answer],
    "comment_has_text": [row(ItemComment, _comment, text="")],
    "comment_resolved_at_and_by": [row(ItemComment, _comment, resolved_at=NOW)],
    "correction_has_reason": [row(DecisionCorrection, _correction, reason="")],
    "correction_has_value": [row(DecisionCorrection, _correction, new_value="")],
    "council_has_decision": [row(Council, _council, decision_number="")],
    "council_removal_has_reason": [
        lambda town: CouncilMember.objects.create(**_seat(town), removed_at=NOW, removed_by=town.head)
    ],
    "draft_closed_at_and_by": [row(DraftDecision, _draft, closed_at=NOW)],
    "draft_discarded_why": [
        lambda town: DraftDecision.objects.create(
            **_draft(town), state="discarded", closed_at=NOW, closed_by=town.head
        )
    ],
    "draft_refusal_has_reason": [_refusal],
    "draft_signed_has_decision": [
        lambda town: DraftDecision.objects.create(**_draft(town), state="signed", closed_at=NOW, closed_by=town.head)
    ],
    "draw_share_in_percent": [row(SecondLookDraw, _draw, share=0), row(SecondLookDraw, _draw, share=101)],
    "interest_has_reason": [row(Interest, _interest, reason="")],
    "meeting_cancelled_why": [meeting(state="cancelled")],
    "meeting_concluded_at_and_by": [meeting(concluded_by_id=1)],
    "meeting_concluded_with_minutes": [meeting(minutes_sha256="0" * 64)],
    "meeting_opened_at_and_by": [meeting(opened_at=NOW)],
    "meeting_opened_by_somebody": [meeting(state="open")],
    "meeting_papers_sent_at_and_by": [meeting(papers_sent_at=NOW)],
    "opinion_disagreement_has_reason": [_disagreement],
    "publication_withdrawn_why": [row(Publication, _publication, withdrawn_at=NOW)],
    "reason_has_text": [lambda town: ReasonTemplate.objects.create(authority=town.authority, title="Thiếu", text="")],
    "report_is_about_its_subject": [
        row(Report, _minutes),
        lambda town: Report.objects.create(
            **_minutes(town), dossier=town.dossier, meeting=Meeting.objects.create(**_meeting(town))
        ),
        lambda town: Report.objects.create(
            **{**_minutes(town), "kind": "campaign_result"}, meeting=Meeting.objects.create(**_meeting(town))
        ),
        lambda town: Report.objects.create(
            **{**_minutes(town), "kind": "score_sheet"},
            dossier=town.dossier,
            meeting=Meeting.objects.create(**_meeting(town)),
        ),
    ],
    "request_judged_at_and_by": [row(SupplementRequest, _request, is_answered=True)],
    "seat_removed_at_and_by": [
        lambda town: CouncilMember.objects.create(**_seat(town), removed_at=NOW, removal_reason="Nghỉ hưu.")
    ],
    "second_look_confirmed_at_and_by": [
        lambda town: _look(confirmed_at=NOW, confirmed_by=town.head, confirmed_reason="Đủ.")(town),
        _look(confirmed_reason="Đủ."),
    ],
    "second_look_dissent_has_reason": [
        lambda town: _look(agrees=False, looked_at=NOW, looked_by=town.head)(town),
    ],
    "second_look_looked_at_and_by": [_look(agrees=True)],
}


def test_the_database_refuses_every_broken_row(town: Town) -> None:
    steps.bring_to(town, State.APPRAISED)
    for name, deeds in BROKEN.items():
        for deed in deeds:
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                deed(town)
