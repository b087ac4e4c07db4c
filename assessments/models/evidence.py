"""Evidence: stored files and the items that they prove."""

import uuid
from collections import defaultdict
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast

from assessments.domain.nodes import items_under
from assessments.models.assignment import Assignment
from assessments.models.dossier import Dossier
from assessments.models.stamps import stamped
from assessments.models.submission import Submission
from communes.models import Membership, Role, Unit, User

if TYPE_CHECKING:
    from assessments.models.reading import EvidenceReading


def stored_name(instance: "Evidence", filename: str) -> str:  # noqa: ARG001  # Django's signature
    """Return a random path; the suffix is the one that belongs to the content, never the sender's."""
    name = uuid.uuid4().hex
    return f"evidence/{name[:2]}/{name}{PurePath(filename).suffix.lower()}"


# What lists do not show of a reading: large, and read for one file at a time.
HEAVY = ("text", "words", "sizes", "chunks")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Selections of evidence files."""

    def visible_to(self, user: User) -> Self:
        """Keep the files of the person's own commune, and those handed in with a dossier that the person may read.

        Everybody outside the commune reads what was handed in, never what the commune links or unlinks afterwards; a
        specialised office reads the files of the items that it is asked about.
        """
        if user.has_role(Role.ADMINISTRATOR):
            return self.all()
        units = Membership.objects.filter(user=user, role__in=[Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER])
        handed_in = models.Exists(_submissions_with(dossier__in=Dossier.objects.visible_to(user)))
        seen = models.Q(unit__in=units.values("unit_id")) | handed_in
        return self.filter(seen | _asked_about(user) if user.has_role(Role.SPECIALIST) else seen)

    def handed_in_with(self, dossiers: models.QuerySet[Dossier]) -> Self:
        """Keep the files that were handed in with one of the dossiers, in any round."""
        return self.filter(models.Exists(_submissions_with(dossier__in=dossiers)))

    def with_preview(self) -> Self:
        """Read along what lists show: the virus scan, and of the reading state, pages, thumbnail, not the text."""
        return self.select_related("reading", "scan").defer(*(f"reading__{name}" for name in HEAVY))

    def with_use(self) -> Self:
        """Tell for each file whether it proves an item of any dossier now, and whether it was ever handed in."""
        linked = EvidenceLink.objects.filter(evidence=models.OuterRef("pk"))
        return self.annotate(is_linked=models.Exists(linked), is_handed_in=models.Exists(_submissions_with()))


def _submissions_with(**conditions: object) -> models.QuerySet[Submission]:
    """Return the submissions of the file's commune that name the file: its hash stands in the text of the snapshot."""
    submissions = Submission.objects.filter(dossier__commune=models.OuterRef("unit"), **conditions)
    text = Cast("snapshot", models.TextField())
    return submissions.annotate(snapshot_text=text).filter(snapshot_text__contains=models.OuterRef("sha256"))


def _asked_about(user: User) -> models.Q:
    """Keep the files that the latest submission names under the items about which the person's office is asked."""
    parts: defaultdict[str, list[Assignment]] = defaultdict(list)
    for row in Assignment.objects.asked_of(user).select_related("dossier__campaign__standard"):
        parts[f"{row.dossier.campaign.standard_id}:{row.node_code}"].append(row)
    found = models.Q(pk__in=[])
    for rows in parts.values():
        items = items_under(rows[0].dossier.campaign.standard.parsed, rows[0].node_code)
        found |= models.Q(models.Exists(_latest_with([row.dossier_id for row in rows], [item.code for item in items])))
    return found


def _latest_with(dossiers: list[int], codes: list[str]) -> models.QuerySet[Submission]:
    """Return the latest submissions of the dossiers that name the file under one of the items."""
    latest = Submission.objects.filter(
        dossier__in=dossiers, dossier__commune=models.OuterRef("unit"), round=models.F("dossier__round")
    )
    texts, named = {}, models.Q(pk__in=[])
    for place, code in enumerate(codes):
        files = KeyTransform("evidence", KeyTransform(code, KeyTransform("items", "snapshot")))
        texts[f"files_{place}"] = Cast(files, models.TextField())
        named |= models.Q(**{f"files_{place}__contains": models.OuterRef("sha256")})
    return latest.alias(**texts).filter(named)


