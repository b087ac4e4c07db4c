"""The kit as a Django app, for its template tags and checks."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """Tools without domain knowledge."""

    name = "tiepcanpl.kit"
    label = "kit"
