"""Councils: who may sit in one, what is missing, which rules hold and where they come from."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from assessments.domain import council as domain
from assessments.domain.procedure import Council as Clause
from assessments.domain.procedure import Setting
from assessments.domain.provenance import Provenance
from assessments.models import Campaign, Council, CouncilMember, Meeting, Standard
from communes.models import Role, Unit, User

Function = CouncilMember.Function
_UNKNOWN = Setting(None, Provenance.PROVISIONAL)
_NO_STANDARD = Clause(None, "", Provenance.PROVISIONAL, _UNKNOWN, _UNKNOWN, _UNKNOWN, _UNKNOWN)
DEFAULT_NAME = "Hội đồng đánh giá chuẩn tiếp cận pháp luật"
# Who may hold which function: by role in the authority. The chair is one of its leaders, the first vice-chair heads its
# office, the secretary works there; whoever has the role of a council member may hold any.
_ALSO = {
    Function.CHAIR: {Role.DECISION_MAKER},
    Function.VICE_CHAIR: {Role.DECISION_MAKER, Role.OFFICE_HEAD},
    Function.SECRETARY: {Role.OFFICE_HEAD, Role.REVIEWER},
    Function.MEMBER: set(),
}
ORDER = (Function.CHAIR, Function.VICE_CHAIR, Function.SECRETARY, Function.MEMBER)
_BY_FUNCTION = Case(*(When(function=function, then=Value(place)) for place, function in enumerate(ORDER)))


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule as a page shows it; `field` names the setting that may be changed, "" where the standard has the value."""

    title: str
    value: str
    source: str
    is_verified: bool
    field: str = ""


def offices_of(user: User) -> QuerySet[Unit]:
    """Return the authorities in which the person may set up councils."""
    return Unit.objects.filter(pk__in=sorted(user.role_units.get(Role.OFFICE_HEAD, ())))


def listed(user: User) -> QuerySet[Council]:
    """Return the councils that the person may see, with the number of their members and of meetings to come."""
    return (
        Council.objects.visible_to(user)
        .select_related("authority")
        .annotate(
            member_count=_count_of(CouncilMember.objects.current()),
            meeting_count=_count_of(Meeting.objects.to_come()),
        )
        .order_by("-is_active", "-decided_on", "-pk")
    )


def _count_of(rows: QuerySet[Any]) -> Coalesce:
    """Count the rows of the shown councils alone; joins would multiply members by meetings."""
    own = rows.filter(council=OuterRef("pk")).order_by().values("council")
    return Coalesce(Subquery(own.annotate(n=Count("pk")).values("n")), 0)


def standard_of(authority: Unit) -> Standard | None:
    """Return the standard by which the authority works now: that of its latest campaign."""
    latest = Campaign.objects.filter(authority=authority).select_related("standard").order_by("-year").first()
    return latest.standard if latest else None


def clause_of(standard: Standard | None) -> Clause:
    """Return what the standard says of the council; nothing where there is no standard yet."""
    return standard.parsed.procedure.council if standard else _NO_STANDARD


def rules_of(council: Council, standard: Standard | None) -> domain.Rules:
    """Return the rules that hold for the council under the standard."""
    own = domain.Settings(
        quorum=council.quorum,
        majority=council.majority,
        paper_days=council.paper_days,
        tie=council.tie,
        written_count=council.written_count,
    )
    return domain.rules_of(clause_of(standard), own)


def most_members(standard: Standard | None) -> int | None:
    """Return how many members the standard allows; None where it says nothing."""
    value = clause_of(standard).max_members.value
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def fixed_fields(standard: Standard | None) -> frozenset[str]:
    """Name the settings that the standard decides, so that a council cannot."""
    clause = clause_of(standard)
    values = {"quorum": clause.quorum, "majority": clause.majority, "paper_days": clause.paper_days}
    return frozenset(name for name, setting in values.items() if setting.value is not None)


def rule_lines(council: Council, standard: Standard | None) -> list[RuleLine]:
    """Return every rule with its value and its source, as pages list them."""
    rules, fixed = rules_of(council, standard), fixed_fields(standard)
    days = f"{rules.paper_days.count} ngày{' làm việc' if rules.paper_days.in_working_days else ''}"
    lines = [
        RuleLine(
            "Số thành viên dự họp tối thiểu",
            f"{rules.quorum.text} tổng số thành viên",
            *_told(rules.quorum.origin),
            "quorum",
        ),
        RuleLine(
            "Đề nghị công nhận khi số phiếu đồng ý",
            f"quá {rules.majority.text} số phiếu đã bỏ",
            *_told(rules.majority.origin),
            "majority",
        ),
        RuleLine("Gửi tài liệu trước ngày họp", f"ít nhất {days}", *_told(rules.paper_days.origin), "paper_days"),
        RuleLine("Khi số phiếu bằng nhau", council.get_tie_display(), *_told(rules.own), "tie"),
        RuleLine(
            "Ý kiến bằng văn bản của người vắng mặt",
            "tính vào kết quả" if rules.written_count else "ghi vào biên bản, không tính vào kết quả",
            *_told(rules.own),
            "written_count",
        ),
    ]
    return [
        RuleLine(row.title, row.value, row.source, row.is_verified, "" if row.field in fixed else row.field)
        for row in lines
    ]


def _told(origin: domain.Origin) -> tuple[str, bool]:
    return origin.source, origin.is_verified


def members_of(council: Council) -> QuerySet[CouncilMember]:
    """Return the members of today: chair, vice-chairs, secretary, then the others as they came."""
    return council.members.current().select_related("user").order_by(_BY_FUNCTION, "pk")


def former_members_of(council: Council) -> QuerySet[CouncilMember]:
    """Return who was removed, the latest first."""
    return council.members.filter(removed_at__isnull=False).select_related("user").order_by("-removed_at", "-pk")


def candidates_of(council: Council) -> QuerySet[User]:
    """Return the people of the authority who may be given a seat."""
    roles = {Role.COUNCIL_MEMBER, *set().union(*_ALSO.values())}
    seated = council.members.current().values("user_id")
    people = User.objects.filter(
        is_active=True, memberships__unit=council.authority_id, memberships__role__in=sorted(roles)
    )
    return people.exclude(pk__in=seated).distinct().order_by("full_name", "pk")


def may_hold(user: User, function: str, authority_id: int) -> bool:
    """Tell whether the person may hold the function: as a council member of the authority, or by office."""
    allowed = {Role.COUNCIL_MEMBER, *_ALSO[Function(function)]}
    return user.is_active and any(user.has_role(role, authority_id) for role in allowed)


def gaps_of(council: Council) -> tuple[str, ...]:
    """Return a sentence for each function without which the council cannot meet."""
    held = set(council.members.current().values_list("function", flat=True))
    needed = {
        Function.CHAIR: "Hội đồng chưa có Chủ tịch. Vui lòng thêm Chủ tịch Hội đồng.",
        Function.SECRETARY: "Hội đồng chưa có Thư ký. Vui lòng thêm Thư ký.",
    }
    closed = () if council.is_active else ("Hội đồng đã ngừng hoạt động.",)
    return closed + tuple(sentence for function, sentence in needed.items() if function not in held)
