"""A moment and its person are stored together, or both not."""

from django.db import models


def stamped(stamp: str, name: str) -> models.CheckConstraint:
    """Demand that `<stamp>_at` and `<stamp>_by` are both there or both not."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{stamp}_at__isnull": True, f"{stamp}_by__isnull": True})
        | models.Q(**{f"{stamp}_at__isnull": False, f"{stamp}_by__isnull": False}),
        name=name,
    )
