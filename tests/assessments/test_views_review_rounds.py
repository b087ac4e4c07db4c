"""A whole second round over HTTP: ask, return, supplement, hand in again, see what changed, conclude."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.domain.workflow import State
from assessments.models import Dossier, ItemReview
from communes.models import User
from tests.factories import pages, steps
from tests.factories.evidence import attach
from tests.factories.steps import bring_to
from tests.factories.town import Town, make_campaign
from tiepcanpl.kit import dates

SignIn = Callable[[User], Client]
ASKED, OTHER = "1.1.1", "1.1.2"


@pytest.fixture
def people(town: Town, as_user: SignIn) -> dict[str, Client]:
    return {name: as_user(getattr(town, name)) for name in ("official", "leader", "reviewer", "head")}


def act(client: Client, dossier: Dossier, action: str) -> int:
    return client.post(reverse("assessments:dossier_act", args=[dossier.pk, action])).status_code


def conclude(client: Client, dossier: Dossier, code: str, **fields: str) -> None:
    url = reverse("assessments:review_item", args=[dossier.pk, code])
    response = client.post(url, {"verdict": "accepted", "version": "0", "go": "next", **fields})
    assert response.status_code == 302


def judge(client: Client, dossier: Dossier, answered: str, known: str = "") -> None:
    asked = dossier.requests.get(round=1, item_code=ASKED)
    url = reverse("assessments:request_judge", args=[dossier.pk, asked.pk])
    assert client.post(url, {"answered": answered, "known": known}).status_code == 302


def answer(client: Client, dossier: Dossier, code: str, note: str) -> int:
    stored = dossier.answers.get(item_code=code)
    entry = {**stored.facts, "note": note, "version": str(stored.version)}
    return client.post(reverse("assessments:answer_save", args=[dossier.pk, code]), entry).status_code


def bench(client: Client, dossier: Dossier, code: str = "") -> str:
    name, args = ("review_item", [dossier.pk, code]) if code else ("review_detail", [dossier.pk])
    response = client.get(reverse(f"assessments:{name}", args=args))
    assert response.status_code == 200
    return pages.text_of(response.content.decode())


def changes_of(client: Client, dossier: Dossier) -> str:
    response = client.get(reverse("assessments:review_changes", args=[dossier.pk]))
    assert response.status_code == 200
    return pages.text_of(response.content.decode())


def ask(people: dict[str, Client], dossier: Dossier) -> None:
    """Accept one item, ask about another, return the dossier."""
    due = dates.short(steps.working_day_in(timezone.localdate(), 7))
    assert act(people["reviewer"], dossier, "receive") == 302
    conclude(people["reviewer"], dossier, OTHER)
    conclude(people["reviewer"], dossier, ASKED, verdict="supplement", reason="Thiếu danh mục.", due_on=due)
    assert act(people["reviewer"], dossier, "request_supplement") == 302


def supplement(people: dict[str, Client], dossier: Dossier) -> None:
    """Change what was asked for, answer the request."""
    assert answer(people["official"], dossier, ASKED, "Danh mục kèm theo.") == 302
    url = reverse("assessments:request_reply", args=[dossier.pk, ASKED])
    assert people["official"].post(url, {"reply": "Đã gửi danh mục."}).status_code == 302


def test_only_what_was_asked_for_may_be_changed(town: Town, people: dict[str, Client]) -> None:
    dossier = bring_to(town, State.SUBMITTED)
    ask(people, dossier)
    assert answer(people["official"], dossier, OTHER, "Sửa lén") == 409
    assert act(people["leader"], dossier, "resubmit") == 409
    supplement(people, dossier)
    assert "Danh mục kèm theo." not in bench(people["reviewer"], dossier, ASKED)
    assert act(people["leader"], dossier, "resubmit") == 302
    page = bench(people["reviewer"], dossier)
    assert "Lần nộp 2" in page
    assert "Hồ sơ chưa được tiếp nhận." in page


def second_round(town: Town, people: dict[str, Client]) -> Dossier:
    """Lead a dossier through a request into the review of its second round."""
    dossier = bring_to(town, State.SUBMITTED)
    ask(people, dossier)
    supplement(people, dossier)
    attach(dossier, town.official, item_code=ASKED, name="Danh mục văn bản.pdf")
    assert act(people["leader"], dossier, "resubmit") == 302
    assert act(people["reviewer"], dossier, "receive") == 302
    return dossier


def test_second_round_shows_what_changed(town: Town, people: dict[str, Client]) -> None:
    dossier = second_round(town, people)
    page = bench(people["reviewer"], dossier)
    listed = page.split("Thay đổi so với lần nộp 1")[1].split("Điều kiện công nhận")[0]
    assert f"{ASKED}." in listed
    assert "Đã yêu cầu bổ sung: chưa xem xét Có thay đổi" in listed
    assert OTHER not in listed
    changes = changes_of(people["reviewer"], dossier)
    assert "Thiếu danh mục." in changes
    assert "Đã gửi danh mục." in changes
    assert "[bỏ: Có tài liệu lưu tại bộ phận chuyên môn ] [thêm: Danh mục kèm theo ] ." in changes
    assert "Tài liệu thêm Danh mục văn bản.pdf" in changes
    assert "Số liệu lần này" not in changes
    assert OTHER not in changes
    assert "Đã gửi danh mục." in bench(people["reviewer"], dossier, ASKED)
    assert "(giữ từ lần trước, nội dung không thay đổi)" in bench(people["reviewer"], dossier, OTHER)


def test_second_round_ends_only_when_the_change_was_looked_at(town: Town, people: dict[str, Client]) -> None:
    dossier = second_round(town, people)
    count = len(dossier.campaign.standard.parsed.answerable_items)
    assert f"Đã thẩm tra 1/{count} nội dung" in bench(people["reviewer"], dossier)
    for criterion in dossier.campaign.standard.parsed.criteria:
        url = reverse("assessments:review_accept", args=[dossier.pk, criterion.code])
        people["reviewer"].post(url, {"confirm": "on"})
    assert f"Đã thẩm tra {count - 1}/{count} nội dung" in bench(people["reviewer"], dossier)
    assert act(people["head"], dossier, "appraise") == 409
    conclude(people["reviewer"], dossier, ASKED)
    assert act(people["head"], dossier, "appraise") == 409
    judge(people["reviewer"], dossier, "yes")
    assert act(people["head"], dossier, "appraise") == 302
    dossier.refresh_from_db()
    assert dossier.status is State.APPRAISED
    assert dossier.counted_total == 100


def test_saving_passes_over_what_was_carried(town: Town, people: dict[str, Client]) -> None:
    dossier = second_round(town, people)
    url = reverse("assessments:review_item", args=[dossier.pk, ASKED])
    response = people["reviewer"].post(url, {"verdict": "accepted", "version": "0", "go": "next"})
    assert response.headers["Location"] == reverse("assessments:review_item", args=[dossier.pk, "1.2.1"])


def test_request_without_a_change_is_told(town: Town, people: dict[str, Client]) -> None:
    dossier = bring_to(town, State.SUBMITTED)
    ask(people, dossier)
    url = reverse("assessments:request_reply", args=[dossier.pk, ASKED])
    people["official"].post(url, {"reply": "Không có tài liệu nào khác."})
    act(people["leader"], dossier, "resubmit")
    for page in (changes_of(people["reviewer"], dossier), bench(people["reviewer"], dossier, ASKED)):
        assert "Không có tài liệu nào khác." in page
    assert "Số liệu, ghi chú và tài liệu không thay đổi." in bench(people["reviewer"], dossier)
    act(people["reviewer"], dossier, "receive")
    assert list(ItemReview.objects.filter(round=2).values_list("item_code", flat=True)) == [OTHER]


def test_last_year_stands_beside_this_year(town: Town, as_user: SignIn) -> None:
    dossier = bring_to(town, State.SUBMITTED)
    assert "Năm 2019" not in bench(as_user(town.reviewer), dossier, ASKED)
    before = make_campaign(town.authority, [town.wards[0]], town.standard, town.head, year=2019)
    bring_to(town, State.SUBMITTED, before.dossiers.get())
    page = bench(as_user(town.reviewer), dossier, ASKED)
    assert "Năm 2019 20/20" in page
