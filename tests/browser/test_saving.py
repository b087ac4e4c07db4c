"""Nothing typed is lost: the line is cut, the session ends, the page is left, the keys come fast."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.conftest import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

MakePerson = Callable[..., Person]
WARD = "Phường Đông Sơn – năm 2020"  # half filled in the demonstration


def _form(person: Person, item: str) -> Locator:
    """Open the page of the item and return its form."""
    page = person.open("/")
    page.get_by_role("link", name=WARD).click()
    path = page.url.removeprefix(person.product.url)
    person.open(f"{path}tieu-chi/{item[0]}/")
    return page.locator(f"#f-{item.replace('.', '-')}")


def _type_note(form: Locator, text: str) -> None:
    note = form.get_by_label("Ghi chú, giải trình")
    note.fill(text)
    note.blur()


def _state(form: Locator) -> Locator:
    return form.locator("[data-save-state]")


def _expected(person: Person, *starts: str) -> None:
    """Take the complaints that the test brought about off the person's list."""
    assert [text for text in person.errors if not text.startswith(starts)] == []
    person.errors.clear()


def test_a_cut_line_keeps_the_text_and_saves_when_it_is_back(person: MakePerson) -> None:
    official = person("canbo-14821")
    form = _form(official, "5.1.1")
    official.page.context.set_offline(True)
    _type_note(form, "Viết khi mất mạng.")
    expect(_state(form)).to_have_text("Chưa lưu được – thử lại")
    expect(form.get_by_role("button", name="Thử lại")).to_be_visible()
    official.page.context.set_offline(False)
    expect(_state(form)).to_contain_text("Đã lưu lúc")
    official.page.reload()
    expect(form.get_by_label("Ghi chú, giải trình")).to_have_value("Viết khi mất mạng.")
    _expected(official, "htmx:")


def test_an_ended_session_keeps_the_text_until_the_next_sign_in(person: MakePerson) -> None:
    official = person("canbo-14821")
    form = _form(official, "5.1.1")
    cookies = official.page.context.cookies()
    official.page.context.clear_cookies(name="sessionid")
    _type_note(form, "Viết khi hết phiên.")
    expect(_state(form)).to_have_text("Chưa lưu được – đăng nhập lại để gửi tiếp")
    expect(official.page.locator("#alerts")).to_contain_text("Phiên làm việc đã hết hạn")
    official.page.context.add_cookies(cookies)
    form.get_by_role("button", name="Thử lại").click()
    expect(_state(form)).to_contain_text("Đã lưu lúc")
    _expected(official, "Response Status Error Code 200")


def test_leaving_by_a_link_saves_first(person: MakePerson) -> None:
    official = person("canbo-14821")
    form = _form(official, "5.1.1")
    address = official.page.url
    form.get_by_label("Ghi chú, giải trình").fill("Viết rồi đi ngay.")
    official.page.get_by_role("link", name="Sang phần thuyết minh").click()
    official.page.wait_for_url("**/thuyet-minh/")
    official.page.goto(address)
    expect(form.get_by_label("Ghi chú, giải trình")).to_have_value("Viết rồi đi ngay.")


def test_fast_typing_on_a_slow_line_is_never_its_own_rival(person: MakePerson) -> None:
    official = person("canbo-14821")
    form = _form(official, "5.1.1")
    sent: list[Route] = []

    def hold_the_first(route: Route) -> None:
        sent.append(route)
        if len(sent) > 1:
            route.continue_()

    official.page.route("**/noi-dung/**", hold_the_first)
    note = form.get_by_label("Ghi chú, giải trình")
    for text in ("Một", "Một hai", "Một hai ba"):
        note.fill(text)
        note.blur()
        official.page.wait_for_timeout(400)
    assert len(sent) == 1  # the others wait for the first answer, which carries the new version
    sent[0].continue_()
    expect(_state(form)).to_contain_text("Đã lưu lúc")
    official.page.reload()
    expect(note).to_have_value("Một hai ba")


def test_deciding_takes_a_click(person: MakePerson) -> None:
    official, leader = person("canbo-14821"), person("lanhdao-14821")
    form, rival = _form(official, "5.1.1"), _form(leader, "5.1.1")
    _type_note(form, "Của cán bộ.")
    expect(_state(form)).to_contain_text("Đã lưu lúc")
    _type_note(rival, "Của lãnh đạo.")
    decide = rival.get_by_role("button", name="Lưu như đã chọn")
    expect(decide).to_be_visible()
    rival.get_by_label("Của tôi, đang nhập").check()
    rival.get_by_label("Ghi chú, giải trình").fill("Của lãnh đạo, sửa lại.")
    decide.focus()
    leader.page.wait_for_timeout(1800)
    expect(_state(rival)).to_have_text("Chưa lưu được – xem nội dung bên dưới")
    expect(rival.get_by_label("Của tôi, đang nhập: Của lãnh đạo, sửa lại.")).to_be_checked()
    decide.click()
    expect(_state(rival)).to_contain_text("Đã lưu lúc")
    leader.page.reload()
    expect(rival.get_by_label("Ghi chú, giải trình")).to_have_value("Của lãnh đạo, sửa lại.")
