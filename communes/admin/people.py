"""Accounts and their roles; a password is neither shown nor typed here."""

from collections.abc import Sequence

from django.contrib import admin, messages
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from communes.admin.sheets import SheetAdmin, person, site_url
from communes.forms.account_sheets import AccountExport, AccountImport
from communes.forms.accounts import AccountForm
from communes.models import Membership, User
from communes.selectors import accounts
from communes.services import account_rows, people


class PasswordFilter(admin.SimpleListFilter):
    """Who has not set a password yet."""

    title = "mật khẩu"
    parameter_name = "mat-khau"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:  # noqa: ARG002  # Django's signature
        return [("chua", "Chưa đặt"), ("roi", "Đã đặt")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:  # noqa: ARG002  # see above
        without = {"password__startswith": UNUSABLE_PASSWORD_PREFIX}
        choices = {"chua": queryset.filter(**without), "roi": queryset.exclude(**without)}
        return choices.get(self.value() or "", queryset)


class MembershipInline(admin.TabularInline):
    """The roles of a person."""

    model = Membership
    extra = 0
    autocomplete_fields = ("unit",)


@admin.register(User)
class UserAdmin(SheetAdmin):
    """People who sign in."""

    form = AccountForm
    columns = account_rows.COLUMNS
    inlines = (MembershipInline,)
    list_display = (
        "username",
        "full_name",
        "position",
        "email",
        "roles_shown",
        "is_active",
        "password_shown",
        "last_login",
    )
    list_display_links = ("username", "full_name")
    list_filter = ("is_active", PasswordFilter, "memberships__role")
    search_fields = ("username", "full_name", "email")
    search_help_text = "Tìm theo tên đăng nhập, họ tên, thư điện tử (có dấu hoặc không dấu)."
    readonly_fields = ("password_shown", "last_login", "date_joined")
    fields = ("username", "full_name", "position", "email", "is_active", "is_staff", *readonly_fields)
    actions = ("send_links",)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Sequence[str]:  # type: ignore[override]  # noqa: ARG002  # Django's signature; no groups of fields here
        """Leave out what a new account has none of."""
        return [name for name in self.fields if obj or name not in self.readonly_fields]

    @admin.display(description="vai trò")
    def roles_shown(self, user: User) -> str:
        return "; ".join(str(membership) for membership in user.memberships.all())

    @admin.display(description="đã đặt mật khẩu", boolean=True)
    def password_shown(self, user: User) -> bool:
        return user.has_usable_password()

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("memberships__unit")

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002  # Django's signature
        queryset: QuerySet[User],
        search_term: str,
    ) -> tuple[QuerySet[User], bool]:
        """Search without regard to accents."""
        return queryset.filter(pk__in=accounts.matching(search_term)) if search_term else queryset, False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Let only a superuser change a superuser: a changed address would hand over the account."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:  # noqa: ARG002  # Django's signature
        """Refuse: what a person did stays attributed; an account is closed by taking away "đang hoạt động"."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:  # noqa: FBT001  # Django's signature
        """Create by the service, which invites the person."""
        if change:
            super().save_model(request, obj, form, change)
            return
        people.create(user=obj, actor=person(request), at=timezone.now(), site_url=site_url(request))
        messages.info(request, f"Liên kết đặt mật khẩu được gửi tới {obj.email}.")

    @admin.action(description="Gửi lại liên kết đặt mật khẩu", permissions=["change"])
    def send_links(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Send the selected people the link that sets a password."""
        sent, refused = people.invite_all(
            users=queryset, actor=person(request), at=timezone.now(), site_url=site_url(request)
        )
        if sent:
            messages.success(request, f"Đang gửi liên kết đặt mật khẩu cho {sent} tài khoản.")
        for sentence in refused:
            messages.warning(request, sentence)

    def get_import_resource_classes(self, request: HttpRequest) -> list[type]:  # noqa: ARG002  # the package's signature
        return [AccountImport]

    def get_export_resource_classes(self, request: HttpRequest) -> list[type]:  # noqa: ARG002  # see above
        return [AccountExport]
