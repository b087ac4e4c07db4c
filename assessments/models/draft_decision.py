"""Before and after a decision's signature: the draft with its two lists, and later corrections of its paper."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from assessments.models.campaign import Campaign
from assessments.models.decision import Decision, DecisionLine
from assessments.models.dossier import Dossier
from tiepcanpl.kit import dates
from tiepcanpl.kit.errors import DomainError


class DraftDecision(models.Model):
    """Two lists that wait for the leader's signature; nothing changes for a commune before it is signed."""

    class State(models.TextChoices):
        """Where the draft stands."""

        PENDING = "pending", "Chờ ký"
        SIGNED = "signed", "Đã ký"
        DISCARDED = "discarded", "Đã bỏ"

    campaign = models.ForeignKey(
        Campaign, verbose_name="đợt đánh giá", on_delete=models.RESTRICT, related_name="draft_decisions"
    )
    state = models.CharField("tình trạng", max_length=9, choices=State.choices, default=State.PENDING)
    note = models.TextField("ghi chú trình ký", blank=True)
    drafted_at = models.DateTimeField("lập lúc")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    decision = models.OneToOneField(
        Decision, null=True, blank=True, on_delete=models.RESTRICT, related_name="drafted_as"
    )
    closed_at = models.DateTimeField("ký hoặc bỏ lúc", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    discard_reason = models.TextField("lý do bỏ", blank=True)

    class Meta:
        verbose_name = "dự thảo quyết định"
        verbose_name_plural = "dự thảo quyết định"
        ordering: ClassVar = ["-drafted_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="signed", decision__isnull=False)
                | (~models.Q(state="signed") & models.Q(decision__isnull=True)),
                name="draft_signed_has_decision",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="discarded") | ~models.Q(discard_reason=""), name="draft_discarded_why"
            ),
            models.CheckConstraint(
                condition=models.Q(state="pending", closed_at__isnull=True, closed_by__isnull=True)
                | (~models.Q(state="pending") & models.Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="draft_closed_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"Dự thảo ngày {self.drafted_at:%d/%m/%Y}"


class DraftLine(models.Model):
    """What the draft would say about one dossier; `rests_on` is the end of the appraisal that it was drafted from."""

    draft = models.ForeignKey(DraftDecision, on_delete=models.RESTRICT, related_name="lines")
    dossier = models.ForeignKey(Dossier, on_delete=models.RESTRICT, related_name="draft_lines")
    outcome = models.CharField("kết quả", max_length=16, choices=DecisionLine.Outcome.choices)
    reason = models.TextField("lý do", blank=True)
    rests_on = models.DateTimeField("dựa trên lần thẩm tra kết thúc lúc")

    class Meta:
        verbose_name = "dòng của dự thảo"
        verbose_name_plural = "các dòng của dự thảo"
        ordering: ClassVar = ["draft_id", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "dossier"], name="draft_line_once"),
            models.CheckConstraint(
                condition=models.Q(outcome="recognised") | ~models.Q(reason=""), name="draft_refusal_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier}: {self.get_outcome_display()}"


class DecisionCorrection(models.Model):
    """A slip in what was typed from the paper, set right by an entry of its own; the decision's row stays as it was.

    Never changed, never deleted (guarded here and by database triggers). The latest entry of a field counts.
    """

    class Field(models.TextChoices):
        """What may be corrected."""

        NUMBER = "number", "Số, ký hiệu"
        DECIDED_ON = "decided_on", "Ngày ký"
        SIGNER_POSITION = "signer_position", "Chức vụ người ký"

    decision = models.ForeignKey(Decision, on_delete=models.RESTRICT, related_name="corrections")
    field = models.CharField("nội dung đính chính", max_length=15, choices=Field.choices)
    old_value = models.CharField("đã ghi", max_length=150)
    new_value = models.CharField("sửa thành", max_length=150)
    reason = models.TextField("lý do")
    corrected_at = models.DateTimeField("đính chính lúc")
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = "đính chính quyết định"
        verbose_name_plural = "đính chính quyết định"
        ordering: ClassVar = ["decision_id", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="correction_has_reason"),
            models.CheckConstraint(condition=~models.Q(new_value=""), name="correction_has_value"),
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {self.old_text} → {self.new_text}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to change it."""
        if not self._state.adding:
            raise DomainError("Đính chính đã ghi không sửa được; vui lòng ghi một đính chính mới.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002  # Django's signature
        """Refuse to delete it."""
        raise DomainError("Đính chính đã ghi không xóa được.")

    @property
    def old_text(self) -> str:
        """The value before, as people read it."""
        return self._shown(self.old_value)

    @property
    def new_text(self) -> str:
        """The value after, as people read it."""
        return self._shown(self.new_value)

    def _shown(self, value: str) -> str:
        return dates.short(date.fromisoformat(value)) if self.field == self.Field.DECIDED_ON else value
