"""Units with their classes and what became of them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from communes.admin.sheets import SheetAdmin
from communes.forms.unit_sheets import UnitResource
from communes.models import Unit, UnitClass
from communes.services import unit_rows


class InForceFilter(admin.SimpleListFilter):
    """Units that exist today, or that ended."""

    title = "hiệu lực"
    parameter_name = "hieu-luc"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:  # noqa: ARG002  # Django's signature
        return [("con", "Còn hiệu lực"), ("het", "Hết hiệu lực")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Unit]) -> QuerySet[Unit]:  # noqa: ARG002  # see above
        in_force = Unit.objects.valid_on(timezone.localdate())
        choices = {"con": queryset.filter(pk__in=in_force), "het": queryset.exclude(pk__in=in_force)}
        return choices.get(self.value() or "", queryset)


class UnitClassInline(admin.TabularInline):
    """The dated classes of a unit."""

    model = UnitClass
    extra = 0


@admin.register(Unit)
class UnitAdmin(SheetAdmin):
    """Provinces, districts, communes."""

    resource_classes = (UnitResource,)
    columns = unit_rows.COLUMNS
    inlines = (UnitClassInline,)
    list_display = ("code", "full_name_shown", "level", "parent", "valid_from", "valid_to")
    list_display_links = ("code", "full_name_shown")
    list_filter = (InForceFilter, "level", "kind")
    list_select_related = ("parent",)
    search_fields = ("name_folded", "code")
    search_help_text = "Tìm theo tên (có dấu hoặc không dấu) hoặc mã."
    autocomplete_fields = ("parent", "successors")
    readonly_fields = ("predecessors_shown",)
    fields = (
        "code", "name", "kind", "level", "parent", "valid_from", "valid_to", "successors", "predecessors_shown", "source"
    )  # fmt: skip  # one block

    @admin.display(description="tên", ordering="sort_name")
    def full_name_shown(self, unit: Unit) -> str:
        return unit.full_name

    @admin.display(description="đơn vị tiền thân", empty_value="–")
    def predecessors_shown(self, unit: Unit) -> str:
        return ", ".join(f"{p.full_name} ({p.code})" for p in unit.predecessors.all()) if unit.pk else ""

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002  # Django's signature
        queryset: QuerySet[Unit],
        search_term: str,
    ) -> tuple[QuerySet[Unit], bool]:
        """Search without regard to accents."""
        return queryset.filter(pk__in=Unit.objects.search(search_term)) if search_term else queryset, False

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Unit]:
        units: QuerySet[Unit] = super().get_export_queryset(request)
        return units.select_related("parent").prefetch_related("predecessors")
