"""Vietnamese labels of stored codes."""

from assessments.domain.workflow import Action, State

# Each state reads differently to the commune and to the office.
STATE_FOR_COMMUNE = {
    State.DRAFT: "Đang tự đánh giá",
    State.POSTED: "Đang niêm yết",
    State.SUBMITTED: "Đã nộp, chờ tiếp nhận",
    State.UNDER_REVIEW: "Đang được thẩm tra",
    State.RETURNED: "Cần bổ sung",
    State.APPRAISED: "Đã thẩm tra, chờ quyết định",
    State.IN_COUNCIL: "Đang xin ý kiến Hội đồng",
    State.ADVISED: "Hội đồng đã có ý kiến, chờ quyết định",
    State.RECOGNISED: "Được công nhận",
    State.NOT_RECOGNISED: "Chưa được công nhận",
    State.REVOKED: "Đã thu hồi công nhận",
}
STATE_FOR_OFFICE = {
    State.DRAFT: "Chưa nộp",
    State.POSTED: "Đang niêm yết",
    State.SUBMITTED: "Chờ tiếp nhận",
    State.UNDER_REVIEW: "Đang thẩm tra",
    State.RETURNED: "Chờ xã, phường bổ sung",
    State.APPRAISED: "Đã thẩm tra, chờ quyết định",
    State.IN_COUNCIL: "Đang xin ý kiến Hội đồng",
    State.ADVISED: "Hội đồng đã có ý kiến, chờ quyết định",
    State.RECOGNISED: "Đã công nhận",
    State.NOT_RECOGNISED: "Không công nhận",
    State.REVOKED: "Đã thu hồi công nhận",
}
STATE_CHOICES = [(state.value, STATE_FOR_OFFICE[state]) for state in State]
ACTION_LABELS = {
    Action.POST: "Niêm yết công khai",
    Action.RECALL: "Rút niêm yết để sửa",
    Action.SUBMIT: "Nộp hồ sơ",
    Action.WITHDRAW: "Rút hồ sơ",
    Action.RECEIVE: "Tiếp nhận hồ sơ",
    Action.REQUEST_SUPPLEMENT: "Gửi yêu cầu bổ sung",
    Action.RESUBMIT: "Nộp lại hồ sơ",
    Action.APPRAISE: "Kết thúc thẩm tra",
    Action.REOPEN: "Mở lại thẩm tra",
    Action.PUT_TO_COUNCIL: "Đưa ra Hội đồng",
    Action.TAKE_BACK: "Rút khỏi Hội đồng",
    Action.CONCLUDE: "Ghi ý kiến của Hội đồng",
    Action.RECOGNISE: "Công nhận đạt chuẩn",
    Action.DECLINE: "Không công nhận",
    Action.REVOKE: "Thu hồi công nhận",
}
SECTIONS = {
    "results": "Kết quả thực hiện",
    "difficulties": "Khó khăn",
    "obstacles": "Vướng mắc, bất cập",
    "causes": "Nguyên nhân",
    "proposals": "Đề xuất, kiến nghị và giải pháp",
}
# Every event of the audit trail by its code.
EVENT_LABELS = {
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
