"""Claimed against counted at a glance: in total, by criterion, and the biggest cuts."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from assessments.domain.scoring import ScoreSheet
from assessments.domain.standard import Kind
from assessments.selectors.reviews import Bench, ItemRow

MOST_CUTS = 10


@dataclass(frozen=True, slots=True)
class Compared:
    """One line: claimed and counted of the most that is possible, in points (điểm) or in indicators met."""

    code: str
    title: str
    claimed: Fraction
    counted: Fraction
    most: Fraction

    @property
    def difference(self) -> Fraction:
        """Counted less claimed."""
        return self.counted - self.claimed

    @property
    def claimed_width(self) -> str:
        """The claimed part in percent of the most, as a whole number for the bar."""
        return _percent(self.claimed, self.most)

    @property
    def counted_width(self) -> str:
        """The counted part in percent of the most."""
        return _percent(self.counted, self.most)


@dataclass(frozen=True, slots=True)
class Cut:
    """One item that the office counts differently from the claim; `difference` is None where there are no points."""

    row: ItemRow
    difference: Fraction | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The total, the criteria, the cuts (biggest first); `unit` names what is counted."""

    unit: str
    total: Compared
    criteria: tuple[Compared, ...]
    cuts: tuple[Cut, ...]
    cut_count: int


def of(bench: Bench) -> Comparison:
    """Compare the two sheets of a round; reads nothing."""
    by_points = bench.edition.kind is Kind.POINTS
    criteria = tuple(_by_points(bench) if by_points else _by_indicators(bench))
    cuts = tuple(_cuts(bench.rows.values()))
    return Comparison(
        unit="điểm" if by_points else "chỉ tiêu đạt",
        total=Compared(
            "",
            "Tổng cộng",
            sum((row.claimed for row in criteria), Fraction(0)),
            sum((row.counted for row in criteria), Fraction(0)),
            sum((row.most for row in criteria), Fraction(0)),
        ),
        criteria=criteria,
        cuts=cuts[:MOST_CUTS],
        cut_count=len(cuts),
    )


def _by_points(bench: Bench) -> Iterable[Compared]:
    for claimed, counted in zip(bench.claimed.criteria, bench.counted.criteria, strict=True):
        yield Compared(
            claimed.code,
            claimed.title,
            Fraction(claimed.points or 0),
            Fraction(counted.points or 0),
            Fraction(claimed.max_points or 0),
        )


def _by_indicators(bench: Bench) -> Iterable[Compared]:
    for criterion in bench.edition.criteria:
        codes = {indicator.code for indicator in criterion.indicators}
        claimed, counted = (_met(sheet, codes) for sheet in (bench.claimed, bench.counted))
        yield Compared(criterion.code, criterion.title, claimed, counted, Fraction(len(codes)))


def _met(sheet: ScoreSheet, codes: set[str]) -> Fraction:
    return Fraction(sum(1 for row in sheet.indicators if row.code in codes and row.met))


def _cuts(rows: Iterable[ItemRow]) -> list[Cut]:
    found = [Cut(row, _difference(row)) for row in rows if row.claimed.worth != row.counted.worth]
    return sorted(
        found, key=lambda cut: cut.difference if cut.difference is not None else int(bool(cut.row.counted.met))
    )


def _difference(row: ItemRow) -> Fraction | None:
    if row.counted.points is None:
        return None
    return Fraction(row.counted.points) - Fraction(row.claimed.points or 0)


def _percent(part: Fraction, whole: Fraction) -> str:
    """Return how much of the whole the part is, between 0 and 100."""
    return str(min(100, max(0, int(part * 100 / whole)))) if whole else "0"
