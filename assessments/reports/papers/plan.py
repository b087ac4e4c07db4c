"""Kế hoạch: the plan of a campaign, in the order and wording of a real one, with its timetable and who takes part."""

from dataclasses import dataclass
from datetime import datetime

from assessments.domain.wording import Wording
from assessments.models import Campaign, Report
from assessments.reports import parts
from assessments.reports.layout import Layout
from assessments.reports.papers import office, paper
from assessments.reports.papers.plan_wording import BLOCKS
from assessments.reports.papers.timetable import Step, steps_of
from assessments.reports.progress import Progress
from communes.models import Unit
from tiepcanpl.kit import dates


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A date that the office added to the plan."""

    title: str
    day: str
    basis: str


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """A commune that takes part; `unit_class` is "" where the edition knows no classes."""

    name: str
    unit_class: str


@dataclass(frozen=True, slots=True)
class Plan(paper.Paper):
    """Everything that the paper says; `participants` counts the communes in one sentence."""

    kinds: str
    area: str
    opening: tuple[str, ...]
    purpose: tuple[str, ...]
    requirements: tuple[str, ...]
    tasks: tuple[str, ...]
    steps: tuple[Step, ...]
    milestones: tuple[MilestoneRow, ...]
    participants: str
    organisation: tuple[str, ...]
    closing: tuple[str, ...]
    communes: tuple[CommuneRow, ...]
    with_classes: bool


def gather(report: Report, wording: Wording, at: datetime, _progress: Progress) -> Plan:
    """Read the plan as the office entered it."""
    campaign = report.of
    units = list(campaign.communes.order_by("sort_name", "pk").prefetch_related("classes"))
    values = _values_of(campaign)
    kinds = values["loại đơn vị"]
    return Plan(
        frame=paper.frame_of(
            campaign,
            paper.committee_of(campaign),
            paper.Title(paper.PLAN, (f"Xây dựng {kinds} đạt chuẩn tiếp cận pháp luật", f"năm {campaign.year}")),
            recipients=wording.paragraphs("recipients", values),
            at=at,
        ),
        kinds=kinds,
        area=parts.in_sentence(campaign.authority),
        steps=steps_of(campaign, f"Ủy ban nhân dân các {kinds}"),
        milestones=tuple(
            MilestoneRow(row.title, dates.short(row.due_on), row.basis) for row in campaign.milestones.all()
        ),
        participants=parts.participants(units),
        communes=tuple(_row(unit, campaign) for unit in units),
        with_classes=bool(campaign.standard.parsed.unit_classes),
        **{code: wording.paragraphs(code, values) for code in _PASSAGES},
    )


_PASSAGES = ("opening", "purpose", "requirements", "tasks", "organisation", "closing")


def _values_of(campaign: Campaign) -> dict[str, str]:
    bases = campaign.standard.parsed.legal_bases
    return {
        **office.values_of(campaign),
        "quy định": bases[0].short if bases else "các quy định về chuẩn tiếp cận pháp luật",
        "nơi nhận hồ sơ": f"{parts.office_of(campaign).name}{_standing_body(campaign)}",
    }


def _standing_body(campaign: Campaign) -> str:
    """Say that the office serves the council, where the standard asks for one."""
    council = campaign.standard.parsed.procedure.council
    return f" (cơ quan thường trực {council.name})" if council.required and council.name else ""


def _row(unit: Unit, campaign: Campaign) -> CommuneRow:
    found = unit.class_on(campaign.period_end) if campaign.standard.parsed.unit_classes else None
    return CommuneRow(unit.full_name, found.value if found else "")


LAYOUT = Layout(
    Plan,
    "reports/plan.html",
    gather,
    blocks=BLOCKS,
    placeholders=(
        *office.PLACEHOLDERS,
        ("quy định", "văn bản đầu tiên trong các căn cứ, gọi ngắn"),
        ("nơi nhận hồ sơ", "cơ quan nhận hồ sơ, với vai trò thường trực Hội đồng nếu có"),
    ),
)
