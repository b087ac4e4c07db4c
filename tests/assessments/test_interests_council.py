"""A council member with an interest: the dossier's papers are closed to the person, and no declaration follows a vote."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse

from assessments.domain.workflow import State
from assessments.models import AgendaItem, Choice, Dossier, Evidence, Interest
from assessments.services import interests
from communes.models import Membership, Role, User
from tests.factories import NOW, steps
from tests.factories.council import open_room
from tests.factories.evidence import attach
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError

AsUser = Callable[..., Client]
PAPERS: tuple[tuple[str, list[object]], ...] = (
    ("dossier_detail", []),
    ("dossier_history", []),
    ("dossier_criterion", ["1"]),
    ("receipt_detail", [1]),
    ("evidence_list", []),
    ("narrative_list", []),
    ("review_detail", []),
)


def declare(town: Town, user: User, actor: User | None = None) -> Interest:
    return interests.declare(
        dossier_id=town.dossier.pk, user_id=user.pk, reason="Em ruột.", actor=actor or user, at=NOW
    )


def belong(town: Town) -> None:
    Membership.objects.create(user=town.council, unit=town.dossier.commune, role=Role.OBSERVER)


def seen_by(user: User) -> set[int]:
    return set(Dossier.objects.visible_to(User.objects.get(pk=user.pk)).values_list("pk", flat=True))


@pytest.mark.parametrize("tie", [lambda town: declare(town, town.council), belong])
def test_the_papers_are_closed_to_a_member_with_an_interest(
    town: Town, as_user: AsUser, tie: Callable[[Town], object]
) -> None:
    for dossier in (town.dossier, town.other_dossier):
        steps.bring_to(town, State.SUBMITTED, dossier)
    client = as_user(town.council)
    addresses = [reverse(f"assessments:{name}", args=[town.dossier.pk, *args]) for name, args in PAPERS[:-1]]
    assert {client.get(address).status_code for address in addresses} == {200}
    tie(town)
    client = as_user(User.objects.get(pk=town.council.pk))
    closed = [*addresses, reverse("assessments:review_detail", args=[town.dossier.pk])]
    assert {client.get(address).status_code for address in closed} == {404}
    assert seen_by(town.council) == {town.other_dossier.pk}


def test_the_files_are_closed_as_well(town: Town) -> None:
    attach(town.dossier, town.official)
    steps.bring_to(town, State.SUBMITTED)
    files = Evidence.objects.visible_to(town.council)
    assert files.exists()
    declare(town, town.council)
    assert not Evidence.objects.visible_to(User.objects.get(pk=town.council.pk)).exists()


def test_other_roles_keep_their_sight(town: Town) -> None:
    steps.bring_to(town, State.SUBMITTED)
    Membership.objects.create(user=town.head, unit=town.authority, role=Role.COUNCIL_MEMBER)
    Membership.objects.create(user=town.council, unit=town.dossier.commune, role=Role.COMMUNE_OFFICIAL)
    declare(town, town.head)
    declare(town, town.council)
    assert seen_by(town.head) == seen_by(town.council) == {town.dossier.pk}


def test_a_member_still_reads_the_own_declaration(town: Town, as_user: AsUser) -> None:
    steps.bring_to(town, State.SUBMITTED)
    declare(town, town.council)
    page = as_user(town.council).get(reverse("assessments:interest_list", args=[town.dossier.pk]))
    assert page.status_code == 200
    assert "Em ruột." in page.content.decode()


def test_the_check_costs_no_query_of_its_own(
    town: Town, django_assert_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    steps.bring_to(town, State.SUBMITTED)
    for user in (town.council, town.head, town.official):
        assert user.held
        with django_assert_num_queries(1):
            assert list(Dossier.objects.visible_to(user).values_list("pk", flat=True)) == [town.dossier.pk]
    assert "interest" not in str(Dossier.objects.visible_to(town.head).query)


def test_nobody_declares_after_having_voted(town: Town) -> None:
    room = open_room(town)
    item = room.item
    room.open_vote()
    room.cast(room.others[0], Choice.AGREE)
    with pytest.raises(DomainError, match="Bạn đã biểu quyết nội dung này"):
        declare(town, room.others[0])
    with pytest.raises(DomainError, match=f"{room.others[0]} đã biểu quyết nội dung này"):
        declare(town, room.others[0], actor=town.head)
    declare(town, room.others[1])
    assert AgendaItem.objects.get(pk=item.pk).state == AgendaItem.State.VOTING


def test_a_closed_vote_stands_in_the_way_of_no_declaration(town: Town) -> None:
    room = open_room(town)
    room.open_vote()
    room.cast_all(agree=len(room.everybody))
    room.close()
    assert declare(town, room.others[0]).user == room.others[0]


def test_the_assignments_are_offered_to_the_office_alone(town: Town, as_user: AsUser) -> None:
    steps.bring_to(town, State.APPRAISED)
    address = reverse("assessments:assignment_dossier", args=[town.dossier.pk])
    for user, offered in ((town.reviewer, True), (town.council, False)):
        page = as_user(user).get(reverse("assessments:review_detail", args=[town.dossier.pk])).content.decode()
        assert (f'href="{address}"' in page) is offered
