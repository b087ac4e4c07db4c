"""Who does what by when in a campaign: the steps that the standard's data orders, with the dates of the plan."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.domain.procedure import Setting
from assessments.domain.provenance import Provenance
from assessments.models import Campaign
from assessments.reports import parts
from tiepcanpl.kit import dates


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timetable; `is_provisional` marks a period that was not compared with the law."""

    what: str
    who: str
    when: str
    basis: str
    is_provisional: bool = False


def steps_of(campaign: Campaign, communes: str) -> tuple[Step, ...]:
    """Return the steps of the procedure as far as a date or a period is known; `communes` names who assesses itself."""
    return tuple(step for step in _steps(campaign, communes) if step.when)


def _steps(campaign: Campaign, communes: str) -> Iterator[Step]:
    procedure, office = campaign.standard.parsed.procedure, parts.office_of(campaign).name
    first, last = (dates.short(day) for day in campaign.period)
    yield Step("Tự đánh giá các tiêu chí, chỉ tiêu", communes, f"Số liệu từ ngày {first} đến ngày {last}", "")
    yield _period("Niêm yết công khai kết quả tự đánh giá", communes, procedure.posting)
    yield Step(f"Nộp hồ sơ về {office}", communes, f"Trước ngày {dates.short(campaign.due_before)}", "")
    yield _period("Bổ sung, giải trình theo yêu cầu", communes, procedure.reply)
    yield _period("Thẩm tra hồ sơ", office, procedure.appraisal)
    yield _decision(campaign)
    yield _period("Công bố kết quả", parts.issuer_of(campaign), procedure.publication)


def _period(what: str, who: str, setting: Setting) -> Step:
    """Return a step whose time the standard counts in days; without a time where the law was not found."""
    if not isinstance(setting.value, int) or isinstance(setting.value, bool):
        return Step(what, who, "", "")
    unit = "ngày làm việc" if setting.in_working_days else "ngày"
    start = f", kể từ {setting.counted_from}" if setting.counted_from else ""
    provisional = setting.provenance is Provenance.PROVISIONAL
    return Step(what, who, f"{parts.count_of(setting.value)} {unit}{start}", setting.clause, provisional)


def _decision(campaign: Campaign) -> Step:
    procedure = campaign.standard.parsed.procedure
    before = procedure.decision_deadline.before(campaign.year)
    when = f"Trước ngày {dates.short(before)}" if before else ""
    provisional = Provenance.PROVISIONAL in {procedure.decision_deadline.provenance, procedure.decided_by.provenance}
    return Step("Xem xét, quyết định công nhận", str(procedure.decided_by.value or ""), when, "", provisional)
