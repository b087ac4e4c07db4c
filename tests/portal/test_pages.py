"""The public pages: for everybody, only what is published, cacheable, without cookies."""

import hashlib
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.hashing import sha256_of
from assessments.domain.workflow import State
from assessments.models import Publication
from assessments.services import decisions, publications
from assessments.services.decisions import Paper
from tests.factories import NOW
from tests.factories.drafting import publish
from tests.factories.pages import text_of
from tests.factories.steps import bring_to
from tests.factories.town import Town

LIST = "/ket-qua/"
DETAIL = "/ket-qua/381/2020/"
COMMUNE = "/ket-qua/xa/14809/"
SNAPSHOT = "/ket-qua/381/2020/ban-chot.json"


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return text_of(response.content.decode())


def both_published(town: Town) -> Publication:
    bring_to(town, State.RECOGNISED)
    bring_to(town, State.NOT_RECOGNISED, town.other_dossier)
    return publish(town)


def test_addresses_are_plain() -> None:
    assert [
        reverse("assessments:public_results"),
        reverse("assessments:public_campaign", args=["381", 2020]),
        reverse("assessments:public_commune", args=["14809"]),
        reverse("assessments:public_snapshot", args=["381", 2020]),
    ] == [LIST, DETAIL, COMMUNE, SNAPSHOT]


def test_everybody_reads_both_lists(town: Town, client: Client) -> None:
    publication = both_published(town)
    page = shown(client, DETAIL)
    for part in (
        "Công nhận đạt chuẩn tiếp cận pháp luật (1)",
        "Chưa được công nhận (1)",
        "Phường Bắc Sơn Loại II 100",
        f"{town.dossier.pk}/QĐ-UBND ngày 04/01/2021",
        "Chưa xác minh",
        "Lần 1",
        publication.sha256,
    ):
        assert part in page
    assert "Chưa đạt điều kiện công nhận." not in page
    assert "Người dùng" not in page
    assert "Công nhận 1, chưa được công nhận 1" in shown(client, LIST)
    assert "Năm 2020: Công nhận đạt chuẩn" in shown(client, COMMUNE)


def test_the_snapshot_can_be_checked_by_anybody(town: Town, client: Client) -> None:
    publication = both_published(town)
    response = client.get(SNAPSHOT)
    assert sha256_of(response.json()) == publication.sha256
    assert hashlib.sha256(response.content).hexdigest() == publication.sha256


def test_long_results_come_in_pages_and_are_searched_without_accents(town: Town, client: Client) -> None:
    publication = both_published(town)
    known = publication.snapshot["communes"][0]
    many = [{**known, "code": f"{90_000 + n}", "name": f"Xã Đồng Tháp {n}"} for n in range(1, 61)]
    snapshot = {**publication.snapshot, "communes": many}
    Publication.objects.create(
        campaign=town.campaign,
        sequence=2,
        snapshot=snapshot,
        sha256=sha256_of(snapshot),
        published_at=NOW,
        published_by=town.head,
    )
    first, second = shown(client, DETAIL), shown(client, f"{DETAIL}?page=2")
    assert "(60)" in first
    assert ("Xã Đồng Tháp 50 " in first, "Xã Đồng Tháp 51 " in first) == (True, False)
    assert ("Xã Đồng Tháp 50 " in second, "51 Xã Đồng Tháp 51 " in second) == (False, True)
    found = shown(client, f"{DETAIL}?tim=dong+thap+57")
    assert ("(1)" in found, "Xã Đồng Tháp 57 " in found, "Xã Đồng Tháp 58 " in found) == (True, True, False)
    assert "Xã Đồng Tháp 58 " in shown(client, f"{DETAIL}?tim=90058")
    assert "Không tìm thấy xã, phường phù hợp." in shown(client, f"{DETAIL}?tim=khong+co")


@pytest.mark.parametrize("state", list(State))
def test_nothing_shows_before_it_is_published(town: Town, client: Client, state: State) -> None:
    bring_to(town, state)
    assert "Chưa có kết quả nào được công bố." in shown(client, LIST)
    for address in (DETAIL, COMMUNE, SNAPSHOT):
        assert client.get(address).status_code == 404


