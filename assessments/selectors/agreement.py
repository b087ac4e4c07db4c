"""How often second reviewers agreed: over a campaign, dossier by dossier, and by the reviewer who had accepted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q

from assessments.domain.numbers import percent
from assessments.models import Campaign, Dossier, SecondLook, SecondLookDraw
from communes.models import User

PER_PAGE = 20
_COUNTS = {
    "drawn": Count("pk"),
    "looked": Count("pk", filter=Q(agrees__isnull=False)),
    "agreed": Count("pk", filter=Q(agrees=True)),
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """Items drawn, looked at and agreed; for a dossier (`dossier_id`) or for a person."""

    name: str
    drawn: int
    looked: int
    agreed: int
    dossier_id: int | None = None

    @property
    def percent(self) -> str:
        """The share agreed of those looked at, as it is read; a dash before anything was looked at."""
        return percent(Fraction(self.agreed, self.looked)) if self.looked else "–"


@dataclass(frozen=True, slots=True)
class Report:
    """The whole campaign, its reviewers, one page of its dossiers."""

    whole: Agreement
    reviewers: tuple[Agreement, ...]
    dossiers: tuple[Agreement, ...]
    page: Page[int]


def agreement_of(campaign: Campaign, *, page: str | None) -> Report:
    """Read the report in a fixed number of queries."""
    drawn = campaign.dossiers.filter(Exists(SecondLookDraw.objects.filter(dossier=OuterRef("pk"))))
    chosen = Paginator(drawn.order_by("commune__sort_name", "pk").values_list("pk", flat=True), PER_PAGE).get_page(
        page
    )
    reviewers = _by_reviewer(campaign)
    return Report(
        whole=_sum_of("Toàn đợt", reviewers),
        reviewers=reviewers,
        dossiers=_by_dossier(list(chosen.object_list)),
        page=chosen,
    )


def _by_dossier(keys: list[int]) -> tuple[Agreement, ...]:
    looks = SecondLook.objects.filter(draw__dossier__in=keys).order_by()
    counts = {row["draw__dossier"]: row for row in looks.values("draw__dossier").annotate(**_COUNTS)}
    names = {row.pk: row.commune.full_name for row in Dossier.objects.filter(pk__in=keys).select_related("commune")}
    return tuple(_agreement(names[key], counts[key], key) for key in keys if key in counts)


def _by_reviewer(campaign: Campaign) -> tuple[Agreement, ...]:
    """Group by who had accepted."""
    looks = SecondLook.objects.filter(draw__dossier__campaign=campaign).order_by()
    rows = list(looks.values("accepted_by").annotate(**_COUNTS))
    names = {person.pk: str(person) for person in User.objects.filter(pk__in=[row["accepted_by"] for row in rows])}
    found = [_agreement(names.get(row["accepted_by"], "Chưa có kết luận"), row) for row in rows]
    return tuple(sorted(found, key=lambda row: row.name))


def _agreement(name: str, row: Mapping[str, Any], dossier_id: int | None = None) -> Agreement:
    return Agreement(name, row["drawn"], row["looked"], row["agreed"], dossier_id)


def _sum_of(name: str, rows: Iterable[Agreement]) -> Agreement:
    counts = [(row.drawn, row.looked, row.agreed) for row in rows]
    return Agreement(name, *map(sum, zip((0, 0, 0), *counts, strict=True)))
