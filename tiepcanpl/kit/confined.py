"""Reads hostile bytes in a process of its own: what crashes, hangs or swells there harms nobody here.

The reader is a module with `main()`. It gets the content as its standard input, a real file that can be searched, and
prints one JSON text. It knows no settings, no database and no secrets: its environment is empty.
"""

import json
import resource
import runpy
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1024 * 1024
_ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}


class ConfinedError(Exception):
    """The reader gave no answer: it crashed, asked for too much memory or took too long."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader may use: memory in MB (address space), processor and wall-clock time in seconds."""

    memory_mb: int = 1024
    cpu_seconds: int = 30
    seconds: int = 60


def read(module: str, content: IO[bytes], *arguments: str, limits: Limits | None = None) -> Any:  # noqa: ANN401  # JSON
    """Run the module over the content, a file with a descriptor, from its beginning. Raises ConfinedError."""
    bounds = limits or Limits()
    content.flush()
    content.seek(0)
    command = [sys.executable, "-m", __name__, str(bounds.memory_mb), str(bounds.cpu_seconds), module, *arguments]
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and module
            command,
            stdin=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env=_ENVIRONMENT,
            timeout=bounds.seconds,
            check=True,
        )
        return json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise ConfinedError("no answer in time") from error
    except subprocess.CalledProcessError as error:
        raise ConfinedError(f"ended with {error.returncode}") from error
    except ValueError as error:
        raise ConfinedError("no JSON") from error


def _limit(memory_mb: int, cpu_seconds: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, memory_mb * MEGABYTE),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))


if __name__ == "__main__":
    _limit(int(sys.argv[1]), int(sys.argv[2]))
    sys.argv = sys.argv[3:]
    runpy.run_module(sys.argv[0], run_name="__main__")
