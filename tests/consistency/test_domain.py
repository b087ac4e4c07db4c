"""The domain counts exactly and speaks the same language as the models."""

import ast

from assessments.domain.workflow import STATE_OWNER, TRANSITIONS, Action, State
from assessments.models.labels import ACTION_LABELS, STATE_FOR_COMMUNE, STATE_FOR_OFFICE
from communes.models import Role
from tests.consistency import repository as repo


def test_no_float_in_the_domain() -> None:
    """Points are Decimal and Fraction; rounding is for display."""
    found = []
    for path in repo.python_files("assessments/domain"):
        for node in ast.walk(repo.tree(path)):
            is_float = isinstance(node, ast.Constant) and isinstance(node.value, float)
            is_name = isinstance(node, ast.Name) and node.id in {"float", "round"}
            if is_float or is_name:
                found.append(f"{repo.name(path)}:{getattr(node, 'lineno', '?')}")
    assert found == []


def test_roles_of_the_workflow_are_roles() -> None:
    named = {role for row in TRANSITIONS.values() for role in row.roles}
    assert named == {
        Role.COMMUNE_LEADER.value,
        Role.REVIEWER.value,
        Role.OFFICE_HEAD.value,
        Role.COUNCIL_MEMBER.value,
        Role.DECISION_MAKER.value,
    }


def test_every_state_and_action_has_its_words_and_its_owner() -> None:
    assert set(TRANSITIONS) == set(ACTION_LABELS) == set(Action)
    assert set(STATE_OWNER) == set(STATE_FOR_COMMUNE) == set(STATE_FOR_OFFICE) == set(State)


def test_every_state_can_be_reached() -> None:
    assert {row.target for row in TRANSITIONS.values()} | {State.DRAFT} == set(State)
