"""What could not be saved waits in the browser, through a closed tab, an ended session, another person; on a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.browser.conftest import PHONE, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

MakePerson = Callable[..., Person]
WARD = "Phường Đông Sơn – năm 2020"  # half filled in the demonstration
ITEMS = ("5.1.1", "5.2.1", "5.3.1")


def _dossier(person: Person) -> str:
    """Return the path of the ward's dossier."""
    page = person.open("/")
    page.set_viewport_size(PHONE)
    page.get_by_role("link", name=WARD).click()
    return str(page.url.removeprefix(person.product.url))


def _criterion(person: Person) -> str:
    path = f"{_dossier(person)}tieu-chi/5/"
    person.open(path)
    return path


def _note(page: Page, item: str) -> Locator:
    return page.locator(f"#t-{item.replace('.', '-')}")


def _banner(page: Page) -> Locator:
    return page.locator("#unsaved")


def _stored(page: Page) -> str:
    """Return what lies in the browser's store, as text."""
    found = page.evaluate(
        """() => new Promise((done) => {
              const request = indexedDB.open("tiepcanpl", 1);
              request.onsuccess = () => {
                const all = request.result.transaction("unsaved").objectStore("unsaved").getAll();
                all.onsuccess = () => { request.result.close(); done(JSON.stringify(all.result)); };
              };
            })"""
    )
    return str(found)


def _type_offline(person: Person, texts: dict[str, str]) -> None:
    person.context.set_offline(True)
    for item, text in texts.items():
        _note(person.page, item).fill(text)
        _note(person.page, item).blur()
    expect(_banner(person.page)).to_contain_text(f"Có {len(texts)} nội dung chưa lưu lên máy chủ")


def _reopen(person: Person, path: str) -> Page:
    """Close the tab and open another one in the same browser."""
    old = person.page
    person.page = person.context.new_page()
    person.page.set_viewport_size(PHONE)
    old.close()
    person.context.set_offline(False)
    return person.open(path)


def _look(person: Person, name: str) -> None:
    """Look at the end of the page, where the bar covers nothing: elsewhere it lies over half of some link."""
    person.page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    person.look(name)


def _forgive(person: Person, *starts: str) -> None:
    """Take the complaints that a cut line brings about off the person's list."""
    assert [text for text in person.errors if not text.startswith(("htmx:", *starts))] == []
    person.errors.clear()


@pytest.mark.parametrize("where", ["criterion", "home"])
def test_a_closed_tab_loses_nothing(person: MakePerson, where: str) -> None:
    official = person("canbo-14821")
    path = _criterion(official)
    texts = {item: f"Viết ở {where} khi mất mạng, {item}." for item in ITEMS}
    _type_offline(official, texts)
    expect(_banner(official.page)).to_contain_text("5.1.1, 5.2.1, 5.3.1 (hồ sơ Phường Đông Sơn – năm 2020)")
    if where == "home":
        _look(official, "unsaved-offline")
    sent: list[str] = []
    official.context.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page = _reopen(official, path if where == "criterion" else "/")
    if where == "criterion":
        for item in ITEMS:
            expect(page.locator(f"#f-{item.replace('.', '-')} [data-save-state]")).to_contain_text("Đã lưu lúc")
        expect(_banner(page)).to_be_hidden()
    else:
        expect(_banner(page)).to_contain_text("Đã gửi xong 3 nội dung nhập trước đó.")
    assert [re.findall(r"noi-dung/([\d.]+)/", url)[0] for url in sent] == list(ITEMS)
    assert _stored(page) == "[]"
    official.open(path)
    for item, text in texts.items():
        expect(_note(page, item)).to_have_value(text)
    _forgive(official)


