"""The office's deeds on chosen dossiers: ask first, then go through the same door as everywhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone

from assessments.admin.base import person
from assessments.domain.workflow import Action
from assessments.forms.decisions import RecognitionPaperForm
from assessments.forms.dossiers import ActForm
from assessments.models import Dossier, Report
from assessments.models.labels import ACTION_LABELS
from assessments.services import decisions, reports, workflow
from communes.models import User
from tiepcanpl.kit.errors import DomainError

MOST = 100  # dossiers in one go
_SHOWN_REFUSALS, _SHOWN_REASONS = 8, 4  # messages travel in a cookie
Rows = list[Dossier]


@dataclass(frozen=True, slots=True)
class Bulk:
    """One action: what it is called, what it brings about, what it asks for, and what it does."""

    name: str
    title: str
    consequence: str
    form_for: Callable[[HttpRequest, Rows], forms.Form]
    do: Callable[[HttpRequest, Rows, forms.Form], bool]

    def run(
        self, model_admin: admin.ModelAdmin, request: HttpRequest, chosen: QuerySet[Dossier]
    ) -> HttpResponse | None:
        """Show the confirmation; when it comes back, do it. None takes the person back to the list."""
        rows = list(chosen.select_related("commune", "campaign__authority", "campaign__standard")[: MOST + 1])
        if len(rows) > MOST:
            messages.error(request, f"Mỗi lần chỉ chọn tối đa {MOST} hồ sơ.")
            return None
        if not rows:
            messages.error(request, "Các hồ sơ đã chọn không còn trong danh sách. Vui lòng tải lại trang.")
            return None
        form = self.form_for(request, rows)
        if "confirmed" in request.POST and form.is_valid() and self.do(request, rows, form):
            return None
        return TemplateResponse(
            request, "admin/assessments/dossier/confirm_action.html", self._context(model_admin, request, rows, form)
        )

    def _context(
        self, model_admin: admin.ModelAdmin, request: HttpRequest, rows: Rows, form: forms.Form
    ) -> dict[str, object]:
        return {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": self.title,
            "subtitle": None,
            "action": self.name,
            "consequence": self.consequence,
            "rows": rows,
            "is_provisional": any(row.campaign.standard.is_provisional for row in rows),
            "form": form,
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }


def _sent(request: HttpRequest) -> QueryDict | None:
    """Return what the confirmation sent; the list's own form binds nothing."""
    return request.POST if "confirmed" in request.POST else None


def _each(request: HttpRequest, rows: Rows, deed: Callable[[Dossier, User, datetime], object], done: str) -> bool:
    """Do the deed for each dossier; say what was done and, by commune, what was refused."""
    actor, at = person(request), timezone.now()
    finished, refused = [], []
    for row in rows:
        try:
            deed(row, actor, at)
        except DomainError as error:
            refused.append(f"{row.commune.full_name}: {' '.join(error.reasons[:_SHOWN_REASONS])}")
        else:
            finished.append(row.commune.full_name)
    if finished:
        messages.success(request, f"{done}: {', '.join(finished)}.")
    for sentence in refused[:_SHOWN_REFUSALS]:
        messages.error(request, sentence)
    if len(refused) > _SHOWN_REFUSALS:
        messages.error(request, f"… và {len(refused) - _SHOWN_REFUSALS} hồ sơ khác chưa thực hiện được.")
    return True


def _act_form(action: Action) -> Callable[[HttpRequest, Rows], forms.Form]:
    def form_for(request: HttpRequest, rows: Rows) -> forms.Form:
        provisional = action is Action.APPRAISE and any(row.campaign.standard.is_provisional for row in rows)
        return ActForm(_sent(request), note_label="", provisional=provisional)

    return form_for


def _perform(action: Action) -> Callable[[HttpRequest, Rows, forms.Form], bool]:
    def do(request: HttpRequest, rows: Rows, form: forms.Form) -> bool:
        extra = workflow.Extra(confirm_provisional=form.cleaned_data.get("confirm_provisional", False))

        def deed(row: Dossier, actor: User, at: datetime) -> object:
            return workflow.perform(action, dossier_id=row.pk, actor=actor, at=at, extra=extra)

        return _each(request, rows, deed, f"Đã thực hiện “{ACTION_LABELS[action]}”")

    return do


def _paper_form(request: HttpRequest, rows: Rows) -> forms.Form:
    required = [row.campaign.standard.parsed.procedure.council.required for row in rows]
    council = True if True in required else None if None in required else False
    initial = {"signer_position": person(request).position}
    return RecognitionPaperForm(_sent(request), council_required=council, today=timezone.localdate(), initial=initial)


def _recognise(request: HttpRequest, rows: Rows, form: forms.Form) -> bool:
    """Record one decision on all chosen dossiers or on none; a refusal goes into the form, so that nothing is lost."""
    assert isinstance(form, RecognitionPaperForm)  # noqa: S101  # narrows the type
    if len({row.campaign_id for row in rows}) > 1:
        form.add_error(None, "Một quyết định chỉ ghi được cho các hồ sơ của cùng một đợt đánh giá.")
        return False
    recognised = decisions.Ruled(decisions.Outcome.RECOGNISED)
    try:
        made = decisions.record(
            campaign_id=rows[0].campaign_id,
            paper=form.paper,
            ruled={row.pk: recognised for row in rows},
            actor=person(request),
            at=timezone.now(),
        )
    except DomainError as error:
        form.add_error(None, forms.ValidationError(list(error.reasons)))
        return False
    messages.success(request, f"Đã ghi quyết định số {made}: {', '.join(row.commune.full_name for row in rows)}.")
    return True


def _report(request: HttpRequest, rows: Rows, form: forms.Form) -> bool:  # noqa: ARG001  # one signature
    def deed(row: Dossier, actor: User, at: datetime) -> object:
        asked = Report(kind=Report.Kind.SCORE_SHEET, campaign_id=row.campaign_id, dossier_id=row.pk)
        return reports.request(asked, actor=actor, at=at)

    return _each(request, rows, deed, "Đã yêu cầu tạo Bản tổng hợp điểm số")


def _no_questions(request: HttpRequest, rows: Rows) -> forms.Form:  # noqa: ARG001  # one signature
    return forms.Form(_sent(request))


RECEIVE = Bulk(
    "receive",
    "Tiếp nhận hồ sơ?",
    "Xã, phường không rút hồ sơ được nữa; bắt đầu thẩm tra từng nội dung.",
    _act_form(Action.RECEIVE),
    _perform(Action.RECEIVE),
)
APPRAISE = Bulk(
    "appraise",
    "Kết thúc thẩm tra?",
    "Kết quả thẩm tra được chốt và chuyển người có thẩm quyền xem xét.",
    _act_form(Action.APPRAISE),
    _perform(Action.APPRAISE),
)
RECOGNISE = Bulk(
    "recognise",
    "Ghi quyết định công nhận?",
    "Các xã, phường dưới đây được công nhận đạt chuẩn theo một quyết định đã ký. Quyết định không sửa, không xóa được; "
    "một hồ sơ bị từ chối thì không hồ sơ nào được ghi.",
    _paper_form,
    _recognise,
)
REPORT = Bulk(
    "make_report",
    "Tạo Bản tổng hợp điểm số?",
    "Hệ thống tạo một tệp PDF cho mỗi hồ sơ; theo dõi và tải về ở mục Báo cáo.",
    _no_questions,
    _report,
)
