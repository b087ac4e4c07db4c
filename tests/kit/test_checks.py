"""System checks say what would fail later."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage
from pytest_django import Settings

from tiepcanpl.kit import checks, filetypes
from tiepcanpl.kit.seeing import office, recognition


def ids(found: list[CheckMessage]) -> list[str | None]:
    return [message.id for message in found]


def test_a_writable_storage_is_fine_and_stays_clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(checks, "default_storage", FileSystemStorage(location=tmp_path))
    assert checks.storage_writable(None) == []
    assert list(tmp_path.iterdir()) == []


def test_a_storage_that_is_no_folder_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    monkeypatch.setattr(checks, "default_storage", FileSystemStorage(location=tmp_path / "taken"))
    assert ids(checks.storage_writable(None)) == ["kit.E001"]


def test_without_redis_the_folder_of_the_queue_is_probed(settings: Settings, tmp_path: Path) -> None:
    settings.REDIS_URL = ""
    settings.BROKER_DIR = tmp_path
    assert ids(checks.broker_reachable(None)) == ["kit.W001"]
    settings.BROKER_DIR = tmp_path / "missing"
    assert ids(checks.broker_reachable(None)) == ["kit.W001", "kit.E002"]


def test_a_redis_that_does_not_answer_is_an_error(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert ids(checks.broker_reachable(None)) == ["kit.E002"]


def test_other_databases_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.database_supported(None, databases=["default"]) == []
    monkeypatch.setattr(checks, "connections", {"default": SimpleNamespace(vendor="oracle")})
    assert ids(checks.database_supported(None, databases=["default"])) == ["kit.E003"]


def test_a_missing_libmagic_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filetypes, "HAS_LIBMAGIC", False)
    assert ids(checks.types_by_libmagic(None)) == ["kit.W002"]


def test_programs_that_are_missing_are_told_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "program", lambda: None)
    monkeypatch.setattr(office, "program", lambda: None)
    assert ids(checks.programs_that_read_files(None)) == ["kit.I001", "kit.I002"]
    monkeypatch.setattr(recognition, "program", lambda: "/usr/bin/tesseract")
    monkeypatch.setattr(office, "program", lambda: "/usr/bin/soffice")
    assert checks.programs_that_read_files(None) == []
