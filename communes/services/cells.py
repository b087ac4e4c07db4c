"""Reads the cells of an imported row; every cell that cannot be read gets a sentence, all of them at once."""

from collections.abc import Mapping
from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError

from tiepcanpl.kit import dates
from tiepcanpl.kit.forms import DateField
from tiepcanpl.kit.text import fold, nfc

Row = Mapping[str, object]


def text(value: object) -> str:
    """Return the text of a cell as a person reads it: spreadsheets hold numbers and dates where people typed text."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return dates.short(value.date() if isinstance(value, datetime) else value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(nfc(str(value)).split())


class Cells:
    """One row being read. Faults are kept by column; `finish` raises them as one ValidationError."""

    def __init__(self, row: Row) -> None:
        """Start without faults."""
        self._row = row
        self._faults: dict[str, str] = {}

    def has(self, column: str) -> bool:
        """Tell whether the list has the column at all: what a list does not speak of stays as it is stored."""
        return column in self._row

    def text(self, column: str, *, required: bool = False, longest: int = 300) -> str:
        """Return the text of the column, "" where it is missing."""
        found = text(self._row.get(column))
        if required and not found:
            self.refuse(column, "Chưa nhập giá trị.")
        elif len(found) > longest:
            self.refuse(column, f"Dài {len(found)} ký tự; tối đa {longest} ký tự.")
        return found

    def day(self, column: str, *, required: bool = False) -> date | None:
        """Return the day of the column, None where it is missing or cannot be read."""
        try:
            found: date | None = DateField(required=False).clean(self.text(column, required=required))
        except forms.ValidationError:
            self.refuse(column, f"“{self.text(column)}” không phải là ngày hợp lệ theo dạng dd/mm/yyyy.")
            return None
        return found

    def choice(self, column: str, choices: Mapping[str, str]) -> str:
        """Return the key whose label or key is written in the column, whatever the accents and the case."""
        written = self.text(column, required=True)
        known = {fold(name): key for key, label in choices.items() for name in (key.replace("_", " "), key, label)}
        found = known.get(fold(written), "")
        if written and not found:
            self.refuse(column, f"Không có giá trị “{written}”. Các giá trị: {', '.join(choices.values())}.")
        return found

    def refuse(self, column: str, sentence: str) -> None:
        """Keep the first fault of a column."""
        self._faults.setdefault(column, sentence)

    def is_sound(self, *columns: str) -> bool:
        """Tell whether the columns (all of them, where none is named) have no fault so far."""
        return not self._faults if not columns else not self._faults.keys() & set(columns)

    def finish(self) -> None:
        """Raise what was found."""
        if self._faults:
            raise ValidationError({column: [sentence] for column, sentence in self._faults.items()})


def split(value: str) -> list[str]:
    """Return the parts of a list written with semicolons or commas."""
    return [part.strip() for part in value.replace(",", ";").split(";") if part.strip()]
