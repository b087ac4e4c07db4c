"""Starts a program on hostile bytes: limits of time, memory and file size, an empty environment, a folder of its own."""

import contextlib
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tiepcanpl.kit.confined import launcher

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
_LAUNCHER = Path(launcher.__file__)
_LARGEST_FILE = 512 * MEGABYTE
_SAID = 2000  # characters of what the program said that reach the log


class SandboxError(Exception):
    """The program did not do its work."""


class TimedOutError(SandboxError):
    """The program took longer than it may."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a program may use: seconds by the clock, bytes of address space."""

    seconds: int
    memory: int


def run(command: Sequence[str | Path], *, folder: Path, limits: Limits) -> None:
    """Run a program (given by its full path) in the folder and wait for it; whatever it started dies with it.

    It sees neither our environment nor our standard input. Raises TimedOutError, and SandboxError for every other failure.
    """
    said = folder / "said.txt"
    figures = (limits.memory, limits.seconds, _LARGEST_FILE)
    with said.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  # a fixed program; the file is an argument, never a command
            [sys.executable, "-I", _LAUNCHER, *map(str, figures), *command],
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            code = process.wait(limits.seconds)
        except subprocess.TimeoutExpired as error:
            raise TimedOutError(f"{command[0]} took longer than {limits.seconds} s") from error
        finally:
            _end(process)
    if code != 0:
        words = said.read_text(encoding="utf-8", errors="replace")[-_SAID:].strip()
        raise SandboxError(f"{command[0]} ended with {code}: {words}")


def _environment(folder: Path) -> dict[str, str]:
    home = str(folder)
    return {"PATH": os.defpath, "HOME": home, "TMPDIR": home, "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill the whole group: some programs leave helpers behind."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