def test_an_ended_session_waits_for_the_sign_in(person: MakePerson) -> None:
    official = person("canbo-14821")
    _criterion(official)
    page = official.page
    official.context.clear_cookies(name="sessionid")
    _note(page, "5.1.1").fill("Viết khi hết phiên, rồi đăng nhập lại.")
    _note(page, "5.1.1").blur()
    expect(_banner(page)).to_contain_text("Phiên làm việc đã hết hạn")
    _look(official, "unsaved-signed-out")
    _banner(page).get_by_role("link", name="Đăng nhập để gửi tiếp").click()
    page.locator("input[name=login]").fill("canbo-14821")
    page.locator("input[name=password]").fill(official.product.password)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator("#f-5-1-1 [data-save-state]")).to_contain_text("Đã lưu lúc")
    expect(_banner(page)).to_be_hidden()
    page.reload()
    expect(_note(page, "5.1.1")).to_have_value("Viết khi hết phiên, rồi đăng nhập lại.")
    _forgive(official, "Response Status Error Code 200")


def _fill_in(page: Page, number: str, note: str) -> None:
    page.locator("#f-5-4-1 input[type=text]").first.fill(number)
    _note(page, "5.4.1").fill(note)
    _note(page, "5.4.1").blur()
    expect(page.locator("#f-5-4-1 [data-save-state]")).to_contain_text("Đã lưu lúc")


def test_a_conflict_is_decided_field_by_field(person: MakePerson) -> None:
    official, leader = person("canbo-14821"), person("lanhdao-14821")
    path = _criterion(official)
    leader.page.set_viewport_size(PHONE)
    rival = leader.open(path)
    _fill_in(official.page, "6", "Ghi chú của cán bộ.")
    number, box = rival.locator("#f-5-4-1 input[type=text]").first, rival.locator("#f-5-4-1 [data-conflict]")
    number.fill("5")
    number.blur()
    expect(box.get_by_label("Của tôi, đang nhập: 5")).to_be_visible()
    expect(box.get_by_label(re.compile("Của .* lúc .*: 6"))).to_be_visible()
    expect(box).to_contain_text("Ghi chú của cán bộ.")
    expect(_banner(rival)).to_contain_text("Có 1 nội dung chưa lưu lên máy chủ: 5.4.1")
    _look(leader, "unsaved-conflict")
    rival.reload()
    expect(box.get_by_label("Của tôi, đang nhập: 5")).not_to_be_checked()
    box.get_by_role("button", name="Lưu như đã chọn").click()
    expect(box).to_contain_text("Vui lòng chọn một trong hai ở từng mục")
    box.get_by_label("Của tôi, đang nhập: 5").check()
    box.get_by_role("button", name="Lưu như đã chọn").click()
    expect(rival.locator("#f-5-4-1 [data-save-state]")).to_contain_text("Đã lưu lúc")
    expect(number).to_have_value("5")
    expect(_note(rival, "5.4.1")).to_have_value("Ghi chú của cán bộ.")
    expect(_banner(rival)).to_be_hidden()
    assert _stored(rival) == "[]"


def test_another_account_neither_sees_nor_sends(person: MakePerson) -> None:
    official = person("canbo-14821")
    path = _criterion(official)
    _type_offline(official, {"5.2.1": "Chỉ của cán bộ phường Đông Sơn."})
    old, official.page = official.page, official.context.new_page()
    old.close()
    official.context.clear_cookies()
    official.context.set_offline(False)
    official.sign_in("lanhdao-14821")
    page = official.page
    expect(_banner(page)).to_contain_text("nội dung chưa lưu của tài khoản khác")
    assert "Chỉ của cán bộ" not in page.content()
    official.open(path)
    expect(_note(page, "5.2.1")).not_to_have_value("Chỉ của cán bộ phường Đông Sơn.")
    expect(_banner(page)).to_be_hidden()
    assert "Chỉ của cán bộ" in _stored(page)
    page.get_by_role("button", name="Đăng xuất").first.click()
    official.sign_in("canbo-14821")
    expect(_banner(page)).to_contain_text("Đã gửi xong 1 nội dung")
    official.open(path)
    expect(_note(page, "5.2.1")).to_have_value("Chỉ của cán bộ phường Đông Sơn.")
    _forgive(official)


