"""Deeds whose refusal must not lose what was typed: the sentences go into the form."""

from collections.abc import Callable
from typing import TypeVar

from django.forms import BaseForm, ValidationError

from tiepcanpl.kit.errors import DomainError, NotAllowedError

CONFLICT = 409

Done = TypeVar("Done")


def attempt(form: BaseForm, deed: Callable[[], Done]) -> Done | None:
    """Do the deed and return what it made; put a refusal by the rules into the form and return None.

    Somebody who may not do it at all gets the page of that refusal, as everywhere.
    """
    try:
        return deed()
    except NotAllowedError:
        raise
    except DomainError as error:
        form.add_error(None, ValidationError(list(error.reasons)))
        return None


def status_of(form: BaseForm | None) -> int:
    """Return 409 for a form that carries a refusal by the rules, else 200."""
    return CONFLICT if form is not None and form.is_bound and form.non_field_errors() else 200
