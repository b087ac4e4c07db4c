"""Import and export pages: a dry run shows each bad row with its reasons, a confirmation imports all rows or none."""

from typing import Any, ClassVar, cast

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm
from import_export.results import Result

from communes.forms.sheets import FORMATS
from communes.models import User


def site_url(request: HttpRequest) -> str:
    """Return the address under which the site was opened, without a slash at the end."""
    return request.build_absolute_uri("/").rstrip("/")


def person(request: HttpRequest) -> User:
    """Return who is signed in; the administration pages let nobody else in."""
    return cast("User", request.user)


class SheetAdmin(ImportExportMixin, ModelAdmin):
    """A model whose rows come and go as CSV or XLSX."""

    formats = FORMATS
    export_form_class = ExportForm
    import_template_name = "admin/communes/import.html"
    export_template_name = "admin/communes/export.html"
    to_encoding = "utf-8-sig"
    list_per_page = 20
    show_full_result_count = True
    columns: ClassVar[dict[str, str]]

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_import_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_import_context_data(**kwargs), "columns": self.columns}

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        """Tell the import who imports, when, and where invitations lead."""
        kwargs.pop("form", None)
        return {**kwargs, "actor": request.user, "at": timezone.now(), "site_url": site_url(request)}

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Import all rows or none, also when something changed between the dry run and the confirmation."""
        return {**super().get_import_data_kwargs(**kwargs), "rollback_on_validation_errors": True}

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Import what was confirmed; a second click finds the file gone and is told so."""
        try:
            response: HttpResponse = super().process_import(request, **kwargs)
        except FileNotFoundError:
            return self._back_to_import(request, "Tệp này đã được nhập hoặc đã hết hạn. Hãy tải tệp lên lại nếu cần.")
        return response

    def process_result(self, result: Result, request: HttpRequest) -> HttpResponse:
        if result.has_errors() or result.has_validation_errors():
            return self._back_to_import(
                request, "Chưa nhập dòng nào: dữ liệu đã thay đổi từ lúc kiểm tra. Hãy tải tệp lên lại để xem lỗi."
            )
        response: HttpResponse = super().process_result(result, request)
        return response

    def add_data_read_fail_error_to_form(self, form: Form, e: Exception) -> None:  # noqa: ARG002  # the package's signature
        form.add_error(
            "import_file",
            "Không đọc được tệp. Tệp phải đúng định dạng đã chọn: XLSX, hoặc CSV mã hóa UTF-8 có số cột như dòng đầu.",
        )

    def get_export_filename(self, request: HttpRequest, queryset: QuerySet[Model], file_format: Any) -> str:  # noqa: ANN401, ARG002  # the package's signature
        day = timezone.localdate()
        return f"{self.opts.model_name}-{day:%Y-%m-%d}.{file_format.get_extension()}"

    def _back_to_import(self, request: HttpRequest, sentence: str) -> HttpResponse:
        messages.error(request, sentence)
        return HttpResponseRedirect(reverse("admin:{}_{}_import".format(*self.get_model_info())))
