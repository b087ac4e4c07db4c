"""Until when a supplement is due: in working days, never on a day off, proposed by the standard or typed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.domain.deadlines import Calendar, fault_of_last_day, next_working_day
from assessments.domain.workflow import Action, State
from assessments.models import Dossier, Holiday, ItemReview
from assessments.selectors.due_dates import offer_of
from assessments.services import workflow
from communes.models import User
from tests.factories import NOW, pages, steps
from tests.factories.town import Town, load_standard
from tiepcanpl.kit import dates
from tiepcanpl.kit.errors import DomainError

Verdict = ItemReview.Verdict
MONDAY = date(2021, 1, 4)
OFF = Calendar(off=frozenset({date(2021, 1, 8), date(2021, 1, 11)}), working=frozenset({date(2021, 1, 16)}))


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (None, "Vui lòng chọn hạn bổ sung sau ngày hôm nay."),
        (MONDAY, "Vui lòng chọn hạn bổ sung sau ngày hôm nay."),
        (date(2021, 1, 7), ""),
        (
            date(2021, 1, 8),
            "Ngày 08/01/2021 là ngày nghỉ. Vui lòng chọn ngày làm việc; ngày kế tiếp là 12/01/2021.",
        ),
        (date(2021, 1, 16), ""),
        (
            date(2021, 1, 17),
            "Ngày 17/01/2021 là ngày nghỉ. Vui lòng chọn ngày làm việc; ngày kế tiếp là 18/01/2021.",
        ),
    ],
)
def test_the_last_day_is_worked_on(day: date | None, sentence: str) -> None:
    assert fault_of_last_day(day, MONDAY, OFF) == sentence


def test_a_working_day_is_its_own_next() -> None:
    assert next_working_day(MONDAY, OFF) == MONDAY


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("edition", "days", "unverified"), [("qd-619-2017", 5, False), ("qd-25-2021", 3, None), ("qd-27-2025", None, True)]
)
def test_each_standard_proposes_its_own(edition: str, days: int | None, *, unverified: bool | None) -> None:
    offer = offer_of(load_standard(edition).parsed, on=MONDAY)
    assert offer.days == days
    assert unverified is None or offer.is_unverified is unverified
    if days == 5:
        assert offer.sentence == "5 ngày làm việc, không tính hôm nay: đến hết thứ Hai, ngày 11/01/2021."
    if days is None:
        assert "cơ quan tư pháp tự nhập" in offer.sentence


def test_a_service_refuses_a_day_off(town: Town) -> None:
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    Holiday.objects.create(day=date(2021, 1, 8), note="Nghỉ")
    with pytest.raises(DomainError, match=r"ngày kế tiếp là 11/01/2021"):
        steps.conclude(town, dossier, "1.1.1", Verdict.SUPPLEMENT, reason="Thiếu.", due_on=date(2021, 1, 8))


def test_a_day_that_became_a_day_off_is_named_on_sending(town: Town) -> None:
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    steps.conclude(town, dossier, "1.1.1", Verdict.SUPPLEMENT, reason="Thiếu.", due_on=date(2021, 1, 8))
    Holiday.objects.create(day=date(2021, 1, 8), note="Nghỉ")
    with pytest.raises(DomainError) as caught:
        workflow.perform(Action.REQUEST_SUPPLEMENT, dossier_id=dossier.pk, actor=town.reviewer, at=NOW)
    assert caught.value.reasons == (
        "Nội dung 1.1.1: Ngày 08/01/2021 là ngày nghỉ. Vui lòng chọn ngày làm việc; ngày kế tiếp là 11/01/2021.",
    )


@pytest.fixture
def page(town: Town, as_user: Callable[[User], Client]) -> tuple[Client, str, Dossier]:
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    return as_user(town.reviewer), reverse("assessments:review_item", args=[dossier.pk, "1.1.1"]), dossier


def _post(page: tuple[Client, str, Dossier], **fields: str) -> tuple[int, str]:
    client, url, dossier = page
    stored = dossier.reviews.first()
    typed = {"verdict": "supplement", "reason": "Thiếu.", "version": str(stored.version if stored else 0)}
    response = client.post(url, {**typed, **fields})
    return response.status_code, pages.text_of(response.content.decode())


def test_days_are_counted_into_a_day(page: tuple[Client, str, Dossier]) -> None:
    today = timezone.localdate()
    assert _post(page, due_days="3", due_on="")[0] == 302
    assert page[2].reviews.get().due_on == steps.working_day_in(today, 3)


def test_a_typed_day_counts_beside_the_proposal(page: tuple[Client, str, Dossier]) -> None:
    day = steps.working_day_in(timezone.localdate(), 8)
    assert _post(page, due_days="5", due_on=dates.short(day))[0] == 302
    assert page[2].reviews.get().due_on == day
    assert _post(page, due_days="2", due_on=dates.short(day))[0] == 302
    assert page[2].reviews.get().due_on == steps.working_day_in(timezone.localdate(), 2)


def test_two_that_disagree_are_refused(page: tuple[Client, str, Dossier]) -> None:
    day = steps.working_day_in(timezone.localdate(), 8)
    status, text = _post(page, due_days="2", due_on=dates.short(day))
    assert (status, "không khớp nhau" in text) == (422, True)
    assert not page[2].reviews.exists()


def test_a_typed_day_off_is_refused_with_the_next_one(page: tuple[Client, str, Dossier]) -> None:
    day = timezone.localdate() + timedelta(days=1)
    while day.weekday() != 6:
        day += timedelta(days=1)
    status, text = _post(page, due_on=dates.short(day))
    following = dates.short(day + timedelta(days=1))
    assert (status, f"ngày kế tiếp là {following}" in text) == (422, True)


def test_the_day_is_shown_while_typing(page: tuple[Client, str, Dossier]) -> None:
    client, url = page[0], reverse("assessments:due_day")
    day = dates.short(steps.working_day_in(timezone.localdate(), 7))
    assert f"ngày {day}." in client.get(url, {"due_days": "7"}).content.decode()
    for typed in ("", "0", "61", "abc", "1" * 50, "²"):
        assert client.get(url, {"due_days": typed}).content.decode() == "Nhập số ngày làm việc từ 1 đến 60."
