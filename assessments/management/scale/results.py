"""What was decided, in bulk: a decision with its draft, a draft that was given up, and what the public reads."""

from collections.abc import Iterable
from datetime import date, timedelta

from assessments.domain.hashing import sha256_of
from assessments.domain.workflow import DECIDED, State
from assessments.management.scale.rows import OPENED_AT, Place
from assessments.models import Decision, DecisionLine, Dossier, DraftDecision, DraftLine, Publication
from assessments.selectors import publications
from communes.models import Role

_SIGNED_AT = OPENED_AT + timedelta(days=25)
_REASON, _GIVEN_UP = "Thử tải.", 20


def make_results(place: Place, dossiers: list[Dossier]) -> None:
    """Make the decision over all that is decided, the drafts and the publication."""
    decided = [row for row in dossiers if row.state in DECIDED]
    decision = Decision.objects.create(
        authority=place.campaign.authority,
        campaign=place.campaign,
        kind=Decision.Kind.RECOGNITION,
        number="2/QĐ-TT",
        decided_on=date(2020, 12, 26),
        signer_position="Chủ tịch Ủy ban nhân dân",
        recorded_at=_SIGNED_AT,
        recorded_by=place.users[Role.DECISION_MAKER],
    )
    DecisionLine.objects.bulk_create(
        (
            DecisionLine(decision=decision, dossier=row, outcome=row.state, reason=_reason(row.state))
            for row in decided
        ),
        batch_size=5000,
    )
    _draft(place, decided, decision)
    _draft(place, [row for row in dossiers if row.state == State.ADVISED][:_GIVEN_UP], None)
    snapshot = publications.snapshot_of(place.campaign)
    Publication.objects.create(
        campaign=place.campaign,
        sequence=1,
        snapshot=snapshot,
        sha256=sha256_of(snapshot),
        published_at=_SIGNED_AT,
        published_by=place.users[Role.OFFICE_HEAD],
    )


def _reason(state: str) -> str:
    return "" if state == State.RECOGNISED else _REASON


def _draft(place: Place, dossiers: Iterable[Dossier], decision: Decision | None) -> None:
    """Make a draft that became the decision, or that was given up."""
    head = place.users[Role.OFFICE_HEAD]
    draft = DraftDecision.objects.create(
        campaign=place.campaign,
        state=DraftDecision.State.SIGNED if decision else DraftDecision.State.DISCARDED,
        drafted_at=_SIGNED_AT,
        drafted_by=head,
        decision=decision,
        closed_at=_SIGNED_AT,
        closed_by=head,
        discard_reason="" if decision else _REASON,
    )
    DraftLine.objects.bulk_create(
        (
            DraftLine(
                draft=draft,
                dossier=row,
                outcome=row.state if row.state in DECIDED else State.RECOGNISED,
                reason=_REASON,
                rests_on=row.appraised_at or _SIGNED_AT,
            )
            for row in dossiers
        ),
        batch_size=5000,
    )
