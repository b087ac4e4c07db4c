"""The accounts of the demonstration; offices instead of names, since no real person may appear."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from assessments.models import NoticePreference
from communes.models import Membership, Role, Unit, User

PLAN_DAY = date(2020, 12, 31)
TODAYS_DAY = date(2026, 12, 31)


@dataclass(frozen=True)
class Cast:
    """Everybody by user name, and the units that the stories need."""

    users: dict[str, User]
    town: Unit
    province: Unit
    wards: dict[str, Unit]
    successors: dict[str, Unit]


def enter(password: str) -> Cast:
    """Create the accounts of the seven wards, the town's office, the Department of Justice and the administrator."""
    town = Unit.objects.valid_on(PLAN_DAY).get(code="381")
    province = Unit.objects.valid_on(PLAN_DAY).get(code="38")
    wards = {unit.code: unit for unit in Unit.objects.valid_on(PLAN_DAY).filter(parent=town)}
    successors = {unit.code: unit for unit in Unit.objects.valid_on(TODAYS_DAY).filter(parent=province).communes()}
    hashed = make_password(password)
    users = {}
    for username, full_name, roles in [*_of_wards(wards, successors), *_of_offices(town, province)]:
        staff = username in {"truongphong", "chuyenvien", "quantri"}
        users[username] = User.objects.create(
            username=username,
            full_name=full_name,
            email=f"{username}@vi-du.example",
            password=hashed,
            is_staff=staff,
            is_superuser=username == "quantri",
        )
        # The addresses are made up: notices are shown in the product, and nothing is sent.
        NoticePreference.objects.create(user=users[username], mail=NoticePreference.Mail.NONE)
        Membership.objects.bulk_create(Membership(user=users[username], role=role, unit=unit) for role, unit in roles)
    return Cast(users, town, province, wards, successors)


_Row = tuple[str, str, list[tuple[Role, Unit]]]


def _of_wards(wards: dict[str, Unit], successors: dict[str, Unit]) -> list[_Row]:
    """Two people for each ward; where its code went on to a unit of 2025, they work there too."""
    rows = []
    for code, ward in sorted(wards.items()):
        units = [ward, *([successors[code]] if code in successors else [])]
        name = f"{ward.get_kind_display().lower()} {ward.name}"
        official = [(Role.COMMUNE_OFFICIAL, unit) for unit in units]
        leader = [(Role.COMMUNE_LEADER, unit) for unit in units]
        rows.append((f"canbo-{code}", f"Công chức Tư pháp – Hộ tịch {name}", official))
        rows.append((f"lanhdao-{code}", f"Lãnh đạo UBND {name}", leader))
    return rows


def _of_offices(town: Unit, province: Unit) -> list[_Row]:
    above = [(Role.OBSERVER, province), (Role.REVIEWER, province), (Role.OFFICE_HEAD, province)]
    return [
        ("chuyenvien", "Chuyên viên Phòng Tư pháp", [(Role.REVIEWER, town)]),
        ("truongphong", "Trưởng phòng Tư pháp", [(Role.OFFICE_HEAD, town)]),
        *((f"hoidong{n}", f"Thành viên Hội đồng {n}", [(Role.COUNCIL_MEMBER, town)]) for n in range(1, 6)),
        ("congan", "Cán bộ Công an thị xã", [(Role.SPECIALIST, town)]),
        ("chutich", "Chủ tịch UBND thị xã", [(Role.DECISION_MAKER, town)]),
        ("sotuphap", "Cán bộ Sở Tư pháp", above),
        ("quantri", "Quản trị hệ thống", [(Role.ADMINISTRATOR, province)]),
    ]
