"""What can go wrong in a filled workbook: each cell gets its sentence, the rest is read; hostile files are refused whole."""

import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client

from assessments.domain.item_rules import Checklist, Choice
from assessments.models import Answer
from assessments.selectors import contents
from assessments.selectors.workbooks import filled_of
from communes.models import User
from tests.factories import steps
from tests.factories.evidence import docx, pdf
from tests.factories.evidence import xlsx as other_workbook
from tests.factories.town import Town, load_standard, make_town
from tests.factories.workbooks import NOTE, VALUE, Edit, apply, download, edited, find, form_of, put, upload, words

SignIn = Callable[[User], Client]
KEY = "1.1.1|numerator"


@pytest.fixture
def official(town: Town, as_user: SignIn) -> Client:
    return as_user(town.official)


def ratio_codes(town: Town) -> list[str]:
    items = town.standard.parsed.answerable_items
    return [item.code for item in items if item.rule.fields == ("numerator", "denominator")]


WRONG_VALUES = [
    ("mười hai", "“mười hai”: Vui lòng chỉ nhập chữ số, ví dụ 1234 hoặc 1.234."),
    ("1.234,5", "“1.234,5”: Số lượng phải là số nguyên, không có phần thập phân."),
    (1.234, "1,234: Số lượng phải là số nguyên, không có phần thập phân."),
    (-3, "-3: Số lượng không được là số âm."),
    (1e12, "1000000000000: Số quá lớn"),
    (date(2020, 5, 1), "ô chứa ngày tháng (01/05/2020)."),
    (True, "ô này cần một số, không phải “Có/Không”."),
    ("=1+1", "công thức chưa được tính."),
    ("#REF!", "ô báo lỗi của Excel."),
]


def test_each_value_that_cannot_be_read_is_named_by_its_cell_and_the_rest_is_read(
    town: Town, official: Client
) -> None:
    *codes, good = ratio_codes(town)[: len(WRONG_VALUES) + 1]
    assert len(codes) == len(WRONG_VALUES)
    data, sentences = download(official, town.dossier), []
    book = openpyxl.load_workbook(BytesIO(data))
    edits = [put(f"{good}|numerator", 3), put(f"{good}|denominator", 4)]
    for code, (value, sentence) in zip(codes, WRONG_VALUES, strict=True):
        edits.append(put(f"{code}|numerator", value))
        sheet, row = find(book, f"{code}|numerator")
        sentences.append(f"Trang “{sheet.title}”, ô F{row} (nội dung {code}): {sentence}")
    page = upload(official, town.dossier, edited(data, *edits))
    text = words(page)
    assert [sentence for sentence in sentences if sentence not in text] == []
    assert f"{len(WRONG_VALUES)} ô không đọc được" in text
    assert [name for name in form_of(page) if name.startswith("chon-")] == [f"chon-{good}"]
    apply(official, town.dossier, page)
    assert list(Answer.objects.values_list("item_code", flat=True)) == [good]


def row_edit(key: str, change: Callable[[Any, int], None]) -> Edit:
    return lambda book: change(*find(book, key))


def shift(sheet: Any, row: int, by: int) -> None:
    """Insert or delete one row as Excel does: merged titles below move along."""
    below = [area for area in sheet.merged_cells.ranges if area.min_row >= row]
    for area in below:
        sheet.unmerge_cells(area.coord)
    (sheet.insert_rows if by > 0 else sheet.delete_rows)(row)
    for area in below:
        area.shift(row_shift=by)
        sheet.merge_cells(area.coord)


def drop(sheet: Any, row: int) -> None:
    shift(sheet, row, -1)


def merge(sheet: Any, row: int) -> None:
    sheet.merge_cells(start_row=row, end_row=row + 1, start_column=VALUE, end_column=VALUE)


def swap_labels(sheet: Any, row: int) -> None:
    """Sort the visible columns and leave the hidden one."""
    labels = [sheet.cell(place, 5).value for place in (row, row + 1)]
    sheet.cell(row, 5).value, sheet.cell(row + 1, 5).value = reversed(labels)


def copy_row(sheet: Any, row: int) -> None:
    for column in range(1, 9):
        sheet.cell(400, column).value = sheet.cell(row, column).value


