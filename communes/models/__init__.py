"""Stored facts about places and people."""

from communes.models.membership import COMMUNE_ROLES, OFFICE_ROLES, Membership, Role
from communes.models.unit import Unit, UnitClass, UnitKind, UnitLevel, UnitQuerySet
from communes.models.user import User

__all__ = [
    "COMMUNE_ROLES",
    "OFFICE_ROLES",
    "Membership",
    "Role",
    "Unit",
    "UnitClass",
    "UnitKind",
    "UnitLevel",
    "UnitQuerySet",
    "User",
]
