"""Reports: files that were made, with what they were made from."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from assessments.domain.workflow import AFTER_APPRAISAL, DECIDED
from assessments.models.campaign import Campaign, Participation
from assessments.models.council import CouncilMember
from assessments.models.decision import Decision, DecisionLine
from assessments.models.document_template import DocumentTemplate
from assessments.models.dossier import Dossier
from assessments.models.draft_decision import DraftDecision
from assessments.models.meeting import Meeting
from assessments.models.report_kind import OF_COMMUNE, ReportKind, is_about_what_it_should
from communes.models import Membership, Role, Unit, User
from tiepcanpl.kit.errors import DomainError

# From here on the commune may read the office's points.
_APPRAISED = sorted(s.value for s in AFTER_APPRAISAL | DECIDED)
# What the office addresses to the commune of the dossier: made of what the commune was told already, so readable once made.
_TO_THE_COMMUNE = (ReportKind.RECEIPT, ReportKind.SUPPLEMENT, ReportKind.CERTIFICATE)
# What is made of a decision: readable for each commune that it names.
_OF_A_DECISION = (ReportKind.RECOGNITION,)
# What is addressed to all communes that take part: readable once it is issued.
_TO_ALL_COMMUNES = (ReportKind.PLAN,)


def _addressed_to(communes: models.QuerySet[Membership, Any]) -> models.Q:
    """Return the condition for the office's finished papers that are addressed to one of the communes."""
    to_one = models.Q(kind__in=_TO_THE_COMMUNE, state="done", dossier__commune__in=communes)
    decided = DecisionLine.objects.filter(dossier__commune__in=communes).values("decision_id")
    to_one |= models.Q(kind__in=_OF_A_DECISION, state="done", decision__in=decided)
    taking_part = Participation.objects.filter(commune__in=communes).values("campaign_id")
    return to_one | models.Q(kind__in=_TO_ALL_COMMUNES, issued__isnull=False, campaign__in=taking_part)


class ReportQuerySet(models.QuerySet["Report"]):
    """Selections of reports."""

    def visible_to(self, user: User) -> Self:
        """Keep the own commune's sheets and what is addressed to it, the office's reports, the own council's, an observer's area's."""
        units = Membership.objects.filter(user=user)
        commune = units.filter(role__in=[Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER]).values("unit_id")
        office = units.filter(role__in=[Role.REVIEWER, Role.OFFICE_HEAD, Role.DECISION_MAKER]).values("unit_id")
        area = units.filter(role=Role.OBSERVER).values("unit_id")
        above = models.Q(kind=Report.Kind.CAMPAIGN_RESULT, state=Report.State.DONE) & (
            models.Q(campaign__authority__in=area) | models.Q(campaign__authority__parent__in=area)
        )
        above |= models.Q(kind=Report.Kind.AREA_RESULT) & (models.Q(area__in=area) | models.Q(area__in=office))
        own = models.Q(dossier__commune__in=commune) & (
            models.Q(by_office=False) | models.Q(dossier__state__in=_APPRAISED)
        )
        own |= _addressed_to(commune)
        council = models.Q(meeting__council__in=CouncilMember.objects.of(user).values("council_id"))
        seen = own | models.Q(campaign__authority__in=office, by_office=True) | above | council
        return self if user.has_role(Role.ADMINISTRATOR) else self.filter(seen)


