"""Seats in a town's council: given to people, looked up."""

from assessments.models import Council, CouncilMember
from assessments.services import councils
from communes.models import Role, User
from tests.factories import NOW
from tests.factories.town import Town, make_user

Function = CouncilMember.Function


def join(town: Town, council: Council, user: User, function: str = Function.MEMBER) -> CouncilMember:
    """Give the person a seat."""
    return councils.add_member(council_id=council.pk, user_id=user.pk, function=function, actor=town.head, at=NOW)


def make_members(town: Town, council: Council, count: int) -> list[CouncilMember]:
    """Add that many new people as plain members."""
    first = User.objects.filter(username__startswith="uyvien").count() + 1
    people = [make_user(f"uyvien{n}", Role.COUNCIL_MEMBER, town.authority) for n in range(first, first + count)]
    return [join(town, council, user) for user in people]


def seat_of(council: Council, user: User) -> CouncilMember:
    """Return the seat that the person holds now."""
    return council.members.current().get(user=user)


def secretary_of(council: Council) -> User:
    """Return the secretary."""
    return council.members.current().get(function=Function.SECRETARY).user
