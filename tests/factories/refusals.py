"""Asks for a refusal by its exact sentences."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tiepcanpl.kit.errors import DomainError, NotAllowedError


@contextmanager
def refused(*sentences: str) -> Iterator[None]:
    """Expect a refusal by the rules with exactly these sentences."""
    with pytest.raises(DomainError) as found:
        yield
    assert not isinstance(found.value, NotAllowedError)
    assert found.value.reasons == sentences


@contextmanager
def forbidden(sentence: str) -> Iterator[None]:
    """Expect that the person may not do it at all."""
    with pytest.raises(NotAllowedError) as found:
        yield
    assert found.value.reasons == (sentence,)
