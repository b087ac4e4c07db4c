"""Vietnamese names for what the models leave to the pages: related fields, and the actions of the audit trail."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin

from assessments.models.labels import ACTION_LABELS

FIELD_LABELS = {
    "campaign": "Đợt đánh giá",
    "dossier": "Hồ sơ",
    "sha256": "Mã băm SHA-256",
    "hash": "Mã băm",
    "previous_hash": "Mã băm của bản ghi trước",
    "data_sha256": "Mã băm số liệu",
    "posted_by": "Người niêm yết",
    "submitted_by": "Người nộp",
    "received_by": "Người tiếp nhận",
    "appraised_by": "Người kết thúc thẩm tra",
    "provisional_confirmed_at": "Xác nhận bộ tiêu chí chưa xác minh lúc",
    "provisional_confirmed_by": "Người xác nhận",
    "decided_by": "Người ghi quyết định",
    "recorded_at": "Ghi vào hệ thống lúc",
    "recorded_by": "Người ghi",
    "granted_at": "Gia hạn lúc",
    "granted_by": "Người gia hạn",
    "requested_by": "Người yêu cầu",
    "uploaded_at": "Tải lên lúc",
    "uploaded_by": "Người tải lên",
    "by_office": "Do cơ quan thẩm tra yêu cầu",
    "size": "Dung lượng (byte)",
}

_EVENTS = {
    **{action.value: label for action, label in ACTION_LABELS.items()},
    "answer": "Lưu số liệu",
    "narrative": "Lưu thuyết minh",
    "declare_none": "Khai báo không có trường hợp",
    "declare_fact": "Khai báo có trường hợp",
    "withdraw_fact": "Xóa khai báo",
    "opinion": "Ghi nhận ý kiến góp ý",
    "opinion_reply": "Trả lời ý kiến góp ý",
    "request_reply": "Giải trình yêu cầu bổ sung",
    "review": "Kết luận thẩm tra",
    "review_clear": "Xóa kết luận thẩm tra",
    "extend": "Gia hạn nộp hồ sơ",
    "evidence_attach": "Đính kèm tài liệu",
    "evidence_link": "Gắn tài liệu có sẵn",
    "evidence_unlink": "Gỡ tài liệu",
    "evidence_discard": "Xóa tài liệu",
    "evidence_period": "Sửa thời gian mà tài liệu chứng minh",
    "campaign_create": "Lập đợt đánh giá",
    "campaign_edit": "Sửa kế hoạch",
    "campaign_open": "Mở đợt đánh giá",
    "campaign_close": "Kết thúc đợt đánh giá",
    "milestone_add": "Thêm mốc thời gian",
    "milestone_edit": "Sửa mốc thời gian",
    "milestone_remove": "Xóa mốc thời gian",
    "decision": "Ghi quyết định",
    "standard_load": "Nạp bộ tiêu chí",
    "holiday_save": "Lưu ngày nghỉ, ngày làm bù",
    "holiday_remove": "Xóa ngày nghỉ, ngày làm bù",
    "report_request": "Yêu cầu tạo báo cáo",
    "report_retry": "Tạo lại báo cáo",
}
_STREAMS = {"dossier": "Hồ sơ", "campaign": "Đợt đánh giá", "system": "Hệ thống"}


def column(name: str) -> Callable[[Any], Any]:
    """Return a column of a list that shows the field under its Vietnamese name."""

    @admin.display(description=FIELD_LABELS[name], ordering=name)
    def value(row: Any) -> Any:  # noqa: ANN401  # any field of any model
        return getattr(row, name)

    return value


def event_name(action: str) -> str:
    """Name an action of the audit trail."""
    return _EVENTS.get(action, "Thay đổi khác")


def stream_name(stream: str) -> str:
    """Name a chain of the audit trail: "dossier:12" → "Hồ sơ 12"."""
    kind, _, number = stream.partition(":")
    return f"{_STREAMS.get(kind, 'Khác')} {number}".strip()
