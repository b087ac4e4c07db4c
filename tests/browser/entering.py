"""What an official does on the commune's pages, as a reader of the pages would."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Person

CRITERIA = ("1", "2", "3", "4", "5")
WITH_FILES = "1.1.1"


def fill_criterion(page: Page, code: str) -> None:
    """Answer every item of the criterion with the best figures; each saves itself."""
    forms = page.locator("form.item-form")
    for place in range(forms.count()):
        fill_item(forms.nth(place))
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Tiêu chí {code}")


def fill_item(form: Locator) -> None:
    """Fill in one item and wait until it says that it is saved."""
    numbers = form.locator("input[type=text]")
    for place in range(numbers.count()):
        numbers.nth(place).fill("1.250")
    if form.locator("input[type=radio]").count():
        form.locator("input[type=radio]").first.check()
    note = form.get_by_label("Ghi chú, giải trình")
    note.fill("Tài liệu lưu tại bộ phận chuyên môn.")
    note.blur()
    expect(form.locator("[data-save-state]")).to_contain_text("Đã lưu lúc")


def upload(page: Page, item_code: str, *files: Path) -> None:
    """Choose files for an item and wait until each is listed among its documents."""
    anchor = item_code.replace(".", "-")
    page.locator(f"#tt-{anchor}").set_input_files([str(path) for path in files])
    button = page.locator(f"#tu-{anchor}").get_by_role("button", name="Tải lên")
    if button.is_visible():
        button.click()
    for path in files:
        expect(page.locator(f"#noi-dung-{anchor}").get_by_role("link", name=path.name).first).to_be_visible()


def fill_in(official: Person, dossier: str, *files: Path) -> None:
    """Take a dossier from empty to complete."""
    for code in CRITERIA:
        page = official.open(f"{dossier}tieu-chi/{code}/")
        if code == CRITERIA[0]:
            upload(page, WITH_FILES, *files)
        fill_criterion(page, code)
    official.look("commune-criterion")
    _write_report(official, dossier)
    _declare(official, dossier)


def _write_report(official: Person, dossier: str) -> None:
    page = official.open(f"{dossier}thuyet-minh/")
    boxes = page.locator("textarea")
    for place in range(boxes.count()):
        boxes.nth(place).fill("Ủy ban nhân dân phường đã tổ chức thực hiện theo kế hoạch.")
        boxes.nth(place).blur()
        expect(page.locator("[data-save-state]").nth(place)).to_contain_text("Đã lưu lúc")
    official.look("commune-narrative")


def _declare(official: Person, dossier: str) -> None:
    page = official.open(f"{dossier}truong-hop/")
    while (button := page.get_by_role("button", name="Không có trường hợp nào")).count():
        button.first.click()
        page.wait_for_load_state()
    official.look("commune-facts")
