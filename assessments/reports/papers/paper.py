"""What every paper is made of besides its own text: who issues it, its head, title, signature, bases and notices.

A paper is a frozen dataclass that inherits `Paper`; `frame_of` builds its frame. Its template prints the frame by
`reports/_opening.html` (head, title or V/v, Kính gửi), `_bases.html`, `_end.html` and `_notes.html`.
"""

from dataclasses import dataclass
from datetime import datetime

from assessments.models import Campaign, Dossier
from assessments.reports import parts
from communes.models import Unit


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the text; `title` is the type of the document in capitals (a công văn does not print it)."""

    title: str
    subject_lines: tuple[str, ...]
    author: str
    head: parts.Head
    signature: parts.Signature
    edition: parts.Edition
    bases: tuple[parts.Basis, ...]
    notices: tuple[str, ...]
    made_at: str
    year: str

    @property
    def is_letter(self) -> bool:
        """Tell whether it is a công văn, which says under its number what it is about."""
        return self.title == LETTER.title

    @property
    def provisional_note(self) -> str:
        """What the mark (*) means; "" where nothing is marked."""
        return f"(*) {parts.PROVISIONAL_NOTE}" if self.edition.is_provisional else ""


@dataclass(frozen=True, slots=True)
class Paper:
    """The base of the papers: what `reports/base.html` and the page of a report ask of each."""

    frame: Frame

    @property
    def title(self) -> str:
        """The kind of paper."""
        return self.frame.title

    @property
    def subject(self) -> str:
        """What it is about, in one line."""
        return " ".join(self.frame.subject_lines)

    @property
    def author(self) -> str:
        """Who issues it."""
        return self.frame.author

    @property
    def notices(self) -> tuple[str, ...]:
        """What stands over the title and at the foot of each page."""
        return self.frame.notices

    @property
    def made_at(self) -> str:
        """When it was made, by ISO 8601."""
        return self.frame.made_at

    @property
    def year(self) -> str:
        """The year of the assessment."""
        return self.frame.year


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body that issues papers: in sentences, on the head, in the symbol ("UBND"), as it signs; `unit` is its place."""

    name: str
    lines: tuple[str, ...]
    initials: str
    above: Unit | None
    unit: Unit
    capacity: str
    signer: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of document: its name in capitals and its abbreviation in the symbol, "" for a công văn or where none is."""

    title: str
    mark: str


# The types by Nghị định 30/2020/NĐ-CP, Phụ lục III; a summary and a receipt have no symbol of their own.
REPORT = Kind("BÁO CÁO", "BC")
NOTICE = Kind("THÔNG BÁO", "TB")
PLAN = Kind("KẾ HOẠCH", "KH")
PROPOSAL = Kind("TỜ TRÌNH", "TTr")
DECISION = Kind("QUYẾT ĐỊNH", "QĐ")
MINUTES = Kind("BIÊN BẢN", "BB")
INVITATION = Kind("GIẤY MỜI", "GM")
FORM = Kind("PHIẾU", "")
LETTER = Kind("CÔNG VĂN", "")


def commune_of(dossier: Dossier) -> Issuer:
    """Return the People's Committee of the dossier's commune."""
    return _committee(dossier.commune, dossier.commune.parent or dossier.campaign.authority)


def committee_of(campaign: Campaign) -> Issuer:
    """Return the People's Committee that issues the plan and decides."""
    return _committee(campaign.authority, campaign.authority.parent)


def _committee(unit: Unit, above: Unit | None) -> Issuer:
    return Issuer(
        name=f"Ủy ban nhân dân {parts.in_sentence(unit)}",
        lines=parts.committee_of(unit),
        initials="UBND",
        above=above,
        unit=unit,
        capacity="TM. ỦY BAN NHÂN DÂN",
        signer="CHỦ TỊCH",
    )


def office_of(campaign: Campaign) -> Issuer:
    """Return the body that receives and appraises: the standard's office, else the People's Committee itself."""
    if not campaign.standard.parsed.procedure.receiving_body.value:
        return committee_of(campaign)
    office = parts.office_of(campaign)
    return Issuer(
        name=office.name,
        lines=office.lines,
        initials=office.symbol.removeprefix("BC-"),
        above=campaign.authority,
        unit=campaign.authority,
        capacity="",
        signer=office.head,
    )


@dataclass(frozen=True, slots=True)
class Title:
    """What a paper is called: its type, what it is about line by line, what its notices say besides "Số liệu minh họa"."""

    kind: Kind
    subject_lines: tuple[str, ...]
    notices: tuple[str, ...] = ()


def frame_of(campaign: Campaign, issuer: Issuer, title: Title, *, recipients: tuple[str, ...], at: datetime) -> Frame:
    """Return the frame of a paper that the issuer makes at that time; number and day stay blank."""
    kind = title.kind
    symbol = f"{kind.mark}-{issuer.initials}" if kind.mark else issuer.initials if kind is LETTER else ""
    return Frame(
        title=kind.title,
        subject_lines=title.subject_lines,
        author=issuer.name,
        head=parts.head_of(issuer.above, issuer.lines, issuer.unit, symbol, at),
        signature=parts.Signature(recipients, issuer.capacity, issuer.signer),
        edition=parts.edition_of(campaign),
        bases=parts.bases_of(campaign.standard.parsed),
        notices=(*((parts.DEMO_NOTICE,) if campaign.is_demo else ()), *title.notices),
        made_at=at.isoformat(),
        year=str(campaign.year),
    )


def values_of(dossier: Dossier) -> dict[str, str]:
    """Return the placeholders that every paper about a dossier knows."""
    return {
        **parts.values_of(dossier.campaign),
        "xã, phường": parts.in_sentence(dossier.commune),
        "ủy ban nhân dân": commune_of(dossier).name,
    }


PLACEHOLDERS = (
    *parts.COMMON_PLACEHOLDERS,
    ("xã, phường", "tên xã, phường của hồ sơ"),
    ("ủy ban nhân dân", "tên Ủy ban nhân dân xã, phường của hồ sơ"),
)
