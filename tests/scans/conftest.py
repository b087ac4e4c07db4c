"""One clamd for all tests of this folder; each test finds it running and configured."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.factories.clamd import PROGRAM, Clamd


@pytest.fixture(scope="session")
def _daemon() -> Iterator[Clamd]:
    if not PROGRAM:
        pytest.skip("clamd is not on this machine (clamav-daemon)")
    daemon = Clamd()
    daemon.start()
    yield daemon
    daemon.remove()


@pytest.fixture
def clamd(_daemon: Clamd, settings: Settings, tmp_path: Path) -> Iterator[Clamd]:
    """Give the daemon, running; files lie on a scratch disk."""
    settings.CLAMD_URL, settings.MEDIA_ROOT = _daemon.url, tmp_path
    yield _daemon
    if not _daemon._process:  # noqa: SLF001  # the next test finds it running
        _daemon.start()
