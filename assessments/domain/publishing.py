"""Published results: how a frozen snapshot is read, and what a new one changes.

Keys of a snapshot (schema 1): `campaign` {title, year, plan_number}; `authority` {code, name}; `standard` {edition, version,
title, kind, is_provisional, criteria: [{code, title, max_points}]}; `is_demo`; `communes` in alphabetical order, each {code,
name, class, outcome, total, met, criteria, decision, revocation}. Points are exact texts; papers are {number, decided_on,
is_corrected}. Reasons and names of persons are not in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from assessments.domain.numbers import shown

OUTCOMES = {
    "recognised": "Công nhận đạt chuẩn tiếp cận pháp luật",
    "not_recognised": "Chưa được công nhận",
    "revoked": "Đã thu hồi công nhận",
}
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Paper:
    """A decision's number and date as they stood when the results were published."""

    number: str
    decided_on: date
    is_corrected: bool

    def __str__(self) -> str:
        corrected = " (đã đính chính)" if self.is_corrected else ""
        return f"{self.number} ngày {self.decided_on:%d/%m/%Y}{corrected}"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion of the standard; without points where the standard has none."""

    code: str
    title: str
    max_points: str


@dataclass(frozen=True, slots=True)
class CommuneResult:
    """What is published of one commune; points are shown texts in the order of the criteria."""

    code: str
    name: str
    unit_class: str
    outcome: str
    total: str
    criteria: tuple[str, ...]
    decision: Paper | None
    revocation: Paper | None

    @property
    def outcome_text(self) -> str:
        """The outcome as people read it."""
        return OUTCOMES[self.outcome]


@dataclass(frozen=True, slots=True)
class Results:
    """A whole publication."""

    title: str
    year: int
    authority_code: str
    authority: str
    standard: str
    has_points: bool
    is_provisional: bool
    is_demo: bool
    criteria: tuple[Criterion, ...]
    communes: tuple[CommuneResult, ...]

    def having(self, outcome: str) -> tuple[CommuneResult, ...]:
        """Return the communes with the outcome."""
        return tuple(row for row in self.communes if row.outcome == outcome)


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class CommuneChange:
    """What differs for one commune."""

    commune: CommuneResult
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """What the new results change against those before."""

    heading: tuple[Change, ...]
    added: tuple[CommuneResult, ...]
    removed: tuple[CommuneResult, ...]
    changed: tuple[CommuneChange, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The communes whose results are new or others than before."""
        return (*(row.code for row in self.added), *(row.commune.code for row in self.changed))


def read(snapshot: Mapping[str, Any]) -> Results:
    """Return the results that a snapshot holds."""
    standard = snapshot["standard"]
    criteria = tuple(Criterion(row["code"], row["title"], _points(row["max_points"])) for row in standard["criteria"])
    return Results(
        title=snapshot["campaign"]["title"],
        year=int(snapshot["campaign"]["year"]),
        authority_code=snapshot["authority"]["code"],
        authority=snapshot["authority"]["name"],
        standard=standard["title"],
        has_points=standard["kind"] == "points",
        is_provisional=standard["is_provisional"],
        is_demo=snapshot["is_demo"],
        criteria=criteria,
        communes=tuple(_commune(row, criteria) for row in snapshot["communes"]),
    )


def _commune(row: Mapping[str, Any], criteria: tuple[Criterion, ...]) -> CommuneResult:
    return CommuneResult(
        code=row["code"],
        name=row["name"],
        unit_class=f"Loại {row['class']}" if row["class"] else NOTHING,
        outcome=row["outcome"],
        total=_points(row["total"]) if row["total"] else (row["met"] or NOTHING),
        criteria=tuple(_points(row["criteria"].get(criterion.code)) for criterion in criteria),
        decision=_paper(row["decision"]),
        revocation=_paper(row["revocation"]),
    )


def _paper(row: Mapping[str, Any] | None) -> Paper | None:
    if row is None:
        return None
    return Paper(row["number"], date.fromisoformat(row["decided_on"]), row["is_corrected"])


def _points(text: Any) -> str:  # noqa: ANN401  # JSON: an exact text, met or not, nothing
    if isinstance(text, bool):
        return "Đạt" if text else "Không đạt"
    return shown(Fraction(text)) if text else NOTHING


def differences(old: Results | None, new: Results) -> Differences:
    """Return what `new` adds, takes away and changes, commune by commune; everything is added where nothing was before."""
    before = {row.code: row for row in old.communes} if old else {}
    after = {row.code: row for row in new.communes}
    both = ((before[code], row) for code, row in after.items() if code in before)
    changed = ((now, tuple(_commune_changes(was, now, new.criteria))) for was, now in both if was != now)
    return Differences(
        heading=tuple(_heading_changes(old, new)) if old else (),
        added=tuple(row for code, row in after.items() if code not in before),
        removed=tuple(row for code, row in before.items() if code not in after),
        changed=tuple(CommuneChange(commune, changes) for commune, changes in changed if changes),
    )


def _heading_changes(old: Results, new: Results) -> Iterator[Change]:
    labels = {
        "title": "Tên đợt đánh giá",
        "authority": "Cơ quan",
        "standard": "Bộ tiêu chí",
        "is_provisional": "Dấu chưa xác minh",
        "is_demo": "Dấu số liệu minh họa",
    }
    for name, label in labels.items():
        yield from _change(label, getattr(old, name), getattr(new, name))


def _commune_changes(old: CommuneResult, new: CommuneResult, criteria: tuple[Criterion, ...]) -> Iterator[Change]:
    yield from _change("Tên", old.name, new.name)
    yield from _change("Loại đơn vị", old.unit_class, new.unit_class)
    yield from _change("Kết quả", old.outcome_text, new.outcome_text)
    yield from _change("Tổng", old.total, new.total)
    for criterion, was, now in zip(criteria, old.criteria, new.criteria, strict=False):
        yield from _change(f"Tiêu chí {criterion.code}", was, now)
    yield from _change("Quyết định", old.decision, new.decision)
    yield from _change("Quyết định thu hồi", old.revocation, new.revocation)


def _change(label: str, old: object, new: object) -> Iterator[Change]:
    if old != new:
        yield Change(label, _text(old), _text(new))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    return NOTHING if value is None else str(value)
