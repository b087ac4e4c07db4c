"""`scripts/run` on an empty folder: it comes up, works, stops, and keeps the data."""

import os
import re
import signal
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.consistency.repository import ROOT

pytestmark = pytest.mark.whole
# Asks for a report as the office does, and waits until the running worker has made it.
ASK_FOR_A_REPORT = """
import time
from django.utils import timezone
from assessments.models import Dossier, Report
from assessments.services import reports
from communes.models import User
dossier = Dossier.objects.filter(state="recognised").first()
report = reports.request(
    Report(kind=Report.Kind.SCORE_SHEET, campaign_id=dossier.campaign_id, dossier_id=dossier.pk),
    actor=User.objects.get(username="truongphong"), at=timezone.now(),
)
for _ in range(90):
    report.refresh_from_db()
    if report.state in ("done", "failed"):
        break
    time.sleep(1)
print(report.state, report.error)
"""
READY = "Hệ thống đã sẵn sàng"
PATIENCE = 120  # seconds, on a busy machine


class Product:
    """The running script, its address and what it prints."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def get(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


def _wait_until_ready(product: Product) -> None:
    deadline = time.monotonic() + PATIENCE
    while READY not in product.said():
        assert product.process.poll() is None, product.said()
        assert time.monotonic() < deadline, product.said()
        time.sleep(0.2)


def _environment(var: Path, port: int) -> dict[str, str]:
    """Return a plain environment: nothing of the test run may reach the product."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "VAR_DIR": str(var), "PORT": str(port)}


@contextmanager
def _running(folder: Path, port: int) -> Iterator[Product]:
    log = folder / f"log-{time.monotonic_ns()}"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(ROOT / "scripts" / "run")],
            env=_environment(folder / "var", port),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    product = Product(process, port, log)
    try:
        _wait_until_ready(product)
        yield product
    finally:
        if process.poll() is None:
            product.stop()


def _shell(var: Path, code: str) -> str:
    environment = {**_environment(var, 0), "SECRET_KEY_FILE": str(var / "secret-key")}
    command = [str(ROOT / ".venv" / "bin" / "python"), "manage.py", "shell", "--no-imports", "--command", code]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _count(var: Path, table: str) -> int:
    with closing(sqlite3.connect(var / "db.sqlite3")) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608  # our own names


def _worker_of(product: Product) -> int:
    """Return the process id of the worker: a child of the script that runs celery."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = re.search(r"^PPid:\t(\d+)$", (folder / "status").read_text(), flags=re.MULTILINE)
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if parent and int(parent[1]) == product.process.pid and b"celery" in command:
            return int(folder.name)
    raise AssertionError(product.said())


def test_it_comes_up_works_stops_and_keeps_the_data(tmp_path: Path, unused_port: int) -> None:
    var = tmp_path / "var"
    with _running(tmp_path, unused_port) as product:
        assert (product.get("/health/"), product.get("/"), product.get("/khong-co/")) == (200, 200, 404)
        password = (var / "demo-password").read_text().strip()
        assert password in product.said()
        assert _shell(var, ASK_FOR_A_REPORT).split() == ["done"]
        assert product.stop() == 0
    private = {name: (var / name).stat().st_mode & 0o777 for name in ("demo-password", "secret-key")}
    assert private == {"demo-password": 0o600, "secret-key": 0o600}
    assert var.stat().st_mode & 0o777 == 0o700
    before = {
        table: _count(var, table) for table in ("communes_user", "assessments_dossier", "assessments_auditevent")
    }
    assert before["communes_user"] > 0
    key = (var / "secret-key").read_text()
    with _running(tmp_path, unused_port) as product:
        assert password in product.said()
        assert {table: _count(var, table) for table in before} == before
        assert (var / "secret-key").read_text() == key
        os.kill(_worker_of(product), signal.SIGKILL)
        assert product.process.wait(timeout=60) == 1
    assert "Tiến trình chạy nền (worker) đã dừng ngoài ý muốn" in product.said()


def test_a_taken_port_is_named(tmp_path: Path, taken_port: int) -> None:
    done = subprocess.run(
        [str(ROOT / "scripts" / "run")],
        env=_environment(tmp_path / "var", taken_port),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"Cổng {taken_port} đang có chương trình khác dùng." in done.stderr.decode()
