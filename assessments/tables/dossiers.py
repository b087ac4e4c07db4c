"""The list of dossiers as a table."""

from collections.abc import Callable, Iterable, Mapping

import django_tables2 as tables
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessments.domain.numbers import Number, shown
from assessments.domain.standard import Kind
from assessments.domain.workflow import Action, State
from assessments.models import Dossier
from assessments.models.dossier import DossierQuerySet
from assessments.models.labels import ACTION_LABELS, STATE_FOR_OFFICE
from assessments.selectors import queue
from communes.models import User
from tiepcanpl.kit import dates
from tiepcanpl.kit.numbers import group

PAGE_SIZE = 20
Details = Callable[[Iterable[Dossier]], Mapping[int, queue.Row]]


class DossierTable(tables.Table):
    """The columns of the list; `prepare` reads what the rows of the shown page need."""

    caption = "Danh sách hồ sơ"

    number = tables.Column("STT", empty_values=(), orderable=False)
    commune = tables.Column("Xã, phường", order_by=("commune__sort_name", "pk"))
    state = tables.Column("Trạng thái", order_by=("state_order", "urgency", "commune__sort_name"))
    due = tables.Column("Hạn nộp", empty_values=(), order_by=("due_before", "commune__sort_name"))
    claimed = tables.Column("Tự chấm", empty_values=())
    counted = tables.Column("Thẩm tra", empty_values=())
    round = tables.Column("Lần nộp", order_by=("round", "commune__sort_name"))
    action = tables.Column("Hành động", empty_values=(), orderable=False)

    class Meta:
        """How the table looks."""

        attrs = {"class": "table table-hover align-middle"}
        empty_text = "Không có hồ sơ nào phù hợp. Hồ sơ xuất hiện ở đây khi đợt đánh giá được mở cho xã, phường."

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        """Remember who looks."""
        super().__init__(*args, **kwargs)
        self.user = user
        self.details: Mapping[int, queue.Row] = {}
        self.places: Mapping[int, int] = {}

    def prepare(self, request: HttpRequest, details: Details) -> "DossierTable":
        """Sort and cut by the address; `details` reads the rows of the page."""
        tables.RequestConfig(request, paginate=False).configure(self)
        self.paginate(per_page=PAGE_SIZE)
        self.page = self.paginator.get_page(request.GET.get(self.prefixed_page_field))
        records = list(self.page.object_list.data)
        self.details = details(records)
        self.places = {record.pk: place for place, record in enumerate(records, self.page.start_index())}
        return self

    def order_claimed(self, dossiers: DossierQuerySet, is_descending: bool) -> tuple[DossierQuerySet, bool]:  # noqa: FBT001  # signature
        """Put what has no figure yet at the end, whatever the direction."""
        return _ordered(dossiers, "claimed_shown", descending=is_descending), True

    def order_counted(self, dossiers: DossierQuerySet, is_descending: bool) -> tuple[DossierQuerySet, bool]:  # noqa: FBT001  # signature
        """Put what has no figure yet at the end, whatever the direction."""
        return _ordered(dossiers, "counted_total", descending=is_descending), True

    def render_number(self, record: Dossier) -> int:
        """Count on from page to page."""
        return self.places[record.pk]

    def render_commune(self, record: Dossier) -> SafeString:
        """Name the commune; the name leads into the dossier where its content may be read."""
        name = record.commune.full_name
        if self.details[record.pk].is_readable:
            url = reverse("assessments:dossier_detail", args=[record.pk])
            name = format_html('<a href="{}">{}</a>', url, name)
        return format_html('{}<span class="d-block small text-muted">Năm {}</span>', name, str(record.campaign.year))

    def render_state(self, record: Dossier) -> SafeString:
        """Name the state as the office reads it."""
        return format_html('<span class="state state-{}">{}</span>', record.state, STATE_FOR_OFFICE[record.status])

    def render_due(self, record: Dossier) -> SafeString:
        """Tell the deadline with the working days left or overdue, or when it was handed in."""
        row = self.details[record.pk]
        if row.due is not None:
            mark = "text-danger fw-semibold" if row.due.late else "text-muted"
            return format_html('{}<span class="d-block {}">{}</span>', row.due.label, mark, _days(row.due))
        if row.submitted_at is None:
            return format_html("{}", "–")
        late = (
            format_html('<span class="d-block text-danger fw-semibold">{}</span>', "Nộp quá hạn")
            if row.was_late
            else ""
        )
        return format_html("Nộp ngày {}{}", dates.short(timezone.localdate(row.submitted_at)), late)

    def render_claimed(self, record: Dossier) -> str:
        """Show the claimed total."""
        return _figure(record, self.details[record.pk].claimed)

    def render_counted(self, record: Dossier) -> str:
        """Show the office's total."""
        return _figure(record, self.details[record.pk].counted)

    def render_round(self, value: int) -> str:
        """Count the submissions."""
        return str(value) if value else "–"

    def render_action(self, record: Dossier) -> SafeString:
        """Offer the next step of the person who looks."""
        row = self.details[record.pk]
        label, url = self._next_step(record, row)
        if not url:
            return format_html('<span class="text-muted">{}</span>', label)
        return format_html(
            '<a class="btn btn-sm btn-outline-primary" href="{}">{}<span class="visually-hidden"> – {}</span></a>',
            url,
            label,
            record.commune.full_name,
        )

    def _next_step(self, record: Dossier, row: queue.Row) -> tuple[str, str]:
        if not row.is_readable:
            return self._step_before_submission(record)
        detail = reverse("assessments:dossier_detail", args=[record.pk])
        if row.is_own:
            return _OWN_STEPS.get(record.status, "Xem hồ sơ"), detail
        if record.status is State.SUBMITTED and self.user.has_perm("assessments.receive_dossier", record):
            url = reverse("assessments:dossier_act", args=[record.pk, Action.RECEIVE])
            return ACTION_LABELS[Action.RECEIVE], url
        if record.status is State.UNDER_REVIEW and self.user.has_perm("assessments.review_dossier", record):
            return "Thẩm tra", reverse("assessments:review_detail", args=[record.pk])
        return "Xem hồ sơ", detail

    def _step_before_submission(self, record: Dossier) -> tuple[str, str]:
        if record.campaign.is_open and self.user.has_perm("assessments.manage_campaign", record.campaign):
            return "Gia hạn", reverse("assessments:dossier_extend", args=[record.pk])
        return "Chờ xã, phường nộp", ""


_OWN_STEPS = {State.DRAFT: "Nhập số liệu", State.POSTED: "Xem niêm yết", State.RETURNED: "Bổ sung"}


def _ordered(dossiers: DossierQuerySet, name: str, *, descending: bool) -> DossierQuerySet:
    figure = F(name).desc(nulls_last=True) if descending else F(name).asc(nulls_last=True)
    return dossiers.order_by(figure, "commune__sort_name", "pk")


def _days(due: queue.Due) -> str:
    if not due.late:
        return f"Còn {group(due.days)} ngày làm việc" if due.days else "Không còn ngày làm việc nào"
    return f"Quá hạn {group(due.days)} ngày làm việc" if due.days else "Quá hạn"


def _figure(record: Dossier, value: Number | None) -> str:
    if value is None:
        return "–"
    return shown(value) if record.campaign.standard.kind == Kind.POINTS else f"{shown(value)} chỉ tiêu đạt"