def test_what_was_done_to_the_rows_is_named_and_the_rest_is_read(town: Town, official: Client) -> None:
    codes = ratio_codes(town)
    keys = [f"{code}|numerator" for code in codes]
    edits = [
        put(keys[0], "x" * 4001, NOTE),
        put(keys[1], "=1+1", NOTE),
        row_edit(keys[2], merge),
        row_edit(keys[3], swap_labels),
        row_edit(keys[4], copy_row),
        row_edit(keys[5], drop),
        put("results", "=1+1", 2),
        row_edit("causes", drop),
        put(f"{codes[6]}|numerator", 3),
        put(f"{codes[6]}|denominator", 4),
    ]
    page = upload(official, town.dossier, edited(download(official, town.dossier), *edits))
    text = words(page)
    sentences = (
        f"ô G6 (nội dung {codes[0]}): ghi chú dài tối đa 4000 ký tự.",
        f"(nội dung {codes[1]}): công thức chưa được tính.",
        f"(nội dung {codes[2]}): ô đã bị gộp với ô khác.",
        f"(nội dung {codes[3]}): dòng này lẽ ra là",
        "nhưng các cột đã bị xáo trộn.",
        "bị chép thêm ở ô F",
        f"(nội dung {codes[5]}): dòng “",
        "” đã bị xóa. Vui lòng tải biểu mới",
        "Trang “Thuyết minh”, ô B5 (phần “Kết quả thực hiện”): công thức chưa được tính.",
        "Trang “Thuyết minh”, ô B8: dòng “Nguyên nhân” đã bị xóa hoặc chép thêm.",
    )
    assert [sentence for sentence in sentences if sentence not in text] == []
    assert [name for name in form_of(page) if name.startswith("chon-")] == [f"chon-{codes[6]}"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("1.250", "1250"), (" 1 250 ", "1250"), (1250, "1250"), (1250.0, "1250"), ("007", "7"), (0, "0")],
)
def test_numbers_are_read_as_on_the_page(town: Town, official: Client, typed: object, kept: str) -> None:
    page = upload(official, town.dossier, edited(download(official, town.dossier), put(KEY, typed)))
    apply(official, town.dossier, page)
    assert Answer.objects.get().facts == {"numerator": kept}


def test_choices_and_ticks_take_what_the_lists_offer(db: None, as_user: SignIn) -> None:  # noqa: ARG001  # see conftest
    town = make_town(load_standard("qd-27-2025"), year=2026, due_before=date(2027, 1, 5))
    official = as_user(town.official)
    rules = {item.code: item.rule for item in town.standard.parsed.answerable_items}
    choice, option = next((code, rule.options[1].label) for code, rule in rules.items() if isinstance(rule, Choice))
    lists = {code: rule for code, rule in rules.items() if isinstance(rule, Checklist)}
    some, rule = next(iter(lists.items()))
    data = download(official, town.dossier)
    ticks = [put(f"{some}|choices.0", "có"), put(f"{some}|choices.1", True), put(f"{some}|choices.2", "Không")]  # noqa: FBT003  # a cell's value
    page = upload(official, town.dossier, edited(data, put(f"{choice}|option", f"  {option.upper()} "), *ticks))
    apply(official, town.dossier, page)
    facts = dict(Answer.objects.values_list("item_code", "facts"))
    assert facts == {choice: {"option": "1"}, some: {"choices": ["0", "1"]}}
    none = [put(f"{some}|choices.{place}", "Không") for place in range(len(rule.choices))]
    page = upload(official, town.dossier, edited(download(official, town.dossier), *none))
    apply(official, town.dossier, page)
    assert Answer.objects.get(item_code=some).facts == {"choices": ["none"]}
    wrong = [put(f"{choice}|option", "Mức lạ"), put(f"{some}|choices.0", "có lẽ")]
    text = words(upload(official, town.dossier, edited(data, *wrong)))
    assert "“Mức lạ” không có trong danh sách." in text
    assert "“có lẽ” không hợp lệ. Vui lòng chọn “Có” hoặc “Không”." in text


def test_nothing_arose_is_a_tick_of_its_own(town: Town, official: Client) -> None:
    item = next(item for item in town.standard.parsed.answerable_items if item.not_applicable)
    edit = put(f"{item.code}|not_applicable", "Có")
    page = upload(official, town.dossier, edited(download(official, town.dossier), edit))
    assert "Không phát sinh" in words(page)
    apply(official, town.dossier, page)
    assert Answer.objects.get(item_code=item.code).not_applicable


