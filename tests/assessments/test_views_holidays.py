"""The calendar of days off in the office's hands: list, add, correct, remove, and what is named before saving."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from assessments.domain.workflow import State
from assessments.models import AuditEvent, Holiday
from communes.models import User
from tests.factories import pages, steps
from tests.factories.town import Town

SignIn = Callable[[User], Client]
DAY = date(2021, 1, 8)
TYPED = {"day": "08/01/2021", "is_off": "True", "note": "Nghỉ hoán đổi", "basis": "Thông báo 1"}


@pytest.fixture
def holiday(town: Town) -> Holiday:  # noqa: ARG001  # the database
    return Holiday.objects.create(day=DAY, is_off=True, note="Nghỉ hoán đổi", basis="Thông báo 1")


def url(name: str, *args: int) -> str:
    return reverse(f"assessments:holiday_{name}", args=args)


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return pages.text_of(response.content.decode())


@pytest.mark.parametrize("name", ["official", "leader", "decider", "council", "observer"])
def test_only_the_office_keeps_the_calendar(town: Town, holiday: Holiday, as_user: SignIn, name: str) -> None:
    client = as_user(getattr(town, name))
    addresses = [url("list"), url("add"), url("edit", holiday.pk), url("remove", holiday.pk)]
    assert [client.get(address).status_code for address in addresses] == [403] * 4
    assert [client.post(address, TYPED).status_code for address in addresses[1:]] == [403] * 3
    assert Holiday.objects.count() == 1


def test_the_list_shows_one_year(town: Town, holiday: Holiday, as_user: SignIn) -> None:
    Holiday.objects.create(day=date(2022, 1, 3), is_off=False, note="Làm bù Tết")
    head = as_user(town.head)
    rows = [pages.cells_of(row) for row in pages.rows_of(head.get(url("list") + "?nam=2021").content.decode())]
    assert [row[:4] for row in rows] == [["08/01/2021", "Nghỉ", "Nghỉ hoán đổi", "Thông báo 1"]]
    assert "Làm bù Tết" in text(head, url("list") + "?nam=2022")
    assert "Chưa có ngày nghỉ" in text(head, url("list") + "?nam=1999")
    assert head.get(url("list") + "?nam=abc").status_code == 200
    assert holiday.pk


def test_adding_a_day_that_touches_nothing(town: Town, as_user: SignIn) -> None:
    head = as_user(town.head)
    response = head.post(url("add"), TYPED)
    assert (response.status_code, response.headers["Location"]) == (302, url("list") + "?nam=2021")
    assert Holiday.objects.values_list("day", "is_off", "note").get() == (DAY, True, "Nghỉ hoán đổi")
    assert AuditEvent.objects.get(action="holiday_save").changes["holiday"][0] is None
    again = head.post(url("add"), TYPED)
    assert (again.status_code, Holiday.objects.count()) == (200, 1)
    wrong = head.post(url("add"), {**TYPED, "day": "31/02/2021", "note": "Chữ đã gõ"})
    assert "Chữ đã gõ" in wrong.content.decode()


def test_what_is_touched_is_named_before_saving(town: Town, as_user: SignIn) -> None:
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    steps.return_for(town, dossier, "1.1.1", due_on=DAY)
    steps.post(town, town.other_dossier)
    head = as_user(town.head)
    page = pages.text_of(head.post(url("add"), TYPED).content.decode())
    assert (
        f"Bổ sung nội dung 1.1.1, {town.wards[0].full_name}: đến hết ngày 08/01/2021 – rơi đúng vào ngày này" in page
    )
    assert f"Niêm yết, {town.wards[1].full_name}: đến hết ngày 18/01/2021" in page
    assert not Holiday.objects.exists()
    assert head.post(url("add"), {**TYPED, "confirm": "yes"}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.requests.get().due_on == DAY
    holiday = Holiday.objects.get()
    assert "rơi đúng vào ngày này" in text(head, url("remove", holiday.pk))


def test_correcting_and_removing(town: Town, holiday: Holiday, as_user: SignIn) -> None:
    reviewer = as_user(town.reviewer)
    assert 'value="08/01/2021"' in reviewer.get(url("edit", holiday.pk)).content.decode()
    assert reviewer.post(url("edit", holiday.pk), {**TYPED, "is_off": "False"}).status_code == 302
    holiday.refresh_from_db()
    assert holiday.is_off is False
    assert "Không có thời hạn nào đang chạy bị ảnh hưởng." in text(reviewer, url("remove", holiday.pk))
    assert [reviewer.post(url("remove", holiday.pk)).status_code for _ in range(2)] == [302, 302]
    assert not Holiday.objects.exists()
    assert AuditEvent.objects.filter(action="holiday_remove").count() == 1
    assert reviewer.get(url("edit", holiday.pk)).status_code == 404
