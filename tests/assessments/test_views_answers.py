"""The page of one criterion and the saving of one item over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.workflow import State
from assessments.models import Answer, AuditEvent
from communes.models import User
from tests.factories.pages import text_of
from tests.factories.steps import bring_to, fill_in
from tests.factories.town import Town

SignIn = Callable[[User], Client]
HTMX = {"hx-request": "true"}
CODE = "1.1.1"


def page_url(town: Town, code: str = "1") -> str:
    return reverse("assessments:dossier_criterion", args=[town.dossier.pk, code])


def save_url(town: Town, code: str = CODE) -> str:
    return reverse("assessments:answer_save", args=[town.dossier.pk, code])


def entry(**fields: str) -> dict[str, str]:
    return {"numerator": "7", "denominator": "8", "note": "", "version": "0", **fields}


def save(client: Client, town: Town, code: str = CODE, *, htmx: bool = True, **fields: str) -> Any:
    return client.post(save_url(town, code), entry(**fields), headers=HTMX if htmx else {})


def words(response: Any) -> str:
    return text_of(response.content.decode())


@pytest.fixture
def official(town: Town, as_user: SignIn) -> Client:
    return as_user(town.official)


def test_criterion_shows_each_item_with_its_rule_and_what_is_left(town: Town, official: Client) -> None:
    text = words(official.get(page_url(town)))
    for item in town.standard.parsed.criteria[0].indicators[0].items:
        assert f"{item.code}. {item.title}" in text
        assert item.how in text
    assert "Còn lại 68 việc" in text
    assert "Chưa xác minh" in text


def test_saving_shows_the_points_why_and_the_next_step(town: Town, official: Client) -> None:
    response = save(official, town)
    assert response.status_code == 200
    text = words(response)
    assert "1,75 /2 điểm" in text
    assert "2 × 7/8 (87,5%) = 1,75 điểm." in text
    assert "+0,25 điểm" in text
    answer = town.dossier.answers.get()
    assert (answer.facts, answer.version, answer.updated_by) == (
        {"numerator": "7", "denominator": "8"},
        1,
        town.official,
    )
    assert AuditEvent.objects.filter(stream=f"dossier:{town.dossier.pk}", action="answer").count() == 1


def test_vietnamese_thousands_are_read(town: Town, official: Client) -> None:
    save(official, town, numerator="1.250", denominator="1.250")
    assert town.dossier.answers.get().facts == {"numerator": "1250", "denominator": "1250"}


def test_a_plain_form_goes_back_to_the_item(town: Town, official: Client) -> None:
    response = save(official, town, htmx=False)
    assert response.status_code == 302
    assert response["Location"] == f"{page_url(town)}#noi-dung-1-1-1"
    assert "Đã lưu nội dung 1.1.1" in official.get(page_url(town)).content.decode()


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"numerator": "mười hai"}, "số"),
        ({"numerator": "-3"}, "âm"),
        ({"numerator": "1,5"}, "số nguyên"),
        ({"numerator": "9" * 15}, "lớn"),
    ],
)
def test_what_cannot_be_read_is_kept_and_named(
    town: Town, official: Client, typed: dict[str, str], sentence: str, *, htmx: bool
) -> None:
    response = save(official, town, htmx=htmx, **typed)
    assert response.status_code == 422
    assert sentence in words(response)
    assert "Chưa lưu được" in words(response)
    if not htmx:
        assert f'value="{typed["numerator"]}"' in response.content.decode().replace(".", "")
    assert not town.dossier.answers.exists()


def test_numbers_that_do_not_fit_together_are_saved_and_named(town: Town, official: Client) -> None:
    text = words(save(official, town, numerator="9"))
    assert "không được lớn hơn" in text
    assert town.dossier.answers.get().facts["numerator"] == "9"


def test_saving_the_same_again_changes_nothing(town: Town, official: Client) -> None:
    save(official, town)
    assert save(official, town).status_code == 200
    assert town.dossier.answers.get().version == 1


def test_a_note_that_is_too_long_is_named_and_kept(town: Town, official: Client) -> None:
    response = save(official, town, htmx=False, note="x" * 4001)
    assert response.status_code == 422
    assert "Ghi chú dài tối đa 4000 ký tự" in words(response)
    assert "x" * 4001 in response.content.decode()


def test_nothing_arose_has_to_be_ticked(town: Town, official: Client) -> None:
    zero = words(save(official, town, numerator="0", denominator="0"))
    assert "bằng 0 nên không tính được tỷ lệ" in zero
    ticked = words(save(official, town, numerator="", denominator="", version="1", not_applicable="on"))
    assert "Không phát sinh → 2 điểm" in ticked


def test_a_choice_that_brings_a_penalty_updates_the_penalty_row(town: Town, official: Client) -> None:
    response = official.post(save_url(town, "1.2.3"), {"option": "2", "note": "", "version": "0"}, headers=HTMX)
    assert 'id="r-1-2-4"' in response.content.decode()
    assert "trừ 0,25 điểm" in text_of(response.content.decode())


def test_another_commune_and_the_office_find_no_draft(town: Town, as_user: SignIn) -> None:
    for stranger in (town.other_official, town.other_leader, town.reviewer, town.decider, town.observer):
        client = as_user(stranger)
        assert client.get(page_url(town)).status_code == 404
        assert save(client, town).status_code == 404
    assert not Answer.objects.exists()


def test_the_office_reads_what_was_handed_in_and_saves_nothing(town: Town, as_user: SignIn) -> None:
    bring_to(town, State.SUBMITTED)
    reviewer = as_user(town.reviewer)
    page = reviewer.get(page_url(town))
    assert page.status_code == 200
    assert "item-form" not in page.content.decode()
    assert save(reviewer, town).status_code == 403


def test_after_handing_in_nothing_is_saved(town: Town, official: Client) -> None:
    bring_to(town, State.SUBMITTED)
    response = save(official, town, version="1")
    assert response.status_code == 409
    assert "Hồ sơ đã nộp nên không sửa được" in words(response)


def test_unknown_codes_and_get_are_refused(town: Town, official: Client) -> None:
    assert official.get(page_url(town, "9")).status_code == 404
    assert save(official, town, "9.9.9").status_code == 404
    assert save(official, town, "1.2.4").status_code == 404  # a penalty row is computed, not entered
    assert official.get(save_url(town)).status_code == 405


def test_queries_do_not_grow_with_the_answers(town: Town, official: Client) -> None:
    official.get(page_url(town))
    with CaptureQueriesContext(connection) as empty:
        official.get(page_url(town))
    fill_in(town.dossier, town.official)
    with CaptureQueriesContext(connection) as full:
        official.get(page_url(town))
    assert len(full) == len(empty)
