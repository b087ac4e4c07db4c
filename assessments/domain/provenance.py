"""How well a value of the law's data is known."""

from enum import StrEnum


class Provenance(StrEnum):
    """How well a value is known: read in a source, deduced from sourced values, or not verified."""

    SOURCED = "sourced"
    DERIVED = "derived"
    PROVISIONAL = "provisional"
