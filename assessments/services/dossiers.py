"""The lock on a dossier, and what may be changed in it now."""

from assessments.domain.workflow import State
from assessments.models import Dossier
from assessments.models.dossier import DossierQuerySet
from assessments.selectors import scans
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError


class UnknownItemError(DomainError):
    """The standard has no such item, or one that is not entered. Shown with status 404."""

    status = 404
    title = "Không tìm thấy nội dung"


def lock(dossier_id: int, among: DossierQuerySet | None = None) -> Dossier:
    """Return the dossier with its row locked to the end of the surrounding transaction.

    Raises Dossier.DoesNotExist, also for a dossier that is not among the given ones. SQLite has no row locks: there every transaction that writes already excludes the others.
    """
    dossiers = (Dossier.objects.all() if among is None else among).select_for_update(of=("self",))
    return dossiers.select_related("campaign__standard").get(pk=dossier_id)


def lock_for_editing(dossier_id: int, actor: User) -> Dossier:
    """Lock a dossier for somebody who writes for the commune; refuse everybody else."""
    dossier = lock(dossier_id, among=Dossier.objects.visible_to(actor))
    if not actor.has_perm("assessments.edit_dossier", dossier):
        raise NotAllowedError("Chỉ cán bộ của xã, phường này được sửa hồ sơ.")
    return dossier


def editable_items(dossier: Dossier) -> frozenset[str]:
    """Return the codes of the items that the commune may change now.

    All in a draft while the campaign is open; what the office asked for in a returned dossier, with the items that rest on it, and
    those with a file that the virus scanner blocks; none otherwise.
    """
    if dossier.status is State.DRAFT and dossier.campaign.is_open:
        return frozenset(item.code for item in dossier.campaign.standard.parsed.answerable_items)
    if dossier.status is State.RETURNED:
        asked = dossier.requests.filter(round=dossier.round).values_list("item_code", flat=True)
        return dossier.campaign.standard.parsed.opened_by(asked) | scans.items_to_free(dossier)
    return frozenset()


def is_draft_open(dossier: Dossier) -> bool:
    """Tell whether the parts beside the items (narrative, declarations) may be changed now."""
    return dossier.status is State.DRAFT and dossier.campaign.is_open


def require_editable_item(dossier: Dossier, item_code: str) -> None:
    """Refuse an item that is locked, with the sentence that fits the state."""
    if item_code in editable_items(dossier):
        return
    if dossier.status is State.RETURNED:
        raise DomainError(f"Nội dung {item_code} không thuộc yêu cầu bổ sung nên không sửa được.")
    require_draft(dossier)
    raise UnknownItemError(f"Bộ tiêu chí không có nội dung {item_code} để nhập số liệu.")


def require_draft(dossier: Dossier) -> None:
    """Refuse when the dossier is not a draft of an open campaign."""
    if not dossier.campaign.is_open:
        raise DomainError("Đợt đánh giá chưa mở hoặc đã kết thúc nên hồ sơ không sửa được.")
    if dossier.status is State.POSTED:
        raise DomainError("Hồ sơ đang niêm yết. Lãnh đạo cần rút niêm yết để sửa.")
    if dossier.status is not State.DRAFT:
        raise DomainError("Hồ sơ đã nộp nên không sửa được.")
