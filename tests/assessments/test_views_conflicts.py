"""Two people save the same item or section: what each sees, and what a choice makes of it, over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import AuditEvent
from communes.models import User
from tests.factories.pages import text_of
from tests.factories.town import Town

SignIn = Callable[[User], Client]
HTMX = {"hx-request": "true"}
CODE, SECTION = "1.1.1", "causes"
LINE = "0123456789abcdef" * 2


def save(client: Client, town: Town, *, htmx: bool = True, **fields: Any) -> Any:
    entry = {"numerator": "7", "denominator": "8", "note": "", "version": "0", **fields}
    url = reverse("assessments:answer_save", args=[town.dossier.pk, CODE])
    return client.post(url, entry, headers=HTMX if htmx else {})


def write(client: Client, town: Town, *, htmx: bool = True, **fields: Any) -> Any:
    url = reverse("assessments:narrative_save", args=[town.dossier.pk, SECTION])
    return client.post(url, {"version": "0", **fields}, headers=HTMX if htmx else {})


def words(response: Any) -> str:
    return text_of(response.content.decode())


def stored(town: Town) -> tuple[str, str, str, int]:
    answer = town.dossier.answers.get()
    return answer.facts.get("numerator", ""), answer.facts.get("denominator", ""), answer.note, answer.version


@pytest.fixture
def official(town: Town, as_user: SignIn) -> Client:
    return as_user(town.official)


@pytest.fixture
def leader(town: Town, as_user: SignIn) -> Client:
    return as_user(town.leader)


@pytest.fixture
def split(town: Town, official: Client, leader: Client) -> Town:
    """Let both start from 7/8; the official then stores 6/8 with a note."""
    save(official, town)
    save(official, town, numerator="6", note="Đã đối chiếu sổ.", version="1")
    assert leader
    return town


@pytest.mark.parametrize("htmx", [True, False])
def test_a_stale_save_shows_each_field_and_overwrites_nothing(split: Town, leader: Client, *, htmx: bool) -> None:
    response = save(leader, split, htmx=htmx, numerator="5", denominator="9", version="1")
    assert response.status_code == 409
    page, text = response.content.decode(), words(response)
    assert f"{split.official} đã lưu nội dung này lúc" in text
    assert 'name="choice-numerator"' in page
    assert 'name="choice-denominator"' not in page
    assert 'name="choice-note"' not in page
    assert "Của tôi, đang nhập: 5" in text
    assert f"Của {split.official} lúc" in text
    assert "9 – của tôi, đang nhập; trước đó: 8" in text
    assert f"Đã đối chiếu sổ. – của {split.official}; trước đó: (để trống)" in text
    assert "checked" not in page.partition("data-conflict")[2].partition("</form>")[0]
    assert stored(split) == ("6", "8", "Đã đối chiếu sổ.", 2)
    if not htmx:
        assert 'value="5"' in page


@pytest.mark.parametrize("htmx", [True, False])
def test_a_choice_keeps_what_each_alone_has_changed(split: Town, leader: Client, *, htmx: bool) -> None:
    fields: dict[str, Any] = {
        "numerator": "5",
        "denominator": "9",
        "version": "1",
        "compared": "2",
        "choice-numerator": "mine",
    }
    response = save(leader, split, htmx=htmx, merge="1", **fields)
    assert response.status_code == (200 if htmx else 302)
    assert stored(split) == ("5", "9", "Đã đối chiếu sổ.", 3)
    if htmx:
        assert "Đã đối chiếu sổ.</textarea>" in response.content.decode()


def test_the_others_value_can_be_chosen(split: Town, leader: Client) -> None:
    fields: dict[str, Any] = {"numerator": "5", "version": "1", "compared": "2", "choice-numerator": "theirs"}
    response = save(leader, split, merge="1", **fields)
    assert response.status_code == 200
    assert stored(split) == ("6", "8", "Đã đối chiếu sổ.", 2)


def test_without_a_choice_nothing_is_stored(split: Town, leader: Client) -> None:
    response = save(leader, split, merge="1", numerator="5", version="1", compared="2")
    assert response.status_code == 409
    assert "Vui lòng chọn một trong hai ở từng mục" in words(response)
    assert "Chưa chọn." in words(response)
    assert stored(split)[0] == "6"


def test_a_choice_made_beside_an_older_version_is_asked_for_again(
    split: Town, official: Client, leader: Client
) -> None:
    save(official, split, numerator="4", note="Đã đối chiếu sổ.", version="2")
    fields: dict[str, Any] = {"numerator": "5", "version": "1", "compared": "2", "choice-numerator": "mine"}
    response = save(leader, split, merge="1", **fields)
    assert response.status_code == 409
    assert "lúc" in words(response)
    assert "checked" not in response.content.decode()
    assert stored(split)[0] == "4"


def test_what_one_side_alone_changed_waits_for_a_click(split: Town, leader: Client) -> None:
    response = save(leader, split, denominator="9", version="1")
    assert response.status_code == 409
    assert "choice-" not in response.content.decode()
    assert stored(split)[1] == "8"
    assert save(leader, split, denominator="9", version="1", compared="2", merge="1").status_code == 200
    assert stored(split) == ("6", "9", "Đã đối chiếu sổ.", 3)


def test_the_own_save_of_another_window_is_named_as_such(split: Town, official: Client) -> None:
    response = save(official, split, numerator="5", version="1", attempt=f"{LINE}-1")
    assert response.status_code == 409
    assert "chính bạn đã lưu nội dung này ở cửa sổ hoặc thiết bị khác" in words(response)


def test_choices_survive_what_saves_itself_meanwhile(split: Town, leader: Client) -> None:
    fields: dict[str, Any] = {"numerator": "5", "version": "1", "compared": "2", "choice-numerator": "mine"}
    response = save(leader, split, **fields)
    assert response.status_code == 409
    assert response.content.decode().count("checked") == 1


@pytest.mark.parametrize("htmx", [True, False])
def test_a_repeated_attempt_is_answered_like_the_first(split: Town, official: Client, *, htmx: bool) -> None:
    fields: dict[str, Any] = {"numerator": "3", "version": "2", "attempt": f"{LINE}-4"}
    first, events = save(official, split, htmx=htmx, **fields), AuditEvent.objects.count()
    again = save(official, split, htmx=htmx, **fields)
    assert (first.status_code, again.status_code) == ((200, 200) if htmx else (302, 302))
    assert AuditEvent.objects.count() == events
    assert stored(split)[3] == 3


def test_an_attempt_overwritten_since_is_answered_with_its_own_version(
    split: Town, official: Client, leader: Client
) -> None:
    fields: dict[str, Any] = {"numerator": "3", "version": "2", "attempt": f"{LINE}-4"}
    save(official, split, **fields)
    save(leader, split, numerator="2", version="3")
    response = save(official, split, **fields)
    assert response.status_code == 200
    assert 'value="3"' in response.content.decode()
    assert "3/8" in words(response)
    assert stored(split)[0] == "2"


@pytest.mark.parametrize("attempt", ["", "abc", f"{LINE}-", f"{LINE}-x", "G" * 32 + "-1", f"{LINE}-1234567"])
def test_an_attempt_that_cannot_be_read_counts_as_none(split: Town, official: Client, attempt: str) -> None:
    assert save(official, split, numerator="3", version="2", attempt=attempt).status_code == 200
    assert "attempt" not in AuditEvent.objects.latest("pk").changes


def test_the_history_does_not_show_the_attempt(split: Town, official: Client) -> None:
    save(official, split, numerator="3", version="2", attempt=f"{LINE}-4")
    page = official.get(reverse("assessments:dossier_history", args=[split.dossier.pk])).content.decode()
    assert LINE not in page


@pytest.mark.parametrize("htmx", [True, False])
def test_a_section_is_chosen_from_both_texts(town: Town, official: Client, leader: Client, *, htmx: bool) -> None:
    write(official, town, text="Bản của cán bộ.")
    refused = write(leader, town, htmx=htmx, text="Bản của lãnh đạo.")
    assert refused.status_code == 409
    assert "Của tôi, đang nhập: Bản của lãnh đạo." in words(refused)
    assert "Bản của cán bộ." in words(refused)
    assert write(leader, town, text="Bản của lãnh đạo.", compared="1", merge="1").status_code == 409
    chosen: dict[str, Any] = {"compared": "1", "merge": "1", "choice-text": "theirs"}
    taken = write(leader, town, text="Bản của lãnh đạo.", htmx=htmx, **chosen)
    assert taken.status_code == (200 if htmx else 302)
    if htmx:
        assert "Bản của cán bộ.</textarea>" in taken.content.decode()
    own: dict[str, Any] = {**chosen, "choice-text": "mine"}
    write(leader, town, text="Bản của cả hai.", **own)
    assert town.dossier.narratives.get().text == "Bản của cả hai."


def test_a_section_sent_twice_is_stored_once(town: Town, official: Client, leader: Client) -> None:
    fields: dict[str, Any] = {"text": "Thiếu kinh phí.", "attempt": f"{LINE}-2"}
    write(official, town, **fields)
    write(leader, town, text="Khác.", version="1")
    events = AuditEvent.objects.count()
    again = write(official, town, **fields)
    assert again.status_code == 200
    assert 'value="1"' in again.content.decode()
    assert (AuditEvent.objects.count(), town.dossier.narratives.get().text) == (events, "Khác.")


def test_the_attempt_costs_no_query(split: Town, official: Client) -> None:
    def count(**fields: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert save(official, split, **fields).status_code == 200
        return len(queries)

    plain = count(numerator="3", version="2")
    assert count(numerator="4", version="3", attempt=f"{LINE}-4") == plain


def test_a_page_of_somebody_else_stores_nothing(town: Town, official: Client, leader: Client) -> None:
    """Two people use one browser; the page of the first is still open when the second has signed in."""
    url = reverse("assessments:answer_save", args=[town.dossier.pk, CODE])
    entry = {"numerator": "7", "denominator": "8", "note": "", "version": "0"}
    response = leader.post(url, entry, headers={**HTMX, "x-person": str(town.official.pk)})
    assert response.status_code == 401
    assert "đang đăng nhập bằng tài khoản khác" in response.content.decode()
    assert not town.dossier.answers.exists()
    assert official.post(url, entry, headers={**HTMX, "x-person": str(town.official.pk)}).status_code == 200
