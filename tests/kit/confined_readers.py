"""Readers that misbehave, run by the tests of the confined process."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

SECRETS = {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "VAR_DIR"}


def _spin() -> str:
    while True:
        pass


def _write() -> str:
    Path("/tmp/confined-reader-must-not-write").write_bytes(b"x")  # noqa: S108  # refused by its limits
    return "0"


def _sleep() -> str:
    time.sleep(60)
    return "0"


READERS: dict[str, Callable[[], str]] = {
    "echo": lambda: f'"{os.fdopen(0, "rb").read().decode()}"',
    "secrets": lambda: str(len(SECRETS & set(os.environ))),
    "sleep": _sleep,
    "spin": _spin,
    "swell": lambda: str(len(bytes(2 * 1024**3))),
    "write": _write,
    "die": os.abort,
    "babble": lambda: "not JSON",
}


def main() -> None:
    sys.stdout.write(READERS[sys.argv[1]]())
