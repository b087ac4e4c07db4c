"""The app of places and people."""

from django.apps import AppConfig


class CommunesConfig(AppConfig):
    """Places and people."""

    name = "communes"
    verbose_name = "Đơn vị và người dùng"

    def ready(self) -> None:
        """Make the permissions and the jobs known to every process."""
        from communes import permissions, tasks  # noqa: F401, PLC0415  # models must be loaded first