def test_an_entry_is_copied_or_given_up_and_signing_out_warns(person: MakePerson) -> None:
    official = person("canbo-14821")
    path = _criterion(official)
    page, asked = official.page, []
    before = _note(page, "5.2.1").input_value()
    _type_offline(official, {"5.2.1": "Viết rồi bỏ."})

    def refuse(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.get_by_role("button", name="Đăng xuất").first.click()
    assert "Còn 1 nội dung chưa lưu lên máy chủ" in asked[0]
    _banner(page).get_by_text("Xem từng nội dung").click()
    expect(_banner(page)).to_contain_text("Viết rồi bỏ.")
    _banner(page).get_by_role("button", name="Bỏ thay đổi này").click()
    assert "Bỏ nội dung chưa lưu của 5.2.1?" in asked[1]
    expect(_banner(page)).to_contain_text("Viết rồi bỏ.")
    page = _reopen_without_sending(official, path)
    page.on("dialog", lambda dialog: dialog.accept())
    _banner(page).get_by_text("Xem từng nội dung").click()
    _look(official, "unsaved-list")
    _banner(page).get_by_role("button", name="Bỏ thay đổi này").click()
    expect(_banner(page)).to_be_hidden()
    page.unroute_all()
    expect(_note(official.open(path), "5.2.1")).to_have_value(before)
    _forgive(official)


def _reopen_without_sending(person: Person, path: str) -> Page:
    """Close the tab and open the page in another one, where nothing that is sent gets through."""
    person.context.route("**/noi-dung/**", lambda route: route.abort())
    old, person.page = person.page, person.context.new_page()
    old.close()
    person.context.set_offline(False)
    page = person.open(path)
    expect(_banner(page)).to_contain_text("Mất kết nối")
    person.context.unroute_all()
    page.route("**/noi-dung/**", lambda route: route.abort())
    return page


def test_without_a_store_it_works_as_before(person: MakePerson) -> None:
    official = person("canbo-14821")
    official.context.add_init_script("delete window.indexedDB")
    _criterion(official)
    page = official.page
    assert page.evaluate("'indexedDB' in window") is False
    official.context.set_offline(True)
    _note(page, "5.1.1").fill("Không có kho trong trình duyệt.")
    _note(page, "5.1.1").blur()
    expect(page.locator("#f-5-1-1 [data-save-state]")).to_have_text("Chưa lưu được – thử lại")
    expect(_banner(page)).to_be_hidden()
    official.context.set_offline(False)
    expect(page.locator("#f-5-1-1 [data-save-state]")).to_contain_text("Đã lưu lúc")
    _forgive(official)


def _set_campaign(person: Person, state: str) -> None:
    code = f"from assessments.models import Campaign; Campaign.objects.filter(year=2020).update(state='{state}')"
    person.product.manage("shell", "-v0", "-c", code)


def test_what_is_locked_meanwhile_stays_readable(person: MakePerson) -> None:
    official = person("canbo-14821")
    _criterion(official)
    _type_offline(official, {"5.5.1": "Viết trước khi đợt đánh giá kết thúc."})
    _set_campaign(official, "closed")
    try:
        page = _reopen(official, "/")
        _banner(page).get_by_text("Xem từng nội dung").first.click()
        expect(_banner(page)).to_contain_text("Đợt đánh giá chưa mở hoặc đã kết thúc nên hồ sơ không sửa được.")
        expect(_banner(page)).to_contain_text("Viết trước khi đợt đánh giá kết thúc.")
        _look(official, "unsaved-locked")
    finally:
        _set_campaign(official, "open")
    _banner(page).get_by_role("button", name="Gửi ngay").click()
    expect(_banner(page)).to_contain_text("Đã gửi xong 1 nội dung")
    _forgive(official)
