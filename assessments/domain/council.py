"""The council's rules: quorum, majority, what equal votes mean; exact fractions, and where each rule comes from.

The standard's procedure comes first. Where it says nothing, the council's own setting holds, and the rule is unverified.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil

from assessments.domain import procedure
from assessments.domain.provenance import Provenance

HALF = Fraction(1, 2)
_SHARE = re.compile(r"\s*(\d{1,3})\s*/\s*(\d{1,3})\s*", re.ASCII)


class Tie(StrEnum):
    """What it means that exactly one half of the votes agrees."""

    NOT_PASSED = "not_passed"
    CHAIR = "chair"


class Advice(StrEnum):
    """What the council advises."""

    RECOGNISE = "recognise"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a council has set for itself; shares are texts such as "2/3"."""

    quorum: str = "2/3"
    majority: str = "1/2"
    paper_days: int = 3
    tie: str = Tie.NOT_PASSED
    written_count: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a rule comes from, in Vietnamese; `is_verified` only where the law's text was read."""

    source: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A rule that is a share of something."""

    value: Fraction
    origin: Origin

    @property
    def text(self) -> str:
        """The share as people write it: "2/3"."""
        return f"{self.value.numerator}/{self.value.denominator}"


@dataclass(frozen=True, slots=True)
class PaperDays:
    """By how many days before the meeting the papers are sent (gửi tài liệu)."""

    count: int
    in_working_days: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules that hold for one council under one standard. `own` is the origin of what no standard speaks of."""

    quorum: Share
    majority: Share
    paper_days: PaperDays
    tie: Tie
    written_count: bool
    own: Origin


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes cast; abstentions are votes too."""

    agree: int = 0
    disagree: int = 0
    abstain: int = 0

    @property
    def cast(self) -> int:
        """How many voted."""
        return self.agree + self.disagree + self.abstain

    def __add__(self, other: "Votes") -> "Votes":
        return Votes(self.agree + other.agree, self.disagree + other.disagree, self.abstain + other.abstain)


@dataclass(frozen=True, slots=True)
class Result:
    """What follows from the votes, and the sentence that explains it."""

    advice: Advice
    sentence: str


_OWN = Origin("theo quy định riêng của Hội đồng, chưa xác minh với văn bản pháp luật", is_verified=False)


def share_of(text: str) -> Fraction:
    """Return the share that a text such as "2/3" means, above 0 and at most 1; raises ValueError for everything else."""
    found = _SHARE.fullmatch(text)
    top, bottom = (int(part) for part in found.groups()) if found else (0, 0)
    if not 0 < top <= bottom:
        message = f"not a share: {text!r}"
        raise ValueError(message)
    return Fraction(top, bottom)


def rules_of(standard: procedure.Council, own: Settings) -> Rules:
    """Return the rules for a council: the standard's where it has them, else the council's own."""
    days = standard.paper_days
    has_days = isinstance(days.value, int) and not isinstance(days.value, bool)
    return Rules(
        quorum=_share(standard.quorum, own.quorum),
        majority=_share(standard.majority, own.majority),
        paper_days=PaperDays(
            count=int(days.value) if has_days and days.value is not None else own.paper_days,
            in_working_days=days.in_working_days if has_days else True,
            origin=_origin(days) if has_days else _OWN,
        ),
        tie=Tie(own.tie),
        written_count=own.written_count,
        own=_OWN,
    )


def _share(setting: procedure.Setting, own: str) -> Share:
    if isinstance(setting.value, str):
        return Share(share_of(setting.value), _origin(setting))
    return Share(share_of(own), _OWN)


def _origin(setting: procedure.Setting) -> Origin:
    verified = setting.provenance is not Provenance.PROVISIONAL
    clause = f" ({setting.clause})" if setting.clause else ""
    doubt = "" if verified else ", chưa xác minh với văn bản pháp luật"
    return Origin(f"theo bộ tiêu chí{clause}{doubt}", is_verified=verified)


def needed(members: int, quorum: Fraction) -> int:
    """Return how many of the members have to take part: at least the share, and at least one."""
    return max(ceil(members * quorum), 1)


def has_quorum(present: int, members: int, quorum: Fraction) -> bool:
    """Tell whether enough members take part. Who is kept from one item by an interest is still present."""
    return present >= needed(members, quorum)


def result_of(votes: Votes, majority: Fraction, *, tie: Tie, chair_agrees: bool | None) -> Result:
    """Return what the council advises: recognised if more than the share of all votes cast agrees.

    Equal votes are exactly one half where more than one half is asked; then `tie` decides, and `chair_agrees` is the open
    vote of whoever presides (None: cast in secret, abstained or not cast). Raises ValueError without any vote.
    """
    if not votes.cast:
        message = "nobody voted"
        raise ValueError(message)
    agreed = Fraction(votes.agree, votes.cast)
    counted = f"{votes.agree}/{votes.cast} phiếu đồng ý"
    asked = f"{majority.numerator}/{majority.denominator} số phiếu"
    if agreed > majority:
        return Result(Advice.RECOGNISE, f"{counted}, quá {asked}: đề nghị công nhận.")
    if agreed == majority == HALF:
        return _equal(f"{counted}, đúng {asked}", tie, chair_agrees=chair_agrees)
    return Result(Advice.DECLINE, f"{counted}, không quá {asked}: đề nghị chưa công nhận.")


def _equal(counted: str, tie: Tie, *, chair_agrees: bool | None) -> Result:
    if tie is Tie.NOT_PASSED:
        return Result(Advice.DECLINE, f"{counted}, không quá một nửa: đề nghị chưa công nhận.")
    if chair_agrees is None:
        unknown = "không có ý kiến công khai của người chủ trì để quyết định"
        return Result(Advice.DECLINE, f"{counted}; {unknown}: đề nghị chưa công nhận.")
    if chair_agrees:
        return Result(Advice.RECOGNISE, f"{counted}; người chủ trì đồng ý: đề nghị công nhận.")
    return Result(Advice.DECLINE, f"{counted}; người chủ trì không đồng ý: đề nghị chưa công nhận.")
