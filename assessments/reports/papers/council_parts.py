"""What the council's documents have in common: who issues them, the placeholders, the meeting in words."""

from datetime import datetime

from django.utils import timezone

from assessments.models import AgendaItem, CouncilMember, Meeting
from assessments.reports import parts
from assessments.reports.papers import paper
from assessments.selectors import councils, meetings
from tiepcanpl.kit import dates

PLACEHOLDERS = (
    *parts.COMMON_PLACEHOLDERS,
    ("hội đồng", "tên Hội đồng"),
    ("thư ký", "họ tên Thư ký Hội đồng"),
    ("thời gian", "giờ, ngày họp hoặc hạn gửi ý kiến"),
    ("địa điểm", "nơi họp"),
)


def issuer_of(meeting: Meeting) -> paper.Issuer:
    """Return the council as the issuer: signed by its chair, or by the vice-chair who presides in the chair's place."""
    council, presiding = meeting.council, meetings.presiding_in(meeting)
    by_vice = presiding is not None and presiding.function == CouncilMember.Function.VICE_CHAIR
    return paper.Issuer(
        name=council.name,
        lines=(council.name.upper(),),
        initials="HĐ",
        above=council.authority,
        unit=council.authority,
        capacity="KT. CHỦ TỊCH HỘI ĐỒNG" if by_vice else "TM. HỘI ĐỒNG",
        signer="PHÓ CHỦ TỊCH" if by_vice else "CHỦ TỊCH",
    )


def values_of(meeting: Meeting) -> dict[str, str]:
    """Return the placeholders that the documents of a meeting know."""
    secretary = councils.members_of(meeting.council).filter(function=CouncilMember.Function.SECRETARY).first()
    return {
        **parts.values_of(meeting.campaign),
        "hội đồng": meeting.council.name,
        "thư ký": str(secretary.user) if secretary else "Thư ký Hội đồng",
        "thời gian": moment(meeting.scheduled_for),
        "địa điểm": meeting.place,
    }


def moment(at: datetime) -> str:
    """Write a moment as documents do: "08 giờ 30 phút, ngày 04 tháng 01 năm 2021"."""
    local = timezone.localtime(at)
    return f"{local:%H} giờ {local:%M} phút, {dates.in_words(local.date())}"


def seat_in_words(member: CouncilMember) -> str:
    """Write what a member is in the council, with the field."""
    return member.get_function_display() + (f", {member.field}" if member.field else "")


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """Return the agenda in its order."""
    return list(meeting.agenda.select_related("dossier__commune"))


def title_of(item: AgendaItem) -> str:
    """Name what an item of the agenda is about."""
    return f"Hồ sơ của {parts.in_sentence(item.dossier.commune)}"
