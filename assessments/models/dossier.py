"""A dossier (hồ sơ): the self-assessment of one commune in one campaign."""

from collections.abc import Container
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce

from assessments.domain.workflow import AFTER_APPRAISAL, DECIDED, WITH_COMMUNE_BEFORE_SUBMISSION, State
from assessments.models.campaign import Campaign
from assessments.models.labels import STATE_CHOICES
from assessments.models.stamps import stamped
from communes.models import Role, Unit, User

_AFTER_POSTING = [s.value for s in State if s is not State.DRAFT]
_DECIDED = sorted(s.value for s in DECIDED)  # in one order, so that the migrations see no change
_BEFORE_SUBMISSION = sorted(s.value for s in WITH_COMMUNE_BEFORE_SUBMISSION)  # see above
_NOT_HANDED_IN = models.Q(state__in=_BEFORE_SUBMISSION)
_OFFICE = (Role.REVIEWER, Role.OFFICE_HEAD, Role.DECISION_MAKER)
_APPRAISED = sorted(s.value for s in AFTER_APPRAISAL)
_AFTER_SUBMISSION = [s.value for s in State if s not in WITH_COMMUNE_BEFORE_SUBMISSION]


def _stamp_by(label: str) -> "models.ForeignKey[User | None, User | None]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.RESTRICT,
        related_name="+",
    )


def _units_of(user: User, *roles: Role) -> list[int]:
    """Return the units in which the person holds one of the roles; a plain list keeps the database's plans short."""
    return sorted({unit_id for role in roles for unit_id in user.role_units.get(role, ())})


def _without_conflict(user: User) -> models.Q:
    """Leave out the communes to which the person belongs, and the dossiers in which the person declared an interest.

    A subquery, not a join: the condition also stands in annotations, where a join would multiply the rows.
    """
    declared = models.Q(pk__in=user.interests.values("dossier_id"))
    return ~models.Q(commune__in=sorted({row.unit_id for row in user.held})) & ~declared


def _readable_by(user: User, *, beyond: Container[int] = ()) -> models.Q:
    """Return the condition for reading the content, for everybody but the administrator (see `visible_to`).

    `beyond` are authorities whose dossiers are all kept anyway. Nothing is asked for roles that the person does not hold:
    each condition would bring its join along.
    """
    found = models.Q(commune__in=_units_of(user, Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER))
    offices = _units_of(user, *_OFFICE)
    authorities = [unit for unit in offices if unit not in beyond]
    if authorities:
        found |= models.Q(campaign__authority__in=authorities) & ~_NOT_HANDED_IN
    councils = [unit for unit in _units_of(user, Role.COUNCIL_MEMBER) if unit not in offices and unit not in beyond]
    if councils:
        found |= models.Q(campaign__authority__in=councils) & ~_NOT_HANDED_IN & _without_conflict(user)
    area = _units_of(user, Role.OBSERVER)
    if area:
        of_area = models.Q(campaign__authority__in=area) | models.Q(campaign__authority__parent__in=area)
        found |= models.Q(state__in=_DECIDED) & of_area
    return found


# The order of urgency: not handed in, in the office, decided; the earlier date first. An index keeps it, so that the first
# page of a list of the whole country is read without sorting.
URGENCY = (
    models.Case(
        models.When(_NOT_HANDED_IN, then=models.Value(0)),
        models.When(state__in=_DECIDED, then=models.Value(2)),
        default=models.Value(1),
    ),
    models.Case(models.When(_NOT_HANDED_IN, then=models.F("due_before"))),
    Coalesce("decided_at", "appraised_at", "received_at", "submitted_at"),
    models.F("id"),
)


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Selections of dossiers; seeing is decided here and nowhere else."""

    def visible_to(self, user: User) -> Self:
        """Keep the dossiers whose content the person may read.

        The commune reads its own; the office and leader of the authority read what was submitted, and so does its council,
        save for a member who belongs to the commune or declared an interest; the Department of Justice reads what was decided
        in its area; the administrator reads all.
        """
        return self if user.has_role(Role.ADMINISTRATOR) else self.filter(_readable_by(user))

    def listed_for(self, user: User) -> Self:
        """Keep what lists name: what the person may read, and who has not handed in where the person works for the office."""
        if user.has_role(Role.ADMINISTRATOR):
            return self
        offices = _units_of(user, *_OFFICE)
        # Read first: by the ids of its campaigns, a list of the whole country is counted and ordered from indexes alone.
        run = list(Campaign.objects.filter(authority__in=offices).values_list("pk", flat=True)) if offices else []
        return self.filter(models.Q(campaign__in=run) | _readable_by(user, beyond=offices))

    def with_readable(self, user: User) -> Self:
        """Add `is_readable`: whether the person may read the content."""
        readable = models.Value(True) if user.has_role(Role.ADMINISTRATOR) else _readable_by(user)  # noqa: FBT003  # a value
        return self.annotate(is_readable=models.ExpressionWrapper(readable, output_field=models.BooleanField()))

    def editable_by(self, user: User) -> Self:
        """Keep the dossiers of the person's own commune."""
        return self.filter(commune__in=_units_of(user, Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER))

    def in_charge_of(self, user: User) -> Self:
        """Keep all dossiers of the authority for whose office the person works, also those not submitted yet.

        These are for lists that name who is missing; the content is read through `visible_to`.
        """
        return self.filter(campaign__authority__in=_units_of(user, *_OFFICE))


