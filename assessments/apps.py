"""The app of plans, dossiers, reviews, decisions and reports."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """From plan to certificate."""

    name = "assessments"
    verbose_name = "Đánh giá chuẩn tiếp cận pháp luật"

    def ready(self) -> None:
        """Make the jobs known to every process: work is started by name."""
        from assessments import tasks  # noqa: F401, PLC0415  # the one inline import: models must be loaded first
