"""Numbers as Vietnamese people type them: a dot between thousands, a comma before decimals."""

import re
from decimal import Decimal

MAX_COUNT = 999_999_999

_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[. ][0-9]{3})+")
_COMMA_DECIMAL = re.compile(r"([0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+),([0-9]+)")
_DOT_DECIMAL = re.compile(r"([0-9]+)\.([0-9]+)")
_THOUSANDS = 3  # digits after a lone dot that could just as well be thousands


class NumberError(ValueError):
    """A number that cannot be read; the message is a Vietnamese sentence that says what to type instead."""


def parse_count(text: str) -> str:
    """Return the digits of a whole number from 0 up: "1.234" → "1234", "007" → "7"."""
    typed = _tidy(text)
    if typed.startswith("-"):
        raise NumberError("Số lượng không được là số âm.")
    if "," in typed:
        raise NumberError("Số lượng phải là số nguyên, không có phần thập phân.")
    if _GROUPED.fullmatch(typed):
        typed = re.sub(r"[. ]", "", typed)
    if not _PLAIN.fullmatch(typed):
        raise NumberError(_why_no_count(typed))
    digits = typed.lstrip("0") or "0"
    if len(digits) > len(str(MAX_COUNT)):
        raise NumberError(f"Số quá lớn: tối đa {group(MAX_COUNT)}. Vui lòng kiểm tra lại.")
    return digits


def parse_points(text: str, *, places: int = 2) -> Decimal:
    """Return points: "0,25" and "0.25" are the same; "1.234" is refused, as it may mean 1234 or 1,234."""
    typed = _tidy(text)
    if typed.startswith("-"):
        raise NumberError("Điểm không được là số âm.")
    whole, decimals = _parts(typed)
    if len(decimals) > places:
        raise NumberError(f"Điểm có tối đa {places} chữ số sau dấu phẩy.")
    if len(whole) > len(str(MAX_COUNT)):
        raise NumberError("Số điểm quá lớn. Vui lòng kiểm tra lại.")
    return Decimal(f"{whole}.{decimals or '0'}") if decimals else Decimal(whole)


def group(value: int) -> str:
    """Write a whole number with dots between thousands."""
    return f"{value:,}".replace(",", ".")


def _tidy(text: str) -> str:
    """Drop outer spaces and turn the spaces of spreadsheets into plain ones."""
    return re.sub(r"\s", " ", text).strip()


def _why_no_count(typed: str) -> str:
    if not typed:
        return "Vui lòng nhập một số."
    if re.fullmatch(r"[0-9. ]+", typed):
        return "Dấu chấm chỉ dùng để ngăn cách hàng nghìn, ví dụ 1.234. Vui lòng nhập một số nguyên."
    return "Vui lòng chỉ nhập chữ số, ví dụ 1234 hoặc 1.234."


def _parts(typed: str) -> tuple[str, str]:
    """Split typed points into the digits before and after the decimal sign."""
    if _PLAIN.fullmatch(typed):
        return typed, ""
    if found := _COMMA_DECIMAL.fullmatch(typed):
        return found[1].replace(".", ""), found[2]
    if found := _DOT_DECIMAL.fullmatch(typed):
        if len(found[2]) == _THOUSANDS:
            raise NumberError(
                f"“{typed}” có thể hiểu theo hai cách. Hãy dùng dấu phẩy cho phần thập phân (ví dụ 0,25) "
                "và không dùng dấu chấm ngăn cách hàng nghìn."
            )
        return found[1], found[2]
    raise NumberError("Vui lòng nhập số điểm, ví dụ 0,25." if typed else "Vui lòng nhập một số.")
