"""The kit as a Django app, for its template tags and checks."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Tools without domain knowledge."""

    name = "tiepcanpl.kit"
    label = "kit"

    def ready(self) -> None:
        """Register the system checks."""
        from tiepcanpl.kit import checks  # noqa: F401, PLC0415  # checks read the settings of installed apps
