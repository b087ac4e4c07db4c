"""Whom each action of the workflow tells, in which words, and nobody twice."""

from collections.abc import Callable
from typing import Any

import pytest

from assessments.domain.handovers import AUDIENCES
from assessments.domain.workflow import TRANSITIONS, Action, State
from assessments.models import Dossier, Notice
from assessments.selectors import previews, recipients
from assessments.services import workflow
from assessments.services.decisions import Outcome
from communes.models import Role, User
from tests.factories import NOW, steps
from tests.factories.town import Town, make_user

COMMUNE = {"canbo-14809", "lanhdao-14809"}
OFFICE = {"chuyenvien", "truongphong"}
RESULT = {"canbo-14809", "lanhdao-14809", "chuyenvien", "truongphong", "pho-chutich", "sotuphap"}
# Who is told; the actor (see _do) never is. The council is not invited yet: see test_notices_once.
TOLD: dict[Action, set[str]] = {
    Action.POST: {"canbo-14809"},
    Action.RECALL: {"canbo-14809"},
    Action.SUBMIT: {"canbo-14809"} | OFFICE,
    Action.WITHDRAW: {"canbo-14809"} | OFFICE,
    Action.RECEIVE: COMMUNE,
    Action.REQUEST_SUPPLEMENT: COMMUNE,
    Action.RESUBMIT: {"canbo-14809"} | OFFICE,
    Action.APPRAISE: COMMUNE | {"chutich", "pho-chutich"},
    Action.REOPEN: COMMUNE | {"chuyenvien", "chutich", "pho-chutich"},
    Action.PUT_TO_COUNCIL: COMMUNE,
    Action.TAKE_BACK: COMMUNE | {"chutich", "pho-chutich"},
    Action.CONCLUDE: COMMUNE | OFFICE | {"chutich", "pho-chutich"},
    Action.RECOGNISE: RESULT,
    Action.DECLINE: RESULT,
    Action.REVOKE: RESULT,
}
_FROM = {action: min(row.sources) for action, row in TRANSITIONS.items()}
_DONE_BY_STEP: dict[Action, Callable[[Town, Dossier], Any]] = {
    Action.RESUBMIT: steps.resubmit,
    Action.APPRAISE: steps.appraise,
    Action.PUT_TO_COUNCIL: steps.put_to_council,
    Action.CONCLUDE: steps.advise,
    Action.POST: steps.post,
    Action.SUBMIT: steps.submit,
    Action.RECEIVE: steps.receive,
    Action.REQUEST_SUPPLEMENT: lambda town, dossier: steps.return_for(town, dossier, "1.1.1", "1.1.2"),
    Action.RECOGNISE: lambda town, dossier: steps.decide(town, dossier, Outcome.RECOGNISED),
    Action.DECLINE: lambda town, dossier: steps.decide(town, dossier, Outcome.NOT_RECOGNISED, reason="Chưa đạt."),
    Action.REVOKE: lambda town, dossier: steps.decide(town, dossier, Outcome.REVOKED, "9/QĐ", "Phát hiện vi phạm."),
}


@pytest.fixture
def vice(town: Town) -> User:
    """Add a second person who may decide: the one who records the decision is not told."""
    return make_user("pho-chutich", Role.DECISION_MAKER, town.authority)


def _do(town: Town, action: Action) -> tuple[Dossier, set[int], str]:
    """Bring a dossier to where the action begins, do it; return whom the preview named, and its sentence."""
    state = {Action.WITHDRAW: State.SUBMITTED, Action.RECALL: State.POSTED}.get(action, _FROM[action])
    dossier = steps.bring_to(town, State.APPRAISED if action in {Action.RECOGNISE, Action.DECLINE} else state)
    actor = _actor(town, action)
    if action is Action.PUT_TO_COUNCIL:
        steps.set_up_council(town)
    meetings = recipients.planned_meetings(dossier)
    if action is Action.PUT_TO_COUNCIL:
        meetings = (steps.plan_meeting(town).pk,)
    groups = recipients.groups_after(action, [dossier], actor=actor, meetings=meetings)
    Notice.objects.all().delete()
    if action in _DONE_BY_STEP:
        _DONE_BY_STEP[action](town, dossier)
    else:
        workflow.perform(action, dossier_id=dossier.pk, actor=actor, at=NOW, note="Cần sửa lại.")
    return dossier, {user.pk for group in groups for user in group.users}, previews.sentence_of(groups)


def _actor(town: Town, action: Action) -> User:
    roles = TRANSITIONS[action].roles
    if action is Action.RECEIVE or action is Action.REQUEST_SUPPLEMENT:
        return town.reviewer
    people = {
        Role.COMMUNE_LEADER: town.leader,
        Role.OFFICE_HEAD: town.head,
        Role.DECISION_MAKER: town.decider,
        Role.COUNCIL_MEMBER: town.council,
    }
    return next(user for role, user in people.items() if role in roles)


def test_every_action_tells_somebody() -> None:
    assert set(AUDIENCES) == set(Action) == set(TOLD)


@pytest.mark.usefixtures("vice")
@pytest.mark.parametrize("action", list(Action))
def test_the_right_people_are_told_once_and_the_preview_named_them(town: Town, action: Action) -> None:
    _, previewed, _ = _do(town, action)
    told = Notice.objects.values_list("recipient__username", flat=True)
    assert sorted(told) == sorted(TOLD[action])
    assert previewed == set(Notice.objects.values_list("recipient", flat=True))
    assert all(notice.title and notice.text and notice.path.startswith("/") for notice in Notice.objects.all())
