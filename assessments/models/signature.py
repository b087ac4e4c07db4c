"""What was found out about the digital signatures of a stored file."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from assessments.models.campaign import Campaign
from assessments.models.evidence import Evidence
from tiepcanpl.kit.signatures import Coverage, Integrity, Modification, TimeSource, Trust


def _choices(kind: type[Integrity | Modification | Coverage | TimeSource | Trust]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in kind]


class SignatureReading(models.Model):
    """A PDF was read for signatures, once; without this row it still waits. `sentence` says why one cannot be read."""

    class State(models.TextChoices):
        """What the reading came to."""

        READ = "read", "Đã ký số"
        NONE = "none", "Chưa ký số"
        UNREADABLE = "unreadable", "Không đọc được chữ ký"

    evidence = models.OneToOneField(
        Evidence, verbose_name="tài liệu", on_delete=models.CASCADE, related_name="signature_reading"
    )
    state = models.CharField("kết quả", max_length=10, choices=State.choices)
    sentence = models.TextField("giải thích", blank=True)
    read_at = models.DateTimeField("đọc lúc")

    class Meta:
        verbose_name = "lần đọc chữ ký số"
        verbose_name_plural = "các lần đọc chữ ký số"
        ordering: ClassVar = ["evidence_id"]

    def __str__(self) -> str:
        return f"{self.evidence}: {self.get_state_display()}"


class EvidenceSignature(models.Model):
    """One signature of a file, in order of signing; the codes are explained in `kit.signatures`.

    Names are those in the certificate. `signed_at` is the time of a timestamp where there is one, else the signer's clock.
    """

    reading = models.ForeignKey(SignatureReading, on_delete=models.CASCADE, related_name="signatures")
    place = models.PositiveSmallIntegerField("thứ tự ký")
    field = models.CharField("tên trường chữ ký", max_length=200, blank=True)
    is_timestamp = models.BooleanField("chỉ là dấu thời gian", default=False)
    signer = models.CharField("người ký", max_length=200, blank=True)
    organisation = models.CharField("tổ chức", max_length=200, blank=True)
    unit = models.CharField("bộ phận", max_length=200, blank=True)
    issuer = models.CharField("nơi cấp chứng thư", max_length=200, blank=True)
    serial = models.CharField("số chứng thư", max_length=64, blank=True)
    valid_from = models.DateTimeField("chứng thư có hiệu lực từ", null=True)
    valid_to = models.DateTimeField("chứng thư có hiệu lực đến", null=True)
    signed_at = models.DateTimeField("ký lúc", null=True)
    time_source = models.CharField("nguồn của thời điểm ký", max_length=20, choices=_choices(TimeSource))
    integrity = models.CharField("toàn vẹn", max_length=12, choices=_choices(Integrity))
    modification = models.CharField("thay đổi sau khi ký", max_length=12, choices=_choices(Modification))
    coverage = models.CharField("phạm vi ký", max_length=10, choices=_choices(Coverage))
    trust = models.CharField("độ tin cậy của chứng thư", max_length=10, choices=_choices(Trust))

    class Meta:
        verbose_name = "chữ ký số"
        verbose_name_plural = "chữ ký số"
        ordering: ClassVar = ["reading_id", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reading", "place"], name="signature_once_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.reading_id}/{self.place}"


class SigningStart(models.Model):
    """The day from which an item's deadline for issuing its document counts in one campaign, with what it rests on.

    The office enters it where the standard names the period and not its beginning; the day itself is not counted.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.RESTRICT, related_name="signing_starts")
    item_code = models.CharField("nội dung", max_length=12)
    starts_on = models.DateField("tính từ ngày")
    basis = models.CharField("căn cứ", max_length=300)
    set_at = models.DateTimeField("ghi lúc")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người ghi", on_delete=models.RESTRICT, related_name="+"
    )

    class Meta:
        verbose_name = "mốc tính thời hạn ban hành"
        verbose_name_plural = "các mốc tính thời hạn ban hành"
        ordering: ClassVar = ["campaign_id", "item_code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "item_code"], name="signing_start_once_per_item"),
            models.CheckConstraint(condition=~models.Q(basis=""), name="signing_start_has_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.item_code}: {self.starts_on:%d/%m/%Y}"
