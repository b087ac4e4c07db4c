"""Number and day of a document, typed from the register of outgoing documents; the product invents none."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assessments.models import Campaign, Decision, Report
from assessments.selectors.papers import issuing
from assessments.services import reports
from communes.models import Unit, User
from tiepcanpl.kit.errors import DomainError, NotAllowedError
from tiepcanpl.kit.jobs import Job, enqueue
from tiepcanpl.kit.text import nfc

State = Report.State

_NUMBER = re.compile(r"(\d{1,6})([A-Za-z]?)/(\S+)")
_SPACED = re.compile(r"\s*([/-])\s*")


@dataclass(frozen=True, slots=True)
class Numbered:
    """What stands in the register: number with symbol ("05/BC-TP"), and the day. `despite_twin`: so it is, I looked."""

    number: str
    dated: date
    despite_twin: bool = False


def tidy(number: str) -> str:
    """Write number and symbol as Nghị định 30 does: "5 / BC-TP" → "05/BC-TP". Raises DomainError for what is none."""
    found = _NUMBER.fullmatch(_SPACED.sub(r"\1", nfc(number).strip()))
    if found is None or not int(found[1]):
        raise DomainError("Số, ký hiệu phải có dạng số, gạch chéo, ký hiệu; ví dụ: 05/BC-UBND.")
    return f"{int(found[1]):02d}{found[2]}/{found[3]}"


@transaction.atomic
def assign(report_id: int, paper: Numbered, *, actor: User, at: datetime) -> Report:
    """Give the document its number and day, and have the same data printed again with them.

    Until it is issued, they may be typed again. Raises NotAllowedError, and DomainError with what stands in the way: among
    them a document of the same unit that bears the number in that year, unless `despite_twin`.
    """
    report = Report.objects.select_for_update(of=("self",)).get(pk=report_id)
    number = tidy(paper.number)
    _check(report, actor)
    if paper.dated > timezone.localdate(at):
        raise DomainError("Ngày ban hành không được sau ngày hôm nay.")
    _hold_register_of(report)
    twin = twin_of(report, number, paper.dated.year)
    if twin and not paper.despite_twin:
        raise TwinError(f"{twin} Vui lòng đối chiếu sổ đăng ký văn bản đi; nếu đúng là số này, đánh dấu ô xác nhận.")
    report.number, report.dated = number, paper.dated
    report.state, report.progress, report.step, report.error = State.QUEUED, 0, "", ""
    report.started_at = None
    report.save()
    changes = {"number": number, "dated": paper.dated.isoformat()}
    reports.record(report, "report_number", actor=actor, at=at, note=twin if paper.despite_twin else "", **changes)
    enqueue(Job.RENDER_REPORT, report_id=report.pk)
    return report


class TwinError(DomainError):
    """Another document bears the number; whoever looked may go on."""

    title = "Số, ký hiệu đã được dùng"


def _check(report: Report, actor: User) -> None:
    issuer = issuing.issuer_of(report)
    if issuer is None or not issuer.is_numbered:
        raise DomainError("Văn bản này không cấp số tại đây.")
    if not issuer.may(actor, report):
        raise NotAllowedError(issuer.refusal)
    if hasattr(report, "issued"):
        raise DomainError(
            "Văn bản đã ban hành nên không sửa được số và ngày. Nếu sai, hãy thu hồi rồi tạo văn bản mới."
        )
    if report.state != State.DONE:
        raise DomainError("Tệp đang được tạo. Vui lòng chờ tạo xong rồi cấp số.")


def _hold_register_of(report: Report) -> None:
    """Let nobody take a number of the same unit in the meantime."""
    if report.campaign_id is not None:
        Campaign.objects.select_for_update(of=("self",)).get(pk=report.campaign_id)
    Unit.objects.select_for_update(of=("self",)).get(pk=issuing.unit_of(report).pk)


def twin_of(report: Report, number: str, year: int) -> str:
    """Return a sentence about another document of the same unit that bears the number in the year; "" for none."""
    unit = issuing.unit_of(report)
    others = Report.objects.exclude(pk=report.pk).filter(number__iexact=number, dated__year=year)
    for other in others.select_related("campaign__authority", "dossier__commune", "area").defer("data"):
        if issuing.unit_of(other) == unit:
            return f"Số {other.number} năm {year} đã cấp cho “{other}” ({other.place}), ngày {other.dated:%d/%m/%Y}."
    decisions = Decision.objects.filter(authority=unit, number__iexact=number, decided_on__year=year)
    if report.decision_id is None and decisions.exists():
        return f"Số {number} năm {year} đã là số của một quyết định công nhận."
    return ""
