"""The rows of a large campaign: valid by every constraint, invented throughout."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from assessments.domain.item_rules import Choice
from assessments.domain.numbers import exact
from assessments.domain.scoring import Answer as Claim
from assessments.domain.scoring import ScoreSheet, score
from assessments.domain.standard import Item
from assessments.domain.workflow import DECIDED, State
from assessments.models import Answer, Campaign, Dossier, ItemReview, Participation, Standard, Submission
from assessments.services import audit, standards
from communes.models import Membership, Role, Unit, UnitClass, UnitKind, UnitLevel, User

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OPENED_AT = datetime(2020, 12, 1, 9, tzinfo=ZONE)
EDITION = standards.FOLDER / "qd-619-2017.yaml"
MOST_COMMUNES = 40_000
_FIRST_CODE = 50_000
_FACTS = {"numerator": "19", "denominator": "20"}
_TEN = (
    State.DRAFT,
    State.IN_COUNCIL,
    State.UNDER_REVIEW,
    State.RECOGNISED,
    State.IN_COUNCIL,
    State.POSTED,
    State.ADVISED,
    State.SUBMITTED,
    State.DRAFT,
    State.APPRAISED,
)
_STAGES = (*_TEN, *_TEN[:3], State.NOT_RECOGNISED, *_TEN[4:])
COUNSELLED = frozenset({State.ADVISED, State.RECOGNISED, State.NOT_RECOGNISED})
REVIEWED = frozenset({State.APPRAISED, State.IN_COUNCIL, *COUNSELLED})
HANDED_IN = frozenset({State.SUBMITTED, State.UNDER_REVIEW, *REVIEWED})
WITH_FILES = "1.1.1"  # the item that the files prove
_TWICE = 2  # the first commune under review has handed in twice


@dataclass(frozen=True)
class Place:
    """The campaign, its communes and the people who work on it."""

    campaign: Campaign
    communes: list[Unit]
    users: dict[Role, User]
    files: dict[int, list[dict[str, Any]]] = field(default_factory=dict)  # of each commune, as snapshots name them


def make_place(standard: Standard, count: int) -> Place:
    """Make the units, one person for each role, and the campaign."""
    province = _unit("90", "Thử tải", UnitKind.TINH, UnitLevel.PROVINCE, None)
    province.save()
    town = _unit("900", "Thử tải", UnitKind.HUYEN, UnitLevel.DISTRICT, province)
    town.save()
    communes = [
        _unit(f"{_FIRST_CODE + n}", f"Thử tải {n + 1}", UnitKind.XA, UnitLevel.COMMUNE, town) for n in range(count)
    ]
    for unit in communes:
        unit.set_keys()
    Unit.objects.bulk_create(communes, batch_size=2000)
    UnitClass.objects.bulk_create(
        (
            UnitClass(unit=unit, value="II", valid_from=date(2019, 1, 1), basis="Thử tải", is_demo=True)
            for unit in communes
        ),
        batch_size=5000,
    )
    users = {role: _user(role, communes[0] if role.startswith("commune") else town) for role in _ROLES}
    campaign = _campaign(standard, town, users[Role.OFFICE_HEAD])
    Participation.objects.bulk_create(
        (Participation(campaign=campaign, commune=unit) for unit in communes), batch_size=5000
    )
    return Place(campaign, communes, users)


_ROLES = (
    Role.COMMUNE_OFFICIAL,
    Role.COMMUNE_LEADER,
    Role.REVIEWER,
    Role.OFFICE_HEAD,
    Role.DECISION_MAKER,
    Role.COUNCIL_MEMBER,
    Role.SPECIALIST,
)


def _unit(code: str, name: str, kind: UnitKind, level: UnitLevel, parent: Unit | None) -> Unit:
    return Unit(code=code, name=name, kind=kind, level=level, parent=parent, valid_from=date(2000, 1, 1))


def _user(role: Role, unit: Unit) -> User:
    user = User.objects.create(username=f"thu-tai-{role}", full_name=f"Thử tải – {role.label}", password="!")  # noqa: S106  # "!" is no password
    Membership.objects.create(user=user, role=role, unit=unit)
    return user


def _campaign(standard: Standard, town: Unit, head: User) -> Campaign:
    return Campaign.objects.create(
        title="Đợt đánh giá thử tải năm 2020",
        year=2020,
        authority=town,
        standard=standard,
        due_before=date(2021, 1, 5),
        state=Campaign.State.OPEN,
        is_demo=True,
        created_at=OPENED_AT,
        created_by=head,
        opened_at=OPENED_AT,
        opened_by=head,
    )


def dossiers(place: Place, stages: Sequence[State] = _STAGES) -> Iterator[Dossier]:
    """Yield one dossier for each commune, the stages in turn; the first commune is still at work."""
    for n, unit in enumerate(place.communes):
        state = stages[n % len(stages)]
        stamps = _stamps(place, state)
        if n == _TWICE and state is State.UNDER_REVIEW:
            stamps["round"] = 2
        yield Dossier(campaign=place.campaign, commune=unit, state=state, due_before=date(2021, 1, 5), **stamps)


def _stamps(place: Place, state: State) -> dict[str, Any]:
    """Return the moments, people and totals that a dossier in the state has."""
    passed = [
        ("posted", state is not State.DRAFT, Role.COMMUNE_LEADER),
        ("submitted", state in HANDED_IN, Role.COMMUNE_LEADER),
        ("received", state in HANDED_IN - {State.SUBMITTED}, Role.REVIEWER),
        ("appraised", state in REVIEWED, Role.OFFICE_HEAD),
        ("provisional_confirmed", state in REVIEWED, Role.OFFICE_HEAD),
        ("decided", state in DECIDED, Role.DECISION_MAKER),
    ]
    values: dict[str, Any] = {"claimed_total": _sheet_total(place.campaign.standard), "answered_count": 36}
    for days, (name, done, role) in enumerate(passed, start=14):
        if done:
            values |= {f"{name}_at": OPENED_AT + timedelta(days=days), f"{name}_by": place.users[role]}
    if state in HANDED_IN:
        values |= {"round": 1}
    if state in REVIEWED:
        values |= {"counted_total": values["claimed_total"]}
    values["reviewed_count"] = len(_reviewed_items(place, state))
    return values


def _facts(item: Item) -> dict[str, str]:
    return {"option": "0"} if isinstance(item.rule, Choice) else _FACTS


@cache
def _sheet(standard: Standard) -> ScoreSheet:
    edition = standard.parsed
    return score(edition, {item.code: Claim(facts=_facts(item)) for item in edition.answerable_items}, unit_class="II")


def _sheet_total(standard: Standard) -> str:
    return exact(_sheet(standard).total or 0)


def answers(place: Place, dossier: Dossier) -> Iterator[Answer]:
    """Yield an answer for each item."""
    for item in place.campaign.standard.parsed.answerable_items:
        yield Answer(
            dossier=dossier,
            item_code=item.code,
            facts=_facts(item),
            note="Tài liệu lưu tại bộ phận chuyên môn.",
            updated_at=OPENED_AT,
            updated_by=place.users[Role.COMMUNE_OFFICIAL],
        )


def submissions(place: Place, dossier: Dossier) -> Iterator[Submission]:
    """Yield the frozen rounds of a dossier that was handed in; a second one says something more of one item."""
    if dossier.state not in HANDED_IN:
        return
    for number in range(1, dossier.round + 1):
        commune = {"code": dossier.commune.code, "class": "II"}
        snapshot = _snapshot(place.campaign.standard, number)
        item = snapshot["items"][WITH_FILES] | {"evidence": place.files.get(dossier.commune_id, [])}
        snapshot = snapshot | {"commune": commune, "items": snapshot["items"] | {WITH_FILES: item}}
        yield Submission(
            dossier=dossier,
            round=number,
            snapshot=snapshot,
            sha256=audit.sha256_of(snapshot),
            receipt_number=f"THU-TAI-{dossier.pk}-{number}",
            submitted_at=OPENED_AT + timedelta(days=14 + number),
            submitted_by=place.users[Role.COMMUNE_LEADER],
        )


@cache
def _snapshot(standard: Standard, number: int) -> dict[str, Any]:
    sheet = _sheet(standard)
    return {
        "schema": 1,
        "campaign": {"title": "Đợt đánh giá thử tải năm 2020", "year": 2020},
        "round": number,
        "items": {
            item.code: {
                "answered": not item.is_computed,
                "facts": {} if item.is_computed else _facts(item),
                "not_applicable": False,
                "note": "Đã bổ sung." if number > 1 and item.code == "2.3.1" else "",
                "points": exact(sheet.line(item.code).points or 0),
                "met": None,
                "explanation": sheet.line(item.code).explanation,
                "evidence": [],
            }
            for item in standard.parsed.items
        },
        "declarations": [],
        "narrative": {},
        "opinions": [],
        "replies": {},
        "total": exact(sheet.total or 0),
        "criteria": {row.code: exact(row.points or 0) for row in sheet.criteria},
    }


def reviews(place: Place, dossier: Dossier) -> Iterator[ItemReview]:
    """Yield the conclusions: all items of what is appraised, half of what is under review."""
    for item in _reviewed_items(place, State(dossier.state)):
        yield ItemReview(
            dossier=dossier,
            round=dossier.round,
            item_code=item.code,
            verdict=ItemReview.Verdict.ACCEPTED,
            reviewed_at=OPENED_AT + timedelta(days=17),
            reviewed_by=place.users[Role.REVIEWER],
        )


def _reviewed_items(place: Place, state: State) -> Sequence[Item]:
    items = place.campaign.standard.parsed.answerable_items
    if state in REVIEWED:
        return items
    return items[: len(items) // 2] if state is State.UNDER_REVIEW else ()
