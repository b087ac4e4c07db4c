"""Tells of what comes before and after a decision: drafts, corrections, publications."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from assessments.domain.publishing import differences, read
from assessments.models import Decision, DecisionCorrection, DraftDecision, Publication
from assessments.selectors import concerned
from assessments.selectors.recipients import Group
from assessments.services import notices
from assessments.services.notices import Message
from communes.models import User


def drafted(draft: DraftDecision, *, actor: User, at: datetime) -> None:
    """Ask those who sign to read the two lists, also when a draft grew; nobody else learns of a draft."""
    lines = list(draft.lines.order_by("pk").values_list("pk", flat=True))
    notices.tell(
        [user for group in concerned.by_draft(draft.campaign, actor=actor) for user in group.users],
        key=f"draft:{draft.pk}:{lines[-1]}",
        kind="draft",
        title=f"{draft} chờ ký: {len(lines)} xã, phường, năm đánh giá {draft.campaign.year}",
        text="\n".join(part for part in ("Xem hai danh sách, sau đó ký hoặc bỏ dự thảo.", draft.note) if part),
        path=reverse("assessments:draft_detail", args=[draft.pk]),
        at=at,
    )


def corrected(decision: Decision, rows: Sequence[DecisionCorrection], *, actor: User, at: datetime) -> None:
    """Tell everybody who was told of the decision what its paper really says; expects it read after the correction."""
    changes = [f"{row}." for row in rows]
    text = "\n".join([*changes, f"Lý do: {rows[0].reason}", "Kết quả của các xã, phường không thay đổi."])
    title = f"Quyết định số {decision}, năm đánh giá {decision.campaign.year}: đã đính chính"
    path = reverse("assessments:decision_detail", args=[decision.pk])
    groups = concerned.by_correction(decision, actor=actor)
    key = f"correction:{rows[-1].pk}"
    notices.tell_all([Message(group.users, key, "correction", title, path, text) for group in groups], at=at)


def published(publication: Publication, before: Publication | None, *, actor: User, at: datetime) -> None:
    """Tell the communes that everybody can read their results; those whose results were public `before` know it."""
    text = "Mọi người xem được mà không cần đăng nhập. Nếu có sai sót, vui lòng báo cơ quan tư pháp."
    found = differences(read(before.snapshot) if before else None, read(publication.snapshot))
    groups = concerned.by_results(publication.campaign_id, found.codes, actor=actor)
    _tell_communes(publication, groups, "publish", "kết quả đã được công bố", text, at=at)


def withdrawn(publication: Publication, *, actor: User, at: datetime) -> None:
    """Tell the communes that their results are no longer public, and why."""
    text = f"Lý do: {publication.withdrawal_reason}\nQuyết định và kết quả không thay đổi."
    groups = concerned.by_publication(publication, actor=actor)
    happened = "kết quả đã được gỡ khỏi trang công khai"
    _tell_communes(publication, groups, "publication_withdraw", happened, text, at=at)


def _tell_communes(  # a notice has that many parts
    publication: Publication, groups: Sequence[Group], kind: str, happened: str, text: str, *, at: datetime
) -> None:
    campaign, authority = publication.snapshot["campaign"], publication.snapshot["authority"]
    path = reverse("assessments:public_campaign", args=[authority["code"], campaign["year"]])
    key = f"{kind}:{publication.pk}"
    messages = [
        Message(group.users, key, kind, f"{group.unit.full_name}, năm {campaign['year']}: {happened}", path, text)
        for group in groups
    ]
    notices.tell_all(messages, at=at)
