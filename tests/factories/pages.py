"""Reads pages as a person does: rows and cells of a table, tabs with their counts, all text in one line."""

import re
from html import unescape


def text_of(html: str) -> str:
    """Return what stands between the tags, with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def rows_of(html: str) -> list[str]:
    """Return the rows of the tables' bodies as HTML."""
    return re.findall(r"<tr\b.*?</tr>", "".join(re.findall(r"<tbody.*?</tbody>", html, re.DOTALL)), re.DOTALL)


def cells_of(row: str) -> list[str]:
    """Return the text of each cell of a row."""
    return [text_of(cell) for cell in re.findall(r"<td\b.*?</td>", row, re.DOTALL)]


def row_of(html: str, words: str) -> str:
    """Return the one row that holds the words."""
    (row,) = [row for row in rows_of(html) if words in text_of(row)]
    return row


def column_of(html: str, place: int) -> list[str]:
    """Return the text of one column; a row that says "nothing here" does not count."""
    return [cells[place] for cells in map(cells_of, rows_of(html)) if len(cells) > place]


def tabs_of(html: str) -> dict[str, int]:
    """Return the counts of the status tabs."""
    found = re.findall(r'<a href="[^"]*"[^>]*>\s*([^<]+?)\s*<span class="count">([\d.]+)</span>', html)
    return {label: int(count.replace(".", "")) for label, count in found}


def value_of(html: str, name: str) -> str:
    """Return the value of the one hidden field with the name."""
    (value,) = re.findall(rf'name="{name}"\s+value="([^"]*)"', html)
    return str(unescape(value))