class Report(models.Model):
    """One PDF, asked for by a person and made by a job. `data` is what it was made from; both carry their sha256.

    What it is about is decided by its kind (report_kind.ABOUT). `code` is random and public: whoever holds the paper can
    verify it by that. `number` and `dated` are typed from the register of outgoing documents; the product invents none.
    `progress` is in percent. `by_office` tells whether the office asked for it (a commune's draft sheets stay its own).
    `template` is the version of the issuer's wording that it was made with; none for the product's own wording.
    """

    Kind = ReportKind

    class State(models.TextChoices):
        """Where the making stands."""

        QUEUED = "queued", "Đang chờ"
        RUNNING = "running", "Đang tạo"
        DONE = "done", "Đã xong"
        FAILED = "failed", "Không tạo được"
        STOPPED = "stopped", "Đã hủy"

    kind = models.CharField("loại", max_length=24, choices=ReportKind.choices)
    campaign = models.ForeignKey(
        Campaign, verbose_name="đợt đánh giá", null=True, blank=True, on_delete=models.RESTRICT, related_name="reports"
    )
    dossier = models.ForeignKey(
        Dossier, verbose_name="hồ sơ", null=True, blank=True, on_delete=models.RESTRICT, related_name="reports"
    )
    meeting = models.ForeignKey(
        Meeting, verbose_name="cuộc họp", null=True, blank=True, on_delete=models.RESTRICT, related_name="reports"
    )
    decision = models.ForeignKey(
        Decision, verbose_name="quyết định", null=True, blank=True, on_delete=models.RESTRICT, related_name="reports"
    )
    draft = models.ForeignKey(
        DraftDecision, verbose_name="dự thảo", null=True, blank=True, on_delete=models.RESTRICT, related_name="reports"
    )
    area = models.ForeignKey(
        Unit, verbose_name="địa bàn", null=True, blank=True, on_delete=models.RESTRICT, related_name="reports"
    )
    year = models.PositiveSmallIntegerField("năm", null=True, blank=True)
    template = models.ForeignKey(
        DocumentTemplate,
        verbose_name="mẫu văn bản",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.RESTRICT,
        related_name="+",
    )
    code = models.CharField("mã xác minh", max_length=16, blank=True, editable=False)
    number = models.CharField("số, ký hiệu", max_length=50, blank=True)
    dated = models.DateField("ngày ban hành", null=True, blank=True)
    by_office = models.BooleanField("do cơ quan tư pháp yêu cầu", default=False)
    state = models.CharField("trạng thái", max_length=8, choices=State.choices, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField("tiến độ (%)", default=0)
    step = models.CharField(max_length=100, blank=True)
    error = models.TextField("lý do không tạo được", blank=True)
    file = models.FileField(max_length=120, blank=True)
    sha256 = models.CharField("mã kiểm tra của tệp (SHA-256)", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("dung lượng (byte)", default=0)
    pages = models.PositiveIntegerField("số trang", default=0)
    data = models.JSONField(default=dict)
    data_sha256 = models.CharField("mã kiểm tra của số liệu (SHA-256)", max_length=64, blank=True)
    requested_at = models.DateTimeField("yêu cầu lúc")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người yêu cầu", on_delete=models.RESTRICT, related_name="+"
    )
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField("xong lúc", null=True)
    stopped_at = models.DateTimeField("hủy lúc", null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người hủy",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="+",
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo"
        verbose_name_plural = "báo cáo"
        ordering: ClassVar = ["-requested_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="done") | (~models.Q(file="") & ~models.Q(sha256="")),
                name="report_done_has_file",
            ),
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="report_progress_in_percent"),
            models.UniqueConstraint(fields=["code"], condition=~models.Q(code=""), name="report_code_once"),
            models.CheckConstraint(condition=is_about_what_it_should(), name="report_is_about_its_subject"),
            models.CheckConstraint(
                condition=models.Q(state="stopped", stopped_at__isnull=False, stopped_by__isnull=False)
                | (~models.Q(state="stopped") & models.Q(stopped_at__isnull=True, stopped_by__isnull=True)),
                name="report_stopped_by_whom",
            ),
        ]

    def __str__(self) -> str:
        if self.kind == Report.Kind.RECOGNITION and self.decision:
            return self.decision.get_kind_display()  # one that takes recognition back is not called a recognition
        return self.get_kind_display()

    @property
    def of(self) -> Campaign:
        """The campaign; raises DomainError for a report on a whole area."""
        if self.campaign is None:
            raise DomainError("Báo cáo này không thuộc một đợt đánh giá.")
        return self.campaign

    @property
    def authority(self) -> Unit:
        """In whose area it was made."""
        return self.area or self.of.authority

    @property
    def issuer(self) -> Unit:
        """Whose paper it is: its wording and its letterhead count."""
        return self.dossier.commune if self.dossier and self.kind in OF_COMMUNE else self.authority

    @property
    def place(self) -> Unit:
        """What it is about: a commune, else the whole area."""
        return self.dossier.commune if self.dossier else self.authority

    @property
    def assessment_year(self) -> int:
        """The year that it reports on."""
        return self.year or self.of.year


class ReportFile(models.Model):
    """The report once more, in a form that people can edit: made from the same data as the PDF."""

    class Format(models.TextChoices):
        """The kind of file; the value is its suffix."""

        WORD = "docx", "Word"
        EXCEL = "xlsx", "Excel"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="files")
    format = models.CharField("loại tệp", max_length=4, choices=Format.choices)
    file = models.FileField("tệp", max_length=120)
    sha256 = models.CharField("mã kiểm tra (SHA-256)", max_length=64)
    size = models.PositiveBigIntegerField("dung lượng")

    class Meta:
        verbose_name = "tệp của báo cáo"
        verbose_name_plural = "tệp của báo cáo"
        ordering: ClassVar = ["report_id", "format"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "format"], name="report_file_once_per_format"),
        ]

    def __str__(self) -> str:
        return self.get_format_display()
