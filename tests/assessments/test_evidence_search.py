"""Search in files: without accents, in name and text, only what the person may read, in a constant number of queries."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from assessments.domain.workflow import State
from assessments.models import Dossier, Evidence, EvidenceReading
from assessments.selectors import evidence_search
from assessments.services import readings
from communes.models import User
from tests.factories import evidence as make
from tests.factories import papers
from tests.factories.pages import text_of
from tests.factories.steps import bring_to
from tests.factories.town import Town
from tiepcanpl.kit.words import PAGE_BREAK, kept

Browser = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _on_scratch_disk(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def note(dossier: Dossier, actor: User, name: str, *pages: str) -> Evidence:
    """Store a file and note its text as the job does."""
    stored = make.attach(dossier, actor, content=make.pdf(f"So {dossier.pk}.{len(name)}.{len(pages)}"), name=name)
    text = PAGE_BREAK.join(pages)
    EvidenceReading.objects.filter(evidence=stored).update(text=text, words=kept([name, text]))
    return stored


def campaign_url(town: Town) -> str:
    return f"/dot-danh-gia/{town.campaign.pk}/tai-lieu/"


def test_a_dossiers_files_are_found_by_their_text(town: Town, as_user: Browser) -> None:
    stored = make.attach(
        town.dossier, town.official, content=papers.pdf("Trang bìa", "Biên bản hòa giải ở cơ sở"), name="ban-quet.pdf"
    )
    make.attach(town.dossier, town.official, content=make.pdf("Khac"), name="Khác.pdf")
    readings.read(evidence_id=stored.pk, clock=timezone.now)
    client, url = as_user(town.official), f"/ho-so/{town.dossier.pk}/tai-lieu/"
    for words in ("hoa giai", "HÒA GIẢI", "giải biên"):
        html = client.get(url, {"q": words}).content.decode()
        assert ("ban-quet.pdf" in html, "Khác.pdf" in html) == (True, False), words
        assert f'href="/tai-lieu/{stored.pk}/xem/?trang=2#trang-2"' in html
    assert "<mark>hòa</mark> <mark>giải</mark>" in client.get(url, {"q": "hoa giai"}).content.decode()
    assert "ban-quet.pdf" not in client.get(url, {"q": "hoa giai nghi"}).content.decode()
    assert "Không có tệp nào khớp" in client.get(url, {"q": "%"}).content.decode()


def test_the_office_finds_what_was_handed_in(town: Town, as_user: Browser) -> None:
    stored = note(town.dossier, town.official, "Kế hoạch 15.pdf", "Bìa", "Kế hoạch tuyên truyền năm 2020")
    note(town.other_dossier, town.other_official, "Bản nháp.pdf", "Kế hoạch tuyên truyền còn nháp")
    client = as_user(town.reviewer)
    assert "Không có tệp nào đã nộp" in client.get(campaign_url(town), {"q": "tuyen truyen"}).content.decode()
    bring_to(town, State.SUBMITTED)
    html = client.get(campaign_url(town), {"q": "tuyen truyen"}).content.decode()
    assert "Tìm thấy 1 tệp." in text_of(html)
    assert "<mark>tuyên</mark> <mark>truyền</mark>" in html
    assert f'href="/tai-lieu/{stored.pk}/xem/?trang=2#trang-2"' in html
    assert "Bản nháp" not in html
    assert "Kế hoạch 15.pdf" in client.get(campaign_url(town), {"q": "ke hoach 15"}).content.decode()


def test_a_file_that_was_not_handed_in_is_not_found(town: Town, as_user: Browser) -> None:
    bring_to(town, State.RETURNED)
    note(town.dossier, town.official, "Bổ sung.pdf", "Nội dung bổ sung")
    html = as_user(town.reviewer).get(campaign_url(town), {"q": "bo sung"}).content.decode()
    assert "Không có tệp nào đã nộp" in html


def test_who_searches_a_campaign(town: Town, as_user: Browser) -> None:
    people = {p: as_user(p).get(campaign_url(town), {"q": "x"}).status_code for p in (
        town.reviewer, town.head, town.decider, town.official, town.council, town.observer,
    )}  # fmt: skip
    assert set(list(people.values())[:3]) == {200}
    assert set(list(people.values())[3:]) <= {403, 404}
    assert as_user(town.reviewer).post(campaign_url(town)).status_code == 405
    assert Client().get(campaign_url(town)).status_code == 302


def test_an_empty_search_explains_itself(town: Town, as_user: Browser) -> None:
    for words in ("", "…"):
        html = as_user(town.reviewer).get(campaign_url(town), {"q": words}).content.decode()
        assert "Tìm thấy" not in html
        assert "<mark>" not in html


def test_many_hits_are_cut_and_paged(town: Town, as_user: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_search, "MOST", 25)
    for n in range(27):
        note(town.dossier, town.official, f"{'a' * n}.pdf", f"Chung {n}")
    bring_to(town, State.SUBMITTED)
    client = as_user(town.reviewer)
    html = client.get(campaign_url(town), {"q": "chung"}).content.decode()
    assert "Có nhiều hơn 25 tệp phù hợp" in text_of(html)
    assert html.count('class="evidence-row"') == 20
    assert client.get(campaign_url(town), {"q": "chung", "page": "2"}).content.decode().count('"evidence-row"') == 5


def test_the_number_of_queries_is_constant(town: Town, as_user: Browser) -> None:
    note(town.dossier, town.official, "a.pdf", "Chung")
    bring_to(town, State.SUBMITTED)
    for n in range(3):
        note(town.other_dossier, town.other_official, f"{'b' * n}.pdf", f"Chung {n}")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            html = as_user(town.reviewer).get(campaign_url(town), {"q": "chung"}).content.decode()
        found.append(html.count('"evidence-row"'))
        return len(queries)

    found: list[int] = []
    few = count()
    bring_to(town, State.SUBMITTED, town.other_dossier)
    assert (count(), found) == (few, [1, 4])


def test_postgresql_finds_words_by_the_index(town: Town) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite reads the rows")
    note(town.dossier, town.official, "a.pdf", "Kế hoạch")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = EvidenceReading.objects.filter(words__holds=["hoach"]).explain()
    assert "reading_words_gin" in plan
