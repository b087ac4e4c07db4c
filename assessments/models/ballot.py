"""Votes: open ones name the member, secret ones cannot be tied to a person."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from assessments.models.council import CouncilMember
from assessments.models.meeting import AgendaItem
from tiepcanpl.kit.errors import DomainError


class Choice(models.TextChoices):
    """What a member may answer."""

    AGREE = "agree", "Đồng ý công nhận"
    DISAGREE = "disagree", "Không đồng ý công nhận"
    ABSTAIN = "abstain", "Không có ý kiến"


class _Final(models.Model):
    """A row that is never changed or deleted (guarded here and by database triggers)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to change it."""
        if not self._state.adding:
            raise DomainError("Phiếu đã ghi không sửa được.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002  # Django's signature
        """Refuse to delete it."""
        raise DomainError("Phiếu đã ghi không xóa được.")


class VoterMark(_Final):
    """A member has voted on an item: at most once, whatever the kind of ballot. It does not say what, nor when."""

    item = models.ForeignKey(AgendaItem, on_delete=models.RESTRICT, related_name="marks")
    member = models.ForeignKey(CouncilMember, on_delete=models.RESTRICT, related_name="marks")

    class Meta:
        verbose_name = "đã bỏ phiếu"
        verbose_name_plural = "đã bỏ phiếu"
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "member"], name="vote_once")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.member_id}"


class OpenBallot(_Final):
    """An open vote: who, what, when."""

    mark = models.OneToOneField(VoterMark, on_delete=models.RESTRICT, related_name="open_ballot")
    choice = models.CharField("ý kiến", max_length=8, choices=Choice.choices)
    reason = models.TextField("lý do", blank=True)
    cast_at = models.DateTimeField("biểu quyết lúc")

    class Meta:
        verbose_name = "biểu quyết công khai"
        verbose_name_plural = "biểu quyết công khai"

    def __str__(self) -> str:
        return self.get_choice_display()


class SecretBox(models.Model):
    """The box of a secret ballot: three counters and nothing else.

    One row is written over with each vote, so that neither order, time nor transaction of a ballot is kept; what was in
    the box is shown only after the vote is closed. The sum equals the number of marks (`verify_audit` compares).
    """

    item = models.OneToOneField(AgendaItem, on_delete=models.RESTRICT, related_name="box")
    agree = models.PositiveIntegerField(default=0)
    disagree = models.PositiveIntegerField(default=0)
    abstain = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "hòm phiếu kín"
        verbose_name_plural = "hòm phiếu kín"

    def __str__(self) -> str:
        return f"{self.item_id}"


class WrittenOpinion(models.Model):
    """The signed opinion of a member who is absent, or of everybody where the council is asked in writing."""

    item = models.ForeignKey(AgendaItem, on_delete=models.RESTRICT, related_name="written_opinions")
    member = models.ForeignKey(CouncilMember, on_delete=models.RESTRICT, related_name="written_opinions")
    choice = models.CharField("ý kiến", max_length=8, choices=Choice.choices)
    text = models.TextField("nội dung ý kiến", blank=True)
    recorded_at = models.DateTimeField("ghi lúc")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = "ý kiến bằng văn bản"
        verbose_name_plural = "ý kiến bằng văn bản"
        ordering: ClassVar = ["item_id", "recorded_at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "member"], name="written_opinion_once")]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_choice_display()}"
