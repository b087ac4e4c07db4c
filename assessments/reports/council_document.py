"""The minutes of a council's meeting (Biên bản, Mẫu 1.9 NĐ 30/2020): what they say, as data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """A member: name, function in the council with the field, and what is to be said of the attendance."""

    name: str
    seat: str
    note: str


@dataclass(frozen=True, slots=True)
class Ballot:
    """An open vote."""

    name: str
    choice: str
    reason: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """A written opinion; `origin` says when it came and who entered it."""

    name: str
    choice: str
    text: str
    origin: str
    is_counted: bool


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """What happened to one dossier. Of a secret ballot only the three numbers are known."""

    number: str
    title: str
    points: str
    state: str
    is_closed: bool
    kind: str
    discussion: tuple[str, ...]
    counts: tuple[str, ...]
    ballots: tuple[Ballot, ...]
    not_voted: tuple[str, ...]
    recused: tuple[str, ...]
    opinions: tuple[Opinion, ...]
    result: str
    postponed_because: str


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule that was applied, with its source."""

    title: str
    value: str
    source: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class CouncilMinutes:
    """Everything that the paper says."""

    number: str
    agency: tuple[str, ...]
    body: tuple[str, ...]
    place: str
    date: str
    notices: tuple[str, ...]
    made_at: str
    year: str
    council: str
    set_up_by: str
    is_written: bool
    subject_lines: tuple[str, ...]
    began: str
    ended: str
    location: str
    presiding: str
    presiding_title: str
    secretary: str
    present: tuple[Person, ...]
    absent: tuple[Person, ...]
    removed: tuple[str, ...]
    attendance: str
    papers: tuple[str, ...]
    agenda: tuple[str, ...]
    interests: tuple[str, ...]
    items: tuple[ItemRecord, ...]
    rules: tuple[RuleText, ...]

    @property
    def title(self) -> str:
        """The kind of paper."""
        return "BIÊN BẢN"

    @property
    def author(self) -> str:
        """Who issues the paper."""
        return self.council

    @property
    def subject(self) -> str:
        """What the paper is about, in one line."""
        return " ".join(self.subject_lines)

    @property
    def is_provisional(self) -> bool:
        """Tell whether a rule that was applied is not verified."""
        return not all(rule.is_verified for rule in self.rules)