class Evidence(models.Model):
    """One file of one commune: sha256 (hex), size in bytes, real type, original name (NFC), what document it is.

    `version` counts the changes of the details. A revision names the file that it `replaces`; that one stays as it was.
    """

    unit = models.ForeignKey(Unit, verbose_name="xã, phường", on_delete=models.RESTRICT, related_name="evidence_files")
    file = models.FileField("tệp", upload_to=stored_name, max_length=120)
    sha256 = models.CharField("mã kiểm tra (SHA-256)", max_length=64)
    size = models.PositiveBigIntegerField("dung lượng")
    media_type = models.CharField("loại tệp", max_length=100)
    original_name = models.CharField("tên tệp", max_length=255)
    title = models.CharField("trích yếu", max_length=300, blank=True)
    document_number = models.CharField("số, ký hiệu", max_length=100, blank=True)
    issuer = models.CharField("cơ quan ban hành", max_length=200, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    proves_from = models.DateField("chứng minh cho thời gian từ ngày", null=True, blank=True)
    proves_to = models.DateField("đến ngày", null=True, blank=True)
    version = models.PositiveIntegerField("số lần lưu thông tin", default=0, editable=False)
    uploaded_at = models.DateTimeField("tải lên lúc")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người tải lên", on_delete=models.RESTRICT, related_name="+"
    )
    replaces = models.OneToOneField(
        "self", verbose_name="thay cho tệp", null=True, on_delete=models.RESTRICT, related_name="replacement"
    )
    revised_at = models.DateTimeField("thay lúc", null=True, editable=False)
    revised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người thay",
        null=True,
        editable=False,
        on_delete=models.RESTRICT,
        related_name="+",
    )

    is_linked: bool  # these two only after `with_use`
    is_handed_in: bool
    signature_note: Any = None  # only after `selectors.signatures.tell`

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "tài liệu minh chứng"
        verbose_name_plural = "tài liệu minh chứng"
        ordering: ClassVar = ["-uploaded_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["sha256"], name="evidence_by_content")]
        constraints: ClassVar = [
            stamped("revised", "evidence_revised_at_and_by"),
            models.CheckConstraint(
                condition=models.Q(replaces__isnull=True, revised_at__isnull=True)
                | models.Q(replaces__isnull=False, revised_at__isnull=False),
                name="evidence_revised_when_it_replaces",
            ),
            models.CheckConstraint(
                condition=models.Q(replaces__isnull=True) | ~models.Q(replaces=models.F("id")),
                name="evidence_replaces_another",
            ),
            models.UniqueConstraint(fields=["unit", "sha256"], name="evidence_once_per_commune"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="evidence_not_empty"),
            models.CheckConstraint(
                condition=models.Q(proves_from__isnull=True)
                | models.Q(proves_to__isnull=True)
                | models.Q(proves_to__gte=models.F("proves_from")),
                name="evidence_period_in_order",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def preview(self) -> "EvidenceReading | None":
        """What was read of the file; None where nothing is noted, or the file is blocked. Lists use `with_preview`."""
        return None if self.scan_state == "blocked" else getattr(self, "reading", None)

    @property
    def scan_state(self) -> str:
        """What the virus scanner said (a value of EvidenceScan.State); a file that it has not seen waits."""
        scan = getattr(self, "scan", None)
        return scan.state if scan else "waiting"

    @property
    def suffix(self) -> str:
        """The suffix that belongs to the content: ".pdf"."""
        return PurePath(str(self.file)).suffix

    @property
    def download_name(self) -> str:
        """The original name, followed by the suffix of the content where the sender gave another."""
        given = PurePath(self.original_name).suffix.lower()
        return self.original_name if given.replace("jpeg", "jpg") == self.suffix else self.original_name + self.suffix


class EvidenceLink(models.Model):
    """One file proves one item of one dossier.

    `documents` are the numbers (from 1) of the lines of the indicator's list of documents that the file stands for.
    """

    evidence = models.ForeignKey(Evidence, on_delete=models.RESTRICT, related_name="links")
    dossier = models.ForeignKey(Dossier, on_delete=models.RESTRICT, related_name="evidence_links")
    item_code = models.CharField("nội dung", max_length=12)
    documents = models.JSONField("loại tài liệu", default=list, blank=True)
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = "tài liệu của nội dung"
        verbose_name_plural = "tài liệu của nội dung"
        ordering: ClassVar = ["item_code", "linked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evidence", "dossier", "item_code"], name="evidence_linked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item_code}: {self.evidence}"
