"""Units from CSV and XLSX in the admin: the dry run names each bad row, the confirmation imports all or none."""

import io
import re
from collections.abc import Callable
from datetime import date, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from communes.models import Role, Unit, UnitKind, User
from tests.factories.town import make_unit, make_user

pytestmark = pytest.mark.django_db
PATH = "/quan-tri/communes/unit/import/"
HEAD = ("Mã", "Tên", "Loại hình", "Mã đơn vị cấp trên", "Có từ ngày", "Đến trước ngày", "Mã đơn vị tiền thân", "Nguồn")
Row = tuple[object, ...]


def csv_file(rows: list[Row], separator: str = ",", encoding: str = "utf-8-sig") -> SimpleUploadedFile:
    text = "\r\n".join(separator.join(str(cell) for cell in row) for row in rows)
    return SimpleUploadedFile("don-vi.csv", text.encode(encoding))


def xlsx_file(rows: list[Row]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in [*rows, (None,) * len(HEAD)]:  # spreadsheets end with blank lines
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("don-vi.xlsx", file.getvalue())


@pytest.fixture
def browser(as_user: Callable[[User], Client]) -> Client:
    province = make_unit("38", "Thanh Hóa", UnitKind.TINH)
    make_unit("381", "Bỉm Sơn", UnitKind.THI_XA, province)
    return as_user(make_user("quantri", Role.ADMINISTRATOR, province, is_staff=True))


def dry_run(browser: Client, file: SimpleUploadedFile) -> str:
    number = "0" if (file.name or "").endswith("csv") else "1"
    response = browser.post(PATH, {"import_file": file, "format": number, "resource": "0"})
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def confirm(browser: Client, page: str) -> str:
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return str(browser.post("/quan-tri/communes/unit/process_import/", fields)["Location"])


def faults(page: str) -> list[str]:
    found = re.findall(r"<li><strong>([^<]+):</strong> ([^<]+)</li>", page)
    return [f"{column}: {sentence}" for column, sentence in found]


FORMATS = pytest.mark.parametrize("make", [csv_file, xlsx_file])
WARD = ("14809", "Bắc Sơn", "Phường", "381", "25/02/2020", "01/07/2025", "", "Danh mục")


@FORMATS
def test_a_good_file_is_shown_then_imported(browser: Client, make: Callable[[list[Row]], SimpleUploadedFile]) -> None:
    page = dry_run(browser, make([HEAD, WARD]))
    assert "Xác nhận nhập" in page
    assert "Phường" in page
    assert not Unit.objects.filter(code="14809").exists()
    assert confirm(browser, page) == "/quan-tri/communes/unit/"
    ward = Unit.objects.get(code="14809")
    assert (ward.full_name, ward.level, str(ward.parent)) == ("Phường Bắc Sơn", "commune", "Thị xã Bỉm Sơn")
    assert "Đã nhập xong: 1 thêm mới, 0 cập nhật" in browser.get("/quan-tri/communes/unit/").content.decode()


BAD = [
    ((14, "Bắc Sơn", "Phường", "381", "25/02/2020"), ("Mã: Mã “14” có 2 chữ số; mã của phường phải có 5 chữ số. Nếu "
     "số 0 ở đầu bị mất, hãy định dạng cột mã là văn bản.")),
    (("1480X", "Bắc Sơn", "Phường", "381", "25/02/2020"), "Mã: “1480X” không hợp lệ: mã đơn vị chỉ gồm chữ số."),
    (("14809", "", "Phường", "381", "25/02/2020"), "Tên: Chưa nhập giá trị."),
    (("14809", "Bắc Sơn", "Làng", "381", "25/02/2020"), ("Loại hình: Không có giá trị “Làng”. Các giá trị: Tỉnh, "
     "Thành phố, Huyện, Quận, Thị xã, Xã, Phường, Thị trấn, Đặc khu.")),
    (("14809", "Bắc Sơn", "Phường", "999", "25/02/2020"), ("Mã đơn vị cấp trên: Không có đơn vị mã “999”. "
     "Hãy nhập đơn vị cấp trên trước.")),
    (("14809", "Bắc Sơn", "Phường", "381", "25/02/1990"), ("Mã đơn vị cấp trên: Không có đơn vị mã “381” vào ngày "
     "25/02/1990. Hãy nhập đơn vị cấp trên trước.")),
    (("14809", "Bắc Sơn", "Phường", "", "25/02/2020"), "Mã đơn vị cấp trên: Chưa nhập giá trị."),
    (("39", "Khác", "Tỉnh", "38", "25/02/2020"), ("Mã đơn vị cấp trên: Đơn vị cấp tỉnh không có đơn vị cấp trên; "
     "hãy để trống.")),
    (("392", "Hà Trung", "Huyện", "381", "25/02/2020"), ("Mã đơn vị cấp trên: Thị xã Bỉm Sơn (mã 381) không thể là "
     "cấp trên của đơn vị này.")),
    (("14809", "Bắc Sơn", "Phường", "381", "2020-02-30"), ("Có từ ngày: “2020-02-30” không phải là ngày hợp lệ theo "
     "dạng dd/mm/yyyy.")),
    (("14809", "Bắc Sơn", "Phường", "381", "25/02/2020", "25/02/2020"), ("Đến trước ngày: Ngày hết hiệu lực phải sau "
     "ngày bắt đầu.")),
    (("14809", "Bắc Sơn", "Phường", "381", "25/02/2020", "", "14812"), ("Mã đơn vị tiền thân: Không có đơn vị mã "
     "14812 hết hiệu lực vào ngày 25/02/2020.")),
    (("381", "Khác", "Huyện", "38", "25/02/2020"), ("Mã: Mã 381 đang thuộc về Thị xã Bỉm Sơn (có từ ngày 01/01/2000) "
     "trong cùng thời gian.")),
]  # fmt: skip  # one case after the other


@pytest.mark.parametrize(("row", "fault"), BAD)
def test_each_fault_has_its_reason(browser: Client, row: Row, fault: str) -> None:
    before = Unit.objects.count()
    page = dry_run(browser, xlsx_file([HEAD, row]))
    assert faults(page) == [fault]
    assert "Xác nhận nhập" not in page
    assert Unit.objects.count() == before


@FORMATS
def test_all_bad_rows_are_named_with_their_lines(
    browser: Client, make: Callable[[list[Row]], SimpleUploadedFile]
) -> None:
    page = dry_run(browser, make([HEAD, WARD, ("1", "", "Phường", "381", "x", "", "", ""), WARD]))
    assert "Có 2 dòng chưa hợp lệ; chưa nhập dòng nào" in page
    assert re.findall(r"<tr> <td>(\d+)</td>", page) == ["3", "4"]
    assert "Trùng với dòng 2: cùng mã và cùng ngày bắt đầu." in page
    assert faults(page)[:3] == [
        "Tên: Chưa nhập giá trị.",
        "Mã: Mã “1” có 1 chữ số; mã của phường phải có 5 chữ số. Nếu số 0 ở đầu bị mất, hãy định dạng cột mã là văn bản.",
        "Có từ ngày: “x” không phải là ngày hợp lệ theo dạng dd/mm/yyyy.",
    ]
    assert not Unit.objects.filter(code="14809").exists()


def test_cells_that_hold_numbers_and_dates_are_read_as_people_read_them(browser: Client) -> None:
    row = (14809.0, "Bắc Sơn", "phuong", 381, datetime(2020, 2, 25), date(2025, 7, 1))  # noqa: DTZ001  # as spreadsheets do
    confirm(browser, dry_run(browser, xlsx_file([HEAD, row])))
    ward = Unit.objects.get(code="14809")
    assert (ward.valid_from, ward.valid_to) == (date(2020, 2, 25), date(2025, 7, 1))


def test_what_is_too_long_for_the_database_is_named(browser: Client) -> None:
    row = (*WARD[:1], "x" * 101, *WARD[2:])
    assert faults(dry_run(browser, csv_file([HEAD, row]))) == ["Tên: Dài 101 ký tự; tối đa 100 ký tự."]


def test_missing_columns_are_named(browser: Client) -> None:
    page = dry_run(browser, csv_file([("Mã", "Tên"), ("14809", "Bắc Sơn")]))
    assert "Tệp thiếu cột: Loại hình, Có từ ngày. Dòng đầu tiên phải là tên các cột." in page
    assert "Traceback" not in page


def test_semicolons_and_titles_without_accents_are_understood(browser: Client) -> None:
    page = dry_run(browser, csv_file([("MA", "ten", "loai hinh", "Mã đơn vị cấp trên", "co tu ngay"), WARD[:5]], ";"))
    confirm(browser, page)
    assert Unit.objects.get(code="14809").name == "Bắc Sơn"


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("x.csv", "Mã,Tên\n14809,Bắc".encode("utf-16")),
        SimpleUploadedFile("x.csv", b"\xff\xfe\xfa"),
        SimpleUploadedFile("x.xlsx", b"PK broken"),
        SimpleUploadedFile("x.csv", b"a,b\n1,2,3,4\n"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(browser: Client, file: SimpleUploadedFile) -> None:
    page = dry_run(browser, file)
    assert "Không đọc được tệp." in page
    assert "Error" not in page.replace("errorlist", "")


def test_an_update_shows_old_and_new(browser: Client) -> None:
    page = dry_run(browser, csv_file([HEAD, ("381", "Bỉm Sơn mới", "Thị xã", "38", "01/01/2000", "", "", "")]))
    assert "<del>Bỉm Sơn</del> <ins>Bỉm Sơn mới</ins>" in page
    confirm(browser, page)
    assert Unit.objects.get(code="381").name == "Bỉm Sơn mới"


def test_columns_that_a_file_lacks_stay_as_they_are(browser: Client) -> None:
    Unit.objects.filter(code="381").update(source="Nguồn cũ", valid_to=date(2025, 7, 1))
    page = dry_run(browser, csv_file([HEAD[:5], ("381", "Bỉm Sơn mới", "Thị xã", "38", "01/01/2000")]))
    confirm(browser, page)
    town = Unit.objects.get(code="381")
    assert (town.name, town.source, town.valid_to) == ("Bỉm Sơn mới", "Nguồn cũ", date(2025, 7, 1))


def test_a_second_confirmation_says_so(browser: Client) -> None:
    page = dry_run(browser, csv_file([HEAD, WARD]))
    confirm(browser, page)
    assert confirm(browser, page) == PATH
    assert "đã được nhập hoặc đã hết hạn" in browser.get(PATH).content.decode()


def test_what_changed_since_the_dry_run_imports_nothing(browser: Client) -> None:
    other = ("14812", "Ba Đình", "Phường", "381", "25/02/2020", "", "", "")
    page = dry_run(browser, csv_file([HEAD, other, WARD]))
    make_unit("14809", "Khác", UnitKind.PHUONG)
    assert confirm(browser, page) == PATH
    assert "Chưa nhập dòng nào" in browser.get(PATH).content.decode()
    assert not Unit.objects.filter(code="14812").exists()


def test_what_is_exported_can_be_imported_again(browser: Client) -> None:
    file = browser.post("/quan-tri/communes/unit/export/", {"format": "0", "resource": "0"})
    assert re.fullmatch(r'attachment; filename="unit-[\d-]+\.csv"', file["Content-Disposition"])
    assert file.content.decode("utf-8-sig").splitlines() == [
        ",".join(HEAD),
        "381,Bỉm Sơn,Thị xã,38,01/01/2000,,,",
        "38,Thanh Hóa,Tỉnh,,01/01/2000,,,",
    ]
    page = dry_run(browser, SimpleUploadedFile("x.csv", file.content))
    assert "Xác nhận nhập" in page


def test_formulas_leave_as_text(browser: Client) -> None:
    Unit.objects.filter(code="381").update(source="=HYPERLINK(1)")
    file = browser.post("/quan-tri/communes/unit/export/", {"format": "0", "resource": "0"})
    assert "'=HYPERLINK(1)" in file.content.decode("utf-8-sig")
