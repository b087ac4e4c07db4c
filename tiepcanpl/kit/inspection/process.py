"""Runs an inspection in a confined process: hostile bytes can kill that process, and nothing else."""

import logging
from typing import IO

from tiepcanpl.kit import confined, filetypes
from tiepcanpl.kit.confined import ConfinedError, Limits, OutOfTimeError
from tiepcanpl.kit.inspection.findings import Finding, Report

logger = logging.getLogger(__name__)

_READER = "tiepcanpl.kit.inspection.child"
_TYPES = {kind.media_type: kind for kind in filetypes.ACCEPTED}
_USUAL = Limits(memory_mb=1024, cpu_seconds=10, seconds=30)


def inspect(file: IO[bytes], limits: Limits | None = None) -> Report:
    """Inspect an open file from its beginning and leave it there. Never raises because of what the file holds."""
    try:
        found = confined.read(_READER, file, limits=limits or _USUAL)
        fault = Finding(found["fault"]) if found["fault"] else None
        return Report(_TYPES.get(found["type"]), fault, tuple(map(Finding, found["notes"])))
    except OutOfTimeError:
        return Report(None, Finding.HEAVY)
    except ConfinedError as error:
        logger.warning("An inspection died: %s", error)
        return Report(None, Finding.UNREADABLE)
