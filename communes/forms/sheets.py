"""What both imports share: the machinery of django-import-export around our own readers of rows."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import format_html
from import_export import resources
from import_export.formats import base_formats
from import_export.results import RowResult
from tablib import Dataset

from communes.models import User
from communes.services.cells import text
from tiepcanpl.kit.text import fold

_NEVER = datetime.min.replace(tzinfo=UTC)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CSV(base_formats.CSV):
    """CSV with a comma or, as Excel writes it in Vietnam, a semicolon."""

    def get_title(self) -> str:
        return "csv"

    def create_dataset(self, in_stream: str | bytes, **kwargs: Any) -> Dataset:
        """Look at the line of titles to know the separator."""
        content = in_stream.decode("utf-8-sig") if isinstance(in_stream, bytes) else in_stream
        titles = content.split("\n", 1)[0]
        separator = ";" if titles.count(";") > titles.count(",") else ","
        return super().create_dataset(content, delimiter=separator, **kwargs)


FORMATS = (CSV, base_formats.XLSX)


class RowDiff:
    """Shows what a row changes: new values, and old ones struck through."""

    def __init__(self, resource: "SheetResource", instance: models.Model, new: bool) -> None:  # noqa: FBT001  # the package's signature
        """Remember the values before."""
        self._before = [] if new else self._values(resource, instance)
        self._after: list[str] = []

    def compare_with(self, resource: "SheetResource", instance: models.Model | None) -> None:
        """Remember the values after."""
        self._after = self._values(resource, instance) if instance else []

    def as_html(self) -> list[str]:
        """Return one cell for each column."""
        before = self._before or [""] * len(self._after)
        return [self._cell(old, new) for old, new in zip(before, self._after, strict=True)]

    @staticmethod
    def _values(resource: "SheetResource", instance: models.Model) -> list[str]:
        return [resource.export_field(field, instance) or "" for field in resource.get_user_visible_fields()]

    @staticmethod
    def _cell(old: str, new: str) -> str:
        if old == new or not old:
            return format_html("{}", new)
        return format_html("<del>{}</del> <ins>{}</ins>", old, new)


class SheetResource(resources.ModelResource):
    """An import whose rows are read by a sheet of ours; the columns have Vietnamese titles."""

    sheet_class: ClassVar[Callable[[], Any]]
    columns: ClassVar[Mapping[str, str]]
    required: ClassVar[frozenset[str]]

    def __init__(self, *, actor: User | None = None, at: datetime = _NEVER, site_url: str = "", **kwargs: Any) -> None:
        """Keep who imports, when (an export needs neither), and the address that invitations lead to."""
        super().__init__(**kwargs)
        self.actor, self.at, self.site_url = actor, at, site_url
        self.sheet = type(self).sheet_class()
        self.entry: Any = None

    def get_diff_class(self) -> type[RowDiff]:
        return RowDiff

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:  # noqa: ARG002  # the package's signature
        """Match the titles whatever their accents and case; name those that are missing."""
        known = {fold(column): column for column in self.columns}
        dataset.headers = [known.get(fold(text(title)), text(title)) for title in dataset.headers or []]
        missing = [column for column in self.columns if column in self.required - set(dataset.headers)]
        if missing:
            raise ValidationError(f"Tệp thiếu cột: {', '.join(missing)}. Dòng đầu tiên phải là tên các cột.")

    def _check_import_id_fields(self, headers: list[str]) -> None:
        """Leave it to `before_import`, which names every missing column."""

    def import_row(self, row: dict[str, Any], instance_loader: Any, **kwargs: Any) -> RowResult:  # noqa: ANN401  # the package's signature
        """Pass over blank lines: spreadsheets end with many."""
        if not any(text(value) for value in row.values()):
            blank = self.get_row_result_class()()
            blank.import_type = RowResult.IMPORT_TYPE_SKIP
            return blank
        return super().import_row(row, instance_loader, **kwargs)

    def before_import_row(self, row: dict[str, Any], *, row_number: int, **kwargs: Any) -> None:  # noqa: ARG002  # see above
        """Read the row; the first line of the file holds the titles."""
        self.entry = self.sheet.read(row, line=row_number + 1)

    def get_or_init_instance(self, instance_loader: Any, row: dict[str, Any]) -> tuple[models.Model, bool]:  # noqa: ANN401, ARG002  # see above
        return self.entry.existing or self._meta.model(), self.entry.existing is None

    def import_instance(self, instance: models.Model, row: dict[str, Any], **kwargs: Any) -> None:  # noqa: ARG002  # see above
        self.entry.apply(instance)

    def export_field(self, field: Any, instance: models.Model, **kwargs: Any) -> str:  # noqa: ANN401  # see above
        """Return the text of a cell; what a spreadsheet would run as a formula is marked as text."""
        value = text(super().export_field(field, instance, **kwargs))
        return f"'{value}" if value.startswith(_FORMULA) else value
