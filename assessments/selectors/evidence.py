"""The files of a commune with what they prove."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from assessments.domain.standard import Item
from assessments.models import Evidence
from assessments.selectors.contents import DossierContents
from communes.models import Membership, Role, User
from tiepcanpl.kit.text import fold
from tiepcanpl.kit.words import words_of


@dataclass(frozen=True, slots=True)
class LinkedItem:
    """An item of this dossier that a file proves; `editable` when the file may be taken off now."""

    item: Item
    criterion: str
    editable: bool


def files(found: DossierContents, user: User, *, own: bool, words: str = "") -> QuerySet[Evidence]:
    """Return the files of the commune for its own people; for everybody else those handed in with this dossier."""
    rows = Evidence.objects.visible_to(user).filter(unit=found.dossier.commune).with_use()
    if not own:
        rows = rows.filter(pk__in=_items_by_file(found))
    if words.strip():
        rows = rows.filter(Q(pk__in=_named(rows, words)) | _holding(words))
    return rows.with_preview().select_related("uploaded_by", "reading")


def _holding(words: str) -> Q:
    wanted = words_of(words)
    return Q(reading__words__holds=wanted) if wanted else Q(pk__in=[])


def _named(rows: QuerySet[Evidence], words: str) -> list[int]:
    """Return the files whose name holds every word, without regard to accents (one commune has few files)."""
    wanted = fold(words).split()
    names = rows.values_list("pk", "original_name")
    return [pk for pk, name in names if all(word in fold(name) for word in wanted)]


def reads_original(user: User, evidence: Evidence) -> bool:
    """Tell whether the person belongs to the commune that sent the file; everybody else gets photos without position."""
    own = Membership.objects.filter(user=user, unit=evidence.unit_id)
    return own.filter(role__in=[Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER]).exists()


def linked_items(found: DossierContents, editable: frozenset[str]) -> Mapping[int, list[LinkedItem]]:
    """Return by file the items of this dossier that it proves, in the standard's order."""
    items = {item.code: item for item in found.edition.items}
    return {
        pk: [
            LinkedItem(item, found.edition.criterion_of(code).code, code in editable)
            for code, item in items.items()
            if code in codes
        ]
        for pk, codes in _items_by_file(found).items()
    }


def _items_by_file(found: DossierContents) -> dict[int, set[str]]:
    codes: defaultdict[int, set[str]] = defaultdict(set)
    for code, links in found.links.items():
        for link in links:
            codes[link.evidence_id].add(code)
    return codes
