"""The list of dossiers as a table: columns, order, pages, and what each row offers."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import django_tables2 as tables
from django.core.paginator import Paginator
from django.db.models import Case, F
from django.http import HttpRequest
from django.urls import reverse

from assessments.domain.workflow import Action, State
from assessments.models import Dossier
from assessments.models.dossier import DossierQuerySet
from assessments.models.labels import ACTION_LABELS
from assessments.selectors.queue import CLAIM_SHOWN, STATE_ORDER, Row
from communes.models import User

PAGE_SIZE = 20


class KnownCount(Paginator):
    """A paginator that is told the count instead of asking the database."""

    def __init__(self, rows: Sequence[int], per_page: int, *, known: int) -> None:
        """Keep the count."""
        super().__init__(rows, per_page)
        self.count = known


class Line(NamedTuple):
    """One row of the page: its number, the commune's name and where it leads, the person's next step ("" = nothing to open)."""

    number: int
    row: Row
    dossier: Dossier
    name: str
    detail: str
    step: str
    url: str


class DossierTable(tables.Table):
    """The columns; the data are ids in the order of urgency. `prepare` reads the rows of the shown page."""

    number = tables.Column("STT", orderable=False)
    commune = tables.Column("Xã, phường", order_by=("commune__sort_name", "pk"))
    state = tables.Column("Trạng thái")
    due = tables.Column("Hạn nộp", order_by=("due_before", "commune__sort_name", "pk"))
    claimed = tables.Column("Tự chấm")
    counted = tables.Column("Thẩm tra")
    round = tables.Column("Lần nộp", order_by=("round", "commune__sort_name", "pk"))
    action = tables.Column("Hành động", orderable=False)
    caption = "Danh sách hồ sơ"
    lines: tuple[Line, ...] = ()

    class Meta:
        """How the table looks."""

        attrs = {"class": "table table-hover align-middle stacked"}
        template_name = "assessments/_dossier_table.html"
        empty_text = "Không có hồ sơ nào phù hợp. Hồ sơ xuất hiện ở đây khi đợt đánh giá được mở cho xã, phường."

    def prepare(
        self, request: HttpRequest, *, count: int, user: User, read: Callable[[Sequence[int]], list[Row]]
    ) -> "DossierTable":
        """Sort and cut by the address; `read` returns the rows of the ids on the page."""
        tables.RequestConfig(request, paginate=False).configure(self)
        self.paginate(paginator_class=KnownCount, per_page=PAGE_SIZE, known=count)
        self.page = self.paginator.get_page(request.GET.get(self.prefixed_page_field))
        rows = read(list(self.page.object_list.data))
        first = self.page.start_index()
        self.lines = tuple(_line(number, row, user) for number, row in enumerate(rows, first))
        return self

    def order_state(self, dossiers: DossierQuerySet, is_descending: bool) -> tuple[DossierQuerySet, bool]:  # noqa: FBT001  # signature
        """Follow the workflow."""
        state = STATE_ORDER.desc() if is_descending else STATE_ORDER.asc()
        return dossiers.order_by(state, "due_before", "commune__sort_name", "pk"), True

    def order_claimed(self, dossiers: DossierQuerySet, is_descending: bool) -> tuple[DossierQuerySet, bool]:  # noqa: FBT001  # signature
        """Put what has no figure yet at the end, whatever the direction."""
        return _ordered(dossiers, CLAIM_SHOWN, descending=is_descending), True

    def order_counted(self, dossiers: DossierQuerySet, is_descending: bool) -> tuple[DossierQuerySet, bool]:  # noqa: FBT001  # signature
        """Put what has no figure yet at the end, whatever the direction."""
        return _ordered(dossiers, F("counted_total"), descending=is_descending), True


def _ordered(dossiers: DossierQuerySet, value: Case | F, *, descending: bool) -> DossierQuerySet:
    figure = value.desc(nulls_last=True) if descending else value.asc(nulls_last=True)
    return dossiers.order_by(figure, "commune__sort_name", "pk")


_OWN_STEPS = {State.DRAFT: "Nhập số liệu", State.POSTED: "Xem niêm yết", State.RETURNED: "Bổ sung"}


def _line(number: int, row: Row, user: User) -> Line:
    dossier, name = row.dossier, row.dossier.commune.full_name
    if not row.is_readable:
        return Line(number, row, dossier, name, "", *_step_before_submission(dossier, user))
    detail = reverse("assessments:dossier_detail", args=[dossier.pk])
    return Line(number, row, dossier, name, detail, *_next_step(row, user, detail))


def _next_step(row: Row, user: User, detail: str) -> tuple[str, str]:
    """Return the label and the address of what the person does next with the dossier."""
    dossier = row.dossier
    if row.is_own:
        return _OWN_STEPS.get(dossier.status, "Xem hồ sơ"), detail
    if dossier.status is State.SUBMITTED and user.has_perm("assessments.receive_dossier", dossier):
        return ACTION_LABELS[Action.RECEIVE], reverse("assessments:dossier_act", args=[dossier.pk, Action.RECEIVE])
    if dossier.status is State.UNDER_REVIEW and user.has_perm("assessments.review_dossier", dossier):
        return "Thẩm tra", reverse("assessments:review_detail", args=[dossier.pk])
    return "Xem hồ sơ", detail


def _step_before_submission(dossier: Dossier, user: User) -> tuple[str, str]:
    if dossier.campaign.is_open and user.has_perm("assessments.manage_campaign", dossier.campaign):
        return "Gia hạn", reverse("assessments:dossier_extend", args=[dossier.pk])
    return "Chờ xã, phường nộp", ""
