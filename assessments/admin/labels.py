"""Vietnamese names for what the audit trail stores as codes."""

from assessments.models.labels import ACTION_LABELS

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


def event_name(action: str) -> str:
    """Name an action of the audit trail."""
    return _EVENTS.get(action, "Thay đổi khác")


def stream_name(stream: str) -> str:
    """Name a chain of the audit trail: "dossier:12" → "Hồ sơ 12"."""
    kind, _, number = stream.partition(":")
    return f"{_STREAMS.get(kind, 'Khác')} {number}".strip()
