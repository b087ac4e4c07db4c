"""What the pages of draft decisions show: who may stand in one, what speaks against it, what has changed since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from assessments.domain.hashing import sha256_of
from assessments.domain.workflow import State
from assessments.models import Campaign, DecisionLine, Dossier, DraftDecision, DraftLine
from assessments.models.labels import STATE_FOR_OFFICE
from assessments.selectors import decisions
from assessments.selectors.decisions import Candidate
from communes.models import OFFICE_ROLES, User

Outcome = DecisionLine.Outcome
READY = (State.APPRAISED, State.ADVISED)
_PENDING = DraftDecision.State.PENDING


@dataclass(frozen=True, slots=True)
class Standing:
    """The dossiers that may be drafted, by id, and the pending draft in which one already stands."""

    candidates: dict[int, Candidate]
    drafted: dict[int, DraftDecision]

    def against(self, dossier: Dossier, outcome: str, reason: str) -> list[str]:
        """Return what speaks against such a line now."""
        if dossier.pk in self.drafted:
            return [f"đã nằm trong một dự thảo chờ ký ({self.drafted[dossier.pk]})."]
        candidate = self.candidates.get(dossier.pk)
        if candidate is None:
            return [f"hồ sơ đang ở trạng thái “{STATE_FOR_OFFICE[dossier.status]}” nên chưa đưa vào dự thảo được."]
        if outcome == Outcome.RECOGNISED:
            against = candidate.is_against and not reason.strip()
            asked = ["Hội đồng đề nghị chưa công nhận. Vui lòng nêu lý do nếu vẫn công nhận."] if against else []
            return [*candidate.reasons, *asked]
        if outcome != Outcome.NOT_RECOGNISED:
            return ["việc thu hồi công nhận phải ghi bằng quyết định riêng."]
        return [] if reason.strip() else ["vui lòng nêu lý do không công nhận."]


def visible_to(user: User) -> QuerySet[DraftDecision]:
    """Return the drafts of the person's own office: nobody else reads what is not signed."""
    units = sorted(set().union(*(user.role_units.get(role, ()) for role in OFFICE_ROLES)))
    return DraftDecision.objects.filter(campaign__authority__in=units)


def listed(user: User) -> QuerySet[DraftDecision]:
    """Return the drafts, those that wait first, with the number of communes by outcome."""
    waits = Case(When(state=_PENDING, then=Value(0)), default=Value(1))
    return (
        visible_to(user)
        .select_related("campaign__authority", "drafted_by", "decision", "closed_by")
        .prefetch_related("decision__corrections")
        .annotate(
            recognised_count=Count("lines", filter=Q(lines__outcome=Outcome.RECOGNISED)),
            refused_count=Count("lines", filter=Q(lines__outcome=Outcome.NOT_RECOGNISED)),
        )
        .order_by(waits, "-drafted_at", "-pk")
    )


def undrafted(campaign: Campaign) -> QuerySet[Dossier]:
    """Return the ready dossiers that stand in no pending draft, in alphabetical order."""
    drafted = DraftLine.objects.filter(draft__state=_PENDING, draft__campaign=campaign).values("dossier_id")
    ready = campaign.dossiers.filter(state__in=READY).exclude(pk__in=drafted)
    return ready.order_by("commune__sort_name", "pk")


def standing_of(campaign: Campaign, dossiers: list[Dossier], *, on: date) -> Standing:
    """Return how the dossiers stand, in a fixed number of queries."""
    ids = [dossier.pk for dossier in dossiers]
    lines = DraftLine.objects.filter(dossier__in=ids, draft__state=_PENDING).select_related("draft")
    found = decisions.candidates(campaign, ids, on=on)
    return Standing(
        candidates={candidate.dossier.pk: candidate for candidate in found},
        drafted={line.dossier_id: line.draft for line in lines},
    )


def recognisable(campaign: Campaign, *, on: date) -> list[Candidate]:
    """Return every undrafted dossier for which rules and council speak; the council must have been asked where it has to be."""
    ready = list(undrafted(campaign).values_list("pk", flat=True))
    found = decisions.candidates(campaign, ready, on=on)
    return [row for row in found if row.is_recognisable and not row.is_against and not lacks_council(row.dossier)]


def lacks_council(dossier: Dossier) -> bool:
    """Tell whether the standard asks for a council that has not advised on the dossier in the product."""
    required = dossier.campaign.standard.parsed.procedure.council.required is True
    return required and dossier.status is State.APPRAISED


def fingerprint(lines: Iterable[DraftLine]) -> str:
    """Return the hash over what the lists say, so that a leader signs what was read."""
    said = sorted((line.dossier_id, line.outcome, line.reason, line.rests_on.isoformat()) for line in lines)
    return sha256_of([list(row) for row in said])


def why_outdated(line: DraftLine) -> str:
    """Say why the line no longer fits its dossier; "" where it does. The dossier and its commune are loaded."""
    dossier = line.dossier
    if dossier.status not in READY:
        return f"{dossier.commune.full_name}: hồ sơ không còn chờ quyết định (hiện: “{STATE_FOR_OFFICE[dossier.status]}”)."
    if dossier.appraised_at != line.rests_on:
        return (
            f"{dossier.commune.full_name}: hồ sơ đã được mở lại và thẩm tra lại sau khi lập dự thảo. "
            "Vui lòng rút khỏi dự thảo rồi đưa vào lại."
        )
    return ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the draft with what rules and council say now; without `candidate` the dossier waits no longer."""

    line: DraftLine
    candidate: Candidate | None
    outdated: str
    lacks_council: bool


def rows_of(draft: DraftDecision, lines: list[DraftLine], *, on: date) -> list[Row]:
    """Return the lines of one page, in a fixed number of queries; a closed draft is shown as it was."""
    if draft.state != _PENDING:
        return [Row(line, None, "", lacks_council=False) for line in lines]
    found = decisions.candidates(draft.campaign, [line.dossier_id for line in lines], on=on)
    by_dossier = {candidate.dossier.pk: candidate for candidate in found}
    return [_row(line, by_dossier.get(line.dossier_id)) for line in lines]


def _row(line: DraftLine, candidate: Candidate | None) -> Row:
    lacks = candidate is not None and lacks_council(candidate.dossier)
    return Row(line, candidate, why_outdated(line), lacks)


def counts_of(draft: DraftDecision) -> dict[str, int]:
    """Return how many communes stand in each of the two lists."""
    return draft.lines.aggregate(
        recognised=Count("pk", filter=Q(outcome=Outcome.RECOGNISED)),
        refused=Count("pk", filter=Q(outcome=Outcome.NOT_RECOGNISED)),
    )


def outdated_in(draft: DraftDecision) -> list[str]:
    """Name every line of the draft that no longer fits its dossier."""
    changed = ~Q(dossier__state__in=READY) | ~Q(dossier__appraised_at=F("rests_on"))
    lines = draft.lines.filter(changed).select_related("dossier__commune").order_by("dossier__commune__sort_name")
    return [why_outdated(line) for line in lines]


def council_asked(draft: DraftDecision, lines: list[DraftLine]) -> bool | None:
    """Tell whether the signed paper has to name the council's meeting (None: it may)."""
    required = draft.campaign.standard.parsed.procedure.council.required
    return required if any(line.dossier.status is State.APPRAISED for line in lines) else False
