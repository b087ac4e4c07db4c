"""Comments over HTTP: on the bench, for the commune, and internal notes that leak nowhere."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.workflow import State
from assessments.models import Dossier, ItemComment, Report
from assessments.services import comments
from communes.models import User
from tests.factories import NOW, pages
from tests.factories.steps import appraise, bring_to, receive, resubmit, return_for
from tests.factories.town import Town

SignIn = Callable[[User], Client]
CODE = "1.1.1"
SECRET, SHARED = "Nghi số liệu này sai.", "Danh mục nào đây?"
LINK = re.compile(r'(?:href|action|hx-get|hx-post)="(/[^"#]*)')


@pytest.fixture
def dossier(town: Town) -> Dossier:
    return bring_to(town, State.UNDER_REVIEW)


def item_url(dossier: Dossier) -> str:
    return reverse("assessments:review_item", args=[dossier.pk, CODE])


def list_url(dossier: Dossier) -> str:
    return reverse("assessments:comment_list", args=[dossier.pk])


def say(dossier: Dossier, actor: User, *, internal: bool = False, code: str = CODE) -> ItemComment:
    text = SECRET if internal else SHARED
    return comments.write(dossier_id=dossier.pk, item_code=code, text=text, is_internal=internal, actor=actor, at=NOW)


def look(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return pages.text_of(response.content.decode())


@pytest.mark.parametrize(("audience", "internal"), [("internal", True), ("shared", False), ("", True)])
def test_reviewer_writes_beside_the_item(
    town: Town, dossier: Dossier, as_user: SignIn, audience: str, *, internal: bool
) -> None:
    client = as_user(town.reviewer)
    url = reverse("assessments:review_comment", args=[dossier.pk, CODE])
    response = client.post(url, {"text": "Xem lại.", "audience": audience})
    assert response.headers["Location"] == f"{item_url(dossier)}#trao-doi"
    assert ItemComment.objects.get().is_internal is internal
    page = look(client, item_url(dossier))
    assert ("Ghi chú nội bộ Người dùng" in page) is internal
    assert "Xem lại." in page
    overview = look(client, reverse("assessments:review_detail", args=[dossier.pk]))
    assert "Trao đổi và ghi chú (1 chưa xử lý xong)" in overview
    assert "Có ý kiến chưa xử lý" in overview


def test_refused_comment_keeps_what_was_typed(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    url = reverse("assessments:review_comment", args=[dossier.pk, CODE])
    long = "x" * 4001
    response = as_user(town.reviewer).post(url, {"text": long, "audience": "shared"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "Ý kiến dài nhất 4000 ký tự." in html
    assert f"{long}</textarea>" in html


def test_commune_reads_and_answers_shared_comments(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    asked, official = say(dossier, town.reviewer), as_user(town.official)
    criterion = reverse("assessments:dossier_criterion", args=[dossier.pk, "1"])
    assert "Trao đổi với cơ quan tư pháp: 1 ý kiến, 1 chưa xử lý xong" in look(official, criterion)
    assert "Trao đổi về hồ sơ (1 chưa xử lý xong)" in look(official, f"/ho-so/{dossier.pk}/")
    page = look(official, f"{list_url(dossier)}?noi-dung={CODE}")
    assert SHARED in page
    assert "Đánh dấu đã xử lý xong" not in page
    url = reverse("assessments:comment_answer", args=[dossier.pk, asked.pk])
    assert official.post(url, {"text": " "}).status_code == 409
    response = official.post(url, {"text": "Danh mục số 5."}, follow=True)
    assert "Danh mục số 5." in response.content.decode()
    assert "Danh mục số 5." in look(as_user(town.reviewer), item_url(dossier))


def test_criterion_without_comments_says_nothing_of_them(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    page = look(as_user(town.official), reverse("assessments:dossier_criterion", args=[dossier.pk, "1"]))
    assert "Trao đổi với cơ quan tư pháp" not in page
    assert "Chưa có ý kiến nào." in look(as_user(town.official), list_url(dossier))


def test_thread_is_closed_and_opened_again(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    asked, head = say(dossier, town.reviewer), as_user(town.head)
    url = reverse("assessments:comment_resolve", args=[dossier.pk, asked.pk])
    response = head.post(url, {"to": "resolved", "from_bench": "1"})
    assert response.headers["Location"] == f"{item_url(dossier)}#trao-doi"
    assert "Đã xử lý xong : Người dùng truongphong" in look(head, list_url(dossier))
    assert "Không có ý kiến nào như vậy." in look(head, f"{list_url(dossier)}?chua-xong")
    head.post(url, {"to": "open"})
    assert "Chưa xử lý xong" in look(head, list_url(dossier))


def test_appraisal_warns_of_open_threads(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    for code in ("1.1.1", "1.1.2"):
        say(dossier, town.reviewer, internal=code == "1.1.1", code=code)
    for item in dossier.campaign.standard.parsed.answerable_items:
        dossier.reviews.create(
            round=1, item_code=item.code, verdict="accepted", reviewed_at=NOW, reviewed_by=town.reviewer
        )
    act = reverse("assessments:dossier_act", args=[dossier.pk, "appraise"])
    warning = "ý kiến trao đổi, ghi chú nội bộ chưa được đánh dấu xử lý xong."
    assert f"Còn 2 {warning}" in look(as_user(town.head), act)
    for comment in ItemComment.objects.all():
        comments.resolve(comment_id=comment.pk, actor=town.head, at=NOW)
    assert warning not in look(as_user(town.head), act)


@pytest.mark.parametrize("who", ["council", "administrator"])
def test_talk_is_closed_to_other_roles(town: Town, dossier: Dossier, as_user: SignIn, who: str) -> None:
    asked, client = say(dossier, town.reviewer), as_user(getattr(town, who))
    assert client.get(list_url(dossier)).status_code == 403
    for name in ("comment_answer", "comment_resolve"):
        assert client.post(reverse(f"assessments:{name}", args=[dossier.pk, asked.pk])).status_code == 404


@pytest.mark.parametrize("who", ["other_official", "observer"])
def test_talk_does_not_exist_for_strangers(town: Town, dossier: Dossier, as_user: SignIn, who: str) -> None:
    asked, client = say(dossier, town.reviewer), as_user(getattr(town, who))
    assert client.get(list_url(dossier)).status_code == 404
    for name in ("comment_answer", "comment_resolve"):
        assert client.post(reverse(f"assessments:{name}", args=[dossier.pk, asked.pk])).status_code == 404


def test_write_addresses_refuse_get(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    asked, client = say(dossier, town.reviewer), as_user(town.reviewer)
    for name, key in (("review_comment", CODE), ("comment_answer", asked.pk), ("comment_resolve", asked.pk)):
        assert client.get(reverse(f"assessments:{name}", args=[dossier.pk, key])).status_code == 405


def _reached(client: Client, *starts: str) -> Iterator[tuple[str, str]]:
    """Yield every page that a person reaches by links, with its text; forms are looked at, not sent."""
    waiting, met = list(starts), set(starts)
    while waiting:
        url = waiting.pop()
        response = client.get(url)
        if response.status_code != 200 or "html" not in response.headers["Content-Type"]:
            continue
        html = response.content.decode()
        yield url, html
        for link in LINK.findall(html):
            plain = link.replace("&amp;", "&")
            if plain not in met and not plain.startswith(("/static/", "/tai-khoan/dang-xuat")):
                met.add(plain)
                waiting.append(plain)


@pytest.mark.parametrize("appraised", [False, True])
def test_internal_notes_leak_nowhere(town: Town, dossier: Dossier, as_user: SignIn, *, appraised: bool) -> None:
    say(dossier, town.reviewer)
    note = say(dossier, town.reviewer, internal=True)
    comments.answer(comment_id=note.pk, text=f"{SECRET} Đúng vậy.", actor=town.head, at=NOW)
    return_for(town, dossier, CODE)
    resubmit(town, dossier)
    receive(town, dossier)
    say(dossier, town.head, internal=True, code="1.1.2")
    comments.resolve(comment_id=note.pk, actor=town.head, at=NOW)
    if appraised:
        appraise(town, dossier)
    for user in (town.official, town.leader):
        client, seen = as_user(user), set()
        for url, html in _reached(client, "/", f"/ho-so/{dossier.pk}/lich-su/?page=2", list_url(dossier)):
            seen.add(url)
            assert "Nghi số liệu" not in html, url
            assert "nội bộ" not in html, url
        assert {f"/ho-so/{dossier.pk}/lich-su/", list_url(dossier)} <= seen
        for name in ("comment_answer", "comment_resolve"):
            assert client.post(reverse(f"assessments:{name}", args=[dossier.pk, note.pk])).status_code == 404
    for stored in (*dossier.submissions.values_list("snapshot", flat=True), *Report.objects.values_list("data")):
        assert "Nghi số liệu" not in str(stored)


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        look(client, url)
    return len(captured)


def test_queries_do_not_grow_with_the_comments(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    criterion = reverse("assessments:dossier_criterion", args=[dossier.pk, "1"])
    overview = reverse("assessments:review_detail", args=[dossier.pk])

    def counted() -> list[int]:
        head, official = as_user(town.head), as_user(town.official)
        places = ((head, overview), (head, item_url(dossier)), (head, list_url(dossier)))
        return [_queries(*place) for place in (*places, (official, criterion), (official, list_url(dossier)))]

    comments.answer(comment_id=say(dossier, town.reviewer).pk, text="Rồi.", actor=town.official, at=NOW)
    few = counted()
    for code in ("1.1.1", "1.1.2", "1.2.1"):
        for internal in (True, False):
            asked = say(dossier, town.head, internal=internal, code=code)
            comments.answer(comment_id=asked.pk, text="Rồi.", actor=town.reviewer, at=NOW)
    assert counted() == few


def test_page_of_a_draft_does_not_ask_for_comments(town: Town, as_user: SignIn) -> None:
    with CaptureQueriesContext(connection) as captured:
        look(as_user(town.official), reverse("assessments:dossier_criterion", args=[town.dossier.pk, "1"]))
    assert not [row for row in captured if "itemcomment" in row["sql"]]
