"""Reads and saves rows of a list of units; a unit is its code together with its first day."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models

from communes.models import Unit, UnitKind, UnitLevel
from communes.models.unit import CODE_LENGTH
from communes.services.cells import Cells, Row, split
from tiepcanpl.kit import dates

CODE, NAME, KIND, PARENT = "Mã", "Tên", "Loại hình", "Mã đơn vị cấp trên"
FROM, TO, PREDECESSORS, SOURCE = "Có từ ngày", "Đến trước ngày", "Mã đơn vị tiền thân", "Nguồn"
COLUMNS = {
    CODE: "2 chữ số (cấp tỉnh), 3 chữ số (cấp huyện) hoặc 5 chữ số (cấp xã); giữ số 0 ở đầu",
    NAME: "tên riêng, không kèm loại hình, ví dụ: Bắc Sơn",
    KIND: "Tỉnh, Thành phố, Huyện, Quận, Thị xã, Xã, Phường, Thị trấn hoặc Đặc khu",
    PARENT: "mã của đơn vị trực tiếp quản lý vào ngày đơn vị này có hiệu lực; cấp tỉnh để trống",
    FROM: "ngày bắt đầu có hiệu lực, dd/mm/yyyy",
    TO: "ngày đầu tiên không còn hiệu lực, dd/mm/yyyy; để trống nếu còn hiệu lực",
    PREDECESSORS: "mã các đơn vị được sắp xếp thành đơn vị này, cách nhau bằng dấu chấm phẩy; có thể để trống",
    SOURCE: "căn cứ của dữ liệu; có thể để trống",
}
REQUIRED = frozenset({CODE, NAME, KIND, FROM})
COLUMN_OF_FIELD = {"code": CODE, "name": NAME, "kind": KIND, "level": CODE, "parent": PARENT, "valid_from": FROM,
                   "valid_to": TO, "source": SOURCE}  # fmt: skip  # one block

_KINDS = {
    UnitLevel.PROVINCE: {UnitKind.TINH, UnitKind.THANH_PHO},
    UnitLevel.DISTRICT: {UnitKind.THANH_PHO, UnitKind.HUYEN, UnitKind.QUAN, UnitKind.THI_XA},
    UnitLevel.COMMUNE: {UnitKind.XA, UnitKind.PHUONG, UnitKind.THI_TRAN, UnitKind.DAC_KHU},
}
_PARENTS = {
    UnitLevel.PROVINCE: set(),
    UnitLevel.DISTRICT: {UnitLevel.PROVINCE},
    UnitLevel.COMMUNE: {UnitLevel.PROVINCE, UnitLevel.DISTRICT},
}
_LEVEL_OF_LENGTH = {length: level for level, length in CODE_LENGTH.items()}


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """One row that was read: the values of a unit, and the unit that is stored under its key already."""

    values: Mapping[str, object]
    predecessors: tuple[Unit, ...]
    existing: Unit | None

    def apply(self, unit: Unit) -> None:
        """Write the values into the unit."""
        for name, value in self.values.items():
            setattr(unit, name, value)

    def link(self, unit: Unit) -> None:
        """Make the unit a successor of those it was formed from."""
        for predecessor in self.predecessors:
            predecessor.successors.add(unit)


class UnitSheet:
    """Reads the rows of one list, remembering which keys stood on which line."""

    def __init__(self) -> None:
        """Start with an empty list."""
        self._lines: dict[tuple[str, date], int] = {}

    def read(self, row: Row, *, line: int) -> UnitEntry:
        """Read one row. Raises ValidationError with a sentence by column."""
        cells = Cells(row)
        name, source = cells.text(NAME, required=True, longest=100), cells.text(SOURCE)
        kind = cells.choice(KIND, dict(UnitKind.choices))
        code, level = _code(cells, kind)
        first, last = cells.day(FROM, required=True), cells.day(TO)
        if first and last and last <= first:
            cells.refuse(TO, "Ngày hết hiệu lực phải sau ngày bắt đầu.")
        cells.finish()
        assert first  # noqa: S101  # finish raised otherwise
        self._require_new(cells, code, first, line)
        parent = _parent(cells, level, first)
        predecessors = _predecessors(cells, first)
        existing = Unit.objects.filter(code=code, valid_from=first).first()
        last = existing.valid_to if existing and not cells.has(TO) else last
        _require_free(cells, code, first, last)
        cells.finish()
        values = {"code": code, "name": name, "kind": kind, "level": level, "parent": parent, "valid_from": first,
                  "valid_to": last, "source": source}  # fmt: skip  # one block
        spoken_of = {name: value for name, value in values.items() if cells.has(COLUMN_OF_FIELD[name])}
        return UnitEntry(spoken_of, predecessors, existing)

    def _require_new(self, cells: Cells, code: str, first: date, line: int) -> None:
        known = self._lines.setdefault((code, first), line)
        if known != line:
            cells.refuse(CODE, f"Trùng với dòng {known}: cùng mã và cùng ngày bắt đầu.")


def save(entry: UnitEntry) -> Unit:
    """Save the unit of a row with its predecessors. Raises ValidationError."""
    unit = entry.existing or Unit()
    entry.apply(unit)
    check(unit)
    unit.save()
    entry.link(unit)
    return unit


def check(unit: Unit) -> None:
    """Let the model check itself; faults are named by the column of the list."""
    try:
        unit.full_clean()
    except ValidationError as error:
        faults = {COLUMN_OF_FIELD.get(name, CODE): texts for name, texts in error.message_dict.items()}
        raise ValidationError(faults) from error


def _code(cells: Cells, kind: str) -> tuple[str, str]:
    code = cells.text(CODE, required=True)
    level = _LEVEL_OF_LENGTH.get(len(code), "")
    if code and not re.fullmatch(r"[0-9]+", code):
        cells.refuse(CODE, f"“{code}” không hợp lệ: mã đơn vị chỉ gồm chữ số.")
    elif code and (not level or (kind and kind not in _KINDS[UnitLevel(level)])):
        cells.refuse(CODE, _wrong_length(code, kind))
    return code, level


def _wrong_length(code: str, kind: str) -> str:
    lengths = [CODE_LENGTH[level] for level, kinds in _KINDS.items() if not kind or kind in kinds]
    wanted = " hoặc ".join(str(length) for length in sorted(lengths))
    of_kind = f" của {UnitKind(kind).label.lower()}" if kind else ""
    return (
        f"Mã “{code}” có {len(code)} chữ số; mã{of_kind} phải có {wanted} chữ số. Nếu số 0 ở đầu bị mất, "
        "hãy định dạng cột mã là văn bản."
    )


def _parent(cells: Cells, level: str, day: date) -> Unit | None:
    code = cells.text(PARENT, required=level != UnitLevel.PROVINCE)
    if not code:
        return None
    if level == UnitLevel.PROVINCE:
        cells.refuse(PARENT, "Đơn vị cấp tỉnh không có đơn vị cấp trên; hãy để trống.")
        return None
    named = Unit.objects.filter(code=code)
    found = named.valid_on(day).first()
    if found is None:
        when = f" vào ngày {dates.short(day)}" if named.exists() else ""
        cells.refuse(PARENT, f"Không có đơn vị mã “{code}”{when}. Hãy nhập đơn vị cấp trên trước.")
    elif found.level not in _PARENTS[UnitLevel(level)]:
        cells.refuse(PARENT, f"{found.full_name} (mã {code}) không thể là cấp trên của đơn vị này.")
    return found


def _predecessors(cells: Cells, day: date) -> tuple[Unit, ...]:
    codes = split(cells.text(PREDECESSORS))
    found = {unit.code: unit for unit in Unit.objects.filter(code__in=codes, valid_to=day)}
    missing = [code for code in codes if code not in found]
    if missing:
        listed, when = ", ".join(missing), dates.short(day)
        cells.refuse(PREDECESSORS, f"Không có đơn vị mã {listed} hết hiệu lực vào ngày {when}.")
    return tuple(found.values())


def _require_free(cells: Cells, code: str, first: date, last: date | None) -> None:
    """Refuse a code that another unit holds in the same time."""
    others = (
        Unit.objects.filter(code=code)
        .exclude(valid_from=first)
        .filter(
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=first),
            **({"valid_from__lt": last} if last else {}),
        )
    )
    other = others.first()
    if other is not None:
        since = dates.short(other.valid_from)
        cells.refuse(CODE, f"Mã {code} đang thuộc về {other.full_name} (có từ ngày {since}) trong cùng thời gian.")
