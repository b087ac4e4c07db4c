"""A real worker process: on the folders of the embedded default, and on Redis where one is given."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings

PATIENCE = 120  # seconds
ASK = """
import django
django.setup()
from assessments.models import Report
from assessments.services import reports
from tests.factories import NOW
from tests.factories.town import make_town
town = make_town()
reports.request(Report(kind=Report.Kind.CAMPAIGN_RESULT, campaign=town.campaign), actor=town.head, at=NOW)
"""
LEAVE_LYING = """
import django
django.setup()
from celery import current_app
from assessments.models import Report
from tests.factories import NOW
done = Report.objects.get()
done.pk, done.state, done.progress, done.file, done.code, done.started_at = None, "running", 40, "", "", NOW
done.save()
current_app.send_task("resume_reports")
"""

ASK_BIG = """
import django
django.setup()
from tests.factories.town import make_town
from tests.reports import big
town = make_town()
big.ask(town.campaign, town.head, recognised=500, others=0)
"""
LET_TIME_PASS = """
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from celery import current_app
from assessments.models import Report, ReportPart
past = timezone.now() - timedelta(minutes=3)
Report.objects.filter(state="running").update(started_at=past)
ReportPart.objects.filter(state="running").update(started_at=past)
current_app.send_task("resume_reports")
"""


@pytest.fixture(params=["filesystem", "redis"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Give the environment of a product of its own: data, files and broker are apart from those of the tests."""
    redis = os.environ.get("REDIS_URL", "")
    if request.param == "redis" and not redis:
        pytest.skip("REDIS_URL is not set")
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(settings.BASE_DIR),
        "DJANGO_SETTINGS_MODULE": "tiepcanpl.settings",
        "SECRET_KEY": "tests-only",
        "VAR_DIR": str(tmp_path / "var"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "REDIS_URL": redis if request.param == "redis" else "",
    }


def run(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=environment, cwd=settings.BASE_DIR, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


@contextmanager
def worker(environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "celery", "-A", "tiepcanpl", "worker", "--concurrency", "1", "--loglevel", "INFO"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=settings.BASE_DIR,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE)


def states(database: Path) -> list[str]:
    with closing(sqlite3.connect(database, timeout=20)) as connection:
        return [state for (state,) in connection.execute("SELECT state FROM assessments_report ORDER BY id")]


def wait_for(database: Path, wanted: list[str], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while states(database) != wanted:
        assert time.monotonic() < until, log.read_text(encoding="utf-8")
        time.sleep(0.2)


@pytest.mark.slow
def test_a_worker_makes_what_was_asked_and_takes_up_what_was_left(environment: dict[str, str], tmp_path: Path) -> None:
    database, log = tmp_path / "db.sqlite3", tmp_path / "worker.log"
    run(environment, "manage.py", "migrate", "--verbosity", "0")
    run(environment, "-c", ASK)
    assert states(database) == ["queued"]
    with worker(environment, log):
        wait_for(database, ["done"], log)
        run(environment, "-c", LEAVE_LYING)
        wait_for(database, ["done", "done"], log)
    files = sorted((tmp_path / "var" / "media" / "reports").rglob("*.pdf"))
    assert [file.read_bytes()[:5] for file in files] == [b"%PDF-", b"%PDF-"]


def parts(database: Path) -> dict[str, tuple[str, int]]:
    """Return the file of each part that is done, and how often each was begun, by their numbers."""
    with closing(sqlite3.connect(database, timeout=20)) as connection:
        rows = connection.execute("SELECT number, file, attempts, state FROM assessments_reportpart").fetchall()
    return {number: (file, attempts) for number, file, attempts, state in rows if state == "done"}


@pytest.mark.slow
def test_a_killed_worker_costs_only_the_part_that_it_was_making(environment: dict[str, str], tmp_path: Path) -> None:
    database, log = tmp_path / "db.sqlite3", tmp_path / "worker.log"
    run(environment, "manage.py", "migrate", "--verbosity", "0")
    run(environment, "-c", ASK_BIG)
    until = time.monotonic() + PATIENCE
    with worker(environment, log) as process:
        while len(parts(database)) < 2:  # some are done, others are not
            assert time.monotonic() < until, log.read_text(encoding="utf-8")
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGKILL)
    assert states(database) == ["running"]
    before = parts(database)
    run(environment, "-c", LET_TIME_PASS)
    with worker(environment, log):
        kept: dict[str, tuple[str, int]] = {}
        while states(database) != ["done"]:
            kept = parts(database) or kept
            assert time.monotonic() < until + PATIENCE, log.read_text(encoding="utf-8")
            time.sleep(0.1)
    assert {number: kept[number] for number in before} == before
    assert not list((tmp_path / "var" / "media" / "reports").rglob("*.html"))
