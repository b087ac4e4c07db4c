"""What the record says of a meeting that is being held: how each item ended, who came and went, who was removed."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assessments.models import AuditEvent, Meeting

CLOSED, POSTPONED, ATTENDANCE = "agenda_close", "agenda_postpone", "attendance"


@dataclass(frozen=True, slots=True)
class Move:
    """A change of one member's attendance: when, and to what."""

    at: datetime
    status: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the record holds: the facts of each result and the reason of each postponement by item id, moves by member id."""

    results: dict[int, dict[str, Any]] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    moves: dict[int, list[Move]] = field(default_factory=dict)


def told_of(meeting: Meeting) -> Told:
    """Read the meeting's events once, oldest first; the last one on an item counts."""
    found = AuditEvent.objects.filter(
        stream=f"meeting:{meeting.pk}", action__in=[CLOSED, POSTPONED, ATTENDANCE]
    ).order_by("sequence")
    results: dict[int, dict[str, Any]] = {}
    reasons: dict[int, str] = {}
    moves: defaultdict[int, list[Move]] = defaultdict(list)
    for event in found:
        key = event.subject.rpartition(":")[2]
        if event.action == CLOSED:
            results[int(key)] = event.changes
        elif event.action == POSTPONED:
            reasons[int(key)] = event.note
        else:
            moves[event.changes["member"]].append(Move(event.at, event.changes["status"][1]))
    return Told(results, reasons, dict(moves))
