"""One town: its units, its people, one open campaign under the edition of 2017."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from assessments.models import Campaign, Dossier, Standard
from assessments.services import campaigns, standards
from communes.models import Membership, Role, Unit, UnitClass, UnitKind, UnitLevel, User
from tests.factories import NOW, PASSWORD

_HASH = make_password(PASSWORD)


@dataclass(frozen=True)
class Town:
    """Two wards of one town in one province, and everybody who works on their dossiers."""

    province: Unit
    authority: Unit
    wards: list[Unit]
    standard: Standard
    campaign: Campaign
    dossier: Dossier
    other_dossier: Dossier
    official: User
    leader: User
    other_official: User
    other_leader: User
    reviewer: User
    head: User
    decider: User
    council: User
    observer: User
    administrator: User


def make_unit(code: str, name: str, kind: UnitKind, parent: Unit | None = None) -> Unit:
    """Make a unit that has always existed; its level follows from the length of the code."""
    level = {2: UnitLevel.PROVINCE, 3: UnitLevel.DISTRICT, 5: UnitLevel.COMMUNE}[len(code)]
    return Unit.objects.create(
        code=code, name=name, kind=kind, level=level, parent=parent, valid_from=date(2000, 1, 1)
    )


def make_user(username: str, role: Role, unit: Unit, **fields: object) -> User:
    """Make a person with one role; somebody of that name who is there already gets the role."""
    values = {"full_name": f"Người dùng {username}", "email": f"{username}@example.test", "password": _HASH, **fields}
    user, _ = User.objects.get_or_create(username=username, defaults=values)
    Membership.objects.get_or_create(user=user, role=role, unit=unit)
    return user


def make_ward(town_unit: Unit, code: str, name: str, unit_class: str = "II") -> Unit:
    """Make a ward of the class."""
    ward = make_unit(code, name, UnitKind.PHUONG, town_unit)
    UnitClass.objects.create(unit=ward, value=unit_class, valid_from=date(2000, 1, 1), basis="Số liệu kiểm thử")
    return ward


def make_campaign(authority: Unit, wards: list[Unit], standard: Standard, actor: User, **fields: object) -> Campaign:
    """Create and open a campaign of the year 2020."""
    values = {
        "title": "Đánh giá chuẩn tiếp cận pháp luật năm 2020",
        "year": 2020,
        "plan_number": "15/KH-UBND",
        "plan_date": date(2020, 2, 10),
        "due_before": date(2021, 1, 5),
        **fields,
    }
    campaign = Campaign(authority=authority, standard=standard, **values)
    campaigns.create(campaign, communes=wards, actor=actor, at=NOW)
    return campaigns.open_for_communes(campaign_id=campaign.pk, actor=actor, at=NOW)


def load_standard(edition: str = "qd-619-2017") -> Standard:
    """Load one edition that the product brings."""
    return standards.load_file(standards.FOLDER / f"{edition}.yaml", actor=None, at=NOW)


def make_town(standard: Standard | None = None, **campaign_fields: object) -> Town:
    """Make the town."""
    province = make_unit("38", "Thanh Hóa", UnitKind.TINH)
    authority = make_unit("381", "Bỉm Sơn", UnitKind.THI_XA, province)
    wards = [make_ward(authority, "14809", "Bắc Sơn"), make_ward(authority, "14812", "Ba Đình")]
    head = make_user("truongphong", Role.OFFICE_HEAD, authority)
    standard = standard or load_standard()
    campaign = make_campaign(authority, wards, standard, head, **campaign_fields)
    first, second = Dossier.objects.filter(campaign=campaign).order_by("commune__code")
    return Town(
        province=province,
        authority=authority,
        wards=wards,
        standard=standard,
        campaign=campaign,
        dossier=first,
        other_dossier=second,
        official=make_user("canbo-14809", Role.COMMUNE_OFFICIAL, wards[0]),
        leader=make_user("lanhdao-14809", Role.COMMUNE_LEADER, wards[0]),
        other_official=make_user("canbo-14812", Role.COMMUNE_OFFICIAL, wards[1]),
        other_leader=make_user("lanhdao-14812", Role.COMMUNE_LEADER, wards[1]),
        reviewer=make_user("chuyenvien", Role.REVIEWER, authority),
        head=head,
        decider=make_user("chutich", Role.DECISION_MAKER, authority),
        council=make_user("hoidong1", Role.COUNCIL_MEMBER, authority),
        observer=make_user("sotuphap", Role.OBSERVER, province),
        administrator=make_user("quantri", Role.ADMINISTRATOR, province, is_staff=True, is_superuser=True),
    )
