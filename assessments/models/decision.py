"""Decisions: the number and date under which communes are recognised, or not, or lose recognition."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models

from assessments.models.campaign import Campaign
from assessments.models.dossier import Dossier
from communes.models import Unit


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands on the paper, as it is known now."""

    number: str
    decided_on: date
    signer_position: str


class Decision(models.Model):
    """One signed decision (quyết định). The product never invents its number: it is typed in after signing.

    `council_met_on` and `council_minutes` refer to the council's meeting where the standard asks for one. Number, date and
    signer stay as they were typed: a slip is set right by entries of its own (DecisionCorrection), and `heading` is what
    pages show. `is_corrected` tells that there are such entries, so that only those rows ask for them.
    """

    class Kind(models.TextChoices):
        """What the decision does."""

        RECOGNITION = "recognition", "Quyết định công nhận"
        REVOCATION = "revocation", "Quyết định thu hồi"

    authority = models.ForeignKey(Unit, verbose_name="cơ quan", on_delete=models.RESTRICT, related_name="decisions")
    campaign = models.ForeignKey(
        Campaign, verbose_name="đợt đánh giá", on_delete=models.RESTRICT, related_name="decisions"
    )
    kind = models.CharField("loại", max_length=12, choices=Kind.choices)
    number = models.CharField("số, ký hiệu", max_length=50)
    decided_on = models.DateField("ngày ký")
    signer_position = models.CharField("chức vụ người ký", max_length=150)
    council_met_on = models.DateField("ngày họp Hội đồng", null=True, blank=True)
    council_minutes = models.CharField("số biên bản họp Hội đồng", max_length=50, blank=True)
    is_corrected = models.BooleanField("đã đính chính", default=False, editable=False)
    is_provisional = models.BooleanField("dựa trên bộ tiêu chí chưa xác minh", default=False)
    recorded_at = models.DateTimeField("ghi lúc")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người ghi", on_delete=models.RESTRICT, related_name="+"
    )

    class Meta:
        verbose_name = "quyết định"
        verbose_name_plural = "quyết định"
        ordering: ClassVar = ["-decided_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "number", "decided_on"],
                condition=models.Q(is_corrected=False),  # a number that was a slip is free for the paper that bears it
                name="decision_number_once",
                violation_error_message="Số quyết định này đã được dùng trong cùng ngày.",
            ),
            models.CheckConstraint(condition=~models.Q(number=""), name="decision_has_number"),
        ]

    def __str__(self) -> str:
        heading = self.heading
        return f"{heading.number} ngày {heading.decided_on:%d/%m/%Y}"

    @property
    def heading(self) -> Heading:
        """Number, date and signer with the corrections made since; lists prefetch `corrections`."""
        typed = Heading(self.number, self.decided_on, self.signer_position)
        if not self.is_corrected:
            return typed
        latest = {row.field: row.new_value for row in self.corrections.all()}
        day = latest.get("decided_on")
        return Heading(
            number=latest.get("number", typed.number),
            decided_on=date.fromisoformat(day) if day else typed.decided_on,
            signer_position=latest.get("signer_position", typed.signer_position),
        )


class DecisionLine(models.Model):
    """What a decision says about one dossier."""

    class Outcome(models.TextChoices):
        """The outcome for the commune."""

        RECOGNISED = "recognised", "Công nhận đạt chuẩn"
        NOT_RECOGNISED = "not_recognised", "Không công nhận"
        REVOKED = "revoked", "Thu hồi công nhận"

    decision = models.ForeignKey(Decision, on_delete=models.RESTRICT, related_name="lines")
    dossier = models.ForeignKey(Dossier, on_delete=models.RESTRICT, related_name="decision_lines")
    outcome = models.CharField("kết quả", max_length=16, choices=Outcome.choices)
    reason = models.TextField("lý do", blank=True)

    class Meta:
        verbose_name = "kết quả trong quyết định"
        verbose_name_plural = "kết quả trong quyết định"
        ordering: ClassVar = ["decision_id", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "dossier"], name="decision_line_once"),
            models.CheckConstraint(
                condition=models.Q(outcome="recognised") | ~models.Q(reason=""), name="decision_refusal_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier}: {self.get_outcome_display()}"
