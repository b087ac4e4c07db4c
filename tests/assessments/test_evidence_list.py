"""The list of a commune's files: what they prove, more items, the period, deleting."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from assessments.domain.workflow import State
from assessments.models import Evidence
from communes.models import User
from tests.factories import evidence as make
from tests.factories.steps import bring_to, return_for
from tests.factories.town import Town

Browser = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _on_scratch_disk(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def url_of(town: Town, query: str = "") -> str:
    return reverse("assessments:evidence_list", args=[town.dossier.pk]) + query


def deed(town: Town, name: str, file: Evidence, *codes: str) -> str:
    return reverse(f"assessments:evidence_{name}", args=[town.dossier.pk, *codes, file.pk])


def names(response: Any) -> list[str]:
    return [row["evidence"].original_name for row in response.context["rows"]]


def test_files_with_their_items(town: Town, as_user: Browser) -> None:
    client = as_user(town.official)
    assert "Chưa có tài liệu nào." in client.get(url_of(town)).content.decode()
    stored = make.attach(town.dossier, town.official)
    make.attach(town.dossier, town.official, item_code="1.1.2")
    make.attach(town.other_dossier, town.other_official, name="khac.pdf")
    response = client.get(url_of(town))
    assert names(response) == ["Quyết định.pdf"]
    assert response.context["rows"][0]["codes"] == ["1.1.1", "1.1.2"]
    text = response.content.decode()
    assert [text.count(deed(town, "unlink", stored, code)) for code in ("1.1.1", "1.1.2")] == [1, 1]
    assert deed(town, "discard", stored) not in text


def test_search_without_accents(town: Town, as_user: Browser) -> None:
    for words in ("Báo cáo tổng kết", "Quyết định phê duyệt", "Danh sách"):
        make.attach(town.dossier, town.official, content=make.pdf(str(hash(words))), name=f"{words}.pdf")
    client = as_user(town.official)
    assert names(client.get(url_of(town, "?q=quyet+dinh"))) == ["Quyết định phê duyệt.pdf"]
    assert names(client.get(url_of(town, "?q=TỔNG+bao"))) == ["Báo cáo tổng kết.pdf"]
    assert "Không có tệp nào khớp với “xyz”." in client.get(url_of(town, "?q=xyz")).content.decode()


def test_twenty_a_page(town: Town, as_user: Browser) -> None:
    for number in range(22):
        make.attach(town.dossier, town.official, content=make.pdf(str(number)), name=f"{number}.pdf")
    client = as_user(town.official)
    assert [len(names(client.get(url_of(town, f"?page={page}")))) for page in (1, 2)] == [20, 2]


def test_queries_do_not_grow(town: Town, as_user: Browser) -> None:
    client = as_user(town.official)

    def count(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    make.attach(town.dossier, town.official, content=make.pdf("0"))
    few = count(url_of(town, "?q=pdf"))
    for number in range(1, 15):
        make.attach(town.dossier, town.official, content=make.pdf(str(number)), name=f"{number}.pdf")
        make.attach(town.dossier, town.official, content=make.pdf(str(number)), item_code="1.1.2")
    assert count(url_of(town, "?q=pdf")) == few


def test_pick_a_file_for_an_item(town: Town, as_user: Browser) -> None:
    stored = make.attach(town.dossier, town.official)
    client = as_user(town.official)
    page = client.get(url_of(town, "?noi-dung=1.2.1"))
    assert page.context["target"].code == "1.2.1"
    assert deed(town, "link", stored) in page.content.decode()
    data = {"item_code": "1.2.1", "from_list": "1"}
    response = client.post(deed(town, "link", stored) + "?noi-dung=1.2.1&q=quyet", data)
    assert response["Location"] == url_of(town, "?noi-dung=1.2.1&q=quyet")
    page = client.get(response["Location"])
    assert "Đã gắn tệp “Quyết định.pdf” vào nội dung 1.2.1." in page.content.decode()
    assert deed(town, "link", stored) not in page.content.decode()
    assert client.post(deed(town, "link", stored), {"item_code": "9.9"}).status_code == 404
    assert client.get(url_of(town, "?noi-dung=9.9")).context["target"] is None


def test_take_a_file_off(town: Town, as_user: Browser) -> None:
    stored = make.attach(town.dossier, town.official)
    client = as_user(town.official)
    fragment = client.post(deed(town, "unlink", stored, "1.1.1"), headers=HTMX)
    text = fragment.content.decode()
    assert (fragment.status_code, text.count('hx-swap-oob="true"')) == (200, 3)
    assert "Đã gỡ tệp “Quyết định.pdf” khỏi nội dung 1.1.1." in text
    assert "Chưa có tệp nào." in text
    again = client.post(deed(town, "unlink", stored, "1.1.1"))
    assert (
        again["Location"] == reverse("assessments:dossier_criterion", args=[town.dossier.pk, "1"]) + "#noi-dung-1-1-1"
    )
    assert Evidence.objects.count() == 1


def test_take_a_file_off_a_locked_item(town: Town, as_user: Browser) -> None:
    stored = make.attach(town.dossier, town.official)
    bring_to(town, State.POSTED)
    assert as_user(town.official).post(deed(town, "unlink", stored, "1.1.1")).status_code == 409
    assert stored.links.count() == 1


def test_delete_a_file_that_proves_nothing(town: Town, as_user: Browser) -> None:
    stored = make.attach(town.dossier, town.official)
    client = as_user(town.official)
    refused = client.post(deed(town, "discard", stored))
    assert refused.status_code == 409
    client.post(deed(town, "unlink", stored, "1.1.1"))
    assert deed(town, "discard", stored) in client.get(url_of(town)).content.decode()
    assert client.post(deed(town, "discard", stored) + "?page=1")["Location"] == url_of(town, "?page=1")
    assert Evidence.objects.count() == 0


def test_others_see_what_was_handed_in(town: Town, as_user: Browser) -> None:
    make.attach(town.dossier, town.official)
    for person in (town.other_official, town.reviewer, town.observer):
        assert as_user(person).get(url_of(town)).status_code == 404
    bring_to(town, State.UNDER_REVIEW)
    return_for(town, town.dossier, "1.1.1")
    make.attach(town.dossier, town.official, content=make.pdf("moi"), name="mới.pdf")
    page = as_user(town.reviewer).get(url_of(town))
    assert names(page) == ["Quyết định.pdf"]
    assert "<form" not in page.content.decode().split("evidence-list")[1].split("</main>")[0]
    assert names(as_user(town.official).get(url_of(town))) == ["mới.pdf", "Quyết định.pdf"]


def test_sorted_and_filtered_by_the_address(town: Town, as_user: Browser) -> None:
    for name, code, year in (("Bìa.pdf", "1.2.1", 2019), ("Ảnh.pdf", "1.1.2", 2020), ("Sổ.pdf", "1.1.1", 0)):
        file = make.attach(town.dossier, town.official, item_code=code, content=make.pdf(str(hash(name))), name=name)
        Evidence.objects.filter(pk=file.pk).update(issued_on=date(year, 5, 1) if year else None, issuer="Công an")
    client = as_user(town.official)
    client.post(deed(town, "unlink", Evidence.objects.get(original_name="Sổ.pdf"), "1.1.1"))
    found = {
        query: names(client.get(url_of(town, query)))
        for query in (
            "?sap-xep=ten",
            "?sap-xep=ngay",
            "?sap-xep=noi-dung",
            "?loc=chua-gan",
            "?loc=ngoai-thoi-gian",
            "?thuoc=1.1.2",
            "?q=cong+an+bia",
            "?loc=x&sap-xep=y&thuoc=z",
        )
    }
    assert list(found.values()) == [
        ["Ảnh.pdf", "Bìa.pdf", "Sổ.pdf"],
        ["Ảnh.pdf", "Bìa.pdf", "Sổ.pdf"],
        ["Ảnh.pdf", "Bìa.pdf", "Sổ.pdf"],
        ["Sổ.pdf"],
        ["Bìa.pdf"],
        ["Ảnh.pdf"],
        ["Bìa.pdf"],
        ["Sổ.pdf", "Ảnh.pdf", "Bìa.pdf"],
    ]
    assert "Xem tất cả tài liệu" in client.get(url_of(town, "?thuoc=1.1.1")).content.decode()
