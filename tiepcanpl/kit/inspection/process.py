"""Runs an inspection in a short-lived process: hostile bytes can kill that process, and nothing else."""

import json
import logging
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import UnsupportedOperation
from pathlib import Path
from typing import IO

from tiepcanpl.kit import filetypes
from tiepcanpl.kit.inspection.findings import Finding, Report

logger = logging.getLogger(__name__)

_PRODUCT = Path(__file__).resolve().parents[2]
# The product's package itself would load Celery, the settings and with them every secret: only its folder is made known.
_START = (
    "import sys, types; top = types.ModuleType('tiepcanpl'); top.__path__ = [sys.argv[1]]; "
    "sys.modules['tiepcanpl'] = top; from tiepcanpl.kit.inspection.child import main; main()"
)
_TYPES = {kind.media_type: kind for kind in filetypes.ACCEPTED}
_OUT_OF_TIME = {-signal.SIGXCPU, -signal.SIGKILL}
_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one inspection may use: seconds of the processor, seconds on the clock, bytes of address space."""

    cpu: int = 10
    wall: float = 30.0
    memory: int = 1024 * 1024 * 1024


def inspect(file: IO[bytes], limits: Limits | None = None) -> Report:
    """Inspect an open file from its beginning and leave it there. Never raises because of what the file holds."""
    allowed = limits or Limits()
    file.seek(0)
    try:
        with _with_descriptor(file) as source:
            return _read(_run(source, allowed))
    except subprocess.TimeoutExpired:
        return Report(None, Finding.HEAVY)
    finally:
        file.seek(0)


@contextmanager
def _with_descriptor(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """Give the file as the system knows it; what lies in memory or elsewhere is copied piece by piece."""
    try:
        file.fileno()
    except (AttributeError, UnsupportedOperation):
        with tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(file, copy, _PIECE)
            copy.flush()
            yield copy
    else:
        yield file


def _run(source: IO[bytes], limits: Limits) -> "subprocess.CompletedProcess[bytes]":
    arguments = [str(_PRODUCT), str(limits.cpu), str(limits.memory)]
    return subprocess.run(  # noqa: S603  # this interpreter with our own words; the file is its input
        [sys.executable, "-I", "-c", _START, *arguments],
        stdin=source,
        capture_output=True,
        timeout=limits.wall,
        env={"LC_ALL": "C.UTF-8"},
        check=False,
    )


def _read(done: "subprocess.CompletedProcess[bytes]") -> Report:
    if done.returncode in _OUT_OF_TIME:
        return Report(None, Finding.HEAVY)
    try:
        found = json.loads(done.stdout)
        fault = Finding(found["fault"]) if found["fault"] else None
        return Report(_TYPES.get(found["type"]), fault, tuple(map(Finding, found["notes"])))
    except ValueError:
        logger.warning(
            "An inspection died with %s: %s", done.returncode, done.stderr[-2000:].decode("utf-8", "replace")
        )
        return Report(None, Finding.UNREADABLE)
