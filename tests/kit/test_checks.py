"""System checks say what would fail later."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tiepcanpl.kit import checks, filetypes


def ids(found: list[checks.checks.CheckMessage]) -> list[str | None]:
    return [message.id for message in found]


def test_a_writable_storage_is_fine_and_stays_clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(checks, "connections", {"default": SimpleNamespace(vendor="oracle")})
    assert ids(checks.database_supported(None, databases=["default"])) == ["kit.E003"]


def test_a_missing_libmagic_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filetypes, "HAS_LIBMAGIC", False)
    assert ids(checks.types_by_libmagic(None)) == ["kit.W002"]
