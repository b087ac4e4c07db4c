"""What every document has in common: head, legal bases, place and date, signatures, notices (Nghị định 30/2020/NĐ-CP)."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.utils import timezone

from assessments.domain.provenance import Provenance
from assessments.domain.standard import Standard
from assessments.models import Campaign
from communes.models import Unit, UnitKind
from tiepcanpl.kit import dates

_Subject = TypeVar("_Subject")

DEMO_NOTICE = "Số liệu minh họa"
PROVISIONAL_MARK = "(*)"
PROVISIONAL_NOTE = "Chưa xác minh: giá trị chưa đối chiếu được với văn bản chính thức của bộ tiêu chí."


@dataclass(frozen=True, slots=True)
class Head:
    """Boxes 1–4: lines of the body above and of the issuing body, symbol without number, place; the day stays blank."""

    superior: tuple[str, ...]
    agency: tuple[str, ...]
    symbol: str
    place: str
    month: str
    year: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Boxes 7–9: who receives, in whose name and as what it is signed; `confirmer` is a second signature on the left."""

    recipients: tuple[str, ...]
    capacity: str
    title: str
    confirmer: str = ""

    @property
    def capacities(self) -> tuple[str, ...]:
        """In whose name it is signed, line by line: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"."""
        return tuple(self.capacity.splitlines())


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal document that the assessment rests on."""

    citation: str
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class Edition:
    """The edition of the standard that was applied."""

    edition: str
    version: int
    title: str
    sha256: str
    with_points: bool
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class Office:
    """The body that reports for the authority: its name in sentences and on the head, symbol, the head's title."""

    name: str
    lines: tuple[str, ...]
    symbol: str
    head: str
    head_in_full: str


def required(subject: _Subject | None) -> _Subject:
    """Return what the document is about; the database lets no report be stored without it."""
    if subject is None:
        message = "The report lacks what it is about"
        raise ValueError(message)
    return subject


def values_of(campaign: Campaign) -> dict[str, str]:
    """Return the placeholders that every document of a campaign knows (`wording`)."""
    return {
        "năm": str(campaign.year),
        "địa bàn": in_sentence(campaign.authority),
        "cơ quan": office_of(campaign).name,
        "kế hoạch": f"{plan_of(campaign)} của {issuer_of(campaign)}",
        "căn cứ": cited(bases_of(campaign.standard.parsed)),
    }


COMMON_PLACEHOLDERS = (
    ("năm", "năm đánh giá"),
    ("địa bàn", "tên địa bàn của cơ quan"),
    ("cơ quan", "tên cơ quan thẩm tra"),
    ("kế hoạch", "số, ngày của kế hoạch và cơ quan ban hành"),
    ("căn cứ", "các văn bản pháp luật của bộ tiêu chí"),
)


def head_of(superior: Unit | None, agency: tuple[str, ...], unit: Unit, symbol: str, at: datetime) -> Head:
    """Return the head of a document that the body `agency` issues in the unit."""
    day = timezone.localdate(at)
    return Head(
        superior=(f"UBND {superior.full_name.upper()}",) if superior else (),
        agency=agency,
        symbol=symbol,
        place=place_of(unit),
        month=dates.month_in_words(day.month),
        year=str(day.year),
    )


def place_of(unit: Unit) -> str:
    """Return the place before the date: the proper name, with its kind where the name is a number."""
    return unit.full_name if unit.name.isdecimal() else unit.name


def in_sentence(unit: Unit) -> str:
    """Return the unit's name inside a sentence: "phường Bắc Sơn", but "Phường 3"."""
    return unit.full_name if unit.name.isdecimal() else f"{unit.get_kind_display().lower()} {unit.name}"


def committee_of(unit: Unit) -> tuple[str, ...]:
    """Return the People's Committee in capitals, on two lines."""
    return ("ỦY BAN NHÂN DÂN", unit.full_name.upper())


# The head of an agency by the kind of agency; the agency itself is named by the standard's data.
_HEADS = {"phòng": "TRƯỞNG PHÒNG", "sở": "GIÁM ĐỐC"}


def office_of(campaign: Campaign) -> Office:
    """Return the body that receives and appraises the dossiers, by the standard; else the People's Committee."""
    authority, body = campaign.authority, campaign.standard.parsed.procedure.receiving_body.value
    if not body:
        name = f"Ủy ban nhân dân {in_sentence(authority)}"
        return Office(name, committee_of(authority), "BC-UBND", "CHỦ TỊCH", "CHỦ TỊCH ỦY BAN NHÂN DÂN")
    words = str(body).split()
    head = _HEADS.get(words[0].lower(), "THỦ TRƯỞNG")
    return Office(
        name=f"{body} {in_sentence(authority)}",
        lines=(str(body).upper(),),
        symbol="BC-" + "".join(word[0].upper() for word in words),
        head=head,
        head_in_full=f"{head.removesuffix(' PHÒNG')} {str(body).upper()}",
    )


def bases_of(standard: Standard) -> tuple[Basis, ...]:
    """Return the standard's legal documents, cited in full."""
    return tuple(
        Basis(row.citation, Provenance.PROVISIONAL in {row.provenance, row.title_provenance})
        for row in standard.legal_bases
    )


def cited(bases: Iterable[Basis]) -> str:
    """Return the legal documents inside a sentence; what is provisional carries the mark of the footnote."""
    return "; ".join(f"{basis.citation}{PROVISIONAL_MARK if basis.is_provisional else ''}" for basis in bases)


def edition_of(campaign: Campaign) -> Edition:
    """Return which edition was applied."""
    stored, standard = campaign.standard, campaign.standard.parsed
    return Edition(
        edition=stored.edition,
        version=stored.version,
        title=stored.title,
        sha256=stored.sha256,
        with_points=standard.total_points is not None,
        is_provisional=stored.is_provisional,
    )


def plan_of(campaign: Campaign) -> str:
    """Cite the campaign's plan as far as its number and date are known, else by its year."""
    number = f" số {campaign.plan_number}" if campaign.plan_number else f" năm {campaign.year}"
    day = f" {dates.in_words(campaign.plan_date)}" if campaign.plan_date else ""
    return f"Kế hoạch{number}{day}"


def issuer_of(campaign: Campaign) -> str:
    """Name the body that issued the plan."""
    return f"Ủy ban nhân dân {in_sentence(campaign.authority)}"


def kinds_of(units: Iterable[Unit]) -> str:
    """Name the kinds of the units: "xã, phường"."""
    found = {unit.kind for unit in units}
    order = (UnitKind.XA, UnitKind.PHUONG, UnitKind.THI_TRAN, UnitKind.DAC_KHU)
    return ", ".join(kind.label.lower() for kind in order if kind in found)


def participants(units: Collection[Unit]) -> str:
    """Count who takes part, by kind: "07 đơn vị hành chính cấp xã tham gia đánh giá, gồm: 01 xã, 06 phường"."""
    kinds = Counter(unit.kind for unit in units)
    listed = ", ".join(
        f"{count_of(kinds[kind])} {UnitKind(kind).label.lower()}" for kind in UnitKind.values if kinds[kind]
    )
    return f"{count_of(len(units))} đơn vị hành chính cấp xã tham gia đánh giá, gồm: {listed}"


def count_of(number: int) -> str:
    """Write a count as documents do, with a zero before one digit: 7 → "07"."""
    return f"{number:02d}"


def short(day: date) -> str:
    """Write a day inside a table or a list."""
    return dates.short(day)
