"""Work on hostile bytes in processes of its own: what crashes, hangs or swells there harms nobody here."""

from tiepcanpl.kit.confined.reader import ConfinedError, Limits, OutOfTimeError, read

__all__ = ["ConfinedError", "Limits", "OutOfTimeError", "read"]
