"""The list of dossiers as a table: columns with their orders, pages, and what each row shows and offers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils import timezone

from assessments.domain.scoring import shown
from assessments.domain.workflow import Action, State
from assessments.models import Campaign, Dossier
from assessments.models.dossier import DossierQuerySet
from assessments.models.labels import ACTION_LABELS, STATE_FOR_OFFICE
from assessments.selectors.queue import CLAIM_SHOWN, STATE_ORDER, Due, Row
from communes.models import User
from tiepcanpl.kit import dates

PAGE_SIZE = 20
_BY_NAME = ("commune__sort_name", "pk")


class KnownCount(Paginator):
    """A paginator that is told the count instead of asking the database."""

    def __init__(self, rows: QuerySet[Dossier, int], per_page: int, *, known: int) -> None:
        """Keep the count."""
        super().__init__(rows, per_page)
        self.count = known


class Line(NamedTuple):
    """One row of the page as it is written; `detail` and `url` are "" where there is nothing to open."""

    number: int
    name: str
    detail: str
    year: int
    state: str
    state_label: str
    due: str
    note: str
    is_late: bool
    claimed: str
    counted: str
    round: str
    step: str
    url: str


class Head(NamedTuple):
    """The head of one column; `next` is the order behind the click ("" = cannot be sorted), `sorted` the one in force."""

    title: str
    next: str
    sorted: str


@dataclass(frozen=True, slots=True)
class DossierTable:
    """What the page shows."""

    heads: tuple[Head, ...]
    page: Page[int]
    lines: tuple[Line, ...]

    @property
    def numbers(self) -> list[str]:
        """The pages to choose from, with a sign where some are left out."""
        paginator = self.page.paginator
        return [str(number) for number in paginator.get_elided_page_range(self.page.number, on_each_side=3, on_ends=1)]


_COLUMNS: Mapping[str, str] = {
    "number": "STT",
    "commune": "Xã, phường",
    "state": "Trạng thái",
    "due": "Hạn nộp",
    "claimed": "Tự chấm",
    "counted": "Thẩm tra",
    "round": "Lần nộp",
    "action": "Hành động",
}
# By what each column is sorted: the first is turned around, the rest breaks ties.
_ORDERS: Mapping[str, tuple[Combinable | str, ...]] = {
    "commune": _BY_NAME,
    "state": (STATE_ORDER, "due_before", *_BY_NAME),
    "due": ("due_before", *_BY_NAME),
    "claimed": (CLAIM_SHOWN, *_BY_NAME),
    "counted": (F("counted_total"), *_BY_NAME),
    "round": ("round", *_BY_NAME),
}


def table_of(
    dossiers: DossierQuerySet,
    *,
    sort: str,
    number: str | None,
    count: int,
    user: User,
    read: Callable[[Sequence[int]], list[Row]],
) -> DossierTable:
    """Sort and cut; `read` returns the rows of the ids on the page."""
    chosen = sort if sort.removeprefix("-") in _ORDERS else ""
    ids = _sorted(dossiers, chosen).values_list("pk", flat=True)
    page = KnownCount(ids, PAGE_SIZE, known=count).get_page(number)
    rows = read(list(page.object_list))
    offers = _Offers(user)
    lines = tuple(_line(place, row, offers) for place, row in enumerate(rows, page.start_index()))
    return DossierTable(heads=tuple(_heads(chosen)), page=page, lines=lines)


def _sorted(dossiers: DossierQuerySet, sort: str) -> DossierQuerySet:
    """Turn the whole order around, but what has no figure yet stands at the end whatever the direction."""
    if not sort:
        return dossiers
    down, (first, *ties) = sort.startswith("-"), _ORDERS[sort.removeprefix("-")]
    if isinstance(first, str):
        return dossiers.order_by(*(f"-{name}" if down else str(name) for name in (first, *ties)))
    figure = first.desc(nulls_last=True) if down else first.asc(nulls_last=True)  # type: ignore[attr-defined]  # an expression
    return dossiers.order_by(figure, *ties)


def _heads(sort: str) -> list[Head]:
    return [
        Head(title, "" if name not in _ORDERS else f"-{name}" if sort == name else name, _direction(name, sort))
        for name, title in _COLUMNS.items()
    ]


def _direction(name: str, sort: str) -> str:
    return {name: "ascending", f"-{name}": "descending"}.get(sort, "")


_OWN_STEPS = {State.DRAFT: "Nhập số liệu", State.POSTED: "Xem niêm yết", State.RETURNED: "Bổ sung"}


class _Offers:
    """What the person may do next; the same question about the same campaign is asked once for all rows."""

    def __init__(self, user: User) -> None:
        self.user = user
        # Everything about a dossier lies below the list: one address is looked up instead of one a row.
        self.base = reverse("assessments:dossier_list")
        self.manages = cache(self._manages)

    def _manages(self, authority_id: int) -> bool:
        return self.user.has_perm("assessments.manage_campaign", Campaign(authority_id=authority_id))

    def of(self, row: Row, detail: str) -> tuple[str, str]:
        """Return the label and the address of the next step."""
        dossier = row.dossier
        if not row.is_readable:
            return self._before_submission(dossier)
        if row.is_own:
            return _OWN_STEPS.get(dossier.status, "Xem hồ sơ"), detail
        if dossier.status is State.SUBMITTED and self.manages(dossier.campaign.authority_id):
            return ACTION_LABELS[Action.RECEIVE], reverse("assessments:dossier_act", args=[dossier.pk, Action.RECEIVE])
        if dossier.status is State.UNDER_REVIEW and self.manages(dossier.campaign.authority_id):
            return "Thẩm tra", reverse("assessments:review_detail", args=[dossier.pk])
        return "Xem hồ sơ", detail

    def _before_submission(self, dossier: Dossier) -> tuple[str, str]:
        if dossier.campaign.is_open and self.manages(dossier.campaign.authority_id):
            return "Gia hạn", reverse("assessments:dossier_extend", args=[dossier.pk])
        return "Chờ xã, phường nộp", ""


def _line(number: int, row: Row, offers: _Offers) -> Line:
    dossier = row.dossier
    detail = f"{offers.base}{dossier.pk}/" if row.is_readable else ""
    return Line(
        number,
        dossier.commune.full_name,
        detail,
        dossier.campaign.year,
        dossier.state,
        STATE_FOR_OFFICE[dossier.status],
        *_due(row),
        _figure(row, row.claimed),
        _figure(row, row.counted),
        str(dossier.round or "–"),
        *offers.of(row, detail),
    )


def _figure(row: Row, value: Decimal | Fraction | None) -> str:
    """Write points, or the number of indicators met; a dash where there is nothing to be seen yet."""
    return "–" if value is None else shown(value) if row.in_points else f"{shown(value)} chỉ tiêu đạt"


def _due(row: Row) -> tuple[str, str, bool]:
    """Write what the commune has to meet, or when it handed in; with a remark, and whether that is a warning."""
    if row.due:
        return row.due.label, _days(row.due), row.due.late
    if row.submitted_at:
        return (
            f"Nộp ngày {dates.short(timezone.localtime(row.submitted_at).date())}",
            "Nộp quá hạn" if row.was_late else "",
            True,
        )
    return "–", "", False


def _days(due: Due) -> str:
    if due.late:
        return f"Quá hạn {due.days} ngày làm việc"
    return f"Còn {due.days} ngày làm việc" if due.days else "Không còn ngày làm việc nào"
