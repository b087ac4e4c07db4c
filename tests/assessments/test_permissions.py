"""Who may do what when: every person × every action × every state, through the one door.

The tables are written out here from the regulations, and not derived from the product's own table.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from assessments.domain.workflow import Action, State
from assessments.models import Campaign, Decision, Dossier, ItemReview
from assessments.services import requests, workflow
from assessments.services.decisions import Outcome
from assessments.services.workflow import Extra
from communes.models import Role, UnitKind, User
from tests.factories import NOW, steps
from tests.factories.town import Town, make_unit, make_user
from tiepcanpl.kit.errors import DomainError, NotAllowedError

FORBIDDEN, REFUSED, SAME = "forbidden", "refused", "same"

# x: the person may do it for the commune Bắc Sơn of the town Bỉm Sơn. Everybody else may do nothing.
WHO = """
                    official leader reviewer head decider council
post                .        x      .        .    .       .
recall              .        x      .        .    .       .
submit              .        x      .        .    .       .
withdraw            .        x      .        .    .       .
receive             .        .      x        x    .       .
request_supplement  .        .      x        x    .       .
resubmit            .        x      .        .    .       .
appraise            .        .      .        x    .       .
reopen              .        .      .        x    .       .
put_to_council      .        .      .        x    .       .
take_back           .        .      .        x    .       .
conclude            .        .      .        .    .       x
recognise           .        .      .        .    x       .
decline             .        .      .        .    x       .
revoke              .        .      .        .    x       .
"""

# Where the action leads from each state; "same": it is already done and nothing changes; everything else is refused.
WHERE: dict[str, dict[str, str]] = {
    "post": {"draft": "posted", "posted": SAME},
    "recall": {"posted": "draft", "draft": SAME},
    "submit": {"posted": "submitted", "submitted": SAME},
    "withdraw": {"submitted": "posted", "posted": SAME},
    "receive": {"submitted": "under_review", "under_review": SAME},
    "request_supplement": {"under_review": "returned", "returned": SAME},
    "resubmit": {"returned": "submitted", "submitted": SAME},
    "appraise": {"under_review": "appraised", "appraised": SAME},
    "reopen": {"appraised": "under_review", "advised": "under_review", "under_review": SAME},
    "put_to_council": {"appraised": "in_council", "in_council": SAME},
    "take_back": {"in_council": "appraised", "appraised": SAME},
    "conclude": {"in_council": "advised", "advised": SAME},
    "recognise": {"appraised": "recognised", "advised": "recognised"},
    "decline": {"appraised": "not_recognised", "advised": "not_recognised"},
    "revoke": {"recognised": "revoked"},
}

# What else a person may do with the dossier or the campaign of Bỉm Sơn.
OTHERWISE = """
                 official leader reviewer head decider
edit_dossier     x        x      .        .    .
review_dossier   .        .      x        x    .
read_review      .        .      x        x    x
manage_campaign  .        .      x        x    .
assign_campaign  .        .      .        x    .
decide_campaign  .        .      .        .    x
report_campaign  .        .      x        x    x
"""


def allowed(table: str) -> dict[str, set[str]]:
    """Read a table: the row's name → the people with an x."""
    head, *rows = table.strip("\n").splitlines()
    people = head.split()
    return {
        name: {person for person, mark in zip(people, marks, strict=True) if mark == "x"}
        for name, *marks in map(str.split, rows)
    }


def everybody(town: Town) -> dict[str, User]:
    """Return one person of every kind, those of another commune, another town and of no office included."""
    elsewhere = make_unit("380", "Thanh Hóa", UnitKind.THANH_PHO, town.province)
    strangers = {
        f"{role}_elsewhere": make_user(f"{role}-elsewhere", role, elsewhere)
        for role in (Role.REVIEWER, Role.OFFICE_HEAD, Role.DECISION_MAKER)
    }
    # Office roles held in the commune, and commune roles held in the town, count for nothing.
    misplaced = {
        "reviewer_of_the_ward": make_user("reviewer-ward", Role.REVIEWER, town.wards[0]),
        "leader_of_the_town": make_user("leader-town", Role.COMMUNE_LEADER, town.authority),
    }
    blocked = make_user("blocked", Role.COMMUNE_LEADER, town.wards[0], is_active=False)
    nobody = User.objects.create(username="nobody", full_name="Không có vai trò")
    own = ("official", "leader", "reviewer", "head", "decider")
    others = ("other_official", "other_leader", "council", "observer", "administrator")
    return {
        **{name: getattr(town, name) for name in (*own, *others)},
        **strangers,
        **misplaced,
        "blocked_leader": blocked,
        "nobody": nobody,
    }


