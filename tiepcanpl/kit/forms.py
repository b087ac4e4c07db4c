"""Form fields that read what Vietnamese people type."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms

from tiepcanpl.kit import dates
from tiepcanpl.kit.numbers import NumberError, parse_points
from tiepcanpl.kit.text import nfc

FIRST_YEAR, LAST_YEAR = 1900, 2100


class DateField(forms.DateField):
    """A date typed as day/month/year; "05/01/2021" is the 5th of January."""

    default_error_messages = {
        "invalid": "Ngày không hợp lệ. Hãy nhập theo dạng ngày/tháng/năm, ví dụ 05/01/2021.",
        "year": f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.",
    }
    input_formats = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")

    def __init__(self, **kwargs: Any) -> None:
        """Use a text input: date pickers of browsers show the order of their own language."""
        attrs = {"placeholder": "ngày/tháng/năm", "autocomplete": "off", "maxlength": 10}
        kwargs.setdefault("widget", forms.DateInput(format="%d/%m/%Y", attrs=attrs))
        super().__init__(**kwargs)

    def to_python(self, value: str | datetime | date | None) -> date | None:
        """Read the text in its composed form, without spaces."""
        typed = "".join(nfc(value).split()) if isinstance(value, str) else value
        day = super().to_python(typed)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(self.error_messages["year"], code="year")
        return day

    def prepare_value(self, value: object) -> object:
        """Show a date with its zeros, and what could not be read as it was typed."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return dates.short(value)
        return value


class PointsField(forms.Field):
    """Points typed with a comma or a dot: "0,25", "0.25"."""

    def __init__(self, *, places: int = 2, max_points: Decimal | None = None, **kwargs: Any) -> None:
        """Keep how many decimals are kept and the upper bound."""
        self.places, self.max_points = places, max_points
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)

    def to_python(self, value: object) -> Decimal | None:
        """Read the text; the refusal is the reader's sentence."""
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        try:
            return parse_points(str(value), places=self.places)
        except NumberError as error:
            raise forms.ValidationError(str(error), code="invalid") from error

    def validate(self, value: object) -> None:
        """Refuse more than the highest number of points."""
        super().validate(value)
        if isinstance(value, Decimal) and self.max_points is not None and value > self.max_points:
            raise forms.ValidationError(f"Số điểm tối đa là {_shown(self.max_points)}.", code="max_value")

    def prepare_value(self, value: object) -> object:
        """Show points with a comma, and what could not be read as it was typed."""
        return _shown(value) if isinstance(value, Decimal) else value


def _shown(value: Decimal) -> str:
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
