"""Asking for a report, making it, failing, trying again, taking over from a dead worker."""

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.domain.workflow import State
from assessments.models import AuditEvent, Campaign, Report
from assessments.reports import documents, pdf
from assessments.services import audit, report_runs, reports
from assessments.tasks import render_report, resume_reports
from communes.models import User
from tests.factories import NOW, steps
from tests.factories.town import Town, make_campaign
from tests.reports import made
from tiepcanpl.kit.errors import DomainError, NotAllowedError

Capture = Callable[..., object]


def ask(town: Town, actor: User, *, at: datetime = NOW, dossier: bool = True) -> Report:
    kind = Report.Kind.SCORE_SHEET if dossier else Report.Kind.CAMPAIGN_RESULT
    dossier_id = town.dossier.pk if dossier else None
    asked = Report(kind=kind, campaign_id=town.campaign.pk, dossier_id=dossier_id)
    return reports.request(asked, actor=actor, at=at)


def stored_files() -> set[str]:
    folders, _ = default_storage.listdir("reports") if default_storage.exists("reports") else ([], [])
    return {
        f"reports/{folder}/{name}" for folder in folders for name in default_storage.listdir(f"reports/{folder}")[1]
    }


@pytest.fixture
def no_new_files() -> Iterator[None]:
    before = stored_files()
    yield
    assert stored_files() == before


def test_asking_twice_makes_one(town: Town, django_capture_on_commit_callbacks: Capture) -> None:
    with django_capture_on_commit_callbacks() as callbacks:  # type: ignore[attr-defined]  # a fixture's context manager
        first, second = ask(town, town.official), ask(town, town.leader)
    assert first == second
    assert len(callbacks) == 1
    assert list(AuditEvent.objects.filter(action="report_request").values_list("stream", "subject")) == [
        (f"dossier:{town.dossier.pk}", f"report:{first.pk}")
    ]


def test_a_finished_report_does_not_hinder_the_next(town: Town) -> None:
    first = made.sheet(town.dossier, town.official)
    assert ask(town, town.official) != first


def test_the_job_is_started_on_commit(town: Town, django_capture_on_commit_callbacks: Capture) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # a fixture's context manager
        report = ask(town, town.official)
    report.refresh_from_db()
    assert report.state == Report.State.DONE


@pytest.mark.parametrize("name", ["other_official", "other_leader", "council", "observer", "administrator"])
def test_others_may_not_ask_for_a_sheet(town: Town, name: str) -> None:
    steps.bring_to(town, State.SUBMITTED)
    with pytest.raises(NotAllowedError):
        ask(town, getattr(town, name))


@pytest.mark.parametrize("name", ["official", "leader", "council", "observer", "administrator"])
def test_others_may_not_ask_for_the_report_of_a_campaign(town: Town, name: str) -> None:
    with pytest.raises(NotAllowedError):
        ask(town, getattr(town, name), dossier=False)


@pytest.mark.parametrize(
    ("name", "by_office"), [("official", False), ("leader", False), ("reviewer", True), ("decider", True)]
)
def test_who_asked_is_kept(town: Town, name: str, by_office: object) -> None:
    steps.bring_to(town, State.SUBMITTED)
    report = ask(town, getattr(town, name))
    assert (report.by_office, report.requested_by) == (by_office, getattr(town, name))


def test_the_office_gets_no_sheet_of_a_draft(town: Town) -> None:
    with pytest.raises(DomainError, match="chưa nộp hồ sơ"):
        ask(town, town.head)


def test_nothing_to_report_before_the_campaign_is_open(town: Town) -> None:
    other = make_campaign(town.authority, town.wards, town.standard, town.head, year=2019)
    Campaign.objects.filter(pk=other.pk).update(state="preparing", opened_at=None, opened_by=None)
    with pytest.raises(DomainError, match="chưa mở"):
        reports.request(Report(kind=Report.Kind.CAMPAIGN_RESULT, campaign_id=other.pk), actor=town.head, at=NOW)


