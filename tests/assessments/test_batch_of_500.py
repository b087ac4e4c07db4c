"""One decision over five hundred communes: one that is blocked stops all and is named; without it all are decided."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.domain.workflow import State
from assessments.management.scale import rows
from assessments.models import AuditEvent, Decision, Dossier, FactDeclaration, ItemReview, Notice, Submission
from assessments.services import decisions, standards
from assessments.services.decisions import Outcome, Paper, Ruled
from communes.models import Role
from tests.factories import NOW
from tiepcanpl.kit.errors import DomainError

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

COUNT = 500
PAPER = Paper(
    number="500/QĐ-UBND",
    decided_on=NOW.date(),
    signer_position="Chủ tịch",
    council_met_on=NOW.date() - timedelta(days=1),
    council_minutes="05/BB-HĐ",
)


def appraised(count: int) -> rows.Place:
    """Make so many communes whose dossiers are appraised."""
    place = rows.make_place(standards.load_file(rows.EDITION, actor=None, at=rows.OPENED_AT), count)
    found = Dossier.objects.bulk_create(rows.dossiers(place, (State.APPRAISED,)))
    Submission.objects.bulk_create(row for dossier in found for row in rows.submissions(place, dossier))
    ItemReview.objects.bulk_create(row for dossier in found for row in rows.reviews(place, dossier))
    FactDeclaration.objects.bulk_create(
        FactDeclaration(
            dossier=dossier,
            fact_code=fact.code,
            arose=False,
            recorded_at=rows.OPENED_AT,
            recorded_by=place.users[Role.COMMUNE_OFFICIAL],
        )
        for dossier in found
        for fact in place.campaign.standard.parsed.facts
    )
    return place


def decide(place: rows.Place, ids: list[int], number: str) -> Decision:
    """Recognise all of them in one decision."""
    return decisions.record(
        campaign_id=place.campaign.pk,
        paper=replace(PAPER, number=number),
        ruled={pk: Ruled(Outcome.RECOGNISED) for pk in ids},
        actor=place.users[Role.DECISION_MAKER],
        at=NOW,
    )


def test_one_blocked_commune_stops_five_hundred_and_is_named() -> None:
    place = appraised(COUNT)
    blocked = Dossier.objects.select_related("commune").order_by("pk")[COUNT // 2]
    Dossier.objects.filter(pk=blocked.pk).update(provisional_confirmed_at=None, provisional_confirmed_by=None)
    ids = list(Dossier.objects.order_by("pk").values_list("pk", flat=True))
    with pytest.raises(DomainError) as refusal:
        decide(place, ids, "500/QĐ-UBND")
    named = {reason.split(":")[0] for reason in refusal.value.reasons}
    assert named == {blocked.commune.full_name}
    assert set(Dossier.objects.values_list("state", flat=True)) == {"appraised"}
    assert (Decision.objects.count(), AuditEvent.objects.filter(action="recognise").count()) == (0, 0)
    assert not Notice.objects.exists()

    ids.remove(blocked.pk)
    decision = decide(place, ids, "501/QĐ-UBND")
    assert decision.lines.count() == COUNT - 1
    assert Dossier.objects.filter(state="recognised").count() == COUNT - 1


def test_the_queries_of_a_batch_grow_with_the_communes_and_no_faster() -> None:
    place = appraised(60)
    ids = list(Dossier.objects.order_by("pk").values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as ten:
        decide(place, ids[:10], "1/QĐ-UBND")
    with CaptureQueriesContext(connection) as fifty:
        decide(place, ids[10:], "2/QĐ-UBND")
    assert len(fifty) <= 5 * len(ten)
