"""What the pages of decisions show: who waits for one, what the rules say, what was decided."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, DateField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce

from assessments.domain.scoring import ScoreSheet, Verdict, score
from assessments.domain.workflow import Action, Facts, State, blockers
from assessments.models import (
    AgendaItem,
    Campaign,
    Decision,
    DecisionCorrection,
    DecisionLine,
    Dossier,
    ItemReview,
    Submission,
)
from assessments.selectors import advice, contents, facts, judged, sheets, snapshots
from assessments.selectors.judged import Judged
from communes.models import User


@dataclass(frozen=True, slots=True)
class Candidate:
    """An appraised dossier that waits for a decision; `reasons` forbid recognition now."""

    dossier: Dossier
    sheet: Judged | None
    reasons: tuple[str, ...]
    advice: AgendaItem | None = None

    @property
    def is_against(self) -> bool:
        """Tell whether the council advises not to recognise: then recognition needs a reason."""
        return advice.is_against(self.advice)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What each condition for recognition says."""
        return self.sheet.verdicts if self.sheet else ()

    @property
    def is_recognisable(self) -> bool:
        """Tell whether recognition is possible."""
        return not self.reasons


def waiting(campaign: Campaign) -> QuerySet[Dossier]:
    """Return the dossiers of the campaign that wait for a decision, in alphabetical order."""
    return campaign.dossiers.filter(state__in=[State.APPRAISED, State.ADVISED]).order_by("commune__sort_name", "pk")


def candidates(campaign: Campaign, only: Iterable[int], *, on: date) -> list[Candidate]:
    """Return those of the given dossiers that wait for a decision, in a fixed number of queries.

    A sheet is scored for each that is not known yet: a page asks for the dossiers that it shows, a deed for the chosen ones.
    """
    rows = waiting(campaign).filter(pk__in=only)
    dossiers = list(rows.select_related("commune").prefetch_related("commune__classes"))
    for dossier in dossiers:
        dossier.campaign = campaign
    found, advices = judged.of_many(dossiers), advice.of_many(dossiers)
    now = facts.Circumstances(on=on, offered=True)
    return [_candidate(dossier, found.get(dossier.pk), advices, now) for dossier in dossiers]


def _candidate(
    dossier: Dossier, sheet: Judged | None, advices: dict[int, AgendaItem], now: facts.Circumstances
) -> Candidate:
    verdicts = sheet.verdicts if sheet else ()
    known = facts.with_recognition(Facts(campaign_open=dossier.campaign.is_open), dossier, now, verdicts, advices)
    return Candidate(dossier, sheet, blockers(Action.RECOGNISE, known), advices.get(dossier.pk))


def council_asked(campaign: Campaign) -> bool | None:
    """Tell whether the paper may have to name the council's meeting: not where the council advised on all that wait."""
    required = campaign.standard.parsed.procedure.council.required
    waiting_in = set(waiting(campaign).order_by().values_list("state", flat=True).distinct()) if required else set()
    return False if waiting_in == {State.ADVISED} else required


def counted_sheets(dossiers: list[Dossier]) -> dict[int, ScoreSheet]:
    """Return the office's sheet of each dossier that was handed in: three queries for all of them."""
    ids = [dossier.pk for dossier in dossiers]
    current = Q(dossier__in=ids, round=F("dossier__round"))
    submissions = {row.dossier_id: row for row in Submission.objects.filter(current).only("dossier", "snapshot")}
    reviews: defaultdict[int, list[ItemReview]] = defaultdict(list)
    for review in ItemReview.objects.filter(current, verdict=ItemReview.Verdict.CHANGED):
        reviews[review.dossier_id].append(review)
    declared = judged.declared_of(ids)
    return {
        dossier.pk: score(
            dossier.campaign.standard.parsed,
            snapshots.claims(submissions[dossier.pk].snapshot),
            unit_class=contents.unit_class(dossier),
            declared=declared.get(dossier.pk, {}),
            rulings=sheets.rulings(reviews[dossier.pk]),
        )
        for dossier in dossiers
        if dossier.pk in submissions
    }


def visible_to(user: User) -> QuerySet[Decision]:
    """Return the decisions on dossiers that the person may read."""
    lines = DecisionLine.objects.filter(dossier__in=Dossier.objects.visible_to(user).values("pk"))
    return Decision.objects.filter(pk__in=lines.values("decision_id"))


def listed(user: User) -> QuerySet[Decision]:
    """Return the decisions with the number of communes by outcome, newest first."""
    outcome = DecisionLine.Outcome
    return (
        visible_to(user)
        .select_related("authority", "campaign")
        .prefetch_related("corrections")
        .annotate(
            signed_on=_day_now(),
            recognised_count=Count("lines", filter=Q(lines__outcome=outcome.RECOGNISED)),
            refused_count=Count("lines", filter=Q(lines__outcome=outcome.NOT_RECOGNISED)),
            revoked_count=Count("lines", filter=Q(lines__outcome=outcome.REVOKED)),
            lost_count=Count(
                "lines", filter=Q(lines__outcome=outcome.RECOGNISED, lines__dossier__state=State.REVOKED)
            ),
        )
        .order_by("-signed_on", "-pk")
    )


def _day_now() -> Coalesce:
    """Return the day of signing with its latest correction, for ordering."""
    corrected = DecisionCorrection.objects.filter(decision=OuterRef("pk"), field=DecisionCorrection.Field.DECIDED_ON)
    latest = corrected.order_by("-pk").annotate(day=Cast("new_value", DateField())).values("day")[:1]
    return Coalesce(Subquery(latest), F("decided_on"))


def lines_of(decision: Decision, user: User) -> QuerySet[DecisionLine]:
    """Return what the decision says about the dossiers that the person may read, in alphabetical order."""
    seen = Dossier.objects.visible_to(user).values("pk")
    lines = decision.lines.filter(dossier__in=seen).select_related("dossier__commune", "dossier__campaign__authority")
    return lines.order_by("dossier__commune__sort_name", "pk")


def revocations_of(lines: Iterable[DecisionLine]) -> dict[int, Decision]:
    """Return the decision that took recognition back, by dossier, for lines whose recognition was revoked."""
    lost = [row.dossier_id for row in lines if row.dossier.status is State.REVOKED]
    rows = DecisionLine.objects.filter(dossier__in=lost, outcome=DecisionLine.Outcome.REVOKED)
    found = rows.select_related("decision").prefetch_related("decision__corrections")
    return {row.dossier_id: row.decision for row in found}
