"""The inspecting process: reads the file from standard input, writes one line of JSON."""

import json
import sys
import warnings
from typing import IO

from tiepcanpl.kit import filetypes
from tiepcanpl.kit.filetypes import FileType
from tiepcanpl.kit.inspection import disguise
from tiepcanpl.kit.inspection.findings import Finding, RefusedError

_Notes = set[Finding]


def main() -> None:
    """Inspect standard input."""
    warnings.simplefilter("ignore")
    with open(0, "rb", closefd=False) as file:
        kind, fault, notes = examine(file)
    found = {"type": kind.media_type if kind else "", "fault": fault or "", "notes": sorted(notes)}
    sys.stdout.write(json.dumps(found))


def examine(file: IO[bytes]) -> tuple[FileType | None, Finding | None, _Notes]:
    """Return the type, the fault and the notes; whatever a reader raises on such bytes means that they are broken."""
    kind = None
    try:
        kind = filetypes.detect(file)
        return kind, None, disguise.refuse(file) if kind is None else _check(file, kind)
    except RefusedError as refused:
        return kind, refused.finding, set()
    except ImportError:  # not the file's fault: this process cannot work
        raise
    except MemoryError:
        return kind, Finding.HEAVY, set()
    except Exception:  # noqa: BLE001  # three libraries and their dozens of errors mean the same here
        return kind, Finding.BROKEN, set()


def _check(file: IO[bytes], kind: FileType) -> _Notes:
    """Load only the library that the type needs: that is most of the time of an inspection."""
    if kind is filetypes.PDF:
        from tiepcanpl.kit.inspection import pdf  # noqa: PLC0415  # see above

        return pdf.check(file)
    if kind in (filetypes.JPEG, filetypes.PNG):
        from tiepcanpl.kit.inspection import images  # noqa: PLC0415  # see above

        return images.check(file)
    if kind in (filetypes.DOC, filetypes.XLS):
        from tiepcanpl.kit.inspection import ole  # noqa: PLC0415  # see above

        return ole.check(file)
    from tiepcanpl.kit.inspection import ooxml  # noqa: PLC0415  # see above

    return ooxml.check(file)
