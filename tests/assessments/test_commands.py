"""Commands: the audit trail is checked from end to end, the workflow is drawn from its table."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.fixtures import Settings

from assessments.domain.workflow import State
from assessments.migrations import _append_only
from assessments.models import AuditEvent, Standard
from tests.factories.steps import bring_to
from tests.factories.town import Town

Tamper = Callable[[str, list[str | int]], None]


def _verify() -> str:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    return out.getvalue()


@pytest.fixture
def tamper(town: Town) -> Tamper:
    """Give the hand of somebody who owns the database and has taken the triggers away."""
    bring_to(town, State.UNDER_REVIEW)

    def run(sql: str, params: list[str | int]) -> None:
        with connection.cursor() as cursor:
            for statement in _append_only.drop(connection.vendor):
                cursor.execute(statement)
            cursor.execute(sql, params)

    return run


def _event(town: Town, place: int) -> AuditEvent:
    return AuditEvent.objects.filter(stream=f"dossier:{town.dossier.pk}").order_by("sequence")[place]


@pytest.mark.django_db
def test_an_empty_trail_is_whole() -> None:
    assert _verify() == "Nhật ký nguyên vẹn: 0 bản ghi.\n"


def test_a_whole_trail_says_how_much_was_read(town: Town) -> None:
    bring_to(town, State.UNDER_REVIEW)
    assert _verify() == f"Nhật ký nguyên vẹn: {AuditEvent.objects.count()} bản ghi.\n"


@pytest.mark.parametrize("column", ["note", "subject", "actor_name", "action"])
def test_one_changed_letter_names_the_row(town: Town, tamper: Tamper, column: str) -> None:
    event = _event(town, 1)
    tamper(f"UPDATE assessments_auditevent SET {column} = {column} || %s WHERE id = %s", ["x", event.pk])  # noqa: S608  # our own names
    with pytest.raises(CommandError) as refused:
        _verify()
    assert str(refused.value) == f"Nhật ký số {event.pk} ({event.stream} #2): nội dung đã bị thay đổi."


def test_a_missing_row_is_named_by_the_one_after_it(town: Town, tamper: Tamper) -> None:
    gone, after = _event(town, 0), _event(town, 1)
    tamper("DELETE FROM assessments_auditevent WHERE id = %s", [gone.pk])
    with pytest.raises(CommandError) as refused:
        _verify()
    assert str(refused.value) == f"Nhật ký số {after.pk} ({after.stream} #2): thiếu bản ghi trước đó (#1)."


def test_the_drawing_is_checked_against_the_table(tmp_path: Path, settings: Settings) -> None:
    settings.BASE_DIR = tmp_path
    page = tmp_path / "docs" / "workflow.md"
    page.parent.mkdir()
    with pytest.raises(CommandError, match=r"chạy manage\.py draw_workflow"):
        call_command("draw_workflow", check=True)
    call_command("draw_workflow")
    call_command("draw_workflow", check=True)
    page.write_text(page.read_text(encoding="utf-8") + "x", encoding="utf-8")
    with pytest.raises(CommandError, match="không khớp"):
        call_command("draw_workflow", check=True)


@pytest.mark.django_db
def test_standards_are_loaded_once() -> None:
    for _ in range(2):
        out = StringIO()
        call_command("load_standards", stdout=out)
        assert len(out.getvalue().splitlines()) == 3
    assert sorted(Standard.objects.values_list("edition", "version")) == [
        ("qd-25-2021", 1),
        ("qd-27-2025", 1),
        ("qd-619-2017", 1),
    ]


@pytest.mark.django_db
def test_a_faulty_standard_is_refused_with_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "hong.yaml"
    path.write_text("edition: hong\n", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("load_standards", path)
    assert Standard.objects.count() == 0
