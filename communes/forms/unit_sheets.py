"""Import and export of units."""

from typing import Any

from import_export import fields

from communes.forms.sheets import SheetResource
from communes.models import Unit
from communes.services import unit_rows
from communes.services.unit_rows import CODE, FROM, KIND, NAME, PARENT, PREDECESSORS, SOURCE, TO
from tiepcanpl.kit import dates


class UnitResource(SheetResource):
    """Units by code and first day; what is exported can be imported again."""

    sheet_class = unit_rows.UnitSheet
    columns = unit_rows.COLUMNS
    required = unit_rows.REQUIRED

    code = fields.Field(attribute="code", column_name=CODE)
    name = fields.Field(attribute="name", column_name=NAME)
    kind = fields.Field(attribute="get_kind_display", column_name=KIND)
    parent = fields.Field(attribute="parent__code", column_name=PARENT)
    valid_from = fields.Field(attribute="valid_from", column_name=FROM)
    valid_to = fields.Field(attribute="valid_to", column_name=TO)
    predecessors = fields.Field(column_name=PREDECESSORS)
    source = fields.Field(attribute="source", column_name=SOURCE)

    class Meta:
        model = Unit
        fields = export_order = ("code", "name", "kind", "parent", "valid_from", "valid_to", "predecessors", "source")
        name = "Đơn vị hành chính"

    def dehydrate_valid_from(self, unit: Unit) -> str:
        return dates.short(unit.valid_from) if unit.valid_from else ""

    def dehydrate_valid_to(self, unit: Unit) -> str:
        return dates.short(unit.valid_to) if unit.valid_to else ""

    def dehydrate_predecessors(self, unit: Unit) -> str:
        return "; ".join(sorted(p.code for p in unit.predecessors.all())) if unit.pk else ""

    def validate_instance(self, instance: Unit, import_validation_errors: Any = None, **kwargs: Any) -> None:  # noqa: ANN401, ARG002  # the package's signature
        unit_rows.check(instance)

    def save_m2m(self, instance: Unit, row: dict[str, Any], **kwargs: Any) -> None:  # noqa: ARG002  # see above
        self.entry.link(instance)
