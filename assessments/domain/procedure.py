"""What a standard says of the procedure: who does what by when; values that were not found are None."""

from dataclasses import dataclass
from datetime import date

from assessments.domain.provenance import Provenance


@dataclass(frozen=True, slots=True)
class Setting:
    """One value of the procedure; `value` is None where the law was not found. Day counts carry their unit; a posting says where."""

    value: str | int | bool | None
    provenance: Provenance
    unit: str = ""
    counted_from: str = ""
    clause: str = ""
    places: tuple[str, ...] = ()

    @property
    def in_working_days(self) -> bool:
        """Tell whether the value counts working days."""
        return self.unit == "working_days"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date "before" which something is due: month and day, `year_offset` years after the assessment year."""

    month: int | None
    day: int | None
    year_offset: int
    provenance: Provenance

    def before(self, year: int) -> date | None:
        """Return the first day that is too late for the assessment year, or None where the law was not found."""
        if self.month is None or self.day is None:
            return None
        return date(year + self.year_offset, self.month, self.day)


@dataclass(frozen=True, slots=True)
class Council:
    """What the standard says of the council; `required` is None where the law was not found."""

    required: bool | None
    name: str
    provenance: Provenance
    max_members: Setting
    quorum: Setting
    majority: Setting
    paper_days: Setting


@dataclass(frozen=True, slots=True)
class Procedure:
    """Who does what by when."""

    self_assessment_by: Setting
    receiving_body: Setting
    score_basis: Setting
    decided_by: Setting
    posting: Setting
    reply: Setting
    appraisal: Setting
    publication: Setting
    commune_deadline: Deadline
    dossier_deadline: Deadline
    decision_deadline: Deadline
    council: Council