def test_a_made_report_keeps_hashes_size_pages_and_data(town: Town) -> None:
    report = made.sheet(town.dossier, town.official)
    content = made.content(report)
    assert report.sha256 == hashlib.sha256(content).hexdigest()
    assert report.size == len(content)
    assert report.pages == len(made.pages(report))
    assert report.data_sha256 == audit.sha256_of(report.data)
    assert (report.progress, report.step, report.error, report.finished_at) == (100, "", "", NOW)
    assert re.fullmatch(r"reports/([0-9a-f]{2})/\1[0-9a-f]{30}\.pdf", str(report.file.name))


def test_the_stored_data_gives_the_stored_file_again(town: Town) -> None:
    report = made.sheet(town.dossier, town.official)
    again = documents.render(
        report.kind,
        report.data,
        stamp=documents.stamp_of(report),
        identifier=report.data_sha256[:32],
        beat=made.no_beat,
    )
    assert hashlib.sha256(again.content).hexdigest() == report.sha256


def test_a_report_that_has_its_data_is_printed_from_it(town: Town) -> None:
    first = made.sheet(town.dossier, town.official)
    second = ask(town, town.official)
    Report.objects.filter(pk=second.pk).update(data=first.data, number="12/BC-UBND")
    second = made.made(second, at=NOW + timedelta(days=40))
    assert second.data == first.data
    assert "Số: 12/BC-UBND" in made.text(second)


def test_making_a_report_twice_changes_nothing(town: Town) -> None:
    report = made.sheet(town.dossier, town.official)
    before = Report.objects.values().get(pk=report.pk)
    files = stored_files()
    report_runs.render(report_id=report.pk, clock=lambda: NOW + timedelta(hours=1))
    assert Report.objects.values().get(pk=report.pk) == before
    assert stored_files() == files


@pytest.mark.usefixtures("no_new_files")
def test_a_report_that_another_job_is_making_is_left_alone(town: Town) -> None:
    report = ask(town, town.official)
    Report.objects.filter(pk=report.pk).update(state="running", progress=40, started_at=NOW)
    report_runs.render(report_id=report.pk, clock=lambda: NOW + timedelta(seconds=30))
    report.refresh_from_db()
    assert (report.state, report.progress) == ("running", 40)


def test_a_report_of_a_dead_worker_is_taken_over(town: Town) -> None:
    report = ask(town, town.official)
    Report.objects.filter(pk=report.pk).update(state="running", progress=40, started_at=NOW)
    made.made(report, at=NOW + report_runs.SILENCE)


@pytest.mark.usefixtures("no_new_files")
@pytest.mark.parametrize("progress", [30, 95])
def test_who_lost_the_report_stores_nothing(town: Town, progress: int) -> None:
    report = ask(town, town.official)
    taken_over = NOW + timedelta(hours=1)

    def clock() -> datetime:
        """Let another job take the report over when the first one has come so far."""
        Report.objects.filter(pk=report.pk, progress=progress).update(started_at=taken_over)
        return NOW

    report_runs.render(report_id=report.pk, clock=clock)
    report.refresh_from_db()
    assert (report.state, report.file.name, report.started_at) == ("running", "", taken_over)
    assert not report.files.exists()


def test_progress_is_written_while_the_pages_are_laid_out(town: Town) -> None:
    report = ask(town, town.official)
    seen: list[tuple[int, str]] = []
    ticks = iter(range(10_000))

    def clock() -> datetime:
        seen.append(Report.objects.values_list("progress", "step").get(pk=report.pk))
        return NOW + timedelta(seconds=next(ticks))

    report_runs.render(report_id=report.pk, clock=clock)
    shown = list(dict.fromkeys(seen))
    percents = [percent for percent, _ in shown]
    assert percents == sorted(percents)
    assert (32, "Đang dàn trang 1") in shown
    assert (95, "Đang lưu tệp") in shown


