"""What all lists of the administration share: who reads, and search without accents."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from communes.models import Role, User
from tiepcanpl.kit.text import fold


def person(request: HttpRequest) -> User:
    """Return the signed-in person (the site lets only staff in)."""
    assert isinstance(request.user, User)  # noqa: S101  # narrows the type
    return request.user


def works_in_office(user: User) -> bool:
    """Tell whether the person works for the office of some authority."""
    return user.has_role(Role.REVIEWER) or user.has_role(Role.OFFICE_HEAD)


class Records(admin.ModelAdmin):
    """A list that staff read and nobody changes: rows come from the deeds of the product.

    Being a superuser gives no more: what a person sees is decided by roles, in `seen_by`.
    """

    shown: tuple[str, ...] = ()  # what the page of one row shows; empty: what the form has
    list_per_page = 20
    show_full_result_count = False

    def seen_by(self, user: User, rows: QuerySet) -> QuerySet:
        """Keep the rows that the person may read; lists override it."""
        return rows if user.has_role(Role.ADMINISTRATOR) else rows.none()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return self.seen_by(person(request), super().get_queryset(request))

    def get_fields(self, request: HttpRequest, obj: object = None) -> list[Any] | tuple[Any, ...]:
        return self.shown or super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> list[str] | tuple[str, ...]:
        return self.shown or super().get_readonly_fields(request, obj)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Search in the folded columns with the folded words."""
        return super().get_search_results(request, queryset, fold(search_term))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  # Django's signature
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002  # Django's signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  # Django's signature
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  # Django's signature
        return False
