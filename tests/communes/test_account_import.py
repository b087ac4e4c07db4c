"""Accounts from a file: created without a password, invited by mail."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from communes.models import Membership, Role, UnitKind, User
from tests.communes.test_unit_import import csv_file, faults, xlsx_file
from tests.factories.town import make_unit, make_user

pytestmark = pytest.mark.django_db
PATH = "/quan-tri/communes/user/import/"
HEAD = ("Tên đăng nhập", "Họ và tên", "Thư điện tử", "Chức vụ", "Vai trò", "Mã đơn vị")
OFFICIAL = ("canbo-14809", "Lê Thị Hòa", "Hoa@example.test", "Công chức", "Công chức Tư pháp – Hộ tịch", "14809")
FORMATS = pytest.mark.parametrize("make", [csv_file, xlsx_file])


@pytest.fixture
def browser(as_user: Callable[[User], Client]) -> Client:
    province = make_unit("38", "Thanh Hóa", UnitKind.TINH)
    town = make_unit("381", "Bỉm Sơn", UnitKind.THI_XA, province)
    make_unit("14809", "Bắc Sơn", UnitKind.PHUONG, town)
    return as_user(make_user("quantri", Role.ADMINISTRATOR, province, is_staff=True))


def dry_run(browser: Client, file: SimpleUploadedFile) -> str:
    number = "0" if (file.name or "").endswith("csv") else "1"
    response = browser.post(PATH, {"import_file": file, "format": number, "resource": "0"})
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def confirm(browser: Client, page: str) -> str:
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return str(browser.post("/quan-tri/communes/user/process_import/", fields)["Location"])


@FORMATS
def test_new_accounts_are_invited_once_when_confirmed(
    browser: Client,
    make: Callable[..., SimpleUploadedFile],
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    second_role = (*OFFICIAL[:4], "Lãnh đạo Ủy ban nhân dân cấp xã", "14809")
    with django_capture_on_commit_callbacks(execute=True):
        page = dry_run(browser, make([HEAD, OFFICIAL, second_role]))
    assert "Công chức Tư pháp – Hộ tịch" in page
    assert "14809 – Phường Bắc Sơn" in page
    assert (mailoutbox, User.objects.filter(username="canbo-14809").count()) == ([], 0)
    with django_capture_on_commit_callbacks(execute=True):
        assert confirm(browser, page) == "/quan-tri/communes/user/"
    user = User.objects.get(username="canbo-14809")
    assert (user.email, user.has_usable_password(), user.is_staff) == ("hoa@example.test", False, False)
    assert set(user.memberships.values_list("role", "unit__code")) == {
        ("commune_official", "14809"),
        ("commune_leader", "14809"),
    }
    assert [mail.to for mail in mailoutbox] == [["hoa@example.test"]]
    assert "http://testserver/tai-khoan/mat-khau-moi/" in str(mailoutbox[0].body)


def test_an_existing_account_is_updated_and_not_invited(
    browser: Client,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = ("QUANTRI", "Tên mới", "quantri@example.test", "", "Chuyên viên thẩm tra", "381")
        confirm(browser, dry_run(browser, csv_file([HEAD, row])))
    user = User.objects.get(username="quantri")
    assert user.full_name == "Tên mới"
    assert user.has_usable_password()
    assert user.memberships.count() == 2
    assert mailoutbox == []


def test_a_file_without_positions_leaves_them(browser: Client) -> None:
    User.objects.update(position="Chuyên viên")
    row = ("quantri", "Tên mới", "quantri@example.test", "Chuyên viên thẩm tra", "381")
    confirm(browser, dry_run(browser, csv_file([(*HEAD[:3], *HEAD[4:]), row])))
    user = User.objects.get(username="quantri")
    assert (user.full_name, user.position) == ("Tên mới", "Chuyên viên")


BAD = [
    (("cán bộ", *OFFICIAL[1:]), "Tên đăng nhập: Chỉ dùng chữ không dấu, chữ số và các dấu . - _ (3 đến 150 ký tự)."),
    ((OFFICIAL[0], "", *OFFICIAL[2:]), "Họ và tên: Chưa nhập giá trị."),
    ((*OFFICIAL[:2], "hoa@", *OFFICIAL[3:]), "Thư điện tử: “hoa@” không phải là địa chỉ thư điện tử hợp lệ."),
    ((*OFFICIAL[:2], "", *OFFICIAL[3:]), "Thư điện tử: Chưa nhập giá trị."),
    (
        (*OFFICIAL[:2], "QuanTri@example.test", *OFFICIAL[3:]),
        "Thư điện tử: Thư điện tử này đã dùng cho tài khoản “quantri”.",
    ),
    (
        (*OFFICIAL[:4], "Trưởng thôn", "14809"),
        (
            "Vai trò: Không có giá trị “Trưởng thôn”. Các giá trị: Công chức Tư pháp – Hộ tịch, "
            "Lãnh đạo Ủy ban nhân dân cấp xã, Chuyên viên thẩm tra, Lãnh đạo cơ quan tư pháp, Thành viên Hội đồng, "
            "Cán bộ cơ quan chuyên môn, Người có thẩm quyền công nhận, Cơ quan tư pháp cấp trên, Quản trị hệ thống."
        ),
    ),
    ((*OFFICIAL[:5], "99999"), "Mã đơn vị: Không có đơn vị mã “99999”. Hãy nhập danh mục đơn vị trước."),
    (
        (*OFFICIAL[:5], "381"),
        "Vai trò: Vai trò “Công chức Tư pháp – Hộ tịch” chỉ dùng cho đơn vị cấp xã; Thị xã Bỉm Sơn không phải cấp xã.",
    ),
    (
        (*OFFICIAL[:4], "Chuyên viên thẩm tra", "14809"),
        "Vai trò: Vai trò “Chuyên viên thẩm tra” không dùng cho đơn vị cấp xã.",
    ),
]


@pytest.mark.parametrize(("row", "fault"), BAD)
@FORMATS
def test_each_fault_has_its_reason(
    browser: Client, make: Callable[..., SimpleUploadedFile], row: tuple[str, ...], fault: str
) -> None:
    quoted = [f'"{cell}"' if make is csv_file else cell for cell in row]
    page = dry_run(browser, make([HEAD, tuple(quoted)]))
    assert faults(page) == [fault]
    assert "Xác nhận nhập" not in page
    assert User.objects.count() == 1


def test_rows_that_contradict_each_other_are_named(browser: Client) -> None:
    other = (OFFICIAL[0], "Người khác", *OFFICIAL[2:])
    page = dry_run(browser, csv_file([HEAD, OFFICIAL, OFFICIAL, other]))
    assert faults(page) == [
        "Vai trò: Trùng với dòng 2: cùng tài khoản, vai trò và đơn vị.",
        "Tên đăng nhập: Dòng 2 ghi họ tên, thư điện tử hoặc chức vụ khác cho tài khoản này.",
    ]


def test_superusers_and_closed_accounts_are_not_touched(browser: Client) -> None:
    province = make_unit("39", "Khác", UnitKind.TINH)
    make_user("goc", Role.ADMINISTRATOR, province, is_superuser=True)
    make_user("dong", Role.ADMINISTRATOR, province, is_active=False)
    rows = [(name, "Tên", f"{name}-moi@example.test", "", "Quản trị hệ thống", "38") for name in ("goc", "dong")]
    assert faults(dry_run(browser, csv_file([HEAD, *rows]))) == [
        "Tên đăng nhập: Tài khoản quản trị cao nhất không sửa được bằng tệp nhập.",
        "Tên đăng nhập: Tài khoản này đã ngừng hoạt động.",
    ]


def test_a_code_used_again_needs_its_first_day(browser: Client) -> None:
    for year in (2001, 2003):
        unit = make_unit(f"1500{year - 2000}", f"Cũ {year}", UnitKind.XA)
        unit.code, unit.valid_to = "15009", unit.valid_from.replace(year=year + 1)
        unit.valid_from = unit.valid_from.replace(year=year)
        unit.save()
    row = (*OFFICIAL[:5], "15009")
    fault = "Đơn vị có từ ngày: Mã “15009” đã dùng cho nhiều đơn vị; hãy ghi ngày bắt đầu của đơn vị cần chọn."
    assert faults(dry_run(browser, csv_file([HEAD, row]))) == [fault]
    page = dry_run(browser, csv_file([(*HEAD, "Đơn vị có từ ngày"), (*row, "01/01/2003")]))
    confirm(browser, page)
    assert Membership.objects.get(user__username="canbo-14809").unit.name == "Cũ 2003"


def test_the_export_holds_no_password(browser: Client) -> None:
    file = browser.post("/quan-tri/communes/user/export/", {"format": "0", "resource": "0"})
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows == [
        ["Tên đăng nhập", "Họ và tên", "Thư điện tử", "Chức vụ", "Vai trò", "Đang hoạt động"],
        ["quantri", "Người dùng quantri", "quantri@example.test", "", "Quản trị hệ thống – Tỉnh Thanh Hóa", "Có"],
    ]
