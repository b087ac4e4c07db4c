"""Counts the votes on an item: ballots in the room and written opinions. A secret box is read only for a result."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from assessments.domain import council as domain
from assessments.models import AgendaItem, Choice, OpenBallot, SecretBox, WrittenOpinion
from assessments.selectors.floor import Floor


@dataclass(frozen=True, slots=True)
class Count:
    """What was cast; `written` are the opinions that count. `chair_agrees` is None where the chair's vote is not known.

    `members` are those whose written opinion counts.
    """

    ballots: domain.Votes
    written: domain.Votes
    rules: domain.Rules
    chair_agrees: bool | None
    members: frozenset[int] = frozenset()

    @property
    def total(self) -> domain.Votes:
        """All votes that decide."""
        return self.ballots + self.written

    @property
    def result(self) -> domain.Result:
        """What the council advises, with how many of the votes were written; raises ValueError without any vote."""
        share = self.rules.majority.value
        found = domain.result_of(self.total, share, tie=self.rules.tie, chair_agrees=self.chair_agrees)
        if not self.written.cast or not self.ballots.cast:
            return found
        extra = f" Trong đó có {self.written.cast} ý kiến bằng văn bản của người vắng mặt."
        return domain.Result(found.advice, found.sentence + extra)

    @property
    def as_data(self) -> dict[str, int]:
        """The numbers, as the record keeps them."""
        total = self.total
        return {
            "agree": total.agree,
            "disagree": total.disagree,
            "abstain": total.abstain,
            "written": self.written.cast,
        }


def of(item: AgendaItem, now: Floor) -> Count:
    """Count the votes on an item that is being closed.

    Written opinions are the votes where the council is asked in writing; in a meeting they count only where the council has
    set so, for members of today who cast no ballot. An opinion of somebody who has declared an interest never counts.
    """
    opinions = _opinions(item, now)
    ballots = dict(OpenBallot.objects.filter(mark__item=item).values_list("mark__member_id", "choice"))
    box = SecretBox.objects.filter(item=item).first()
    secret = domain.Votes(box.agree, box.disagree, box.abstain) if box else domain.Votes()
    return Count(
        ballots=votes_of(ballots.values()) + secret,
        written=votes_of(opinions.values()),
        rules=now.rules,
        chair_agrees=_agrees({**opinions, **ballots}, now.meeting.presided_by_id),
        members=frozenset(opinions),
    )


def _opinions(item: AgendaItem, now: Floor) -> dict[int, str]:
    if not now.is_written and not now.rules.written_count:
        return {}
    told = dict(WrittenOpinion.objects.filter(item=item).values_list("member_id", "choice"))
    counted = {seat.member.pk for seat in now.seats if not seat.is_recused and not seat.has_voted}
    return {member: choice for member, choice in told.items() if member in counted}


def _agrees(choices: dict[int, str], presiding: int | None) -> bool | None:
    choice = choices.get(presiding, "") if presiding is not None else ""
    return {Choice.AGREE.value: True, Choice.DISAGREE.value: False}.get(choice)


def votes_of(choices: Iterable[str]) -> domain.Votes:
    """Count choices."""
    found = Counter(choices)
    return domain.Votes(found[Choice.AGREE], found[Choice.DISAGREE], found[Choice.ABSTAIN])
