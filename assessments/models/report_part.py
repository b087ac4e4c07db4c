"""The parts in which a big report is made, side by side."""

from typing import ClassVar

from django.db import models

from assessments.models.report import Report


class ReportPart(models.Model):
    """A piece of the work on a report, done by one job. The rows and their files go when the report is done or given up.

    While it is made, `started_at` is its last sign of life (as with reports), and only who wrote it may go on.
    `source` is the file that it is made from; `expected` is how many pages have to come out (0: not known beforehand).
    """

    class Task(models.TextChoices):
        """What is to be done; the last one needs the results of all others."""

        SECTION = "section", "Dàn trang"
        SHEETS = "sheets", "Lập bản tổng hợp"
        WORD = "docx", "Tạo tệp Word"
        EXCEL = "xlsx", "Tạo tệp Excel"
        WHOLE = "whole", "Ghép tệp"

    class State(models.TextChoices):
        """Where it stands."""

        QUEUED = "queued", "Đang chờ"
        RUNNING = "running", "Đang làm"
        DONE = "done", "Đã xong"

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="parts")
    task = models.CharField(max_length=8, choices=Task.choices)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    source = models.FileField(max_length=120, blank=True)
    expected = models.PositiveIntegerField(default=0)
    planned_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    file = models.FileField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "phần của báo cáo"
        verbose_name_plural = "phần của báo cáo"
        ordering: ClassVar = ["report_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="report_part_number_once"),
            models.CheckConstraint(
                condition=~models.Q(state="done") | ~models.Q(file="") | models.Q(task="whole"),
                name="report_part_done_has_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_task_display()} {self.number}"
