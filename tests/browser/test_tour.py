"""Every page, by each person, at both widths: nothing sticks out, axe finds nothing, no script complains."""

import re
from collections.abc import Callable

import pytest

from tests.browser.conftest import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

TOURS = {
    "canbo-14812": ["/", "/ho-so/", "/dot-danh-gia/", "/bo-tieu-chi/", "/bao-cao/", "/tai-khoan/doi-mat-khau/"],
    "lanhdao-14815": ["/", "/ho-so/"],
    "chuyenvien": ["/", "/ho-so/?status=late", "/dot-danh-gia/", "/dot-danh-gia/moi/", "/bao-cao/", "/quyet-dinh/"],
    "truongphong": [
        "/",
        "/dot-danh-gia/",
        "/ho-so/",
        "/hoi-dong/",
        "/phan-cong/",
        "/phan-cong/danh-sach/",
        "/chuyen-mon/",
        "/chuyen-mon/co-quan/",
        "/du-thao/",
        "/cong-bo/",
        "/lich-nghi/",
        "/tham-tra/mau-ly-do/",
        "/thong-bao/",
        "/tai-khoan/thong-bao/",
    ],
    "congan": ["/", "/chuyen-mon/"],
    "chutich": ["/", "/quyet-dinh/", "/du-thao/", "/cong-bo/", "/bao-cao/"],
    "sotuphap": ["/", "/ho-so/", "/bao-cao/", "/dot-danh-gia/"],
    "hoidong1": ["/", "/ho-so/", "/hoi-dong/", "/hoi-dong/hop/1/", "/hoi-dong/hop/1/bien-ban/", "/thong-bao/"],
    "quantri": ["/", "/quan-tri/"],
}
# From the pages above, by each person: pages behind these links are visited as well, one of each kind.
KINDS = (
    r"^/ho-so/\d+/$",
    r"^/ho-so/\d+/(lich-su|thuyet-minh|truong-hop|tai-lieu|y-kien|gia-han|goi)/$",
    r"^/ho-so/\d+/tieu-chi/\d/$",
    r"^/ho-so/\d+/tai-lieu/\d+/$",
    r"^/ho-so/\d+/chi-tieu/\d\.\d/tai-lieu/$",
    r"^/dot-danh-gia/\d+/tai-lieu-tham-khao/$",
    r"^/ho-so/\d+/bien-nhan/\d+/$",
    r"^/ho-so/\d+/thuc-hien/[a-z_]+/$",
    r"^/ho-so/\d+/(loi-ich|trao-doi|hoi-dong|yeu-cau-bo-sung)/$",
    r"^/ho-so/\d+/doi-chieu/\d+/$",
    r"^/hoi-dong/\d+/$",
    r"^/hoi-dong/\d+/(sua|thanh-vien|len-lich)/$",
    r"^/hoi-dong/lap-moi/\d+/$",
    r"^/hoi-dong/\d+/thanh-vien/\d+/(thoi)/$",
    r"^/hoi-dong/hop/\d+/$",
    r"^/hoi-dong/hop/\d+/(?!tai-lieu)([a-z-]+)/$",
    r"^/hoi-dong/hop/\d+/noi-dung/\d+/([a-z-]+)/$",
    r"^/phan-cong/(dot|ho-so)/\d+/$",
    r"^/phan-cong/\d+/([a-z-]+)/$",
    r"^/chuyen-mon/\d+/$",
    r"^/chuyen-mon/co-quan/(?:moi/)?\d+/$",
    r"^/lich-nghi/moi/$",
    r"^/lich-nghi/\d+/$",
    r"^/lich-nghi/\d+/xoa/$",
    r"^/du-thao/\d+/$",
    r"^/du-thao/\d+/(ky|bo)/$",
    r"^/du-thao/\d+/rut/\d+/$",
    r"^/dot-danh-gia/\d+/du-thao/$",
    r"^/cong-bo/\d+/$",
    r"^/cong-bo/\d+/cong-khai/$",
    r"^/cong-bo/lan/\d+/go/$",
    r"^/ket-qua/[\w-]+/\d+/$",
    r"^/ket-qua/xa/[\w-]+/$",
    r"^/xac-minh/\w+/$",
    r"^/quyet-dinh/\d+/dinh-chinh/$",
    r"^/quyet-dinh/\d+/thu-hoi/\d+/$",
    r"^/tham-tra/mau-ly-do/(moi)/$",
    r"^/tham-tra/mau-ly-do/\d+/$",
    r"^/tham-tra/\d+/$",
    r"^/tham-tra/\d+/(thay-doi|dieu-chinh|kiem-tra-lai)/$",
    r"^/dot-danh-gia/\d+/kiem-tra-lai/$",
    r"^/dot-danh-gia/\d+/thoi-han-ban-hanh/$",
    r"^/tham-tra/\d+/[\d.]+/$",
    r"^/dot-danh-gia/\d+/$",
    r"^/dot-danh-gia/\d+/quyet-dinh/$",
    r"^/quyet-dinh/\d+/$",
    r"^/bo-tieu-chi/\d+/$",
    r"^/bao-cao/\d+/$",
)
LINKS = "() => [...document.querySelectorAll('main a[href]')].map(a => new URL(a.href).pathname)"


@pytest.mark.parametrize("username", list(TOURS))
def test_every_page_is_sound(person: Callable[..., Person], username: str) -> None:
    visitor = person(username)
    waiting, met = list(TOURS[username]), set[str]()
    while waiting:
        path = waiting.pop(0)
        answer = visitor.page.goto(f"{visitor.product.url}{path}")
        assert answer is not None
        assert answer.ok, path
        if not path.startswith("/quan-tri/"):
            visitor.look(f"tour-{username}-{path.strip('/').replace('/', '-') or 'home'}".replace("?", "-"))
        for link in visitor.page.evaluate(LINKS):
            kind = _kind_of(link)
            if kind and kind not in met:
                met.add(kind)
                waiting.append(link)


def _kind_of(path: str) -> str:
    for pattern in KINDS:
        match = re.match(pattern, path)
        if match:
            return pattern + (match.group(1) if match.groups() else "")
    return ""


def test_pages_for_strangers_are_sound(person: Callable[..., Person]) -> None:
    stranger = person()
    for path in (
        "/tai-khoan/dang-nhap/",
        "/tai-khoan/quen-mat-khau/",
        "/khong-co-trang-nay/",
        "/ket-qua/",
        "/xac-minh/",
    ):
        stranger.open(path)
        stranger.look(f"stranger{path.replace('/', '-').rstrip('-')}")
