"""Reads hostile bytes with a module of ours in a short-lived process, and takes its answer as JSON.

The reader is a module with `main()`. It gets the content as its standard input, a real file that can be searched, its
arguments from `sys.argv[1:]`, and prints one JSON text. It knows no settings, no database and no secrets.
"""

import json
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
from typing import IO, Any

_ROOT = Path(__file__).resolve().parents[3]
MEGABYTE = 1024 * 1024
_ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
# The product's package itself would load Celery, the settings and with them every secret: only its folder is made known.
_START = (
    "import sys, types; root = sys.argv[1]; sys.path.insert(0, root); "
    "top = types.ModuleType('tiepcanpl'); top.__path__ = [root + '/tiepcanpl']; sys.modules['tiepcanpl'] = top; "
    "from tiepcanpl.kit.confined import launcher; launcher.confine(int(sys.argv[2]), int(sys.argv[3]), 0); "
    "sys.argv = sys.argv[4:]; from importlib import import_module; import_module(sys.argv[0]).main()"
)
_OUT_OF_TIME = {-signal.SIGXCPU, -signal.SIGKILL}
_PIECE = 256 * 1024
_SAID = 500  # characters of what the reader said that stand in the error


class ConfinedError(Exception):
    """The reader gave no answer: it crashed or asked for too much memory."""


class OutOfTimeError(ConfinedError):
    """The reader took too long, by the clock or by the processor."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader may use: memory in MB (address space), processor and wall-clock time in seconds."""

    memory_mb: int = 1024
    cpu_seconds: int = 30
    seconds: float = 60


def read(module: str, content: IO[bytes], *arguments: str, limits: Limits | None = None) -> Any:  # noqa: ANN401  # JSON
    """Run the module over the content from its beginning, and leave the content there. Raises ConfinedError."""
    bounds = limits or Limits()
    content.seek(0)
    try:
        with _with_descriptor(content) as source:
            done = _run([module, *arguments], source, bounds)
    except subprocess.TimeoutExpired as error:
        raise OutOfTimeError(f"{module} gave no answer in time") from error
    finally:
        content.seek(0)
    if done.returncode in _OUT_OF_TIME:
        raise OutOfTimeError(f"{module} was ended by {done.returncode}")
    if done.returncode:
        raise ConfinedError(f"{module} ended with {done.returncode}: {_words(done.stderr)}")
    try:
        return json.loads(done.stdout)
    except ValueError as error:
        raise ConfinedError(f"{module} gave no JSON") from error


def _run(command: list[str], source: IO[bytes], limits: Limits) -> "subprocess.CompletedProcess[bytes]":
    figures = [str(_ROOT), str(limits.memory_mb * MEGABYTE), str(limits.cpu_seconds)]
    return subprocess.run(  # noqa: S603  # this interpreter with a module of ours; the file is its input
        [sys.executable, "-I", "-c", _START, *figures, *command],
        stdin=source,
        capture_output=True,
        timeout=limits.seconds,
        env=_ENVIRONMENT,
        check=False,
    )


@contextmanager
def _with_descriptor(content: IO[bytes]) -> Iterator[IO[bytes]]:
    """Give the file as the system knows it; what lies in memory or elsewhere is copied piece by piece."""
    try:
        content.fileno()
    except (AttributeError, UnsupportedOperation):
        with tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(content, copy, _PIECE)
            copy.flush()
            copy.seek(0)
            yield copy
    else:
        content.flush()
        yield content


def _words(said: bytes) -> str:
    return said[-_SAID:].decode("utf-8", "replace").strip()
