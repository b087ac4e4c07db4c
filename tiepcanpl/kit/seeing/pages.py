"""The pages of a file as pictures and text, made by a process of their own."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tiepcanpl.kit import filetypes
from tiepcanpl.kit.seeing import sandbox
from tiepcanpl.kit.text import nfc

CHUNK = 20  # pages that are drawn, and shown, at once
PICTURES = frozenset({filetypes.JPEG.media_type, filetypes.PNG.media_type})
_SCRIPT = Path(__file__).with_name("drawing.py")  # never imported here: its libraries are large
_LIMITS = sandbox.Limits(seconds=120, memory=1536 * sandbox.MEGABYTE)


@dataclass(frozen=True, slots=True)
class Look:
    """What a file holds: pages in all, sizes in pixels and texts of those that are shown, the thumbnail's size.

    `is_cut` tells that not all of the text was read.
    """

    count: int
    sizes: tuple[tuple[int, int], ...]
    texts: tuple[str, ...]
    thumbnail: tuple[int, int]
    is_cut: bool


def look(source: Path, kind: str, folder: Path) -> Look:
    """Read the whole file and draw its first pages into the folder. Raises SandboxError."""
    found = _order(folder, source=str(source), kind=kind, read=True, pages=[1, CHUNK])
    return Look(
        count=int(found["count"]),
        sizes=tuple((int(width), int(height)) for width, height in found["sizes"]),
        texts=tuple(clean(text) for text in found["texts"]),
        thumbnail=(int(found["thumbnail"][0]), int(found["thumbnail"][1])),
        is_cut=bool(found["cut"]),
    )


def draw(source: Path, kind: str, folder: Path, *, first: int) -> None:
    """Draw one chunk of pages into the folder. Raises SandboxError."""
    _order(folder, source=str(source), kind=kind, pages=[first, first + CHUNK - 1])


def draw_scan(source: Path, kind: str, folder: Path, number: int) -> Path:
    """Draw one page in grey, large enough for recognition, and return where it lies. Raises SandboxError."""
    _order(folder, source=str(source), kind=kind, scans=[number])
    return folder / f"scan-{number}.png"


def pictures(folder: Path, numbers: Sequence[int]) -> list[Path]:
    """Return the pictures of the pages that were drawn, large and small."""
    names = [name for number in numbers for name in (f"{number}.webp", f"{number}-nho.webp")]
    return [folder / name for name in names if (folder / name).exists()]


def clean(text: str) -> str:
    """Return text that every database keeps: composed, without NUL, half characters and page breaks of its own."""
    whole = text.encode("utf-8", "ignore").decode("utf-8")
    return nfc(whole.replace("\0", "").replace("\f", " ").replace("\r\n", "\n")).strip()


def _order(folder: Path, **order: Any) -> dict[str, Any]:
    paper = folder / "order.json"
    paper.write_text(json.dumps(order), encoding="utf-8")
    sandbox.run([sys.executable, "-I", _SCRIPT, paper], folder=folder, limits=_LIMITS)
    try:
        found = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise sandbox.SandboxError("The result cannot be read") from error
    if not isinstance(found, dict):
        raise sandbox.SandboxError("The result is no result")
    return found
