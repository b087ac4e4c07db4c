"""The charts of the reports on results; what they show stands in the tables beside them."""

from collections.abc import Iterable
from fractions import Fraction

from assessments.domain.numbers import percent
from assessments.reports.campaign_rows import Weak
from tiepcanpl.kit import charts
from tiepcanpl.kit.charts import Bar, Chart, Filling

# How the bars of the results are filled: recognised, not recognised, revoked, without a decision, not handed in.
FILLINGS = (Filling.SOLID, Filling.LINES, Filling.LINES, Filling.LIGHT, Filling.EMPTY)


def of_results(rows: Iterable[tuple[str, int]]) -> Chart:
    """Return the chart of the units by result, in the order of `FILLINGS`."""
    filled = zip(rows, FILLINGS, strict=True)
    return charts.counts(
        "Số đơn vị theo kết quả", tuple((label, count, filling) for (label, count), filling in filled)
    )


def of_area(rows: Iterable[tuple[str, int]]) -> Chart:
    """Return the chart of an area's units by result: recognised, not recognised, revoked, without a decision."""
    filled = zip(rows, FILLINGS, strict=False)
    return charts.counts(
        "Số đơn vị theo kết quả", tuple((label, count, filling) for (label, count), filling in filled)
    )


def of_weak(kind: str, rows: tuple[Weak, ...], *, with_points: bool) -> Chart:
    """Return how far criteria or indicators are fulfilled: the mean share of their points, else how many units fail."""
    if not with_points:
        failed = tuple((f"{kind} {row.code}", row.failed, Filling.LINES) for row in rows)
        return charts.counts(f"Số đơn vị không đạt theo {kind.lower()}", failed)
    bars = (
        Bar(f"{kind} {row.code}", percent(row.share, 1) if row.share is not None else "–", row.share or Fraction(0))
        for row in rows
    )
    return Chart(f"Điểm trung bình so với điểm tối đa theo {kind.lower()}", tuple(bars))
