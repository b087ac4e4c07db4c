"""tiepcanpl: the composition root; imports everything and is imported by nothing except for its kit."""

from tiepcanpl.celery import app as celery_app

__all__ = ["celery_app"]
