"""What each person has to do now, by when, and whether it is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from assessments.domain.workflow import DECIDED, STATE_OWNER, Party, State
from assessments.models import Campaign, Dossier, Report
from assessments.selectors import overviews
from communes.models import Role, User


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: `count` things behind `url`; nothing to do when it is 0."""

    title: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class OwnDossier:
    """A commune's dossier with its deadline."""

    dossier: Dossier
    due: overviews.Due
    is_my_turn: bool


@dataclass(frozen=True, slots=True)
class CampaignBoard:
    """A campaign of the office with what waits in it."""

    campaign: Campaign
    tasks: tuple[Task, ...]
    total: int
    decided: int


def own_dossiers(user: User, *, on: date) -> list[OwnDossier]:
    """Return the dossiers of the person's communes, newest year first."""
    rows = Dossier.objects.editable_by(user).select_related("campaign__standard", "commune").order_by("-campaign__year")
    return [
        OwnDossier(row, overviews.due_of(row, on=on), STATE_OWNER[row.status] is Party.COMMUNE and row.campaign.is_open)
        for row in rows[:10]
    ]


_WAITING: tuple[tuple[str, str, Q], ...] = (
    ("Hồ sơ chờ tiếp nhận", State.SUBMITTED, Q(dossiers__state=State.SUBMITTED)),
    ("Hồ sơ đang thẩm tra", State.UNDER_REVIEW, Q(dossiers__state=State.UNDER_REVIEW)),
    ("Hồ sơ chờ xã, phường bổ sung", State.RETURNED, Q(dossiers__state=State.RETURNED)),
    ("Hồ sơ chờ quyết định", State.APPRAISED, Q(dossiers__state=State.APPRAISED)),
)


def boards(user: User, *, on: date) -> list[CampaignBoard]:
    """Return the campaigns of the person's office with counts, in one query."""
    late = Q(dossiers__state__in=[State.DRAFT, State.POSTED], dossiers__due_before__lte=on)
    counts = {f"n_{state}": Count("dossiers", filter=query) for _, state, query in _WAITING}
    campaigns = (
        Campaign.objects.run_by(user)
        .select_related("authority", "standard")
        .annotate(
            n_all=Count("dossiers"),
            n_late=Count("dossiers", filter=late),
            n_decided=Count("dossiers", filter=Q(dossiers__state__in=[s.value for s in DECIDED])),
            **counts,
        )
        .order_by("-year")[:5]
    )
    return [
        CampaignBoard(campaign, tuple(_tasks(campaign)), campaign.n_all, campaign.n_decided) for campaign in campaigns
    ]


def _tasks(campaign: Campaign) -> Iterator[Task]:
    queue = reverse("assessments:dossier_list") + f"?campaign={campaign.pk}"
    yield Task("Xã, phường quá hạn chưa nộp", f"{queue}&status=late", campaign.n_late)  # type: ignore[attr-defined]  # annotated
    for title, state, _ in _WAITING:
        yield Task(title, f"{queue}&status={state}", getattr(campaign, f"n_{state}"))


def reports_of_area(user: User) -> list[Report]:
    """Return the newest reports that an observer may read."""
    if not user.has_role(Role.OBSERVER):
        return []
    return list(Report.objects.visible_to(user).select_related("campaign__authority")[:10])
