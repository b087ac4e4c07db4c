"""Pages of refusal: a sentence what was wrong, what to do, a way back; the last one stands without anything."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from communes.models import User
from tests.factories.town import Town
from tiepcanpl.kit import errors

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


def test_an_unknown_address_leads_home(town: Town, as_user: SignIn) -> None:
    answer = as_user(town.official).get("/khong-co-trang-nay/")
    assert answer.status_code == 404
    assert "Không tìm thấy trang" in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


def test_an_old_form_is_told_from_a_missing_right(town: Town) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(town.leader, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(f"/ho-so/{town.dossier.pk}/thuyet-minh/results/", {"text": "Nội dung"})
    assert answer.status_code == 403
    assert "Phiên làm việc đã thay đổi" in answer.content.decode()


def test_a_refusal_keeps_what_was_typed_to_be_copied(town: Town, as_user: SignIn) -> None:
    address = f"/ho-so/{town.dossier.pk}/thuc-hien/receive/"
    answer = as_user(town.leader).post(address, {"note": "Đã gõ rất lâu."}, headers={"Referer": "http://testserver/"})
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "Không có quyền thực hiện" in text
    assert "Đã gõ rất lâu." in text
    assert "Quay lại trang trước" in text


def test_htmx_gets_the_sentences_in_the_place_for_alerts(town: Town, as_user: SignIn) -> None:
    answer = as_user(town.leader).post(f"/ho-so/{town.dossier.pk}/thuc-hien/receive/", headers=HTMX)
    assert (answer.status_code, answer["HX-Retarget"]) == (403, "#alerts")
    assert "<html" not in answer.content.decode()
    assert "Tiếp nhận hồ sơ" in answer.content.decode()


@pytest.mark.parametrize(("name", "status"), [("bad_request", 400), ("forbidden", 403)])
def test_other_refusals_say_what_to_do(name: str, status: int) -> None:
    answer = getattr(errors, name)(RequestFactory().get("/"), Exception())
    assert answer.status_code == status
    assert "Vui lòng" in answer.content.decode() or "vui lòng" in answer.content.decode()


def test_too_many_tries_says_how_long_to_wait() -> None:
    assert "khoảng 5 phút" in render_to_string("429.html", request=RequestFactory().get("/"))


def test_the_last_page_needs_no_database_and_no_context() -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    with connection.execute_wrapper(refuse):
        answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Hệ thống gặp lỗi" in answer.content.decode()
    assert render_to_string("errors/500.html").startswith("<!DOCTYPE html>")
