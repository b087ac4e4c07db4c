"""What is said about an item during the review: reasons kept for reuse, comments, internal notes."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from assessments.models.dossier import Dossier
from assessments.models.review import ItemReview
from assessments.models.stamps import stamped
from communes.models import COMMUNE_ROLES, OFFICE_ROLES, Unit, User


class ReasonTemplate(models.Model):
    """A reason that the office words once and uses often; `verdict` "" fits every verdict, `item_code` "" every item."""

    authority = models.ForeignKey(Unit, verbose_name="cơ quan", on_delete=models.RESTRICT, related_name="reasons")
    verdict = models.CharField("dùng cho kết luận", max_length=10, choices=ItemReview.Verdict.choices, blank=True)
    item_code = models.CharField("dùng cho nội dung", max_length=12, blank=True)
    title = models.CharField("tên ngắn", max_length=100)
    text = models.TextField("nội dung lý do")
    position = models.PositiveIntegerField("thứ tự", default=0)
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "mẫu lý do"
        verbose_name_plural = "mẫu lý do"
        ordering: ClassVar = ["authority_id", "position", "title", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "title"],
                name="reason_title_once",
                violation_error_message="Đã có mẫu lý do mang tên này.",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="reason_has_text"),
        ]

    def __str__(self) -> str:
        return self.title


class ItemCommentQuerySet(models.QuerySet["ItemComment"]):
    """Selections of comments."""

    def visible_to(self, user: User) -> Self:
        """Keep what the person may read: shared ones for both sides, internal ones for the office alone.

        Whoever holds any role in the commune belongs to it and reads no internal one, whatever else the person is. The dossiers
        themselves are loaded through their own `visible_to`.
        """
        communes, offices = _units_of(user, COMMUNE_ROLES), _units_of(user, OFFICE_ROLES)
        shared = models.Q(is_internal=False)
        of_commune = models.Q(dossier__commune__in=communes)
        if not offices:
            return self.filter(shared & of_commune)
        at_office = models.Q(dossier__campaign__authority__in=offices)
        belongs = models.Q(dossier__commune__in={row.unit_id for row in user.held})
        return self.filter((shared & (of_commune | at_office)) | (at_office & ~belongs))


def _units_of(user: User, roles: frozenset[str]) -> set[int]:
    return {unit for role in roles for unit in user.role_units.get(role, frozenset())}


class ItemComment(models.Model):
    """A comment on one item. `is_internal`: the commune never sees it; others are seen by both sides.

    A comment stays open until the office resolves it; an answer belongs to the comment that it answers (`in_reply_to`) and
    is resolved with it.
    """

    dossier = models.ForeignKey(Dossier, verbose_name="hồ sơ", on_delete=models.RESTRICT, related_name="comments")
    item_code = models.CharField("nội dung", max_length=12)
    round = models.PositiveIntegerField("lần nộp")
    is_internal = models.BooleanField("ghi chú nội bộ", default=True)
    in_reply_to = models.ForeignKey(
        "self", verbose_name="trả lời cho", null=True, blank=True, on_delete=models.RESTRICT, related_name="answers"
    )
    text = models.TextField("ý kiến")
    written_at = models.DateTimeField("viết lúc")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    resolved_at = models.DateTimeField("xử lý xong lúc", null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )

    objects = ItemCommentQuerySet.as_manager()

    class Meta:
        verbose_name = "trao đổi về nội dung"
        verbose_name_plural = "trao đổi về nội dung"
        ordering: ClassVar = ["dossier_id", "item_code", "written_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(text=""), name="comment_has_text"),
            stamped("resolved", "comment_resolved_at_and_by"),
            models.CheckConstraint(
                condition=models.Q(in_reply_to__isnull=True) | models.Q(resolved_at__isnull=True),
                name="comment_answer_is_not_resolved",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
