"""The list of documents of an indicator: which file stands for which document, and which did not arise."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assessments.domain.standard import Indicator
from assessments.models import Dossier, EvidenceLink
from assessments.selectors import checklists
from assessments.services import dossiers, evidence
from communes.models import User
from tiepcanpl.kit.errors import DomainError, StaleError
from tiepcanpl.kit.text import nfc


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of the list: the links that stand for it (their ids), or the reason why there is none."""

    links: Collection[int]
    reason: str


@transaction.atomic
def save(
    *, dossier_id: int, indicator: Indicator, entries: Mapping[int, Entry], seen: str, actor: User, at: datetime
) -> None:
    """Store the list of one indicator as it was filled in; `seen` names the state that the page showed.

    Files of locked items keep what they stand for. Raises StaleError when the list was changed in the meantime.
    """
    dossier = evidence.lock(dossier_id, actor)
    open_codes = _open_codes(dossier, indicator)
    links = checklists.links_of(dossier, indicator)
    old_absent = checklists.absent_of(dossier, indicator)
    if checklists.digest(links, old_absent) != seen:
        raise StaleError(
            f"Danh mục tài liệu của chỉ tiêu {indicator.code} vừa được người khác thay đổi. Vui lòng kiểm tra rồi lưu lại.",
            current=None,
        )
    before = checklists.told(indicator, links, old_absent)
    for link in links:
        if link.item_code in open_codes:
            _point(link, [number for number, entry in sorted(entries.items()) if link.pk in entry.links])
    absent = _absent(links, entries)
    others = {code: reasons for code, reasons in dossier.absent_documents.items() if code != indicator.code}
    dossier.absent_documents = {**others, indicator.code: absent} if absent else others
    dossier.save(update_fields=["absent_documents"])
    after = checklists.told(indicator, links, absent)
    if after != before:
        changes = {"documents": [before, after]}
        evidence.record(dossier, "documents_save", f"indicator:{indicator.code}", changes, actor=actor, at=at)


def _open_codes(dossier: Dossier, indicator: Indicator) -> frozenset[str]:
    found = dossiers.editable_items(dossier) & {item.code for item in indicator.items}
    if not found:
        raise DomainError(f"Chỉ tiêu {indicator.code} đang khóa nên không sửa được danh mục tài liệu.")
    return found


def _point(link: EvidenceLink, numbers: list[int]) -> None:
    if link.documents != numbers:
        link.documents = numbers
        link.save(update_fields=["documents"])


def _absent(links: Collection[EvidenceLink], entries: Mapping[int, Entry]) -> dict[str, str]:
    """Return the reasons by number; a document that is there cannot be one that did not arise."""
    there = {number for link in links for number in link.documents}
    reasons = {number: nfc(entry.reason).strip() for number, entry in sorted(entries.items())}
    both = [str(number) for number, reason in reasons.items() if reason and number in there]
    if both:
        raise DomainError(f"Tài liệu số {', '.join(both)}: đã chọn tệp thì bỏ lý do không phát sinh, hoặc ngược lại.")
    return {str(number): reason for number, reason in reasons.items() if reason}


@transaction.atomic
def reuse(
    *, dossier_id: int, indicator: Indicator, chosen: Collection[tuple[str, int]], actor: User, at: datetime
) -> int:
    """Let files that proved items in an earlier year prove the same items now; return how many were added.

    `chosen` are pairs of item and file. What the file stood for in the list is taken over under the same standard.
    """
    dossier = evidence.lock(dossier_id, actor)
    offered = {(one.item.code, one.evidence.pk): one for one in checklists.reusable(dossier, indicator)}
    count = 0
    for key in sorted(set(chosen) & offered.keys()):
        code, file = key
        done = evidence.link(dossier_id=dossier.pk, item_code=code, evidence_id=file, actor=actor, at=at)
        if done.is_changed:
            count += 1
            EvidenceLink.objects.filter(dossier=dossier, item_code=code, evidence=file).update(
                documents=offered[key].documents
            )
    return count
