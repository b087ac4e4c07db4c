"""Parts of big reports: made side by side, taken over, tried again, given up."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from assessments.models import AuditEvent, Report, ReportPart
from assessments.selectors import reports as selectors
from assessments.services import report_parts, report_runs, reports
from tests.factories import NOW
from tests.factories.town import Town
from tests.reports import big, made
from tiepcanpl.kit.errors import NotAllowedError

State = ReportPart.State
Capture = Callable[..., object]
LATER = NOW + report_parts.SILENCE


def stored_files() -> set[str]:
    folders, _ = default_storage.listdir("reports") if default_storage.exists("reports") else ([], [])
    return {
        f"reports/{folder}/{name}" for folder in folders for name in default_storage.listdir(f"reports/{folder}")[1]
    }


@pytest.fixture
def asked(town: Town) -> Report:
    return big.ask(town.campaign, town.head, recognised=400, others=0)


@pytest.fixture
def parts(asked: Report) -> list[ReportPart]:
    return big.plan(asked)


def test_a_big_report_is_cut_into_parts(asked: Report, parts: list[ReportPart]) -> None:
    assert [part.task for part in parts] == ["section", "section", "section", "section", "docx", "xlsx", "whole"]
    assert (asked.progress, asked.file.name) == (30, "")


def test_only_the_last_part_waits_for_the_others(asked: Report, parts: list[ReportPart]) -> None:
    assert report_parts.send(asked, at=NOW) == len(parts) - 1
    ReportPart.objects.exclude(task="whole").update(state=State.DONE, file="a")
    assert report_parts.send(asked, at=NOW) == 1


@pytest.mark.slow
def test_what_is_done_stays_done_when_a_worker_dies(asked: Report, parts: list[ReportPart]) -> None:
    big.run(parts[:2])
    ReportPart.objects.filter(pk=parts[2].pk).update(state=State.RUNNING, started_at=NOW, attempts=1)
    kept = [ReportPart.objects.get(pk=part.pk).file.name for part in parts[:2]]
    assert report_runs.resume(at=LATER) == 2  # the report, and the part that fell silent
    report_runs.render(report_id=asked.pk, clock=lambda: LATER)
    assert [ReportPart.objects.get(pk=part.pk).file.name for part in parts[:2]] == kept
    big.run(parts, at=LATER)
    asked.refresh_from_db()
    assert (asked.state, asked.progress, asked.step, asked.pages) == ("done", 100, "", len(made.pages(asked)))
    report_files = {asked.file.name, *(file.file.name for file in asked.files.all())}
    assert report_files <= stored_files()


def test_two_jobs_for_the_same_part_make_it_once(parts: list[ReportPart]) -> None:
    ReportPart.objects.filter(pk=parts[0].pk).update(state=State.RUNNING, started_at=NOW)
    before = stored_files()
    big.run(parts[:1], at=NOW + timedelta(seconds=30))
    assert stored_files() == before
    assert ReportPart.objects.get(pk=parts[0].pk).state == State.RUNNING


def test_who_lost_the_part_stores_nothing(parts: list[ReportPart]) -> None:
    before = stored_files()
    ticks = iter(range(10_000))

    def clock() -> object:
        """Let another job take the part over while this one prints."""
        ReportPart.objects.filter(pk=parts[0].pk, started_at=NOW).update(started_at=LATER)
        return NOW + timedelta(seconds=10 * next(ticks))

    report_parts.run(part_id=parts[0].pk, clock=clock)  # type: ignore[arg-type]  # a clock of its own
    part = ReportPart.objects.get(pk=parts[0].pk)
    assert (part.state, part.started_at, part.file.name) == (State.RUNNING, LATER, "")
    assert stored_files() == before


def test_a_part_that_fails_is_tried_again_and_then_shown(asked: Report, parts: list[ReportPart]) -> None:
    default_storage.delete(str(parts[0].source))
    for attempt in range(1, report_parts.ATTEMPTS + 1):
        big.run(parts[:1])
        asked.refresh_from_db()
        assert asked.state == ("running" if attempt < report_parts.ATTEMPTS else "failed")
    assert asked.error.startswith("Hệ thống gặp lỗi khi tạo tệp.")
    assert not asked.parts.exists()


def test_a_part_that_kills_its_worker_does_not_come_back_for_ever(asked: Report, parts: list[ReportPart]) -> None:
    ReportPart.objects.filter(pk=parts[0].pk).update(
        state=State.RUNNING, started_at=NOW, attempts=report_parts.ATTEMPTS
    )
    big.run(parts[:1], at=LATER)
    asked.refresh_from_db()
    assert asked.state == "failed"


def test_a_section_with_other_pages_than_planned_is_given_up_for_the_whole(parts: list[ReportPart]) -> None:
    ReportPart.objects.filter(pk=parts[1].pk).update(expected=99)
    big.run(parts[1:2])
    left = list(ReportPart.objects.filter(task="section"))
    assert [(part.expected, part.source.name) for part in left] == [(0, parts[4].source.name)]
    assert default_storage.exists(str(left[0].source))


def test_whoever_cancels_stops_the_jobs_and_leaves_no_file(
    town: Town, django_capture_on_commit_callbacks: Capture
) -> None:
    before = stored_files()
    asked = big.ask(town.campaign, town.head, recognised=400, others=0)
    parts = big.plan(asked)
    big.run(parts[:1])
    with pytest.raises(NotAllowedError):
        reports.stop(report_id=asked.pk, actor=town.official, at=NOW)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # a fixture's context manager
        reports.stop(report_id=asked.pk, actor=town.reviewer, at=LATER)
    big.run(parts[1:])
    asked.refresh_from_db()
    assert (asked.state, asked.stopped_at, asked.stopped_by) == ("stopped", LATER, town.reviewer)
    assert AuditEvent.objects.filter(action="report_stop", subject=f"report:{asked.pk}").exists()
    assert stored_files() == before
    again = reports.retry(report_id=asked.pk, actor=town.head, at=LATER)
    assert (again.state, again.data, again.stopped_by) == ("queued", {}, None)


def test_the_time_left_follows_from_the_parts_that_are_done(asked: Report, parts: list[ReportPart]) -> None:
    assert selectors.time_left(asked, NOW) == ""
    ReportPart.objects.filter(pk__in=[part.pk for part in parts[:2]]).update(state=State.DONE, file="a")
    assert selectors.time_left(asked, NOW + timedelta(minutes=2)) == "còn khoảng 5 phút"
    assert selectors.time_left(asked, NOW + timedelta(seconds=4)) == "còn dưới một phút"
