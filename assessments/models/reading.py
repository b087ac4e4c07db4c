"""What was found out about a file by reading it: its pages as pictures, its text."""

import uuid
from typing import ClassVar

from django.db import models

from assessments.models.evidence import Evidence
from tiepcanpl.kit.seeing import pages
from tiepcanpl.kit.words import PAGE_BREAK, WordsField


class EvidenceReading(models.Model):
    """One file as read: its pages as pictures under `folder` of the storage, its text, the words for the search.

    `sizes` are the pages' sizes in pixels (width, height), at most as many as are ever shown; `chunks` the groups of pages
    that are drawn. `text` has a form feed between pages. `alive_at` is the last sign of life of who reads the file.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ đọc"
        READING = "reading", "Đang đọc"
        READ = "read", "Đã đọc"
        FAILED = "failed", "Không đọc được"
        LACKING = "lacking", "Máy chủ thiếu phần mềm"

    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, related_name="reading")
    state = models.CharField("tình trạng", max_length=8, choices=State.choices, default=State.WAITING, editable=False)
    error = models.TextField("lý do không đọc được", blank=True)
    attempts = models.PositiveSmallIntegerField("số lần thử", default=0)
    folder = models.CharField(max_length=60, blank=True)
    page_count = models.PositiveIntegerField("số trang", default=0)
    sizes = models.JSONField(default=list)
    chunks = models.JSONField(default=list)
    thumb_width = models.PositiveSmallIntegerField(default=0)
    thumb_height = models.PositiveSmallIntegerField(default=0)
    text = models.TextField("nội dung chữ", blank=True)
    words = WordsField(blank=True)
    is_recognised = models.BooleanField("chữ nhận dạng từ ảnh", default=False)
    is_cut = models.BooleanField("chỉ đọc được một phần", default=False)
    awaits_recognition = models.BooleanField("chờ nhận dạng chữ", default=False)
    tool = models.CharField("phần mềm đã dùng", max_length=100, blank=True)
    alive_at = models.DateTimeField()
    read_at = models.DateTimeField("đọc xong lúc", null=True)

    class Meta:
        verbose_name = "nội dung đọc được của tài liệu"
        verbose_name_plural = "nội dung đọc được của tài liệu"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="read") | models.Q(read_at__isnull=False), name="reading_read_has_moment"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["failed", "lacking"]) | ~models.Q(error=""),
                name="reading_failed_has_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["alive_at"],
                condition=models.Q(state__in=["waiting", "reading", "lacking"]) | models.Q(awaits_recognition=True),
                name="reading_unfinished",
            )
        ]

    def __str__(self) -> str:
        return f"{self.evidence}: {self.get_state_display()}"

    @property
    def shown(self) -> int:
        """How many pages can be looked at."""
        return len(self.sizes)

    @property
    def page_texts(self) -> list[str]:
        """The text of each page, as far as it was read."""
        return self.text.split(PAGE_BREAK) if self.text else []

    def is_drawn(self, number: int) -> bool:
        """Tell whether the pictures of a page (from 1) are there."""
        return 1 <= number <= self.shown and (number - 1) // pages.CHUNK in self.chunks

    def picture_name(self, number: int, *, small: bool = False) -> str:
        """Return where the picture of a page lies in the storage."""
        return f"{self.folder}/{number}{'-nho' if small else ''}.webp"

    @property
    def is_unfinished(self) -> bool:
        """Tell whether somebody still has to read the file."""
        return self.state in (self.State.WAITING, self.State.READING)

    @property
    def version(self) -> str:
        """Changes with each reading: part of the pictures' addresses, so that browsers may keep them."""
        return self.folder.rpartition("/")[2][:8]

    @property
    def thumbnail_name(self) -> str:
        """Where the thumbnail lies in the storage."""
        return f"{self.folder}/thumbnail.webp"


def new_folder() -> str:
    """Return a random folder for the pictures of one reading."""
    token = uuid.uuid4().hex
    return f"previews/{token[:2]}/{token}"
