"""Administrative units: a code together with its validity, since codes are reused after mergers."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models

from tiepcanpl.kit.text import fold, nfc, sort_key


class UnitLevel(models.TextChoices):
    """Level of an administrative unit."""

    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"


class UnitKind(models.TextChoices):
    """Kind of an administrative unit; the values are those of the standards' `unit_kinds`."""

    TINH = "tinh", "Tỉnh"
    THANH_PHO = "thanh_pho", "Thành phố"
    HUYEN = "huyen", "Huyện"
    QUAN = "quan", "Quận"
    THI_XA = "thi_xa", "Thị xã"
    XA = "xa", "Xã"
    PHUONG = "phuong", "Phường"
    THI_TRAN = "thi_tran", "Thị trấn"
    DAC_KHU = "dac_khu", "Đặc khu"


CODE_LENGTH = {UnitLevel.PROVINCE: 2, UnitLevel.DISTRICT: 3, UnitLevel.COMMUNE: 5}


class UnitQuerySet(models.QuerySet["Unit"]):
    """Selections of units."""

    def valid_on(self, day: date) -> "UnitQuerySet":
        """Keep the units that exist on the day."""
        return self.filter(models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=day), valid_from__lte=day)

    def communes(self) -> "UnitQuerySet":
        """Keep the units of commune level."""
        return self.filter(level=UnitLevel.COMMUNE)

    def search(self, words: str) -> "UnitQuerySet":
        """Keep the units whose name or code holds every word, without regard to accents."""
        found = self
        for word in fold(words).split():
            in_name = models.Q(name_folded__contains=word)
            found = found.filter(in_name | models.Q(code__startswith=word) if word.isdecimal() else in_name)
        return found


class Unit(models.Model):
    """A province, district or commune between two dates.

    `code` is text of 2, 3 or 5 digits; `valid_to` is the first day on which the unit no longer exists (null = it still
    does); `successors` are the units into which it was merged.
    """

    code = models.CharField("mã", max_length=5, validators=[RegexValidator(r"^\d+$", "Mã đơn vị chỉ gồm chữ số.")])
    name = models.CharField("tên", max_length=100, help_text="Tên riêng, không kèm loại đơn vị (ví dụ: Bắc Sơn).")
    kind = models.CharField("loại hình", max_length=10, choices=UnitKind.choices)
    level = models.CharField("cấp", max_length=8, choices=UnitLevel.choices)
    parent = models.ForeignKey(
        "self", verbose_name="trực thuộc", null=True, blank=True, on_delete=models.RESTRICT, related_name="children"
    )
    valid_from = models.DateField("có từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    successors = models.ManyToManyField(
        "self", verbose_name="đơn vị kế tiếp", symmetrical=False, blank=True, related_name="predecessors"
    )
    source = models.CharField("nguồn", max_length=300, blank=True)
    name_folded = models.CharField(max_length=120, editable=False, db_index=True)
    sort_name = models.CharField(max_length=500, editable=False, db_index=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        ordering: ClassVar = ["sort_name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="unit_code_and_validity_unique"),
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(valid_to__isnull=True),
                name="unit_code_once_in_force",
                violation_error_message="Mã này đang thuộc về một đơn vị khác còn hiệu lực.",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="unit_validity_in_order",
                violation_error_message="Ngày hết hiệu lực phải sau ngày bắt đầu.",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=UnitKind.values), name="unit_kind_known"),
            models.CheckConstraint(condition=models.Q(level__in=UnitLevel.values), name="unit_level_known"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the search and sort keys in step with the name."""
        self.set_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through unchanged

    def set_keys(self) -> None:
        """Set the search and sort keys from the name; whoever creates units in bulk calls it first."""
        self.name = nfc(self.name).strip()
        self.name_folded = fold(self.full_name)
        self.sort_name = sort_key(self.name)[:500]

    @property
    def full_name(self) -> str:
        """The kind and the name: "Phường Bắc Sơn"."""
        return f"{self.get_kind_display()} {self.name}"

    def class_on(self, day: date) -> "UnitClass | None":
        """Return the administrative class in force on the day, or None when it was never entered."""
        return class_on(self.classes.all(), day)


class UnitClass(models.Model):
    """The administrative class (loại I, II, III) of a unit between two dates; it decides the pass mark of some editions.

    The class is never guessed: no row means "not known". `is_demo` marks values made up for demonstration.
    """

    unit = models.ForeignKey(Unit, verbose_name="đơn vị", on_delete=models.CASCADE, related_name="classes")
    value = models.CharField("loại", max_length=3, choices=[("I", "Loại I"), ("II", "Loại II"), ("III", "Loại III")])
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    basis = models.CharField("căn cứ", max_length=300, help_text="Số, ngày của quyết định phân loại.")
    is_demo = models.BooleanField("số liệu minh họa", default=False)

    class Meta:
        verbose_name = "phân loại đơn vị hành chính"
        verbose_name_plural = "phân loại đơn vị hành chính"
        ordering: ClassVar = ["unit_id", "-valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="unit_class_once_a_day"),
            models.CheckConstraint(condition=models.Q(value__in=["I", "II", "III"]), name="unit_class_known"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="unit_class_validity_in_order",
                violation_error_message="Ngày hết hiệu lực phải sau ngày bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        return f"Loại {self.value}" + (" (minh họa)" if self.is_demo else "")


def class_on(classes: Iterable[UnitClass], day: date) -> UnitClass | None:
    """Return the class in force on the day among the classes of one unit, or None."""
    dated = [row for row in classes if row.valid_from <= day and (row.valid_to is None or day < row.valid_to)]
    return dated[0] if dated else None
