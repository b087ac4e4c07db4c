"""Specialised offices with their people, and parts given to them."""

from datetime import date, timedelta

from assessments.models import Assignment, Dossier, SpecialisedOffice
from assessments.selectors.assignment_plans import Terms
from assessments.services import assignments, offices
from communes.models import Role, User
from tests.factories import NOW
from tests.factories.town import Town, make_user

DUE = NOW.date() + timedelta(days=7)


def make_office(town: Town, name: str = "Công an thị xã", username: str = "congan") -> tuple[SpecialisedOffice, User]:
    """Make an office with one person."""
    person = make_user(username, Role.SPECIALIST, town.authority)
    entry = offices.Entry(name=name, field="An ninh trật tự", members=(person,))
    return offices.save(authority=town.authority, entry=entry, actor=town.head, at=NOW), person


def ask(
    town: Town, office: SpecialisedOffice, code: str = "1", dossier: Dossier | None = None, due_on: date = DUE
) -> Assignment:
    """Ask an office about a part of a dossier."""
    terms = Terms(office=office, due_on=due_on, note="Đề nghị cho ý kiến.")
    return give(town, terms, code, dossier or town.dossier)


def give(town: Town, terms: Terms, code: str = "1", dossier: Dossier | None = None) -> Assignment:
    """Give one part of a dossier on the terms."""
    ids = [(dossier or town.dossier).pk]
    (row,) = assignments.assign(dossier_ids=ids, node_codes=[code], terms=terms, actor=town.head, at=NOW)
    return row
