"""Text of scans and photos in Vietnamese, by Tesseract where it is installed."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

from tiepcanpl.kit.seeing import pages, sandbox

LANGUAGE = "vie"
_LIMITS = sandbox.Limits(seconds=60, memory=1536 * sandbox.MEGABYTE)
_WITH_ORIENTATION, _PLAIN = "1", "3"


@cache
def program() -> str | None:
    """Return where Tesseract lies if it knows Vietnamese, or None; a later installation is seen after a restart."""
    found = shutil.which("tesseract")
    if found is None:
        return None
    listed = subprocess.run([found, "--list-langs"], capture_output=True, text=True, check=False)  # noqa: S603  # fixed
    return found if LANGUAGE in listed.stdout.split() else None


def read(picture: Path, folder: Path) -> str:
    """Return the text of a picture; it may lie on its side. Raises SandboxError."""
    found = program()
    if found is None:
        raise sandbox.SandboxError("Tesseract for Vietnamese is not installed")
    try:
        _recognise(found, picture, folder, _WITH_ORIENTATION)
    except sandbox.TimedOutError:
        raise
    except sandbox.SandboxError:  # too few letters to tell which side is up
        _recognise(found, picture, folder, _PLAIN)
    return pages.clean((folder / "words.txt").read_text(encoding="utf-8", errors="ignore"))


def _recognise(found: str, picture: Path, folder: Path, mode: str) -> None:
    command: list[str | Path] = [found, picture, folder / "words", "-l", LANGUAGE, "--psm", mode]
    sandbox.run(command, folder=folder, limits=_LIMITS)
