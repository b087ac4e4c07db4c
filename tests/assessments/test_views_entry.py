"""The narrative, the register of disqualifying facts and the opinions over HTTP."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.domain.workflow import State
from communes.models import User
from tests.factories.pages import text_of
from tests.factories.steps import bring_to
from tests.factories.town import Town
from tiepcanpl.kit import dates

SignIn = Callable[[User], Client]
HTMX = {"hx-request": "true"}
FACT = "ky_luat"


def url(town: Town, name: str, *rest: object) -> str:
    return reverse(f"assessments:{name}", args=[town.dossier.pk, *rest])


def fact_typed(**fields: str) -> dict[str, str]:
    """Return what the form of one fact sends: its fields carry the fact's code."""
    return {"fact_code": FACT, **{f"{FACT}-{name}": value for name, value in fields.items()}}


def words(response: Any) -> str:
    return text_of(response.content.decode())


@pytest.fixture
def official(town: Town, as_user: SignIn) -> Client:
    return as_user(town.official)


def test_a_section_saves_itself(town: Town, official: Client) -> None:
    response = official.post(url(town, "narrative_save", "results"), {"text": "Đã làm.", "version": "0"}, headers=HTMX)
    assert response.status_code == 200
    row = town.dossier.narratives.get()
    assert (row.section, row.text, row.version) == ("results", "Đã làm.", 1)


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_stale_section_overwrites_nothing_and_keeps_what_was_typed(
    town: Town, official: Client, as_user: SignIn, headers: dict[str, str]
) -> None:
    official.post(url(town, "narrative_save", "causes"), {"text": "Bản của cán bộ.", "version": "0"})
    leader = as_user(town.leader)
    response = leader.post(
        url(town, "narrative_save", "causes"), {"text": "Bản của lãnh đạo.", "version": "0"}, headers=headers
    )
    assert response.status_code == 409
    assert "Bản của cán bộ." in words(response)
    assert town.dossier.narratives.get().text == "Bản của cán bộ."
    if not headers:
        assert "Bản của lãnh đạo." in response.content.decode()


def test_sections_are_closed_after_posting_and_unknown_ones_missing(town: Town, official: Client) -> None:
    assert official.post(url(town, "narrative_save", "khac"), {"text": "x"}).status_code == 404
    bring_to(town, State.POSTED)
    response = official.post(url(town, "narrative_save", "results"), {"text": "Sửa.", "version": "1"})
    assert response.status_code == 409
    assert "Hồ sơ đang niêm yết" in words(response)
    assert "<textarea" not in official.get(url(town, "narrative_list")).content.decode()


def test_a_fact_is_declared_with_its_date_and_penalty(town: Town, official: Client) -> None:
    fact = fact_typed(occurred_on="10/09/2020", penalty="Cảnh cáo", position="Công chức địa chính")
    official.post(url(town, "fact_list"), fact)
    row = town.dossier.declarations.get()
    assert (row.fact_code, row.arose, row.penalty, str(row.occurred_on)) == (
        FACT,
        True,
        "Cảnh cáo",
        "2020-09-10",
    )
    assert "Công chức địa chính" in words(official.get(url(town, "fact_list")))


def test_a_fact_without_date_is_named_and_kept(town: Town, official: Client) -> None:
    response = official.post(url(town, "fact_list"), fact_typed(occurred_on="31/02/2020", penalty="Cảnh cáo"))
    assert response.status_code == 200
    assert not town.dossier.declarations.exists()
    assert 'value="Cảnh cáo"' in response.content.decode()
    assert 'value="31/02/2020"' in response.content.decode()


def test_none_is_declared_once_and_taken_back(town: Town, official: Client) -> None:
    for _ in range(2):
        official.post(url(town, "fact_none", FACT))
    row = town.dossier.declarations.get()
    assert not row.arose
    official.post(url(town, "fact_withdraw", row.pk))
    assert not town.dossier.declarations.exists()


def test_facts_of_others_stay_out_of_reach(town: Town, as_user: SignIn) -> None:
    stranger = as_user(town.other_official)
    assert stranger.get(url(town, "fact_list")).status_code == 404
    assert stranger.post(url(town, "fact_none", FACT)).status_code == 404
    own = as_user(town.official)
    assert own.get(url(town, "fact_none", FACT)).status_code == 405
    assert own.post(url(town, "fact_none", "khong-co")).status_code == 409


def test_the_office_adds_what_it_knows_while_it_reviews(town: Town, as_user: SignIn) -> None:
    bring_to(town, State.UNDER_REVIEW)
    reviewer = as_user(town.reviewer)
    reviewer.post(url(town, "fact_list"), fact_typed(occurred_on="10/09/2020", penalty="Cảnh cáo"))
    row = town.dossier.declarations.get(fact_code=FACT)
    assert (row.arose, row.recorded_by) == (True, town.reviewer)
    assert as_user(town.official).post(url(town, "fact_withdraw", row.pk)).status_code == 403


def test_opinions_are_heard_and_answered_during_the_posting(town: Town, official: Client) -> None:
    early = official.post(url(town, "opinion_list"), {"received_on": "04/01/2021", "origin": "x", "content": "y"})
    assert early.status_code == 409
    bring_to(town, State.POSTED)
    told = {"received_on": "04/01/2021", "origin": "Hòm thư góp ý", "content": "Đề nghị công khai thêm."}
    official.post(url(town, "opinion_list"), told)
    opinion = town.dossier.opinions.get()
    official.post(url(town, "opinion_reply", opinion.pk), {"reply": "Tiếp thu, đã công khai."})
    text = words(official.get(url(town, "opinion_list")))
    assert "Đề nghị công khai thêm." in text
    assert "Tiếp thu, đã công khai." in text
    assert official.post(url(town, "opinion_reply", 10**9), {"reply": "x"}).status_code == 404


def test_an_opinion_from_tomorrow_is_refused_and_kept(town: Town, official: Client) -> None:
    bring_to(town, State.POSTED)
    tomorrow = dates.short(timezone.localdate() + timedelta(days=1))
    response = official.post(
        url(town, "opinion_list"), {"received_on": tomorrow, "origin": "Hội nghị", "content": "Nội dung góp ý."}
    )
    assert "Ngày nhận ý kiến không được sau ngày hôm nay." in words(response)
    assert "Nội dung góp ý." in response.content.decode()
    assert not town.dossier.opinions.exists()
