"""Reads rows of a list of accounts: one row is a person and one role; a person with two roles has two rows."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from communes.models import Role, Unit, UnitLevel, User
from communes.models.membership import COMMUNE_ROLES
from communes.services import people
from communes.services.cells import Cells, Row

USERNAME, FULL_NAME, EMAIL, POSITION = "Tên đăng nhập", "Họ và tên", "Thư điện tử", "Chức vụ"
ROLE, UNIT, UNIT_FROM = "Vai trò", "Mã đơn vị", "Đơn vị có từ ngày"
COLUMNS = {
    USERNAME: "chữ không dấu, chữ số và các dấu . - _ ; tài khoản đã có thì được cập nhật",
    FULL_NAME: "họ, chữ đệm và tên",
    EMAIL: "nơi nhận liên kết đặt mật khẩu",
    POSITION: "có thể để trống",
    ROLE: ", ".join(label for _, label in Role.choices),
    UNIT: "mã đơn vị mà người đó làm việc",
    UNIT_FROM: "dd/mm/yyyy; chỉ cần khi mã đã được dùng lại cho đơn vị khác",
}
REQUIRED = frozenset({USERNAME, FULL_NAME, EMAIL, ROLE, UNIT})
_LETTERS = re.compile(r"[A-Za-z0-9._-]{3,150}")
_Person = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """One row that was read: the person's details, the role, and the account that exists already."""

    username: str
    full_name: str
    email: str
    position: str
    role: Role
    unit: Unit
    existing: User | None

    def apply(self, user: User) -> None:
        """Write the details into the account."""
        user.username = self.existing.username if self.existing else self.username
        user.full_name, user.email, user.position = self.full_name, self.email, self.position
        people.tidy(user)


class AccountSheet:
    """Reads the rows of one list, remembering who stood on which line."""

    def __init__(self) -> None:
        """Start with an empty list."""
        self._people: dict[str, tuple[int, _Person]] = {}
        self._roles: dict[tuple[str, str, int], int] = {}

    def read(self, row: Row, *, line: int) -> AccountEntry:
        """Read one row. Raises ValidationError with a sentence by column."""
        cells = Cells(row)
        username = cells.text(USERNAME, required=True)
        if username and not _LETTERS.fullmatch(username):
            cells.refuse(USERNAME, "Chỉ dùng chữ không dấu, chữ số và các dấu . - _ (3 đến 150 ký tự).")
        person = (cells.text(FULL_NAME, required=True, longest=100), _email(cells), cells.text(POSITION, longest=150))
        role, unit = cells.choice(ROLE, dict(Role.choices)), _unit(cells)
        if unit and role:
            _require_fitting(cells, Role(role), unit)
        existing = User.objects.filter(username__iexact=username).first()
        _require_open(cells, existing, person[1])
        if existing and not cells.has(POSITION):
            person = (*person[:2], existing.position)
        self._require_same_person(cells, username, person, line)
        if unit and cells.is_sound():
            self._require_new_role(cells, (username.lower(), role, unit.pk), line)
        cells.finish()
        assert unit  # noqa: S101  # finish raised otherwise
        return AccountEntry(username, *person, Role(role), unit, existing)

    def _require_same_person(self, cells: Cells, username: str, person: _Person, line: int) -> None:
        known_line, known = self._people.setdefault(username.lower(), (line, person))
        if known != person:
            cells.refuse(USERNAME, f"Dòng {known_line} ghi họ tên, thư điện tử hoặc chức vụ khác cho tài khoản này.")

    def _require_new_role(self, cells: Cells, key: tuple[str, str, int], line: int) -> None:
        known = self._roles.setdefault(key, line)
        if known != line:
            cells.refuse(ROLE, f"Trùng với dòng {known}: cùng tài khoản, vai trò và đơn vị.")


def save(entry: AccountEntry, *, user: User, actor: User | None, at: datetime, site_url: str) -> User:
    """Create or update the account of a row and give the role; a new account's owner is invited.

    `user` is `entry.existing` or an empty account; the entry's details are written into it.
    """
    entry.apply(user)
    if entry.existing is None:
        people.create(user=user, actor=actor, at=at, site_url=site_url)
    else:
        user.save()
    people.grant(user=user, unit=entry.unit, role=entry.role, actor=actor, at=at)
    return user


def _email(cells: Cells) -> str:
    email = cells.text(EMAIL, required=True, longest=254).lower()
    try:
        if email:
            validate_email(email)
    except ValidationError:
        cells.refuse(EMAIL, f"“{email}” không phải là địa chỉ thư điện tử hợp lệ.")
    return email


def _unit(cells: Cells) -> Unit | None:
    """Find the unit: of the code and the day where a day is given, else the one in force, else the only one."""
    code, first = cells.text(UNIT, required=True), cells.day(UNIT_FROM)
    if not code or not cells.is_sound(UNIT, UNIT_FROM):
        return None
    found = list(Unit.objects.filter(code=code, **({"valid_from": first} if first else {})))
    chosen = [unit for unit in found if unit.valid_to is None] or found
    if not found:
        when = " có từ ngày đã ghi" if first else ""
        cells.refuse(UNIT, f"Không có đơn vị mã “{code}”{when}. Hãy nhập danh mục đơn vị trước.")
    elif len(chosen) > 1:
        cells.refuse(UNIT_FROM, f"Mã “{code}” đã dùng cho nhiều đơn vị; hãy ghi ngày bắt đầu của đơn vị cần chọn.")
    return chosen[0] if len(chosen) == 1 else None


def _require_fitting(cells: Cells, role: Role, unit: Unit) -> None:
    """Officials and leaders of communes work in a commune, the office's people above it."""
    in_commune = unit.level == UnitLevel.COMMUNE
    if role in COMMUNE_ROLES and not in_commune:
        cells.refuse(ROLE, f"Vai trò “{role.label}” chỉ dùng cho đơn vị cấp xã; {unit.full_name} không phải cấp xã.")
    elif role not in COMMUNE_ROLES | {Role.ADMINISTRATOR} and in_commune:
        cells.refuse(ROLE, f"Vai trò “{role.label}” không dùng cho đơn vị cấp xã.")


def _require_open(cells: Cells, existing: User | None, email: str) -> None:
    if existing and existing.is_superuser:
        cells.refuse(USERNAME, "Tài khoản quản trị cao nhất không sửa được bằng tệp nhập.")
    elif existing and not existing.is_active:
        cells.refuse(USERNAME, "Tài khoản này đã ngừng hoạt động.")
    others = User.objects.filter(email__iexact=email).exclude(pk__in=[existing.pk] if existing else [])
    other = others.first() if email else None
    if other is not None:
        cells.refuse(EMAIL, f"Thư điện tử này đã dùng cho tài khoản “{other.username}”.")
