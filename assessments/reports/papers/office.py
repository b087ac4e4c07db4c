"""What the office's papers about a campaign have in common: the placeholders of their passages."""

from assessments.models import Campaign
from assessments.reports import parts
from tiepcanpl.kit import dates


def values_of(campaign: Campaign) -> dict[str, str]:
    """Return the placeholders that every paper of the office about a campaign knows."""
    return {
        **parts.values_of(campaign),
        "loại đơn vị": parts.kinds_of(campaign.communes.only("kind")),
        "hạn nộp": dates.in_words(campaign.due_before),
        "cấp trên": superior_of(campaign),
        "ủy ban nhân dân": parts.issuer_of(campaign),
    }


def superior_of(campaign: Campaign) -> str:
    """Name to whom the authority reports: the Department of Justice above a district, the Ministry above a province."""
    above = campaign.authority.parent
    return f"Sở Tư pháp {parts.in_sentence(above)}" if above else "Bộ Tư pháp"


PLACEHOLDERS = (
    *parts.COMMON_PLACEHOLDERS,
    ("loại đơn vị", "loại đơn vị hành chính tham gia, ví dụ “xã, phường”"),
    ("hạn nộp", "ngày mà hồ sơ phải nộp trước đó"),
    ("cấp trên", "cơ quan nhận báo cáo của địa bàn"),
    ("ủy ban nhân dân", "tên Ủy ban nhân dân của địa bàn"),
)
