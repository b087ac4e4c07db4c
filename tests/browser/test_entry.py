"""Entry under hard conditions: no scripts, two people, a figure that cannot be right."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

MakePerson = Callable[..., Person]
WARD = "Phường Đông Sơn – năm 2020"  # half filled in the demonstration


def _criterion(person: Person, code: str) -> str:
    page = person.open("/")
    page.get_by_role("link", name=WARD).click()
    path = f"{page.url.removeprefix(person.product.url)}tieu-chi/{code}/"
    person.open(path)
    return path


def test_an_item_is_saved_without_scripts(person: MakePerson) -> None:
    official = person("canbo-14821", javascript=False)
    _criterion(official, "4")
    form = official.page.locator("#f-4-1-1")
    form.locator("input[type=text]").nth(0).fill("7")
    form.locator("input[type=text]").nth(1).fill("8")
    form.get_by_role("button", name="Lưu").click()
    expect(official.page.get_by_text("Đã lưu nội dung 4.1.1").first).to_be_visible()
    expect(official.page.locator("#r-4-1-1")).to_contain_text("1,75")


def test_two_people_on_one_item_see_both_values_and_nothing_is_overwritten(person: MakePerson) -> None:
    official, leader = person("canbo-14821"), person("lanhdao-14821")
    path = _criterion(official, "5")
    leader.open(path)
    for somebody, text in ((official, "Theo sổ theo dõi."), (leader, "Theo báo cáo năm.")):
        note = somebody.page.locator("#f-5-2-1").get_by_label("Ghi chú, giải trình")
        note.fill(text)
        note.blur()
        somebody.page.wait_for_load_state("networkidle")
    refused = leader.page.locator("#f-5-2-1")
    expect(refused).to_contain_text("Theo sổ theo dõi.")
    expect(refused.get_by_label("Ghi chú, giải trình")).to_have_value("Theo báo cáo năm.")
    leader.look("commune-stale")
    official.page.reload()
    saved = official.page.locator("#f-5-2-1").get_by_label("Ghi chú, giải trình")
    expect(saved).to_have_value("Theo sổ theo dõi.")


def test_a_figure_that_cannot_be_right_is_named_and_kept(person: MakePerson) -> None:
    official = person("canbo-14821")
    path = _criterion(official, "5")
    form = official.page.locator("#f-5-3-1")
    number = form.locator("input[type=text]").first
    number.fill("mười hai")
    number.blur()
    expect(form).to_contain_text("Chưa lưu được")
    expect(number).to_have_value("mười hai")
    official.page.once("dialog", lambda dialog: dialog.accept())
    official.open(path)
