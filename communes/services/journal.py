"""The journal of places and people: Django's own log of the administration pages."""

from datetime import datetime

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models

from communes.models import User


def changed(thing: models.Model, message: str, *, actor: User | None, at: datetime) -> None:
    """Record what somebody did to the thing; the command line, which is nobody, leaves no entry."""
    if actor is None:
        return
    LogEntry.objects.create(
        user=actor,
        content_type=ContentType.objects.get_for_model(thing),
        object_id=str(thing.pk),
        object_repr=str(thing)[:200],
        action_flag=CHANGE,
        action_time=at,
        change_message=message,
    )
