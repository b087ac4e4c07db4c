"""Import and export of accounts; passwords are in neither."""

from typing import Any

from import_export import fields, resources

from communes.forms.sheets import SheetResource
from communes.models import User
from communes.services import account_rows
from communes.services.account_rows import EMAIL, FULL_NAME, POSITION, ROLE, UNIT, USERNAME, AccountEntry


class AccountImport(SheetResource):
    """Accounts by user name, each row with a role in a unit."""

    sheet_class = account_rows.AccountSheet
    columns = account_rows.COLUMNS
    required = account_rows.REQUIRED

    username = fields.Field(attribute="username", column_name=USERNAME)
    full_name = fields.Field(attribute="full_name", column_name=FULL_NAME)
    email = fields.Field(attribute="email", column_name=EMAIL)
    position = fields.Field(attribute="position", column_name=POSITION)
    role = fields.Field(column_name=ROLE)
    unit = fields.Field(column_name=UNIT)

    class Meta:
        model = User
        fields = import_order = export_order = ("username", "full_name", "email", "position", "role", "unit")
        name = "Tài khoản"

    def dehydrate_role(self, user: User) -> str:
        """Show the role that the row gives."""
        entry = self._entry_of(user)
        return entry.role.label if entry else ""

    def dehydrate_unit(self, user: User) -> str:
        entry = self._entry_of(user)
        return f"{entry.unit.code} – {entry.unit}" if entry else ""

    def save_instance(self, instance: User, is_create: bool, row: dict[str, Any], **kwargs: Any) -> None:  # noqa: ARG002, FBT001  # the package's signature
        """Save by the service: a new account gets its invitation once the import is committed."""
        account_rows.save(self.entry, user=instance, actor=self.actor, at=self.at, site_url=self.site_url)

    def save_m2m(self, instance: User, row: dict[str, Any], **kwargs: Any) -> None:
        """Leave it to the service, which has given the role."""

    def _entry_of(self, user: User) -> AccountEntry | None:
        return self.entry if self.entry and user.username else None


class AccountExport(resources.ModelResource):
    """Accounts with their roles in one cell."""

    username = fields.Field(attribute="username", column_name=USERNAME)
    full_name = fields.Field(attribute="full_name", column_name=FULL_NAME)
    email = fields.Field(attribute="email", column_name=EMAIL)
    position = fields.Field(attribute="position", column_name=POSITION)
    roles = fields.Field(column_name=ROLE)
    is_active = fields.Field(column_name="Đang hoạt động")

    class Meta:
        model = User
        fields = export_order = ("username", "full_name", "email", "position", "roles", "is_active")
        name = "Tài khoản"

    def dehydrate_roles(self, user: User) -> str:
        return "; ".join(str(membership) for membership in user.memberships.all())

    def dehydrate_is_active(self, user: User) -> str:
        return "Có" if user.is_active else "Không"