@contextmanager
def undone() -> Iterator[None]:
    """Take back everything that happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def prepare(town: Town, state: State, action: Action) -> None:
    """Bring about what the action needs beside the state."""
    dossier = town.dossier
    if state is State.UNDER_REVIEW and action is Action.REQUEST_SUPPLEMENT:
        asked = {"reason": "Bổ sung.", "due_on": NOW.date().replace(day=20)}
        steps.conclude(town, dossier, "1.1.1", ItemReview.Verdict.SUPPLEMENT, **asked)
    if state is State.UNDER_REVIEW and action is Action.APPRAISE:
        steps.accept_all(town, dossier)
    if state is State.RETURNED and action is Action.RESUBMIT:
        requests.reply(dossier_id=dossier.pk, item_code="1.1.1", text="Đã bổ sung.", actor=town.official, at=NOW)
    if state is State.IN_COUNCIL and action is Action.CONCLUDE:
        steps.vote(town, dossier)


def decision(town: Town) -> Decision:
    return Decision.objects.create(
        authority=town.authority,
        campaign=town.campaign,
        kind=Decision.Kind.RECOGNITION,
        number="99/QĐ-UBND",
        decided_on=NOW.date(),
        signer_position="Chủ tịch",
        council_met_on=NOW.date(),
        council_minutes="02/BB-HĐ",
        recorded_at=NOW,
        recorded_by=town.decider,
    )


def outcome(action: Action, dossier: Dossier, actor: User, extra: Extra) -> str:
    """Try the action, take it back, and return what became of it."""
    with undone():
        try:
            workflow.perform(action, dossier_id=dossier.pk, actor=actor, at=NOW, note="Có lý do.", extra=extra)
        except NotAllowedError:
            return FORBIDDEN
        except DomainError:
            return REFUSED
        after = Dossier.objects.values_list("state", flat=True).get(pk=dossier.pk)
        return SAME if after == dossier.state else after


Table = dict[tuple[str, str, str], str]


def observe(town: Town, people: dict[str, User], state: State) -> Table:
    """Try everything that anybody can try in the present state."""
    town.dossier.refresh_from_db()
    assert town.dossier.state == state
    found: Table = {}
    for action in Action:
        with undone():
            prepare(town, state, action)
            extra = Extra(decision=decision(town), confirm_provisional=True, meeting=steps.plan_meeting(town))
            for name, person in people.items():
                found[state.value, action.value, name] = outcome(action, town.dossier, person, extra)
    return found


def expected(people: dict[str, User]) -> Table:
    may = allowed(WHO)
    return {
        (state, action, name): WHERE[action].get(state, REFUSED) if name in may[action] else FORBIDDEN
        for state in map(str, State)
        for action in map(str, Action)
        for name in people
    }


def observe_council(town: Town, people: dict[str, User]) -> Table:
    """Take the appraised dossier through the council, and back again."""
    with undone():
        steps.put_to_council(town, town.dossier)
        found = observe(town, people, State.IN_COUNCIL)
        steps.advise(town, town.dossier)
        return found | observe(town, people, State.ADVISED)


@pytest.mark.slow
def test_who_may_do_what_when(town: Town) -> None:
    people, dossier = everybody(town), town.dossier
    steps.fill_in(dossier, town.official)
    found = observe(town, people, State.DRAFT)
    workflow.perform(Action.POST, dossier_id=dossier.pk, actor=town.leader, at=NOW)
    found |= observe(town, people, State.POSTED)
    steps.submit(town, dossier)
    found |= observe(town, people, State.SUBMITTED)
    steps.receive(town, dossier)
    found |= observe(town, people, State.UNDER_REVIEW)
    with undone():
        steps.return_for(town, dossier, "1.1.1")
        found |= observe(town, people, State.RETURNED)
    steps.appraise(town, dossier)
    found |= observe(town, people, State.APPRAISED)
    found |= observe_council(town, people)
    with undone():
        steps.decide(town, dossier, Outcome.NOT_RECOGNISED, "1/QĐ-KCN", "Chưa đạt.")
        found |= observe(town, people, State.NOT_RECOGNISED)
    steps.decide(town, dossier, Outcome.RECOGNISED, "2/QĐ-UBND")
    found |= observe(town, people, State.RECOGNISED)
    steps.decide(town, dossier, Outcome.REVOKED, "3/QĐ-TH", "Phát hiện vi phạm.")
    found |= observe(town, people, State.REVOKED)
    table = expected(people)
    assert {key: (found.get(key), wanted) for key, wanted in table.items() if found.get(key) != wanted} == {}
    assert len(found) == len(table) == len(State) * len(Action) * len(people)


def test_the_tables_name_every_action_and_state() -> None:
    assert set(allowed(WHO)) == set(WHERE) == {str(action) for action in Action}
    named = {state for row in WHERE.values() for source, target in row.items() for state in (source, target)}
    assert named - {SAME} == {str(state) for state in State}


def test_what_else_people_may_do(town: Town) -> None:
    people = everybody(town)
    things: dict[str, Dossier | Campaign] = {
        "dossier": town.dossier,
        "review": town.dossier,
        "campaign": town.campaign,
    }
    may = allowed(OTHERWISE)
    found = {
        right: {name for name, person in people.items() if person.has_perm(f"assessments.{right}", thing)}
        for right in may
        for thing in [things[right.rpartition("_")[2]]]
    }
    assert found == may


def test_no_right_without_a_thing(town: Town) -> None:
    rights = [*(f"{action}_dossier" for action in Action), *allowed(OTHERWISE)]
    people = [person for name, person in everybody(town).items() if name != "administrator"]
    assert [right for right in rights for person in people if person.has_perm(f"assessments.{right}")] == []