@pytest.fixture
def broken_printer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the style sheet away, as a damaged installation would."""
    monkeypatch.setattr(pdf, "STYLES", pdf.STATIC / "css" / "missing.css")


@pytest.mark.usefixtures("broken_printer", "no_new_files")
def test_a_failure_shows_a_sentence(town: Town) -> None:
    report = ask(town, town.official)
    report_runs.render(report_id=report.pk, clock=lambda: NOW)
    report.refresh_from_db()
    assert (report.state, report.finished_at, report.file.name) == ("failed", NOW, "")
    assert report.error.startswith("Hệ thống gặp lỗi khi tạo tệp. Vui lòng bấm “Tạo lại”")


def test_without_the_system_s_libraries_the_sentence_says_what_to_install(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_missing", OSError("libpango"))
    report = ask(town, town.official)
    report_runs.render(report_id=report.pk, clock=lambda: NOW)
    report.refresh_from_db()
    assert report.state == Report.State.FAILED
    assert report.error.startswith("Máy chủ chưa có thư viện Pango nên chưa tạo được tệp PDF.")


def test_a_failed_report_can_be_made_again(town: Town) -> None:
    report = ask(town, town.official)
    Report.objects.filter(pk=report.pk).update(
        state="failed", error="Lỗi.", progress=30, finished_at=NOW, started_at=NOW
    )
    later = NOW + timedelta(hours=1)
    again = reports.retry(report_id=report.pk, actor=town.leader, at=later)
    assert (again.state, again.error, again.requested_by, again.requested_at) == ("queued", "", town.leader, later)
    made.made(again, at=later)


def test_a_finished_report_is_not_made_again(town: Town) -> None:
    report = made.sheet(town.dossier, town.official)
    assert reports.retry(report_id=report.pk, actor=town.official, at=NOW).state == Report.State.DONE


def test_others_may_not_try_again(town: Town) -> None:
    report = ask(town, town.official)
    with pytest.raises(NotAllowedError):
        reports.retry(report_id=report.pk, actor=town.other_official, at=NOW)


@pytest.mark.parametrize(
    ("values", "sent"),
    [
        ({"state": "queued"}, 1),
        ({"state": "running", "started_at": NOW}, 1),
        ({"state": "running", "started_at": NOW + timedelta(minutes=9)}, 0),
        ({"state": "failed"}, 0),
    ],
)
def test_the_sweep_sends_what_nobody_works_on(
    town: Town, values: dict[str, object], sent: int, django_capture_on_commit_callbacks: Capture
) -> None:
    report = ask(town, town.official)
    Report.objects.filter(pk=report.pk).update(**values)
    with django_capture_on_commit_callbacks() as callbacks:  # type: ignore[attr-defined]  # a fixture's context manager
        assert report_runs.resume(at=NOW + timedelta(minutes=10)) == sent
    assert len(callbacks) == sent


def test_the_sweep_leaves_a_fresh_request_to_the_worker(town: Town) -> None:
    ask(town, town.official)
    assert report_runs.resume(at=NOW + timedelta(seconds=30)) == 0


def test_the_sweep_finishes_what_a_dead_worker_left(town: Town, django_capture_on_commit_callbacks: Capture) -> None:
    report = ask(town, town.official)
    Report.objects.filter(pk=report.pk).update(state="running", progress=40, started_at=NOW)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # a fixture's context manager
        resume_reports()
    report.refresh_from_db()
    assert report.state == Report.State.DONE


@pytest.mark.django_db
def test_a_job_for_a_report_that_is_gone_does_nothing() -> None:
    render_report(report_id=0)


def test_gathering_a_campaign_does_not_ask_more_for_more_communes(town: Town) -> None:
    steps.bring_to(town, State.UNDER_REVIEW)
    with CaptureQueriesContext(
        connection,
    ) as one:
        made.campaign_result(town.campaign, town.head)
    steps.bring_to(town, State.UNDER_REVIEW, town.other_dossier)
    with CaptureQueriesContext(connection) as two:
        made.campaign_result(town.campaign, town.head)
    assert len(two) == len(one)
