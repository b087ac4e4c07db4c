"""The viewer: pictures and text of the pages, for those who may read the file, and nothing that can run."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from assessments.domain.workflow import State
from assessments.models import Evidence, EvidenceReading, EvidenceScan
from assessments.services import readings
from communes.models import User
from tests.factories import NOW, papers
from tests.factories import evidence as make
from tests.factories.pages import text_of
from tests.factories.steps import bring_to
from tests.factories.town import Town

Browser = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _on_scratch_disk(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def stored(town: Town) -> Evidence:
    return make.attach(town.dossier, town.official, name="Quyết định.pdf")


def fake_reading(stored: Evidence, count: int = 3, *, chunks: tuple[int, ...] = (0,)) -> EvidenceReading:
    """Note pages as the job does, with pictures of a few bytes."""
    found = EvidenceReading.objects.get(evidence=stored)
    found.state, found.read_at, found.folder = EvidenceReading.State.READ, NOW, "previews/ab/abcd"
    found.page_count, found.sizes, found.chunks = count, [[1280, 1811]] * min(count, 500), list(chunks)
    found.thumb_width, found.thumb_height = 136, 192
    found.text = "\f".join(f"Chữ của trang <b>{n}</b>" for n in range(1, found.shown + 1))
    found.save()
    for name in ("thumbnail.webp", "1.webp", "1-nho.webp"):
        default_storage.save(f"{found.folder}/{name}", ContentFile(name.encode()))
    return found


def view(client: Client, stored: Evidence, query: str = "") -> str:
    return client.get(f"/tai-lieu/{stored.pk}/xem/{query}").content.decode()


def test_pages_stand_below_each_other_with_their_text(town: Town, as_user: Browser, stored: Evidence) -> None:
    fake_reading(stored)
    html = view(as_user(town.official), stored)
    assert [int(n) for n in re.findall(r'id="trang-(\d+)"', html)] == [1, 2, 3]
    assert html.count('width="1280"') == html.count('height="1811"') == 3
    assert html.count('loading="lazy"') == 2
    assert 'alt="Trang 3 của Quyết định.pdf"' in html
    assert "Chữ của trang &lt;b&gt;2&lt;/b&gt;" in html
    assert "Trang 3/3" in text_of(html)
    assert not re.search(r"<(iframe|object|embed)\b", html)


def test_a_long_file_is_shown_in_parts(town: Town, as_user: Browser, stored: Evidence) -> None:
    fake_reading(stored, 45, chunks=(0,))
    html = view(as_user(town.official), stored, "?trang=27")
    assert [int(n) for n in re.findall(r'id="trang-(\d+)"', html)] == list(range(21, 41))
    assert re.findall(r"\?trang=(\d+)[^>]*rel=\"(?:prev|next)\"", html, re.DOTALL) == ["1", "41"]
    assert "Các trang 21–40 chưa được dựng" in text_of(html)
    assert "<img class" not in html.split("data-sheets")[1]
    assert "hx-trigger" not in html
    assert 'id="trang-45"' in view(as_user(town.official), stored, "?trang=9999")
    assert 'id="trang-1"' in view(as_user(town.official), stored, "?trang=-1&co=x&xoay=²")


def test_pages_are_drawn_when_asked_for(town: Town, as_user: Browser) -> None:
    stored = make.attach(town.dossier, town.official, content=papers.long_pdf(30))
    readings.read(evidence_id=stored.pk, clock=timezone.now)
    readings.draw(evidence_id=stored.pk, chunk=1)
    client = as_user(town.official)
    assert client.post(f"/tai-lieu/{stored.pk}/xem/dung-trang/?trang=25").status_code == 302
    assert b"".join(client.get(f"/tai-lieu/{stored.pk}/trang/30/"))[8:12] == b"WEBP"
    assert client.get(f"/tai-lieu/{stored.pk}/trang/31/").status_code == 404
    assert "chưa được dựng" not in view(client, stored, "?trang=25")


def test_while_pages_are_drawn_the_page_asks_again(town: Town, as_user: Browser, stored: Evidence) -> None:
    fake_reading(stored, 45)
    client = as_user(town.official)
    assert "cho=2" in view(client, stored, "?trang=21&cho=1")
    assert "cho=61" not in view(client, stored, "?trang=21&cho=60")
    fragment = client.get(f"/tai-lieu/{stored.pk}/xem/?trang=21&cho=1", headers={"hx-request": "true"})
    assert b"<html" not in fragment.content
    assert "HX-Request" in fragment["Vary"]


def test_a_turned_page_keeps_its_place(town: Town, as_user: Browser, stored: Evidence) -> None:
    fake_reading(stored, 1)
    html = view(as_user(town.official), stored, "?xoay=1&co=2")
    assert 'viewBox="0 0 1811 1280"' in html
    assert 'transform="translate(1811 0) rotate(90)"' in html
    assert 'data-zoom="2"' in html
    assert "xoay=2" in html


@pytest.mark.parametrize(
    ("state", "error", "words"),
    [
        ("waiting", "", "Máy chủ đang đọc tệp này."),
        ("failed", "Tệp hỏng.", "Không đọc được. Tệp hỏng."),
        ("lacking", "Chưa cài.", "Máy chủ thiếu phần mềm. Chưa cài."),
    ],
)
def test_a_file_without_pages_says_why(
    town: Town, as_user: Browser, stored: Evidence, state: str, error: str, words: str
) -> None:
    EvidenceReading.objects.filter(evidence=stored).update(state=state, error=error)
    html = view(as_user(town.official), stored)
    assert words in text_of(html)
    assert f'href="/tai-lieu/{stored.pk}/"' in html


def test_a_file_that_was_never_noted_can_be_downloaded(town: Town, as_user: Browser, stored: Evidence) -> None:
    EvidenceReading.objects.all().delete()
    client = as_user(town.official)
    assert "Chưa có trang xem của tệp này." in view(client, stored)
    assert "thumb-none" in client.get(f"/ho-so/{town.dossier.pk}/tai-lieu/").content.decode()


PATHS = ("xem/", "trang/1/", "anh-nho/")


@pytest.mark.parametrize("path", PATHS)
def test_only_readers_of_the_file(town: Town, as_user: Browser, stored: Evidence, path: str) -> None:
    fake_reading(stored)
    url = f"/tai-lieu/{stored.pk}/{path}"

    def status(person: User) -> int:
        response = as_user(person).get(url)
        b"".join(response)
        return response.status_code

    assert [status(p) for p in (town.official, town.leader, town.other_official, town.reviewer)] == [
        200,
        200,
        404,
        404,
    ]
    bring_to(town, State.SUBMITTED)
    assert [status(p) for p in (town.reviewer, town.other_leader, town.observer)] == [200, 404, 404]
    assert Client().get(url).status_code == 302
    assert as_user(town.official).post(url).status_code == 405


def test_asking_for_pages_is_for_readers(town: Town, as_user: Browser, stored: Evidence) -> None:
    url = f"/tai-lieu/{stored.pk}/xem/dung-trang/"
    assert as_user(town.other_official).post(url).status_code == 404
    assert as_user(town.official).get(url).status_code == 405


@pytest.mark.parametrize("path", ["trang/1/", "trang/1/?nho", "anh-nho/"])
def test_pictures_cannot_run_and_stay_with_the_person(
    town: Town, as_user: Browser, stored: Evidence, path: str
) -> None:
    fake_reading(stored)
    response = as_user(town.official).get(f"/tai-lieu/{stored.pk}/{path}")
    assert b"".join(response).endswith(b".webp")
    names = ("Content-Type", "X-Content-Type-Options", "Content-Security-Policy", "Cache-Control")
    assert [response[name] for name in names] == [
        "image/webp",
        "nosniff",
        "default-src 'none'; frame-ancestors 'none'; sandbox",
        "private, max-age=86400",
    ]
    assert "Cookie" in response["Vary"]


def test_a_picture_that_is_not_there(town: Town, as_user: Browser, stored: Evidence) -> None:
    client = as_user(town.official)
    assert [client.get(f"/tai-lieu/{stored.pk}/{path}").status_code for path in ("trang/1/", "anh-nho/")] == [404, 404]
    found = fake_reading(stored)
    assert [client.get(f"/tai-lieu/{stored.pk}/trang/{n}/").status_code for n in (0, 4)] == [404, 404]
    default_storage.delete(found.thumbnail_name)
    assert client.get(f"/tai-lieu/{stored.pk}/anh-nho/").status_code == 404


def test_lists_show_the_thumbnail_and_the_pages(town: Town, as_user: Browser, stored: Evidence) -> None:
    fake_reading(stored)
    bring_to(town, State.UNDER_REVIEW)
    pages = {
        town.official: ("tai-lieu/", "tieu-chi/1/"),
        town.reviewer: ("tai-lieu/",),
    }
    for person, paths in pages.items():
        for path in paths:
            html = as_user(person).get(f"/ho-so/{town.dossier.pk}/{path}").content.decode()
            assert f'src="/tai-lieu/{stored.pk}/anh-nho/?v=abcd"' in html, path
            assert 'width="136"' in html
            assert 'alt="Trang đầu của Quyết định.pdf"' in html
            assert "3 trang" in html
    bench = as_user(town.reviewer).get(f"/tham-tra/{town.dossier.pk}/1.1.1/").content.decode()
    assert f'src="/tai-lieu/{stored.pk}/anh-nho/' in bench
    assert re.search(rf'href="/tai-lieu/{stored.pk}/xem/"[^>]*data-view', bench)


def test_the_lists_ask_no_more_for_more_files(
    town: Town, as_user: Browser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make.attach(town.dossier, town.official)
    client, url = as_user(town.official), f"/ho-so/{town.dossier.pk}/tai-lieu/"
    with django_assert_max_num_queries(50) as few:
        client.get(url)
    for n in range(5):
        fake_reading(make.attach(town.dossier, town.official, content=make.pdf(f"So {n}"), name=f"{n}.pdf"))
    with django_assert_max_num_queries(50) as many:
        client.get(url)
    assert len(many) == len(few)


def test_a_blocked_file_is_neither_shown_nor_found(town: Town, as_user: Browser, stored: Evidence) -> None:
    found = fake_reading(stored)
    EvidenceReading.objects.filter(pk=found.pk).update(words=" bi mat ")
    bring_to(town, State.UNDER_REVIEW)
    EvidenceScan.objects.create(
        evidence=stored, state="blocked", signature="Eicar", requested_at=NOW, tried_at=NOW, finished_at=NOW
    )
    reviewer = as_user(town.reviewer)
    assert {reviewer.get(f"/tai-lieu/{stored.pk}/{path}").status_code for path in PATHS} == {403}
    assert reviewer.post(f"/tai-lieu/{stored.pk}/xem/dung-trang/").status_code == 403
    lists = (
        f"/ho-so/{town.dossier.pk}/tai-lieu/",
        f"/ho-so/{town.dossier.pk}/tai-lieu/?q=bi+mat",
        f"/tham-tra/{town.dossier.pk}/1.1.1/",
        f"/dot-danh-gia/{town.campaign.pk}/tai-lieu/?q=bi+mat",
    )
    assert [url for url in lists if "anh-nho" in reviewer.get(url).content.decode()] == []
    assert "Không có tệp nào đã nộp" in reviewer.get(lists[-1]).content.decode()
