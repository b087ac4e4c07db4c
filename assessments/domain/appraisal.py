"""What has to be looked at before the review of a dossier is closed, beside the conclusions themselves."""

from dataclasses import dataclass

from assessments.domain.sentences import shortened


@dataclass(frozen=True, slots=True)
class Checks:
    """What is still open. Tuples hold one sentence for each thing.

    `unread_changes` counts the changed conclusions of a list that no office head has confirmed to have read; `draw_due`
    tells that the campaign asks for a second look and nothing was drawn yet.
    """

    unjudged: tuple[str, ...] = ()
    unread_changes: int = 0
    draw_due: bool = False
    unlooked: tuple[str, ...] = ()
    dissents: tuple[str, ...] = ()


def reasons_against(checks: Checks) -> tuple[str, ...]:
    """Return the sentences that keep the review from being closed."""
    return (
        *shortened(checks.unjudged, "Còn yêu cầu bổ sung chưa được xem xét đã đáp ứng hay chưa:"),
        *((_UNREAD.format(checks.unread_changes),) if checks.unread_changes else ()),
        *((_DRAW,) if checks.draw_due else ()),
        *shortened(checks.unlooked, "Còn nội dung rút ngẫu nhiên chưa được người thứ hai kiểm tra lại:"),
        *shortened(checks.dissents, "Còn nội dung mà người kiểm tra lại không thống nhất, chưa được xử lý:"),
    )


_UNREAD = (
    "Có {} nội dung được điều chỉnh. Lãnh đạo cơ quan tư pháp cần xem bảng điều chỉnh và xác nhận đã xem trước khi "
    "kết thúc thẩm tra."
)
_DRAW = (
    "Kế hoạch yêu cầu kiểm tra lại một phần các nội dung đã đồng ý. Vui lòng rút ngẫu nhiên các nội dung kiểm tra lại "
    "sau khi mọi nội dung đã có kết luận."
)