class Dossier(models.Model):
    """One commune in one campaign. Only `services.workflow.perform` writes `state`.

    `due_before` is the first day that is too late, with the commune's extension. `round` counts submissions (0 = never).
    `posted_until` is the last day of the public posting. The totals are kept for lists only: they are written by
    `services.totals` in the transaction of each change, in points, or in indicators met where the standard has no points.
    `reviewed_count` counts the conclusions of the present round, from its receipt on.
    `absent_documents` says why a document of an indicator's list is not there: {"1.1": {"2": reason}}.
    """

    campaign = models.ForeignKey(
        Campaign, verbose_name="đợt đánh giá", on_delete=models.RESTRICT, related_name="dossiers"
    )
    commune = models.ForeignKey(Unit, verbose_name="xã, phường", on_delete=models.RESTRICT, related_name="dossiers")
    state = models.CharField(
        "trạng thái", max_length=16, choices=STATE_CHOICES, default=State.DRAFT, editable=False, db_index=True
    )
    round = models.PositiveIntegerField("lần nộp", default=0, editable=False)
    due_before = models.DateField("nộp trước ngày", editable=False)
    claimed_total = models.DecimalField("tự chấm", max_digits=9, decimal_places=4, null=True, editable=False)
    counted_total = models.DecimalField("thẩm tra", max_digits=9, decimal_places=4, null=True, editable=False)
    answered_count = models.PositiveIntegerField("số nội dung đã nhập", default=0, editable=False)
    missing_count = models.PositiveIntegerField("số việc còn lại", default=0, editable=False)
    reviewed_count = models.PositiveIntegerField("số nội dung đã kết luận", default=0, editable=False)
    absent_documents = models.JSONField("tài liệu không phát sinh", default=dict, editable=False)

    posted_at = models.DateTimeField("niêm yết lúc", null=True, editable=False)
    posted_by = _stamp_by("người niêm yết")
    posted_until = models.DateField("niêm yết đến hết ngày", null=True, editable=False)
    submitted_at = models.DateTimeField("nộp lúc", null=True, editable=False)
    submitted_by = _stamp_by("người nộp")
    received_at = models.DateTimeField("tiếp nhận lúc", null=True, editable=False)
    received_by = _stamp_by("người tiếp nhận")
    appraised_at = models.DateTimeField("thẩm tra xong lúc", null=True, editable=False)
    appraised_by = _stamp_by("người kết thúc thẩm tra")
    provisional_confirmed_at = models.DateTimeField("xác nhận nội dung chưa xác minh lúc", null=True, editable=False)
    provisional_confirmed_by = _stamp_by("người xác nhận nội dung chưa xác minh")
    decided_at = models.DateTimeField("quyết định lúc", null=True, editable=False)
    decided_by = _stamp_by("người ghi quyết định")

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ"
        verbose_name_plural = "hồ sơ"
        ordering: ClassVar = ["campaign_id", "commune__sort_name", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "state", "due_before"], name="dossier_queue"),
            models.Index(*URGENCY, name="dossier_urgency"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "commune"], name="dossier_once_per_campaign"),
            models.CheckConstraint(condition=models.Q(state__in=[s.value for s in State]), name="dossier_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state__in=_AFTER_POSTING) | models.Q(posted_at__isnull=False),
                name="dossier_posted_before_it_goes_on",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=_AFTER_SUBMISSION) | models.Q(submitted_at__isnull=False, round__gte=1),
                name="dossier_submitted_before_it_goes_on",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["under_review", "returned", *_APPRAISED])
                | models.Q(received_at__isnull=False),
                name="dossier_received_before_review",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[*_APPRAISED, *_DECIDED]) | models.Q(appraised_at__isnull=False),
                name="dossier_appraised_before_decision",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=_DECIDED, decided_at__isnull=False)
                | (~models.Q(state__in=_DECIDED) & models.Q(decided_at__isnull=True)),
                name="dossier_decided_when_decided",
            ),
            *[
                stamped(name, f"dossier_{name}_at_and_by")
                for name in ("posted", "submitted", "received", "appraised", "provisional_confirmed", "decided")
            ],
        ]

    def __str__(self) -> str:
        return f"{self.commune} – năm {self.campaign.year}"

    @property
    def status(self) -> State:
        """The state as the rules know it."""
        return State(self.state)


class Extension(models.Model):
    """More time for one commune, with the reason; the latest one counts."""

    dossier = models.ForeignKey(Dossier, verbose_name="hồ sơ", on_delete=models.RESTRICT, related_name="extensions")
    due_before = models.DateField("nộp trước ngày")
    reason = models.TextField("lý do")
    granted_at = models.DateTimeField("gia hạn lúc")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người gia hạn", on_delete=models.RESTRICT, related_name="+"
    )

    class Meta:
        verbose_name = "gia hạn"
        verbose_name_plural = "gia hạn"
        ordering: ClassVar = ["-granted_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="extension_has_reason"),
        ]

    def __str__(self) -> str:
        return f"Gia hạn đến trước ngày {self.due_before:%d/%m/%Y}"
