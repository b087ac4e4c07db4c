"""The rows of the Department's report: its districts, the reasons, and the criteria by what was published."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from assessments.domain.standard import Standard
from assessments.models import Decision, Publication
from assessments.reports import parts as common
from assessments.reports.campaign_rows import Weak, floor_of, weak_of
from assessments.selectors.areas import Part
from communes.models import UnitKind
from tiepcanpl.kit import dates

KINDS = (UnitKind.THI_TRAN, UnitKind.PHUONG, UnitKind.XA, UnitKind.DAC_KHU)


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of how many were recognised; "" where the district has no unit of the kind."""

    recognised: int
    total: int

    @property
    def text(self) -> str:
        """The cell as it is printed."""
        return f"{self.recognised:02d}/{self.total:02d}" if self.total else "–"


@dataclass(frozen=True, slots=True)
class District:
    """One line of the annex: the authority, all its units, its units by kind in the order of the columns, the decisions."""

    number: int
    name: str
    all: Cell
    kinds: tuple[Cell, ...]
    decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One reason, its outcome in words, and how many units it concerns."""

    outcome: str
    text: str
    count: int


def kinds_in(found: Iterable[Part]) -> tuple[UnitKind, ...]:
    """Return the kinds of units that take part, in the order of the columns."""
    there = {kind for part in found for kind in part.taking_part}
    return tuple(kind for kind in KINDS if kind in there)


def districts_of(found: Iterable[Part], kinds: tuple[UnitKind, ...]) -> tuple[District, ...]:
    """Return a line for each campaign."""
    return tuple(_district(number, part, kinds) for number, part in enumerate(found, start=1))


def _district(number: int, part: Part, kinds: tuple[UnitKind, ...]) -> District:
    return District(
        number=number,
        name=part.campaign.authority.full_name,
        all=Cell(part.recognised.total(), part.taking_part.total()),
        kinds=tuple(Cell(part.recognised[kind], part.taking_part[kind]) for kind in kinds),
        decisions=tuple(_paper(decision) for decision in part.decisions),
    )


def _paper(decision: Decision) -> str:
    heading = decision.heading
    kind = "" if decision.kind == Decision.Kind.RECOGNITION else " (thu hồi)"
    return f"{heading.number} ngày {dates.short(heading.decided_on)}{kind}"


def total_of(found: list[Part], kinds: tuple[UnitKind, ...]) -> District:
    """Return the last line of the annex."""
    taking_part: Counter[str] = sum((part.taking_part for part in found), Counter())
    recognised: Counter[str] = sum((part.recognised for part in found), Counter())
    return District(
        number=0,
        name="Tổng cộng",
        all=Cell(recognised.total(), taking_part.total()),
        kinds=tuple(Cell(recognised[kind], taking_part[kind]) for kind in kinds),
        decisions=(),
    )


@dataclass
class Published:
    """Adds up the published results under one edition of the standard, commune by commune."""

    standard: Standard
    count: int = 0
    points: defaultdict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    failed: Counter[str] = field(default_factory=Counter)

    def add(self, publication: Publication) -> None:
        """Count what one publication says."""
        for commune in publication.snapshot["communes"]:
            self.count += 1
            for node in self.standard.criteria:
                self._add(node.code, node.max_points, commune["criteria"].get(node.code))

    def _add(self, code: str, limit: Any, said: object) -> None:  # noqa: ANN401  # a decimal or nothing
        """Count points (an exact text) or whether the criterion is met."""
        if isinstance(said, str):
            points, floor = Fraction(said), floor_of(self.standard)
            self.points[code] += points
            self.failed[code] += floor is not None and limit is not None and points < floor * Fraction(limit)
        else:
            self.failed[code] += said is False

    def weak(self) -> tuple[Weak, ...]:
        """Return the criteria, weakest first; nothing where nothing is published."""
        if not self.count:
            return ()
        points, failed = self.points, self.failed
        nodes = self.standard.criteria
        rows = [weak_of(node, points[node.code] / self.count, failed=failed[node.code]) for node in nodes]
        return tuple(sorted(rows, key=lambda row: row.share if row.share is not None else -row.failed))


def same_edition(publications: Iterable[Publication], found: list[Part]) -> list[Publication]:
    """Keep the publications under the first campaign's edition: points of different editions do not add up."""
    standards = {part.campaign.pk: part.campaign.standard.sha256 for part in found}
    first = found[0].campaign.standard.sha256
    return [row for row in publications if standards[row.campaign_id] == first]


def participants(found: list[Part]) -> str:
    """Say how many units take part, by kind."""
    all_of: Counter[str] = sum((part.taking_part for part in found), Counter())
    listed = ", ".join(
        f"{common.count_of(all_of[kind])} {UnitKind(kind).label.lower()}" for kind in KINDS if all_of[kind]
    )
    return f"{common.count_of(all_of.total())} đơn vị hành chính cấp xã tham gia đánh giá, gồm: {listed}"
