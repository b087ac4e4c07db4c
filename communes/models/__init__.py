"""Stored facts about places and people."""

from communes.models.membership import Membership, Role
from communes.models.unit import Unit, UnitClass, UnitKind, UnitLevel, UnitQuerySet
from communes.models.user import User

__all__ = ["Membership", "Role", "Unit", "UnitClass", "UnitKind", "UnitLevel", "UnitQuerySet", "User"]
