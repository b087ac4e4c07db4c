"""What the pages of the standards show; the law is read from the edition, with its provenance."""

from dataclasses import dataclass

from django.db.models import QuerySet

from assessments.domain.procedure import Deadline, Setting
from assessments.domain.provenance import Provenance
from assessments.domain.standard import Standard as Edition
from assessments.models import Standard
from communes.models import UnitKind


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """One value of the procedure in words; `text` is "" where the law was not found."""

    label: str
    text: str
    provenance: Provenance
    clause: str = ""


# What the codes of the data mean to a reader; a code that is not here is not shown.
_SCORE_BASIS = {
    "council": "điểm số thẩm định của Hội đồng",
    "appraised": "điểm số thẩm tra của cơ quan tiếp nhận",
    "own": "điểm số tự chấm của cấp xã",
}


def listed() -> QuerySet[Standard]:
    """Return all stored editions without their content, newest first."""
    return Standard.objects.defer("content").order_by("-year_from", "edition", "-version")


def kinds_of(edition: Edition) -> str:
    """Name the kinds of units that the edition is for: "xã, phường, thị trấn"."""
    return ", ".join(str(UnitKind(kind).label).lower() for kind in edition.unit_kinds)


def procedure_of(edition: Edition) -> tuple[ProcedureRow, ...]:
    """Return who does what by when, in the order of the work."""
    rules = edition.procedure
    return (
        _row("Tự đánh giá", rules.self_assessment_by),
        _row("Niêm yết công khai", rules.posting),
        _deadline("Cấp xã hoàn thành, gửi kết quả tự đánh giá", rules.commune_deadline),
        _deadline("Cấp xã gửi hồ sơ đề nghị công nhận", rules.dossier_deadline),
        _row("Tiếp nhận, thẩm tra", rules.receiving_body),
        _row("Thời gian thẩm tra", rules.appraisal),
        _row("Thời gian bổ sung, giải trình", rules.reply),
        *_council(edition),
        _score_basis(rules.score_basis),
        _row("Người có thẩm quyền công nhận", rules.decided_by),
        _deadline("Quyết định công nhận", rules.decision_deadline),
        _row("Công bố quyết định", rules.publication),
    )


def _council(edition: Edition) -> tuple[ProcedureRow, ...]:
    council = edition.procedure.council
    asked = {True: council.name or "có", False: "không yêu cầu", None: ""}[council.required]
    rows = (ProcedureRow("Hội đồng đánh giá", asked, council.provenance),)
    if not council.required:
        return rows
    return (
        *rows,
        _row("Số thành viên Hội đồng tối đa", council.max_members),
        _row("Số thành viên tham dự tối thiểu", council.quorum),
        _row("Tỷ lệ biểu quyết", council.majority),
        _row("Gửi tài liệu họp Hội đồng", council.paper_days),
    )


def _row(label: str, setting: Setting) -> ProcedureRow:
    return ProcedureRow(label, text_of(setting), setting.provenance, setting.clause)


def _score_basis(setting: Setting) -> ProcedureRow:
    text = _SCORE_BASIS.get(str(setting.value), "")
    return ProcedureRow("Điểm số làm căn cứ công nhận", text, setting.provenance, setting.clause)


def _deadline(label: str, deadline: Deadline) -> ProcedureRow:
    if deadline.month is None or deadline.day is None:
        return ProcedureRow(label, "", deadline.provenance)
    year = "của năm sau năm đánh giá" if deadline.year_offset else "của năm đánh giá"
    return ProcedureRow(label, f"trước ngày {deadline.day:02d}/{deadline.month:02d} {year}", deadline.provenance)


def text_of(setting: Setting) -> str:
    """Return a value of the procedure in words: "10 ngày làm việc kể từ ngày ký Báo cáo"; "" where it was not found."""
    if setting.value is None:
        return ""
    if isinstance(setting.value, bool):
        return "có" if setting.value else "không"
    unit = {"days": " ngày", "working_days": " ngày làm việc"}.get(setting.unit, "")
    if not setting.counted_from:
        return f"{setting.value}{unit}"
    joint = "" if setting.counted_from.startswith("trước") else "kể từ "
    return f"{setting.value}{unit} {joint}{setting.counted_from}"
