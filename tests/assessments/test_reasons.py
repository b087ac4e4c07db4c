"""Reasons for reuse: the office keeps them, the form of an item uses them."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from assessments.domain.workflow import State
from assessments.models import AuditEvent, Dossier, ItemReview, ReasonTemplate
from assessments.services import reasons
from communes.models import User
from tests.factories import NOW, pages
from tests.factories.steps import bring_to, conclude
from tests.factories.town import Town
from tiepcanpl.kit.errors import NotAllowedError

SignIn = Callable[[User], Client]
CODE = "1.1.1"
LIST = "/tham-tra/mau-ly-do/"


def keep(town: Town, title: str, **fields: str) -> ReasonTemplate:
    reason = ReasonTemplate(authority=town.authority, title=title, text=f"{title} theo quy định.", **fields)
    return reasons.save(reason, actor=town.reviewer, at=NOW)


@pytest.fixture
def dossier(town: Town) -> Dossier:
    return bring_to(town, State.UNDER_REVIEW)


def item_url(dossier: Dossier, code: str = CODE) -> str:
    return reverse("assessments:review_item", args=[dossier.pk, code])


def typed(picked: ReasonTemplate, **fields: str) -> dict[str, str]:
    return {"verdict": "changed", "points": "1", "reason": "", "template": str(picked.pk), "version": "0", **fields}


def order(town: Town) -> list[str]:
    return list(ReasonTemplate.objects.filter(authority=town.authority).values_list("title", flat=True))


def test_office_adds_and_edits(town: Town, as_user: SignIn) -> None:
    client = as_user(town.reviewer)
    assert "Chưa có mẫu lý do nào." in client.get(LIST).content.decode()
    form = client.get(f"{LIST}moi/").content.decode()
    assert f'<input type="hidden" name="authority" value="{town.authority.pk}"' in form
    entry = {
        "authority": town.authority.pk,
        "title": "Thiếu danh mục",
        "text": "Thiếu danh mục văn bản.",
        "verdict": "",
    }
    assert client.post(f"{LIST}moi/", entry).headers["Location"] == LIST
    reason = ReasonTemplate.objects.get()
    assert (reason.authority, reason.title, reason.is_active) == (town.authority, "Thiếu danh mục", True)
    changed = {**entry, "verdict": "supplement", "item_code": "1.1.1"}
    assert client.post(f"{LIST}{reason.pk}/", changed).status_code == 302
    reason.refresh_from_db()
    assert (reason.verdict, reason.item_code) == ("supplement", "1.1.1")
    told = AuditEvent.objects.filter(action="reason_save").order_by("sequence")
    assert [event.changes.get("verdict") for event in told] == [[None, ""], ["", "supplement"]]
    page = pages.text_of(client.get(LIST).content.decode())
    assert "Thiếu danh mục Yêu cầu bổ sung · nội dung 1.1.1" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Trường này là bắt buộc."),
        ({"text": "x" * 4001}, "Nội dung lý do dài nhất 4000 ký tự."),
        ({"item_code": "1.a"}, "Mã nội dung gồm các số"),
        ({"title": "Có rồi"}, "Đã có mẫu lý do mang tên này."),
    ],
)
def test_bad_input_is_told_and_kept(town: Town, as_user: SignIn, fields: dict[str, str], sentence: str) -> None:
    keep(town, "Có rồi")
    entry = {"authority": town.authority.pk, "title": "Mới", "text": "Giữ lại nhé.", **fields}
    html = as_user(town.reviewer).post(f"{LIST}moi/", entry).content.decode()
    assert sentence in html
    assert str(entry["text"]) in html
    assert order(town) == ["Có rồi"]


def test_order_is_moved_by_place(town: Town, as_user: SignIn) -> None:
    first, _, third = (keep(town, title) for title in ("Một", "Hai", "Ba"))
    client = as_user(town.head)
    for _ in range(2):  # a second click moves nothing further
        client.post(f"{LIST}{third.pk}/thu-tu/", {"place": "1"})
    assert order(town) == ["Một", "Ba", "Hai"]
    client.post(f"{LIST}{first.pk}/thu-tu/", {"place": "99"})
    assert order(town) == ["Ba", "Hai", "Một"]
    client.post(f"{LIST}{first.pk}/thu-tu/", {"place": "x"})
    assert order(town) == ["Ba", "Hai", "Một"]
    assert AuditEvent.objects.filter(action="reason_move").count() == 2


def test_out_of_use_is_not_offered(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    reason, client = keep(town, "Chậm"), as_user(town.reviewer)
    assert "Chậm" in client.get(item_url(dossier)).content.decode()
    client.post(f"{LIST}{reason.pk}/dung/", {"to": "off"})
    client.post(f"{LIST}{reason.pk}/dung/", {"to": "off"})
    assert 'name="template"' not in client.get(item_url(dossier)).content.decode()
    assert "(ngừng dùng)" in client.get(LIST).content.decode()
    client.post(f"{LIST}{reason.pk}/dung/", {"to": "on"})
    assert AuditEvent.objects.filter(action="reason_use").count() == 2


def test_only_what_fits_the_item_is_offered(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    keep(town, "Cho mọi nơi")
    keep(town, "Chỉ một nơi", item_code=CODE, verdict="changed")
    client = as_user(town.reviewer)
    here, there = (client.get(item_url(dossier, code)).content.decode() for code in (CODE, "1.1.2"))
    assert 'data-verdict="changed"' in here
    assert "Chỉ một nơi" in here
    assert "Chỉ một nơi" not in there
    assert "Cho mọi nơi" in there


def test_empty_reason_takes_the_words(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    reason = keep(town, "Chậm", verdict="changed")
    as_user(town.reviewer).post(item_url(dossier), typed(reason))
    assert dossier.reviews.get().reason == "Chậm theo quy định."
    reason.text = "Nói khác."
    reasons.save(reason, actor=town.reviewer, at=NOW)
    assert dossier.reviews.get().reason == "Chậm theo quy định."


def test_what_was_typed_counts(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    as_user(town.reviewer).post(item_url(dossier), typed(keep(town, "Chậm"), reason="Lý do riêng."))
    assert dossier.reviews.get().reason == "Lý do riêng."


def test_reason_of_another_verdict_is_refused(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    response = as_user(town.reviewer).post(item_url(dossier), typed(keep(town, "Thiếu", verdict="supplement")))
    assert response.status_code == 422
    assert "Mẫu lý do này không dùng cho kết luận đã chọn." in response.content.decode()
    assert not dossier.reviews.exists()


def test_second_reviewer_with_a_reason_for_reuse_still_sees_both(
    town: Town, dossier: Dossier, as_user: SignIn
) -> None:
    reason = keep(town, "Chậm")
    conclude(town, dossier, CODE, ItemReview.Verdict.ACCEPTED)
    response = as_user(town.head).post(item_url(dossier), typed(reason))
    html = response.content.decode()
    assert response.status_code == 409
    assert "✓ Đồng ý" in pages.text_of(html)
    (picked,) = re.findall(r"<option[^>]*selected[^>]*>", html)
    assert f'value="{reason.pk}"' in picked
    assert dossier.reviews.get().verdict == ItemReview.Verdict.ACCEPTED


@pytest.mark.parametrize("who", ["official", "leader", "decider", "council", "observer", "administrator"])
def test_others_do_not_maintain_reasons(town: Town, as_user: SignIn, who: str) -> None:
    reason, client = keep(town, "Chậm"), as_user(getattr(town, who))
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}moi/").status_code == 403
    assert client.get(f"{LIST}{reason.pk}/").status_code == 403
    for deed in ("dung", "thu-tu"):
        assert client.post(f"{LIST}{reason.pk}/{deed}/", {"place": "0"}).status_code == 403
    with pytest.raises(NotAllowedError):
        reasons.set_active(reason_id=reason.pk, is_active=False, actor=getattr(town, who), at=NOW)


def test_reasons_of_another_office_do_not_exist(town: Town, as_user: SignIn) -> None:
    foreign = ReasonTemplate.objects.create(authority=town.province, title="Của nơi khác", text="Không thấy.")
    client = as_user(town.reviewer)
    assert "Của nơi khác" not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{foreign.pk}/").status_code == 404
    for deed in ("dung", "thu-tu"):
        assert client.post(f"{LIST}{foreign.pk}/{deed}/", {"place": "0"}).status_code == 404
        assert client.get(f"{LIST}{foreign.pk}/{deed}/").status_code == 405
