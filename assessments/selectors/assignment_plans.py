"""What giving parts of dossiers to somebody would bring about: new rows, replaced ones, and what stands against it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from assessments.domain.nodes import label_of, nodes_of
from assessments.domain.workflow import AFTER_APPRAISAL, DECIDED
from assessments.models import Assignment, Dossier, SpecialisedOffice
from assessments.selectors import interests
from communes.models import Role, User
from tiepcanpl.kit import dates

MOST = 2000  # rows in one go
LONGEST_REASON = 300
_OVER = AFTER_APPRAISAL | DECIDED


@dataclass(frozen=True, slots=True)
class Terms:
    """To whom (a reviewer or a specialised office), the last day (None = no date), what is asked for.

    `replace_reason` says why it is taken from whoever has it now; "" = it is not taken from anybody.
    """

    reviewer: User | None = None
    office: SpecialisedOffice | None = None
    due_on: date | None = None
    note: str = ""
    replace_reason: str = ""

    @property
    def name(self) -> str:
        """The name of the reviewer or office."""
        return str(self.reviewer or self.office)


@dataclass(slots=True)
class Plan:
    """What would be made: new parts, rows that end for it, rows that stay as they are; `faults` forbid all of it."""

    new: list[tuple[Dossier, str]] = field(default_factory=list)
    replaced: list[Assignment] = field(default_factory=list)
    unchanged: list[Assignment] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def communes(self) -> int:
        """In how many dossiers something is made."""
        return len({dossier.pk for dossier, _ in self.new})


def plan_of(dossiers: Sequence[Dossier], codes: Sequence[str], terms: Terms, *, on: date) -> Plan:
    """Return the plan in a fixed number of queries; expects campaign, standard and commune to be loaded."""
    plan = Plan(faults=list(_general(dossiers, codes, terms, on)))
    if plan.faults:
        return plan
    conflicted = interests.conflicted_ids(terms.reviewer, dossiers) if terms.reviewer else set()
    held = _held(dossiers, codes, terms)
    for dossier in dossiers:
        fault = _fault(dossier, terms, conflicted=dossier.pk in conflicted)
        if fault:
            plan.faults.append(f"{dossier.commune.full_name}: {fault}")
            continue
        for code in codes:
            _add(plan, dossier, code, held.get((dossier.pk, code)), terms)
    return plan


def _held(dossiers: Sequence[Dossier], codes: Sequence[str], terms: Terms) -> dict[tuple[int, str], Assignment]:
    """Return who has the parts now: the reviewer, or the same office (several offices may be asked about one part)."""
    rows = Assignment.objects.current().filter(dossier__in=[row.pk for row in dossiers], node_code__in=codes)
    rows = rows.filter(office=terms.office) if terms.office else rows.filter(reviewer__isnull=False)
    return {(row.dossier_id, row.node_code): row for row in rows.select_related("reviewer", "office")}


def _add(plan: Plan, dossier: Dossier, code: str, held: Assignment | None, terms: Terms) -> None:
    if held is None:
        plan.new.append((dossier, code))
    elif held.reviewer == terms.reviewer and (held.due_on, held.note) == (terms.due_on, terms.note):
        plan.unchanged.append(held)
    elif terms.replace_reason:
        plan.replaced.append(held)
        plan.new.append((dossier, code))
    else:
        until = f" với hạn {dates.short(held.due_on)}" if held.due_on else ""
        plan.faults.append(
            f"{dossier.commune.full_name}: {label_of(code)} đang giao cho {held.reviewer or held.office}{until}. "
            "Muốn thay đổi, vui lòng nêu lý do giao lại."
        )


def _fault(dossier: Dossier, terms: Terms, *, conflicted: bool) -> str:
    if dossier.status in _OVER:
        return "hồ sơ đã kết thúc thẩm tra nên không giao được."
    if terms.reviewer and conflicted:
        return interests.conflict_of(terms.reviewer, dossier)
    return ""


def _general(dossiers: Sequence[Dossier], codes: Sequence[str], terms: Terms, on: date) -> Iterator[str]:
    """Yield what is wrong with the order itself, whatever the commune."""
    if not dossiers or not codes:
        yield "Vui lòng chọn ít nhất một hồ sơ và một phần việc."
        return
    if len({row.campaign_id for row in dossiers}) > 1:
        yield "Mỗi lần chỉ giao được hồ sơ của một đợt đánh giá."
        return
    if len(dossiers) * len(codes) > MOST:
        yield f"Mỗi lần giao tối đa {MOST} phần việc. Vui lòng chọn ít hơn."
    campaign = dossiers[0].campaign
    known = {node.code for node in nodes_of(campaign.standard.parsed)}
    yield from (f"Bộ tiêu chí không có phần {code}." for code in codes if code not in known)
    if terms.due_on and terms.due_on < on:
        yield "Hạn hoàn thành không được trước ngày hôm nay."
    if len(terms.replace_reason) > LONGEST_REASON:
        yield f"Lý do giao lại dài quá {LONGEST_REASON} ký tự."
    yield from _assignee_faults(terms, campaign.authority_id)


def _assignee_faults(terms: Terms, authority_id: int) -> Iterator[str]:
    reviewer, office = terms.reviewer, terms.office
    if (reviewer is None) == (office is None):
        yield "Vui lòng chọn một người thẩm tra hoặc một cơ quan chuyên môn."
        return
    roles = (Role.REVIEWER, Role.OFFICE_HEAD)
    if reviewer and not (reviewer.is_active and any(reviewer.has_role(role, authority_id) for role in roles)):
        yield f"{reviewer} không phải là người thẩm tra của cơ quan ban hành kế hoạch."
    if office is None:
        return
    if terms.due_on is None:
        yield "Vui lòng nhập hạn hoàn thành cho cơ quan chuyên môn."
    if not office.is_active or office.authority_id != authority_id:
        yield f"{office} không có trong danh sách cơ quan chuyên môn đang dùng."
    elif not people_of(office).exists():
        yield f"{office} chưa có cán bộ nào đăng nhập được. Vui lòng thêm cán bộ trước khi giao việc."


def people_of(office: SpecialisedOffice) -> QuerySet[User]:
    """Return the people of an office who may sign in and answer."""
    return office.members.filter(
        is_active=True, memberships__role=Role.SPECIALIST, memberships__unit=office.authority_id
    ).distinct()
