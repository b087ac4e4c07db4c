"""Dates as Vietnamese documents and screens write them."""

from datetime import date


def in_words(day: date) -> str:
    """Write a document date: a zero before days 1–9 and before months 1 and 2 (NĐ 30/2020)."""
    return f"ngày {day.day:02d} tháng {month_in_words(day.month)} năm {day.year}"


def month_in_words(month: int) -> str:
    """Write the number of a month with its zero where the rule asks for one: 01, 02, 3 … 12."""
    return f"{month:02d}" if month in (1, 2) else str(month)


def short(day: date) -> str:
    """Write a date of a screen: 05/01/2021."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
