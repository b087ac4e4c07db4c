"""Downloads an entry workbook, fills cells in as a person does, and sends it back."""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.models import Dossier
from tests.factories.pages import text_of

VALUE, NOTE, KEY = 6, 7, 8
Edit = Callable[[Any], None]


def download(client: Client, dossier: Dossier) -> bytes:
    """Return the workbook as it is sent."""
    response = client.get(reverse("assessments:workbook_download", args=[dossier.pk]))
    assert response.status_code == 200
    return bytes(response.content)


def edited(data: bytes, *edits: Edit) -> bytes:
    """Return the workbook after somebody worked on it."""
    book = openpyxl.load_workbook(BytesIO(data))
    for edit in edits:
        edit(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def find(book: Any, key: str) -> tuple[Any, int]:
    """Return the page and the row with the key."""
    for sheet in book.worksheets:
        for column in (KEY, 3):
            for (cell,) in sheet.iter_rows(min_row=5, min_col=column, max_col=column):
                if cell.value == key:
                    return sheet, cell.row
    raise KeyError(key)


def put(key: str, value: object, column: int = VALUE) -> Edit:
    """Fill the cell of a fact, or its note."""

    def edit(book: Any) -> None:
        sheet, row = find(book, key)
        sheet.cell(row, column).value = value

    return edit


def url(dossier: Dossier) -> str:
    """Return the address of the workbook's page."""
    return reverse("assessments:dossier_workbook", args=[dossier.pk])


def upload(client: Client, dossier: Dossier, data: bytes, name: str = "bieu.xlsx") -> Any:
    """Send a file and return the preview."""
    return client.post(url(dossier), {"files": SimpleUploadedFile(name, data)})


def form_of(response: Any) -> dict[str, str]:
    """Return what the preview would send if nothing is touched: ticked boxes and chosen radios."""
    html, found = response.content.decode(), {}
    for tag in re.findall(r"<input\b[^>]*>", html):
        name, value = (re.search(rf'\b{part}="([^"]*)"', tag) for part in ("name", "value"))
        if name and value and ('type="hidden"' in tag or " checked" in tag or "\nchecked" in tag):
            found[name[1]] = unescape(value[1])
    return found


def apply(client: Client, dossier: Dossier, response: Any, **choices: str) -> Any:
    """Send the preview's form."""
    address = reverse("assessments:workbook_apply", args=[dossier.pk])
    return client.post(address, form_of(response) | choices)


def words(response: Any) -> str:
    """Return the text of a page."""
    return text_of(response.content.decode())
