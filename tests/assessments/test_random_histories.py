"""Whatever people try, in whatever order: no illegal state, whole chains, stable snapshots, no rule broken."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.domain.workflow import TRANSITIONS, Action, State
from assessments.models import AgendaItem, Attendance, Choice, Dossier, ItemReview, Meeting, Submission
from assessments.selectors import sheets
from assessments.services import (
    answers,
    attendances,
    audit,
    ballots,
    meetings,
    minutes,
    proceedings,
    requests,
    reviews,
    tallies,
    workflow,
)
from assessments.services.answers import Entry
from assessments.services.decisions import Outcome
from communes.models import User
from tests.factories import NOW, steps
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError

Verdict = ItemReview.Verdict
# What is tried; the way forward more often than the rest, or few histories would get far.
FORWARD = {
    State.DRAFT: Action.POST,
    State.POSTED: Action.SUBMIT,
    State.SUBMITTED: Action.RECEIVE,
    State.UNDER_REVIEW: Action.APPRAISE,
    State.RETURNED: Action.RESUBMIT,
}


@contextmanager
def undone() -> Iterator[None]:
    """Take back everything that happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class History:
    """One dossier in the hands of random people; `luck` decides everything."""

    town: Town
    luck: random.Random
    people: list[User]
    hashes: dict[int, str] = field(default_factory=dict)
    moves: int = 0

    @property
    def dossier(self) -> Dossier:
        """The dossier as it stands."""
        return Dossier.objects.select_related("campaign__standard", "campaign__authority", "commune").get(
            pk=self.town.dossier.pk
        )

    def step(self) -> None:
        """Try one thing, then look whether everything is as it must be."""
        before = self.dossier.status
        try:
            with transaction.atomic():
                deed = self._council if before is State.IN_COUNCIL and self.luck.random() < 0.6 else None
                (deed or self.luck.choice(self._deeds()))()
        except (DomainError, Dossier.DoesNotExist):  # refused, or not theirs to see
            assert self.dossier.status is before
        self._check(before)

    def _deeds(self) -> list[Callable[[], object]]:
        forward: list[Callable[[], object]] = [self._forward] * 6
        return [
            *forward,
            self._act,
            self._act,
            self._answer,
            self._conclude,
            self._conclude,
            self._accept,
            self._reply,
            self._decide,
            *[self._council] * 4,
        ]

    def _perform(self, action: Action, actor: User, note: str) -> None:
        extra = workflow.Extra(confirm_provisional=self.luck.random() < 0.8)
        workflow.perform(action, dossier_id=self.town.dossier.pk, actor=actor, at=NOW, note=note, extra=extra)

    def _act(self) -> None:
        """Let anybody try any action."""
        self._perform(
            self.luck.choice(list(Action)), self.luck.choice(self.people), self.luck.choice(["", "Có lý do."])
        )

    def _forward(self) -> None:
        state = self.dossier.status
        if state is State.UNDER_REVIEW and self.dossier.round < 3 and self.luck.random() < 0.4:
            steps.return_for(self.town, self.dossier, "1.1.1")
            return
        if state is State.UNDER_REVIEW:
            steps.accept_all(self.town, self.dossier)
            steps.judge_all(self.town, self.dossier)
            steps.read_changes(self.town, self.dossier)
        if state is State.RETURNED:
            self._reply()
        if state in FORWARD:
            action = FORWARD[state]
            able = [person for person in self.people if person.has_perm(f"assessments.{action}_dossier", self.dossier)]
            self._perform(action, self.luck.choice(able), "Có lý do.")

    def _answer(self) -> None:
        item = self.luck.choice(self.dossier.campaign.standard.parsed.answerable_items)
        stored = self.dossier.answers.filter(item_code=item.code).first()
        facts = dict(steps.best_facts(item)) if self.luck.random() < 0.6 else dict.fromkeys(item.rule.fields, "1")
        answers.save(
            dossier_id=self.town.dossier.pk,
            item_code=item.code,
            entry=Entry(facts, note="Có tài liệu lưu."),
            version=stored.version if stored else 0,
            actor=self.luck.choice(self.people),
            at=NOW,
        )

    def _conclude(self) -> None:
        item = self.luck.choice(self.dossier.campaign.standard.parsed.answerable_items)
        stored = self.dossier.reviews.filter(round=self.dossier.round, item_code=item.code).first()
        verdict = self.luck.choice(list(Verdict))
        points = item.bounds[self.luck.randint(0, 1)] if item.bounds and verdict == Verdict.CHANGED else None
        reviews.conclude(
            dossier_id=self.town.dossier.pk,
            item_code=item.code,
            conclusion=reviews.Conclusion(
                verdict=verdict,
                points=points,
                reason=self.luck.choice(["", "Thiếu tài liệu."]),
                due_on=(NOW + timedelta(days=7)).date(),
            ),
            version=stored.version if stored else 0,
            actor=self.luck.choice(self.people),
            at=NOW,
        )

    def _accept(self) -> None:
        code = self.luck.choice(self.dossier.campaign.standard.parsed.criteria).code
        actor = self.luck.choice(self.people)
        reviews.accept_remaining(dossier_id=self.town.dossier.pk, criterion_code=code, actor=actor, at=NOW)

    def _reply(self) -> None:
        for row in self.dossier.requests.filter(round=self.dossier.round):
            text, actor = self.luck.choice(["", "Đã bổ sung."]), self.town.official
            requests.reply(dossier_id=self.town.dossier.pk, item_code=row.item_code, text=text, actor=actor, at=NOW)

    def _decide(self) -> None:
        self.moves += 1
        outcome = self.luck.choice(list(Outcome))
        town = replace(self.town, decider=self.luck.choice([self.town.decider, *self.people]))
        steps.decide(town, self.dossier, outcome, f"{self.moves}/QĐ-UBND", self.luck.choice(["", "Có lý do."]))

    def _council(self) -> None:
        """Take the dossier to the council, and move its meeting on by one deed of anybody."""
        item = self.dossier.agenda_items.filter(round=self.dossier.round).order_by("-pk").first()
        if self.dossier.status is State.APPRAISED:
            steps.put_to_council(self.town, self.dossier)
        elif self.dossier.status is State.IN_COUNCIL and item:
            self._in_the_meeting(item)

    def _in_the_meeting(self, item: AgendaItem) -> None:
        by: dict[str, Any] = {"actor": self.luck.choice([self.town.council] * 3 + self.people), "at": NOW}
        if item.meeting.state == Meeting.State.PLANNED:
            for member in item.meeting.council.members.current():
                attendances.note(
                    meeting_id=item.meeting_id, member_id=member.pk, status=Attendance.Status.PRESENT, **by
                )
            meetings.open_meeting(meeting_id=item.meeting_id, **by)
        elif item.state == AgendaItem.State.WAITING:
            proceedings.call(item_id=item.pk, **by)
            proceedings.open_vote(item_id=item.pk, kind=self.luck.choice(AgendaItem.BallotKind.values), **by)
        elif item.state == AgendaItem.State.VOTING and self.luck.random() < 0.8:
            voters = [member.user for member in item.meeting.council.members.all()]
            choice, voter = self.luck.choice(Choice.values), self.luck.choice([*voters, *self.people])
            ballots.cast(item_id=item.pk, choice=choice, actor=voter, at=NOW)
        elif item.state == AgendaItem.State.VOTING:
            proceedings.close_vote(item_id=item.pk, **by)
        else:
            minutes.conclude(meeting_id=item.meeting_id, number=f"{item.meeting_id}/BB-HĐ", **by)

    def _check(self, before: State) -> None:
        dossier = self.dossier
        after = dossier.status
        ways = {(source, row.target) for row in TRANSITIONS.values() for source in row.sources}
        reachable = {before}
        for _ in range(2):  # one deed of a person may be two actions: a council's vote and what follows from it
            reachable |= {target for source, target in ways if source in reachable}
        assert after in reachable
        for submission in Submission.objects.filter(dossier=dossier):
            assert audit.sha256_of(submission.snapshot) == submission.sha256
            assert self.hashes.setdefault(submission.round, submission.sha256) == submission.sha256
        assert len(self.hashes) >= dossier.round
        if after is State.RECOGNISED:
            sheet = sheets.counted(dossier)
            assert sheet is not None
            assert [verdict.ok for verdict in sheet.verdicts] == [True] * len(sheet.verdicts)


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_random_people_do_random_things(town: Town, seed: int) -> None:
    with undone():
        steps.fill_in(town.dossier, town.official)
        people = [town.official, town.leader, town.reviewer, town.head, town.decider, town.council, town.other_leader]
        history = History(town, random.Random(seed), people)  # noqa: S311  # repeatable, not secret
        for _ in range(80):
            history.step()
        assert list(audit.faults()) == []
        assert list(tallies.faults()) == []