def test_an_inserted_row_is_said_and_nothing_slips(town: Town, official: Client) -> None:
    def insert(book: Any) -> None:
        shift(*find(book, KEY), 1)

    data = edited(download(official, town.dossier), put(KEY, 7), put("1.1.1|denominator", 8), insert)
    page = upload(official, town.dossier, data)
    assert "dòng không còn ở chỗ cũ, bắt đầu từ ô F7 (nội dung 1.1.1)" in words(page)
    apply(official, town.dossier, page)
    assert Answer.objects.get().facts == {"numerator": "7", "denominator": "8"}


def _packed(data: bytes, **parts: bytes) -> bytes:
    """Return the workbook with other parts."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name.rpartition("/")[2].partition(".")[0], b"") or old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return stream.getvalue()


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b'<!ENTITY f SYSTEM "file:///etc/passwd">]>'
)
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


@pytest.mark.filterwarnings("ignore:Workbook contains no stylesheet")
@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[: len(data) // 2],
        lambda data: _packed(
            data, sheet2=BOMB + SHEET + b"<row r='6'><c r='A6'><v>&j;&f;</v></c></row></sheetData></worksheet>"
        ),
        lambda data: _packed(data, workbook=BOMB + b"<workbook>&j;</workbook>"),
        lambda data: _packed(data, sheet2=b"\x00\xff not xml"),
        lambda data: _packed(data, big=b"0" * 30_000_000),
        lambda data: _packed(
            data, sheet2=SHEET + b'<row r="6">' + b'<c r="A6"/>' * 200_000 + b"</row></sheetData></worksheet>"
        ),
        lambda data: _packed(data, **{f"part{number}": b"x" for number in range(300)}),
        lambda data: _packed(data, styles=b"<styleSheet/>", workbook=b"<workbook/>"),
        lambda _: other_workbook(),
        lambda _: docx(),
        lambda _: pdf(),
        lambda _: b"",
        lambda _: b"PK\x03\x04" + b"\x00" * 100,
    ],
)
def test_broken_and_hostile_files_are_refused_with_a_sentence(
    town: Town, official: Client, spoil: Callable[[bytes], bytes]
) -> None:
    page = upload(official, town.dossier, spoil(download(official, town.dossier)))
    assert page.status_code == 422
    assert "Chưa có gì được ghi vào hồ sơ." in words(page)
    assert not Answer.objects.exists()


def test_a_workbook_without_its_origin_or_with_another_layout_is_refused(town: Town, official: Client) -> None:
    def forge(book: Any) -> None:
        book["Nhận dạng"]["A2"].value += "x"

    data = download(official, town.dossier)
    assert "không phải biểu nhập tải từ hệ thống" in words(upload(official, town.dossier, edited(data, forge)))
    without = edited(data, lambda book: book.remove(book["Nhận dạng"]))
    assert "không phải biểu nhập tải từ hệ thống" in words(upload(official, town.dossier, without))
    assert "Bạn chưa chọn tệp" in words(official.post(f"/ho-so/{town.dossier.pk}/bieu-nhap/", {}))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_saves_it_without_loss(town: Town, official: Client, tmp_path: Path) -> None:
    steps.fill_in(town.dossier, town.official)
    (tmp_path / "bieu.xlsx").write_bytes(
        edited(download(official, town.dossier), put(KEY, 7), put("results", "Một\nHai", 2))
    )
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
    ]
    subprocess.run(
        [*command, f"{tmp_path}/out", f"{tmp_path}/bieu.xlsx"], check=True, capture_output=True, timeout=120
    )
    saved = (tmp_path / "out" / "bieu.xlsx").read_bytes()
    sheet, row = find(openpyxl.load_workbook(BytesIO(saved)), KEY)
    assert (sheet.protection.sheet, sheet.cell(row, VALUE).protection.locked) == (True, False)
    page = upload(official, town.dossier, saved)
    assert "1 nội dung thay đổi, 1 phần thuyết minh thay đổi" in words(page)
    apply(official, town.dossier, page)
    found = contents.of(town.dossier)
    assert filled_of(found.answers["1.1.1"], found.edition.item("1.1.1")).facts == {
        "numerator": "7",
        "denominator": "20",
    }
    assert found.narratives["results"].text == "Một\nHai"