def test_a_decision_after_the_publication_stays_hidden_until_the_next(town: Town, client: Client) -> None:
    bring_to(town, State.RECOGNISED)
    publish(town)
    bring_to(town, State.NOT_RECOGNISED, town.other_dossier)
    revoke(town)
    page = shown(client, DETAIL)
    assert "Phường Ba Đình" not in page
    assert "thu hồi" not in page.lower()
    publish(town)
    page = shown(client, DETAIL)
    assert "Đã thu hồi công nhận (1)" in page
    assert "Thu hồi: 77/QĐ-UBND ngày 04/01/2021" in page
    assert client.get("/ket-qua/xa/14812/").status_code == 200


def test_withdrawn_results_say_when_and_why(town: Town, client: Client) -> None:
    publication = both_published(town)
    publications.withdraw(publication_id=publication.pk, reason="Nhầm số liệu.", actor=town.head, at=NOW)
    page = shown(client, DETAIL)
    assert "đã được gỡ ngày 04 tháng 01 năm 2021" in page
    assert "Lý do: Nhầm số liệu." in page
    assert "Phường" not in page
    assert "Chưa có kết quả nào được công bố." in shown(client, LIST)
    for address in (COMMUNE, SNAPSHOT):
        assert client.get(address).status_code == 404


def test_a_code_is_shown_under_the_names_that_it_had(town: Town, client: Client) -> None:
    both_published(town)
    town.wards[0].name = "Tên mới"
    town.wards[0].save()
    page = shown(client, COMMUNE)
    assert "Phường Bắc Sơn" in page
    assert "Tên mới" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tim=bac+son", True),
        ("tim=B%E1%BA%AEC", True),
        ("tim=bim", True),
        ("tim=14809", True),
        ("tim=dong", False),
        ("nam=2020", True),
        ("nam=2019", False),
        ("nam=x", True),
    ],
)
def test_search_ignores_accents(town: Town, client: Client, query: str, found: bool) -> None:  # noqa: FBT001  # a case
    both_published(town)
    assert ("Thị xã Bỉm Sơn" in shown(client, f"{LIST}?{query}")) is found


def test_pages_are_the_same_for_everybody_and_cacheable(town: Town, client: Client, as_user: Any) -> None:
    both_published(town)
    for address in (LIST, DETAIL, COMMUNE, SNAPSHOT):
        response = client.get(address)
        assert response.headers["Cache-Control"] == "public, max-age=300"
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]
        assert response.content == as_user(town.head).get(address).content
        assert client.post(address).status_code == 405


def test_what_does_not_exist_is_404(town: Town, client: Client) -> None:
    both_published(town)
    for address in ("/ket-qua/381/2019/", "/ket-qua/999/2020/", "/ket-qua/xa/99999/", "/ket-qua/x/2020/"):
        assert client.get(address).status_code == 404


def test_sign_in_leads_to_the_results(client: Client, db: None) -> None:  # noqa: ARG001  # the page counts attempts
    assert 'href="/ket-qua/"' in client.get(reverse("account_login")).content.decode()


def test_queries_do_not_grow_with_what_is_published(town: Town, client: Client) -> None:
    publication = both_published(town)
    few = [_queries(client, address) for address in (LIST, DETAIL, COMMUNE)]
    for year in range(2000, 2020):
        _copy(town, publication, year)
    shown(client, LIST)  # reads what is new, once
    assert [_queries(client, address) for address in (LIST, DETAIL, COMMUNE)] == few
    assert max(few) <= 2


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def _copy(town: Town, publication: Publication, year: int) -> None:
    campaign = type(town.campaign).objects.get(pk=town.campaign.pk)
    campaign.pk, campaign.year, campaign._state.adding = None, year, True  # noqa: SLF001  # copies a row
    campaign.save()
    snapshot = {**publication.snapshot, "campaign": {**publication.snapshot["campaign"], "year": str(year)}}
    Publication.objects.create(
        campaign=campaign,
        sequence=1,
        snapshot=snapshot,
        sha256=sha256_of(snapshot),
        published_at=NOW,
        published_by=town.head,
    )


def revoke(town: Town) -> None:
    paper = Paper("77/QĐ-UBND", NOW.date(), "Chủ tịch")
    decisions.revoke(dossier_id=town.dossier.pk, paper=paper, reason="Sai.", actor=town.decider, at=NOW)
