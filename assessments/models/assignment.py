"""Who looks at what: assignments, the specialised offices' opinions, declared interests."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from assessments.domain.workflow import WITH_COMMUNE_BEFORE_SUBMISSION
from assessments.models.dossier import Dossier
from assessments.models.stamps import stamped
from communes.models import Role, Unit, User

_NOT_HANDED_IN = sorted(state.value for state in WITH_COMMUNE_BEFORE_SUBMISSION)


class SpecialisedOffice(models.Model):
    """An office (cơ quan chuyên môn) that the authority asks about its own field: police, land, finance ….

    Its people sign in with the role `specialist` in the authority and see only what was assigned to their office.
    """

    authority = models.ForeignKey(
        Unit, verbose_name="cơ quan ban hành kế hoạch", on_delete=models.RESTRICT, related_name="specialised_offices"
    )
    name = models.CharField("tên cơ quan chuyên môn", max_length=200)
    field = models.CharField("lĩnh vực", max_length=200, blank=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name="cán bộ", related_name="specialised_offices", blank=True
    )
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "cơ quan chuyên môn"
        verbose_name_plural = "cơ quan chuyên môn"
        ordering: ClassVar = ["authority_id", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "name"],
                name="specialised_office_once",
                violation_error_message="Cơ quan chuyên môn này đã có trong danh sách.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Selections of assignments."""

    def current(self) -> Self:
        """Keep those that were not ended."""
        return self.filter(ended_at__isnull=True)

    def asked_of(self, user: User) -> Self:
        """Keep what the person's specialised offices are asked about, once it was handed in and while it is theirs.

        The role counts together with the membership: whoever lost one of them sees nothing any more.
        """
        authorities = sorted(user.role_units.get(Role.SPECIALIST, ()))
        own = SpecialisedOffice.objects.filter(members=user, is_active=True, authority__in=authorities)
        return (
            self.current()
            .filter(office__in=own.values("pk"), dossier__round__gte=1)
            .exclude(dossier__state__in=_NOT_HANDED_IN)
        )

    def of_offices(self, user: User) -> Self:
        """Keep the assignments of the authorities for whose office the person reviews."""
        units = {unit for role in (Role.REVIEWER, Role.OFFICE_HEAD) for unit in user.role_units.get(role, ())}
        return self.filter(dossier__campaign__authority__in=sorted(units))


class Assignment(models.Model):
    """One part of one dossier given to one reviewer or one specialised office.

    `node_code` names a criterion ("2"), an indicator ("2.3"), or the whole dossier (""). Reassigning ends the row and
    makes another, so that who had it when stays known.
    """

    dossier = models.ForeignKey(Dossier, verbose_name="hồ sơ", on_delete=models.RESTRICT, related_name="assignments")
    node_code = models.CharField("tiêu chí, chỉ tiêu", max_length=12, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người thẩm tra",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="assignments",
    )
    office = models.ForeignKey(
        SpecialisedOffice,
        verbose_name="cơ quan chuyên môn",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="assignments",
    )
    due_on = models.DateField("hạn hoàn thành", null=True, blank=True)
    note = models.TextField("nội dung đề nghị", blank=True)
    assigned_at = models.DateTimeField("giao lúc")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    end_reason = models.CharField("lý do giao lại", max_length=300, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "phân công"
        verbose_name_plural = "phân công"
        ordering: ClassVar = ["dossier_id", "node_code", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(reviewer__isnull=False, office__isnull=True)
                | models.Q(reviewer__isnull=True, office__isnull=False),
                name="assignment_to_one",
            ),
            models.CheckConstraint(
                condition=models.Q(office__isnull=True) | models.Q(due_on__isnull=False),
                name="assignment_office_has_due_date",
            ),
            stamped("ended", "assignment_ended_at_and_by"),
            models.UniqueConstraint(
                fields=["dossier", "node_code"],
                condition=models.Q(ended_at__isnull=True, reviewer__isnull=False),
                name="assignment_one_reviewer_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["dossier", "node_code", "office"],
                condition=models.Q(ended_at__isnull=True, office__isnull=False),
                name="assignment_office_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node_code or 'Toàn bộ hồ sơ'}: {self.reviewer or self.office}"


class SpecialistOpinion(models.Model):
    """What a specialised office answers about its part; it advises, the office concludes."""

    class Verdict(models.TextChoices):
        """The answer."""

        AGREE = "agree", "Thống nhất"
        DISAGREE = "disagree", "Không thống nhất"

    assignment = models.OneToOneField(Assignment, on_delete=models.RESTRICT, related_name="opinion")
    verdict = models.CharField("ý kiến", max_length=10, choices=Verdict.choices)
    text = models.TextField("nội dung ý kiến", blank=True)
    version = models.PositiveIntegerField(default=1)
    given_at = models.DateTimeField("cho ý kiến lúc")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = "ý kiến của cơ quan chuyên môn"
        verbose_name_plural = "ý kiến của cơ quan chuyên môn"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(verdict="agree") | ~models.Q(text=""), name="opinion_disagreement_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.get_verdict_display()


class Interest(models.Model):
    """A person's declared interest in a commune's dossier: who declares it neither reviews nor votes on it.

    The secretary may declare for another (`declared_by`). Belonging to the commune needs no declaration: memberships tell it.
    """

    dossier = models.ForeignKey(Dossier, verbose_name="hồ sơ", on_delete=models.RESTRICT, related_name="interests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người có lợi ích liên quan",
        on_delete=models.RESTRICT,
        related_name="interests",
    )
    reason = models.CharField("quan hệ, lợi ích liên quan", max_length=300)
    declared_at = models.DateTimeField("khai báo lúc")
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = "khai báo lợi ích liên quan"
        verbose_name_plural = "khai báo lợi ích liên quan"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "user"], name="interest_declared_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="interest_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.reason}"
