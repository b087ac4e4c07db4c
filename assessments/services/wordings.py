"""Units adapt the wording of their documents: each save is a new version, and nothing that was saved is lost."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from assessments.models import DocumentTemplate
from assessments.reports import adapting
from assessments.selectors import wordings
from assessments.services import audit
from communes.models import Unit, User
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError
from tiepcanpl.kit.text import nfc

_LONGEST_NOTE = 200


@transaction.atomic
def save(
    subject: DocumentTemplate, *, typed: Mapping[str, str], base: int, note: str, actor: User, at: datetime
) -> DocumentTemplate:
    """Store what was typed as the next version of the document that `subject` (not stored) names by unit and kind.

    `base` is the number of the version that the person saw (0 for none). Raises NotAllowedError, StaleError with the
    version that somebody else saved in the meantime, and DomainError with every fault in its place.
    """
    latest = _lock(subject, actor)
    if (latest.version if latest else 0) != base:
        raise StaleError(_stale(latest), current=latest)
    found = adapting.faults_of(subject.kind, typed)
    if found:
        raise DomainError([str(fault) for fault in found])
    texts = adapting.texts_of(subject.kind, typed)
    if texts == (latest.texts if latest else {}):
        raise DomainError("Nội dung không khác bản đang dùng nên chưa lưu bản mới.")
    return _add(subject, latest, texts, note=note, action="template_save", actor=actor, at=at)


@transaction.atomic
def reuse(*, template_id: int, actor: User, at: datetime) -> DocumentTemplate:
    """Make an earlier version count again, as a new version. Raises DoesNotExist, NotAllowedError, DomainError."""
    chosen = DocumentTemplate.objects.select_related("authority").get(pk=template_id)
    latest = _lock(chosen, actor)
    if latest is not None and latest.texts == chosen.texts:
        raise DomainError(f"Bản đang dùng có cùng nội dung với bản số {chosen.version}.")
    found = adapting.faults_of(chosen.kind, chosen.texts)
    if found:
        raise DomainError(["Bản này không còn dùng được:", *(str(fault) for fault in found)])
    note = f"Dùng lại bản số {chosen.version}"
    return _add(chosen, latest, chosen.texts, note=note, action="template_reuse", actor=actor, at=at)


@transaction.atomic
def reset(subject: DocumentTemplate, *, actor: User, at: datetime) -> DocumentTemplate:
    """Go back to the product's own wording, as a new version. Raises NotAllowedError, DomainError."""
    latest = _lock(subject, actor)
    if latest is None or latest.is_own_wording:
        raise DomainError("Văn bản này đang dùng mẫu gốc.")
    return _add(subject, latest, {}, note="Về mẫu gốc", action="template_reset", actor=actor, at=at)


def _lock(subject: DocumentTemplate, actor: User) -> DocumentTemplate | None:
    """Let one person at a time save for the unit; return the version that counts."""
    if not wordings.may_word(actor, subject):
        raise NotAllowedError("Chỉ cán bộ của đơn vị ban hành văn bản được sửa mẫu của văn bản này.")
    if not adapting.can_be_adapted(subject.kind):
        raise DomainError("Văn bản này theo mẫu cố định, không có phần nào để đơn vị tự soạn.")
    Unit.objects.select_for_update(of=("self",)).get(pk=subject.authority_id)
    return wordings.current(subject.authority, subject.kind)


def _stale(latest: DocumentTemplate | None) -> str:
    if latest is None:
        return "Mẫu đã thay đổi. Vui lòng xem lại rồi lưu."
    return (
        f"{latest.made_by} vừa lưu bản số {latest.version}. Nội dung bạn nhập vẫn còn ở dưới; phần nào hai người cùng sửa "
        "thì có bản của người kia để đối chiếu. Vui lòng xem lại rồi bấm “Lưu bản mới” lần nữa."
    )


def _add(  # noqa: PLR0913  # a version has that many parts
    subject: DocumentTemplate,
    latest: DocumentTemplate | None,
    texts: Mapping[str, str],
    *,
    note: str,
    action: str,
    actor: User,
    at: datetime,
) -> DocumentTemplate:
    version = DocumentTemplate(
        authority=subject.authority,
        kind=subject.kind,
        version=latest.version + 1 if latest else 1,
        texts=dict(texts),
        note=nfc(note).strip()[:_LONGEST_NOTE],
        made_at=at,
        made_by=actor,
    )
    version.save(force_insert=True)
    changed = [change.label for change in adapting.changes(latest, version)]
    audit.record(
        stream=audit.stream_of(),
        action=action,
        subject=f"template:{version.pk}",
        actor=actor,
        at=at,
        note=version.note,
        changes={"unit": subject.authority_id, "kind": subject.kind, "version": version.version, "blocks": changed},
    )
    return version
