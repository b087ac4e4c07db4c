"""The supplement rounds of a dossier beside each other: request, answer, judgement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from assessments.domain.workflow import State
from assessments.models import Dossier, SupplementRequest
from communes.models import User

_BEING_JUDGED = frozenset({State.SUBMITTED, State.UNDER_REVIEW})


@dataclass(frozen=True, slots=True)
class Asked:
    """One request with how it stands; `is_overdue` waits beyond its day, `was_late` was answered after it.

    `judgement` is None while nobody judged or the commune may not read it yet.
    """

    request: SupplementRequest
    is_overdue: bool
    was_late: bool
    judgement: bool | None


@dataclass(frozen=True, slots=True)
class SupplementRound:
    """What was asked after round `number`; `is_answered` once the commune handed in again."""

    number: int
    asked: tuple[Asked, ...]
    is_answered: bool

    @property
    def next_number(self) -> int:
        """The round that answered."""
        return self.number + 1


def rounds_of(dossier: Dossier, user: User, *, on: date) -> tuple[SupplementRound, ...]:
    """Return the rounds that asked for something, the newest first."""
    people = ("requested_by", "replied_by", "judged_by")
    by_round: dict[int, list[SupplementRequest]] = {}
    for row in dossier.requests.select_related(*people).order_by("-round", "item_code"):
        by_round.setdefault(row.round, []).append(row)
    hidden = _hidden_round(dossier, user)
    return tuple(
        SupplementRound(number, _asked(rows, on=on, hidden=number == hidden), is_answered=number < dossier.round)
        for number, rows in by_round.items()
    )


def _hidden_round(dossier: Dossier, user: User) -> int:
    """Return the round whose judgements the commune does not read yet: the review is still going on."""
    is_own = user.has_perm("assessments.edit_dossier", dossier)
    return dossier.round - 1 if is_own and dossier.status in _BEING_JUDGED else 0


def _asked(rows: Iterable[SupplementRequest], *, on: date, hidden: bool) -> tuple[Asked, ...]:
    return tuple(
        Asked(
            request=row,
            is_overdue=not row.reply and on > row.due_on,
            was_late=row.replied_at is not None and timezone.localdate(row.replied_at) > row.due_on,
            judgement=None if hidden else row.is_answered,
        )
        for row in rows
    )
