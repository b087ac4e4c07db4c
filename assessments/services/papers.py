"""What stands on a signed paper, and the slips in it that are refused."""

from dataclasses import dataclass
from datetime import date

from assessments.models import Campaign, Decision
from tiepcanpl.kit.text import nfc


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the signed paper, and the council's meeting where the standard asks for one."""

    number: str
    decided_on: date
    signer_position: str
    council_met_on: date | None = None
    council_minutes: str = ""


def slips_in(campaign: Campaign, paper: Paper, today: date) -> list[str]:
    """Return a sentence for each slip in number, signer and dates."""
    reasons = []
    if not paper.number.strip():
        reasons.append("Vui lòng nhập số, ký hiệu của quyết định.")
    if not paper.signer_position.strip():
        reasons.append("Vui lòng nhập chức vụ người ký.")
    if paper.decided_on > today:
        reasons.append("Ngày ký quyết định không được sau ngày hôm nay.")
    if paper.decided_on.year < campaign.year:
        reasons.append(f"Ngày ký quyết định không được trước năm đánh giá {campaign.year}.")
    if paper.council_met_on and paper.council_met_on > paper.decided_on:
        reasons.append("Ngày họp Hội đồng không được sau ngày ký quyết định.")
    return reasons


def slip_in_number(authority_id: int, paper: Paper, besides: int = 0) -> str:
    """Return why the number is not free on its day, by what the authority's papers bear now; "" where it is.

    The caller holds the authority's row, so that nobody takes the number in the meantime. `besides` is the paper itself.
    """
    number, day = nfc(paper.number).strip(), paper.decided_on
    others = Decision.objects.filter(authority=authority_id).exclude(pk=besides)
    same = others.filter(is_corrected=False, number=number, decided_on=day).exists()
    corrected = others.filter(is_corrected=True).prefetch_related("corrections")
    if same or any((row.heading.number, row.heading.decided_on) == (number, day) for row in corrected):
        return f"Quyết định số {paper.number} ngày {day:%d/%m/%Y} đã được ghi. Vui lòng kiểm tra lại số."
    return ""
