"""Rules on choices, checklists and counts, and the penalty rows that follow from other items."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessments.domain.numbers import shown
from assessments.domain.provenance import Provenance
from assessments.domain.readings import Facts, Fault, Result, count_text, counts, index


@dataclass(frozen=True, slots=True)
class Option:
    """One level: its points (điểm), or whether it means met."""

    label: str
    points: Decimal | None
    met: bool | None

    @property
    def worth(self) -> str:
        """What the option brings, in words."""
        if self.points is not None:
            return f"{shown(self.points)} điểm"
        return "đạt" if self.met else "không đạt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several levels, best first; the fact `option` is the index as text. `kind` is choice or yes_no."""

    kind: str
    options: tuple[Option, ...]
    provenance: Provenance
    fields = ("option",)

    def evaluate(self, facts: Facts) -> Result:
        """Return what the chosen level brings."""
        place = index(facts.get("option", ""), len(self.options))
        if place is None:
            return Result(faults=(Fault("option", "vui lòng chọn một mức."),))
        option = self.options[place]
        points = None if option.points is None else Fraction(option.points)
        return Result(points=points, met=option.met, chosen=(place,))

    def how(self) -> str:
        """List the levels."""
        return "Chọn một mức: " + "; ".join(f"{option.label} – {option.worth}" for option in self.options) + "."

    def explain(self, result: Result) -> str:
        """Name the level."""
        option = self.options[result.chosen[0]]
        return f"{option.label} → {option.worth}."

    def next_step(self, result: Result) -> str:
        """Name the next better level."""
        place = result.chosen[0]
        if place == 0:
            return ""
        better, now = self.options[place - 1], self.options[place]
        gain = "đạt" if better.points is None else f"+{shown(better.points - (now.points or 0))} điểm"
        return "" if better.met is False else f"Khi “{better.label}” → {gain}."

    def facts_text(self, facts: Facts) -> str:
        """Show the chosen level."""
        place = index(facts.get("option", ""), len(self.options))
        return "" if place is None else self.options[place].label


# What is ticked instead of an activity where there was none.
NO_ACTIVITY = "none"
NO_ACTIVITY_LABEL = "Không thực hiện hoạt động nào"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """Met when at least `threshold` of the activities are ticked; the fact `choices` holds their indexes as text.

    NO_ACTIVITY among them says that there was none: an empty list is no answer.
    """

    choices: tuple[str, ...]
    threshold: int
    provenance: Provenance
    kind = "checklist_at_least"
    fields = ("choices",)

    def evaluate(self, facts: Facts) -> Result:
        """Count the ticks."""
        ticked = facts.get("choices", ())
        if isinstance(ticked, str):
            ticked = (ticked,)
        places = [index(value, len(self.choices)) for value in ticked if value != NO_ACTIVITY]
        if None in places:
            return Result(faults=(Fault("choices", "có hoạt động không thuộc danh sách."),))
        if places and NO_ACTIVITY in ticked:
            return Result(faults=(Fault("choices", f"đã chọn hoạt động thì bỏ chọn “{NO_ACTIVITY_LABEL}”."),))
        chosen = tuple(sorted({place for place in places if place is not None}))
        return Result(met=len(chosen) >= self.threshold, chosen=chosen)

    def how(self) -> str:
        """Name the threshold."""
        return f"Đạt khi thực hiện ít nhất {self.threshold:02d} hoạt động trong danh sách."

    def explain(self, result: Result) -> str:
        """Compare the count with the threshold."""
        verdict = "đạt" if result.met else "chưa đạt"
        return f"Đã chọn {len(result.chosen)} hoạt động (yêu cầu ít nhất {self.threshold}) → {verdict}."

    def next_step(self, result: Result) -> str:
        """Say how many more it takes."""
        return "" if result.met else f"Thêm {self.threshold - len(result.chosen)} hoạt động → đạt."

    def facts_text(self, facts: Facts) -> str:
        """Show the ticked activities."""
        if NO_ACTIVITY in facts.get("choices", ()):
            return NO_ACTIVITY_LABEL
        return "; ".join(self.choices[place] for place in self.evaluate(facts).chosen)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountAtLeast:
    """Met when a counted number reaches the threshold."""

    label: str
    threshold: int
    provenance: Provenance
    kind = "count_at_least"
    fields = ("count",)

    def evaluate(self, facts: Facts) -> Result:
        """Compare the number with the threshold."""
        read = counts(facts, {"count": self.label})
        if read.faults:
            return Result(faults=read.faults)
        return Result(met=read.values[0] >= self.threshold, ratio=(read.values[0], self.threshold))

    def how(self) -> str:
        """Name the threshold."""
        return f"Đạt khi “{self.label}” từ {shown(self.threshold)} trở lên."

    def explain(self, result: Result) -> str:
        """Compare the number with the threshold."""
        count, threshold = result.ratio or (0, self.threshold)
        return f"{shown(count)} (yêu cầu ít nhất {shown(threshold)}) → {'đạt' if result.met else 'chưa đạt'}."

    def next_step(self, result: Result) -> str:
        """Say how many more it takes."""
        count, threshold = result.ratio or (0, self.threshold)
        return "" if result.met else f"Thêm {shown(threshold - count)} → đạt."

    def facts_text(self, facts: Facts) -> str:
        """Show the number."""
        return count_text(facts.get("count", ""))


@dataclass(frozen=True, slots=True)
class Task:
    """A duty whose failure takes points off: `zeroes` is the item that falls to 0, `option` the level that means failure."""

    label: str
    zeroes: str
    option: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """Takes `points_each` (negative, điểm) off for each failed task, down to `min_points`; follows from other items."""

    points_each: Decimal
    min_points: Decimal
    tasks: tuple[Task, ...]
    provenance: Provenance
    kind = "penalty"
    fields: tuple[str, ...] = ()

    def of(self, failed: tuple[int, ...]) -> Result:
        """Return the result when the tasks at these places failed."""
        points = max(Fraction(self.min_points), Fraction(self.points_each) * len(failed))
        return Result(points=points, chosen=failed)

    def how(self) -> str:
        """List the tasks."""
        listed = "; ".join(f"{task.label[:1].lower()}{task.label[1:]}" for task in self.tasks)
        return f"Trừ {shown(-self.points_each)} điểm cho mỗi nhiệm vụ: {listed}."

    def explain(self, result: Result) -> str:
        """Name the failed tasks."""
        if not result.chosen:
            return "Không bị trừ điểm."
        listed = "; ".join(self.tasks[place].label for place in result.chosen)
        return f"{listed} → trừ {shown(-(result.points or Fraction(0)))} điểm."
