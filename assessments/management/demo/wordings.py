"""The demonstration's own wording: the office's letterhead and a second thought, a ward's signer."""

from datetime import datetime

from assessments.management.demo.deeds import HOUR, Deeds
from assessments.models import DocumentTemplate, ReportKind
from assessments.services import wordings

_RECIPIENTS = "Như trên;\nUBND {địa bàn} (để báo cáo);\nĐài Truyền thanh - Truyền hình {địa bàn};\nLưu: VT, TP."
_FIRST = {"recipients": _RECIPIENTS}
_SECOND = {
    **_FIRST,
    "recommendations": "{cơ quan} kiến nghị cấp trên tiếp tục tổ chức tập huấn, hướng dẫn nghiệp vụ cho công chức "
    "Tư pháp – Hộ tịch của các xã, phường (số liệu minh họa).",
}
_SHEET = {"signer": "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"}


def tell(deeds: Deeds, now: datetime) -> None:
    """Let the office word its report twice, and a ward its score sheet."""
    town, ward = deeds.cast.town, deeds.cast.wards["14812"]
    subject = DocumentTemplate(authority=town, kind=ReportKind.CAMPAIGN_RESULT)
    wordings.save(
        subject,
        typed=_FIRST,
        base=0,
        note="Thêm nơi nhận của thị xã",
        actor=deeds.user("chuyenvien"),
        at=now - 2 * HOUR,
    )
    wordings.save(
        subject, typed=_SECOND, base=1, note="Thêm kiến nghị của Phòng", actor=deeds.user("truongphong"), at=now - HOUR
    )
    sheet = DocumentTemplate(authority=ward, kind=ReportKind.SCORE_SHEET)
    official = deeds.user(f"canbo-{ward.code}")
    wordings.save(sheet, typed=_SHEET, base=0, note="Phó Chủ tịch ký thay", actor=official, at=now - HOUR)
