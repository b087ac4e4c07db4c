"""Who decides on recognition, who prepares it and who carries it out, by what the standard says of the procedure."""

import re
from dataclasses import dataclass, replace

from assessments.domain.provenance import Provenance
from assessments.models import Campaign
from assessments.reports import parts
from assessments.reports.papers import paper
from communes.models import Unit, UnitLevel

_CHAIRMAN = "Chủ tịch Ủy ban nhân dân"  # who decides where the standard says nothing; marked as not verified
_LEVEL = re.compile(r"cấp (?:xã|huyện|tỉnh)")
# The title of an office's head as sentences write it, by the title under the document.
_HEADS = {"TRƯỞNG PHÒNG": "Trưởng", "GIÁM ĐỐC": "Giám đốc", "CHỦ TỊCH": "Chủ tịch"}
_STAFF_OF = {UnitLevel.DISTRICT: "Hội đồng nhân dân và Ủy ban nhân dân"}
PLACEHOLDERS = (
    *parts.COMMON_PLACEHOLDERS,
    ("người quyết định", "chức danh của người có thẩm quyền quyết định"),
    ("chánh văn phòng", "chức danh của Chánh Văn phòng"),
    ("thủ trưởng cơ quan", "chức danh của người đứng đầu cơ quan thẩm tra"),
)


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides: `issuer` is named as sentences name the power ("Chủ tịch Ủy ban nhân dân thị xã …")."""

    issuer: paper.Issuer
    is_provisional: bool

    @property
    def name(self) -> str:
        """As sentences name it."""
        return self.issuer.name


def decider_of(campaign: Campaign) -> Decider:
    """Return who decides; a power of the chairman's own is signed without "TM.", one of the committee with it."""
    setting, area = campaign.standard.parsed.procedure.decided_by, parts.in_sentence(campaign.authority)
    said = str(setting.value or _CHAIRMAN)
    name = _LEVEL.sub(area, said) if _LEVEL.search(said) else f"{said} {area}"
    doubtful = setting.value is None or setting.provenance is Provenance.PROVISIONAL
    if "Ủy ban nhân dân" not in said:
        return Decider(replace(paper.office_of(campaign), name=name), doubtful)
    committee = paper.committee_of(campaign)
    capacity = "" if said.startswith("Chủ tịch") else committee.capacity
    return Decider(replace(committee, name=name, capacity=capacity), doubtful)


def values_of(campaign: Campaign) -> dict[str, str]:
    """Return the placeholders that the leader's documents know."""
    office = paper.office_of(campaign)
    return {
        **parts.values_of(campaign),
        "người quyết định": decider_of(campaign).name,
        "chánh văn phòng": _chief_of_staff(campaign.authority),
        "thủ trưởng cơ quan": f"{_HEADS.get(office.signer, 'Thủ trưởng')} {office.name}",
    }


def _chief_of_staff(unit: Unit) -> str:
    """Name who heads the committee's own office."""
    of = _STAFF_OF.get(UnitLevel(unit.level), "Ủy ban nhân dân")
    return f"Chánh Văn phòng {of} {parts.in_sentence(unit)}"


def own_bases(paragraphs: tuple[str, ...]) -> tuple[parts.Basis, ...]:
    """Return the bases that the office added in its wording."""
    return tuple(parts.Basis(text.removeprefix("Căn cứ ").rstrip(";."), is_provisional=False) for text in paragraphs)
