"""The app of plans, dossiers, reviews, decisions and reports."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """From plan to certificate."""

    name = "assessments"
    verbose_name = "Đánh giá chuẩn tiếp cận pháp luật"

    def ready(self) -> None:
        """Make jobs and permissions known to every process: both are asked for by name."""
        from assessments import permissions, tasks  # noqa: F401, PLC0415  # the one inline import: models come first
