"""What each person has to do now, by when, and whether it is done."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from assessments.domain.workflow import DECIDED, State
from assessments.models import Campaign, Dossier, DraftDecision, Report, SupplementRequest
from assessments.selectors import calendars, overviews
from assessments.selectors.steps import Step, step_of
from communes.models import COMMUNE_ROLES, OFFICE_ROLES, Role, User

_OFFICE = (Role.REVIEWER, Role.OFFICE_HEAD)


@dataclass(frozen=True, slots=True)
class Task:
    """Things that wait in one state: `count` of them behind `url`; `is_mine` when the person is the one to act."""

    title: str
    url: str
    count: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class OwnDossier:
    """A commune's dossier with its deadline and the next step of the person who looks."""

    dossier: Dossier
    due: overviews.Due
    step: Step


@dataclass(frozen=True, slots=True)
class CampaignBoard:
    """A campaign of the office with what waits in it."""

    campaign: Campaign
    tasks: tuple[Task, ...]
    total: int
    decided: int

    @property
    def mine(self) -> tuple[Task, ...]:
        """What the person has to do."""
        return tuple(task for task in self.tasks if task.is_mine and task.count)

    @property
    def waiting(self) -> tuple[Task, ...]:
        """What others have to do."""
        return tuple(task for task in self.tasks if not task.is_mine and task.count)


def own_dossiers(user: User, *, on: date) -> list[OwnDossier]:
    """Return the dossiers of the person's communes, newest year first."""
    if not any(user.has_role(role) for role in COMMUNE_ROLES):
        return []
    open_requests = Q(requests__round=F("round"), requests__reply="")
    rows = (
        Dossier.objects.editable_by(user)
        .select_related("campaign__standard", "campaign__authority", "commune")
        .annotate(
            n_requests=Count("requests", filter=open_requests, distinct=True),
            requests_due=Min("requests__due_on", filter=open_requests),
            n_opinions=Count("opinions", filter=Q(opinions__reply=""), distinct=True),
        )
        .order_by("-campaign__year", "pk")
    )
    calendar = calendars.current()
    return [
        OwnDossier(row, overviews.due_of(row, on=on, calendar=calendar), step_of(row, user, on=on))
        for row in rows[:10]
    ]


_WAITING: tuple[tuple[str, State, frozenset[str]], ...] = (
    ("Hồ sơ chờ tiếp nhận", State.SUBMITTED, frozenset(_OFFICE)),
    ("Hồ sơ đang thẩm tra", State.UNDER_REVIEW, frozenset(_OFFICE)),
    ("Hồ sơ chờ quyết định công nhận", State.APPRAISED, frozenset({Role.DECISION_MAKER})),
    ("Hồ sơ đang xin ý kiến Hội đồng", State.IN_COUNCIL, frozenset({Role.COUNCIL_MEMBER})),
    ("Hồ sơ Hội đồng đã có ý kiến, chờ quyết định", State.ADVISED, frozenset({Role.DECISION_MAKER})),
    ("Hồ sơ chờ xã, phường bổ sung", State.RETURNED, frozenset()),
    ("Hồ sơ đang niêm yết", State.POSTED, frozenset()),
    ("Hồ sơ đang tự đánh giá", State.DRAFT, frozenset()),
)


def boards(user: User, *, on: date) -> list[CampaignBoard]:
    """Return the campaigns of the person's office with counts, in a fixed number of queries."""
    if not any(user.has_role(role) for role in OFFICE_ROLES):
        return []
    drafts = DraftDecision.objects.filter(campaign=OuterRef("pk"), state=DraftDecision.State.PENDING).order_by()
    found = Campaign.objects.run_by(user).select_related("authority", "standard").order_by("-year", "pk")
    campaigns = list(
        found.annotate(n_drafts=Coalesce(Subquery(drafts.values("campaign").annotate(n=Count("pk")).values("n")), 0))[
            :5
        ]
    )
    standing = _standing([campaign.pk for campaign in campaigns], on=on)
    return [
        CampaignBoard(
            campaign,
            tuple(_tasks(campaign, user, standing[campaign.pk])),
            standing[campaign.pk].counts.total(),
            sum(standing[campaign.pk].counts[state] for state in DECIDED),
        )
        for campaign in campaigns
    ]


@dataclass(slots=True)
class _Standing:
    """How many dossiers of a campaign are in each state, late, and beyond the day of a supplement."""

    counts: Counter[str] = field(default_factory=Counter)
    late: int = 0
    overdue: int = 0


def _standing(campaigns: list[int], *, on: date) -> defaultdict[int, _Standing]:
    """Count by state from the index alone, and what is overdue among the returned ones: two queries."""
    found: defaultdict[int, _Standing] = defaultdict(_Standing)
    own = Dossier.objects.filter(campaign__in=campaigns).order_by()
    late = Count("pk", filter=Q(due_before__lte=on))
    for pk, state, n, n_late in own.values_list("campaign", "state").annotate(n=Count("pk"), late=late):
        found[pk].counts[state] += n
        found[pk].late += n_late if state in {State.DRAFT, State.POSTED} else 0
    waiting = SupplementRequest.objects.filter(
        dossier__campaign__in=campaigns,
        dossier__state=State.RETURNED,
        round=F("dossier__round"),
        reply="",
        due_on__lt=on,
    )
    overdue = waiting.order_by().values_list("dossier__campaign").annotate(n=Count("dossier", distinct=True))
    for pk, n in overdue:
        found[pk].overdue = n
    return found


def _tasks(campaign: Campaign, user: User, standing: _Standing) -> Iterator[Task]:
    queue = reverse("assessments:dossier_list") + f"?campaign={campaign.pk}"
    roles = {role for role, units in user.role_units.items() if campaign.authority_id in units}
    office = bool(roles & {*_OFFICE})
    yield Task("Xã, phường quá hạn chưa nộp: cần đôn đốc", f"{queue}&status=late", standing.late, office)
    title = "Hồ sơ có yêu cầu bổ sung quá hạn: cần đôn đốc"
    yield Task(title, f"{queue}&status={State.RETURNED}", standing.overdue, office)
    drafts: int = campaign.n_drafts  # type: ignore[attr-defined]  # annotated
    yield Task("Dự thảo chờ ký", reverse("assessments:draft_list"), drafts, Role.DECISION_MAKER in roles)
    if Role.OFFICE_HEAD in roles and campaign.standard.parsed.procedure.council.required:
        count = standing.counts[State.APPRAISED]
        title = "Hồ sơ đã thẩm tra, chờ đưa ra Hội đồng"
        yield Task(title, reverse("assessments:council_list"), count, is_mine=True)
    for title, state, actors in _WAITING:
        yield Task(title, f"{queue}&status={state}", standing.counts[state], bool(roles & actors))


def reports_of_area(user: User) -> list[Report]:
    """Return the newest reports that an observer may read."""
    if not user.has_role(Role.OBSERVER):
        return []
    return list(Report.objects.visible_to(user).select_related("campaign__authority").defer("data")[:10])
