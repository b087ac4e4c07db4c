"""Widths of the columns of a printed table, in Word as on paper."""

from assessments.reports.blocks import Table

# In mm, as in report.css; what is left over goes to the columns without a class.
_FIXED = {"c-number": 11.0, "c-code": 15.0, "c-points": 20.0, "c-verdict": 24.0, "c-name": 44.0, "c-party": 30.0}
_DENSE = {"c-code": 13.0, "c-points": 14.0, "c-facts": 27.0, "c-how": 48.0, "c-reason": 36.0}
_NARROW = {"c-points": 19.5, "c-name": 32.0}


def widths_of(table: Table, room: float) -> list[float]:
    """Return the width of each column in mm; together they fill the room."""
    fixed = _FIXED | (_DENSE if "dense" in table.classes else {}) | (_NARROW if "narrow" in table.classes else {})
    wanted = [_wanted(cell.classes, fixed) for cell in table.head[0].cells] if table.head else [None] * table.width
    wanted += [None] * (table.width - len(wanted))
    open_count = wanted.count(None)
    left = room - sum(width for width in wanted if width is not None)
    if not open_count or left <= 0:
        total = sum(width or 0 for width in wanted) or 1
        return [(width or 0) * room / total for width in wanted]
    return [left / open_count if width is None else width for width in wanted]


def _wanted(classes: frozenset[str], fixed: dict[str, float]) -> float | None:
    return next((fixed[name] for name in sorted(classes) if name in fixed), None)
