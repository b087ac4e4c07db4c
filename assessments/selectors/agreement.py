"""How often second reviewers agreed: over a campaign, dossier by dossier, and by the reviewer who had accepted."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from assessments.domain.numbers import percent
from assessments.models import Campaign, Dossier, ItemReview, SecondLook
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
    looks = SecondLook.objects.filter(draw__dossier__campaign=campaign).order_by()
    keys = (
        looks.values_list("draw__dossier", flat=True)
        .distinct()
        .order_by("draw__dossier__commune__sort_name", "draw__dossier")
    )
    chosen = Paginator(keys, PER_PAGE).get_page(page)
    return Report(
        whole=Agreement("Toàn đợt", **looks.aggregate(**_COUNTS)),
        reviewers=_by_reviewer(looks),
        dossiers=_by_dossier(looks, list(chosen.object_list)),
        page=chosen,
    )


def _by_dossier(looks: QuerySet[SecondLook], keys: list[int]) -> tuple[Agreement, ...]:
    names = {row.pk: row.commune.full_name for row in Dossier.objects.filter(pk__in=keys).select_related("commune")}
    counts = {
        row["draw__dossier"]: row
        for row in looks.filter(draw__dossier__in=keys).values("draw__dossier").annotate(**_COUNTS)
    }
    return tuple(_agreement(names[key], counts[key], key) for key in keys)


def _by_reviewer(looks: QuerySet[SecondLook]) -> tuple[Agreement, ...]:
    """Group by who had accepted: the conclusion of the round in which the item was drawn."""
    review = ItemReview.objects.filter(
        dossier=OuterRef("draw__dossier"), round=OuterRef("draw__round"), item_code=OuterRef("item_code")
    )
    rows = list(
        looks.annotate(reviewer=Subquery(review.values("reviewed_by")[:1])).values("reviewer").annotate(**_COUNTS)
    )
    names = {person.pk: str(person) for person in User.objects.filter(pk__in=[row["reviewer"] for row in rows])}
    found = [_agreement(names.get(row["reviewer"], "Chưa có kết luận"), row) for row in rows]
    return tuple(sorted(found, key=lambda row: row.name))


def _agreement(name: str, row: Mapping[str, Any], dossier_id: int | None = None) -> Agreement:
    return Agreement(name, row["drawn"], row["looked"], row["agreed"], dossier_id)
