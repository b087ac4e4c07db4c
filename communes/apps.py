"""The app of places and people."""

from django.apps import AppConfig


class CommunesConfig(AppConfig):
    """Places and people."""

    name = "communes"
    verbose_name = "Đơn vị và người dùng"
