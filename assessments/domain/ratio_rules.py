"""Rules that compare a numerator with a denominator: linear, banded, at least a threshold."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from assessments.domain.numbers import shown, shown_against
from assessments.domain.provenance import Provenance
from assessments.domain.readings import Facts, Fault, Result, count_text, counts


@dataclass(frozen=True, slots=True)
class DenominatorFrom:
    """The denominator is a fact of another item."""

    item: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio(ABC):
    """What the three kinds share. Labels say what is counted; `labels_provenance` how well they are known."""

    numerator: str
    denominator: str
    provenance: Provenance
    labels_provenance: Provenance
    denominator_from: DenominatorFrom | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The facts that are entered."""
        return ("numerator",) if self.denominator_from else ("numerator", "denominator")

    def evaluate(self, facts: Facts) -> Result:
        """Return the points or the verdict; a fault where the two numbers cannot be right together."""
        read = counts(facts, {"numerator": self.numerator, "denominator": self.denominator})
        if read.faults:
            return Result(faults=read.faults)
        above, below = read.values
        if below == 0:
            return Result(faults=(Fault("denominator", self._zero()),))
        if above > below:
            sentence = f"“{self.numerator}” ({shown(above)}) không được lớn hơn “{self.denominator}” ({shown(below)})."
            return Result(faults=(Fault("numerator", sentence),))
        return self._judge(above, below)

    def _zero(self) -> str:
        return (
            f"“{self.denominator}” bằng 0 nên không tính được tỷ lệ. Nếu trong năm không phát sinh, "
            "vui lòng chọn ô “không phát sinh” (nếu nội dung có ô này) hoặc kiểm tra lại số liệu."
        )

    @abstractmethod
    def _judge(self, above: int, below: int) -> Result: ...

    def facts_text(self, facts: Facts) -> str:
        """Show the facts in one line: "95/100"."""
        return "/".join(count_text(facts.get(name, "")) or "…" for name in ("numerator", "denominator"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioLinear(Ratio):
    """Points = maximum × numerator ÷ denominator."""

    max_points: Decimal
    kind = "ratio_linear"

    def _judge(self, above: int, below: int) -> Result:
        over, under = self.max_points.as_integer_ratio()
        return Result(points=Fraction(over * above, under * below), ratio=(above, below))

    def how(self) -> str:
        """Say how the points come about."""
        return f"Điểm = {shown(self.max_points)} × tử số / mẫu số (tính theo đúng tỷ lệ)."

    def explain(self, result: Result) -> str:
        """Show the arithmetic."""
        above, below = result.ratio or (0, 1)
        ratio, points = shown(Fraction(100 * above, below)), shown(result.points or 0)
        return f"{shown(self.max_points)} × {shown(above)}/{shown(below)} ({ratio}%) = {points} điểm."

    def next_step(self, result: Result) -> str:
        """Say what the next gain takes that can be seen with two decimals."""
        above, below = result.ratio or (0, 1)
        left = below - above
        if not left or not self.max_points:
            return ""
        over, under = self.max_points.as_integer_ratio()
        more = min(left, -(-under * below // (100 * over)))  # a hundredth of a point, rounded up to whole cases
        gain = shown(Fraction(over * more, under * below))
        brings = f"+{gain} điểm" if gain != "0" else f"đủ {shown(self.max_points)} điểm"
        return f"Thêm {shown(more)} ở “{self.numerator}” → {brings}."


@dataclass(frozen=True, slots=True)
class Band:
    """Points for a ratio in [from, to) percent; `below` is None at the top."""

    least: Decimal
    below: Decimal | None
    points: Decimal

    @property
    def label(self) -> str:
        """The band in words: "từ 80% đến dưới 90%"."""
        if self.below is None:
            return f"từ {shown(self.least)}% trở lên" if self.least < 100 else "100%"  # noqa: PLR2004  # percent
        if not self.least:
            return f"dưới {shown(self.below)}%"
        return f"từ {shown(self.least)}% đến dưới {shown(self.below)}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioBands(Ratio):
    """Points by the band in which the ratio lies; best band first."""

    bands: tuple[Band, ...]
    kind = "ratio_bands"

    def _band(self, ratio: Fraction) -> int:
        return next(place for place, band in enumerate(self.bands) if ratio * 100 >= Fraction(band.least))

    def _judge(self, above: int, below: int) -> Result:
        band = self.bands[self._band(Fraction(above, below))]
        return Result(points=Fraction(band.points), ratio=(above, below))

    def how(self) -> str:
        """List the bands."""
        listed = "; ".join(f"{band.label}: {shown(band.points)} điểm" for band in self.bands)
        return f"Tỷ lệ % = tử số / mẫu số × 100. {listed[:1].upper()}{listed[1:]}."

    def explain(self, result: Result) -> str:
        """Name the band; a ratio just below the next one never reads like its limit."""
        above, below = result.ratio or (0, 1)
        ratio = Fraction(100 * above, below)
        band = self.bands[self._band(ratio / 100)]
        text = shown(ratio) if band.below is None else shown_against(ratio, band.below)
        return f"{shown(above)}/{shown(below)} = {text}% ({band.label}) → {shown(band.points)} điểm."

    def next_step(self, result: Result) -> str:
        """Say what the next better band takes."""
        above, below = result.ratio or (0, 1)
        place = self._band(Fraction(above, below))
        if place == 0:
            return ""
        better, now = self.bands[place - 1], self.bands[place]
        more = ceil(Fraction(better.least) * below / 100) - above
        gain = shown(better.points - now.points)
        return f"Thêm {shown(more)} ở “{self.numerator}” để đạt {better.label} → +{gain} điểm."


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioAtLeast(Ratio):
    """Met when the exact ratio reaches the threshold (percent)."""

    threshold: Decimal
    kind = "ratio_at_least"

    def _judge(self, above: int, below: int) -> Result:
        return Result(met=Fraction(above, below) * 100 >= Fraction(self.threshold), ratio=(above, below))

    def how(self) -> str:
        """Name the threshold."""
        bound = "100%" if self.threshold == 100 else f"từ {shown(self.threshold)}% trở lên"  # noqa: PLR2004  # percent
        return f"Đạt khi tỷ lệ tử số / mẫu số là {bound}."

    def explain(self, result: Result) -> str:
        """Compare the ratio with the threshold; a ratio just below never reads like the threshold."""
        above, below = result.ratio or (0, 1)
        ratio = Fraction(above, below) * 100
        text = shown(ratio)
        if not result.met and text == shown(self.threshold):
            text = f"gần {text}"
        verdict = "đạt" if result.met else "chưa đạt"
        return f"{shown(above)}/{shown(below)} = {text}% (yêu cầu {shown(self.threshold)}%) → {verdict}."

    def next_step(self, result: Result) -> str:
        """Say how many more it takes."""
        above, below = result.ratio or (0, 1)
        if result.met:
            return ""
        more = ceil(Fraction(self.threshold) * below / 100) - above
        return f"Thêm {shown(more)} ở “{self.numerator}” → đạt."
