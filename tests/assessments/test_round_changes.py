"""Rounds compared, the whole dossier accepted in a later round, claimed against counted."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.workflow import State
from assessments.models import Dossier, ItemReview, Submission
from assessments.selectors import comparison, round_changes
from assessments.selectors import reviews as benches
from assessments.services import answers, reviews
from assessments.services.answers import Entry
from communes.models import User
from tests.factories import NOW, pages
from tests.factories.evidence import attach
from tests.factories.steps import bring_to, conclude, receive, resubmit, return_for
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError

SignIn = Callable[[User], Client]
Verdict = ItemReview.Verdict
ASKED, UNTOUCHED = "1.1.1", "1.1.2"


def second_round(town: Town) -> Dossier:
    """Change figures, note and files of one item, ask about another that stays as it was, hand in, receive."""
    dossier = bring_to(town, State.UNDER_REVIEW)
    return_for(town, dossier, ASKED, UNTOUCHED)
    stored = dossier.answers.get(item_code=ASKED)
    entry = Entry(facts={"numerator": "10", "denominator": "20"}, note="Có danh mục lưu tại bộ phận chuyên môn.")
    answers.save(
        dossier_id=dossier.pk, item_code=ASKED, entry=entry, version=stored.version, actor=town.official, at=NOW
    )
    attach(dossier, town.official, item_code=ASKED, name="Danh mục.pdf")
    resubmit(town, dossier)
    receive(town, dossier)
    dossier.refresh_from_db()
    return dossier


def url_of(dossier: Dossier, query: str = "") -> str:
    return reverse("assessments:review_changes", args=[dossier.pk]) + query


def test_everything_that_differs_is_told(town: Town) -> None:
    dossier = second_round(town)
    found = round_changes.between(dossier, 2, 1)
    assert found
    assert (found.before.round, found.after.round) == (1, 2)
    changed, kept = found.items
    assert (changed.item.code, kept.item.code, kept.difference) == (ASKED, UNTOUCHED, None)
    assert [row.reason for row in kept.requests] == ["Vui lòng bổ sung tài liệu."]
    difference = changed.difference
    assert difference
    assert difference.worth_before == "2 điểm"
    assert difference.worth_after != "2 điểm"
    assert [file["name"] for file in difference.files_added] == ["Danh mục.pdf"]
    assert difference.files_removed == ()
    assert (found.sections, found.declared, found.withdrawn, found.is_empty) == ((), (), (), False)


def test_narrative_and_register_are_compared(town: Town) -> None:
    dossier = second_round(town)
    latest = dossier.submissions.get(round=2)
    snapshot = latest.snapshot
    snapshot["narrative"]["difficulties"] = "Nội dung phần Khó khăn lớn."
    row = snapshot["declarations"][0]
    arose = {"arose": True, "penalty": "cảnh cáo", "occurred_on": "2020-05-06", "note": "Đã bồi thường"}
    snapshot["declarations"][0] = {**row, **arose}
    Submission.objects.bulk_create(
        [
            Submission(
                dossier=dossier,
                round=3,
                snapshot=snapshot,
                sha256="0" * 64,
                receipt_number="so-3",
                submitted_at=NOW,
                submitted_by=town.leader,
            )
        ]
    )
    found = round_changes.between(dossier, 2, 3)
    assert found
    assert [(s.title, "".join(p.text for p in s.pieces if p.kind == "added")) for s in found.sections] == [
        ("Khó khăn", " lớn")
    ]
    (declared,), (withdrawn,) = found.declared, found.withdrawn
    assert declared.endswith(": có – cảnh cáo, ngày 06/05/2020, Đã bồi thường.")
    assert withdrawn.endswith(": không có.")


def test_page_compares_any_two_rounds(town: Town, as_user: SignIn) -> None:
    dossier = second_round(town)
    client = as_user(town.reviewer)
    page = pages.text_of(client.get(url_of(dossier)).content.decode())
    assert "So sánh lần nộp 1 với lần nộp 2." in page
    assert "Số liệu lần trước 20/20" in page
    assert "Số liệu lần này 10/20" in page
    assert "2 điểm →" in page
    assert "[bỏ: tài liệu ] [thêm: danh mục ]" in page
    assert "Số liệu, ghi chú và tài liệu không thay đổi." in page
    for query in ("?tu=2&den=1", "?tu=1&den=1", "?tu=9&den=x"):
        other = pages.text_of(client.get(url_of(dossier, query)).content.decode())
        assert "So sánh lần nộp 1 với lần nộp 2." in other
    html = client.get(url_of(dossier)).content.decode()
    assert "<ins><span" in html
    assert "<del><span" in html


def test_typed_markup_stays_text(town: Town, as_user: SignIn) -> None:
    dossier = second_round(town)
    stored = dossier.submissions.get(round=2).snapshot["items"][ASKED]
    assert stored["note"]
    snapshot = dossier.submissions.get(round=2).snapshot
    snapshot["items"][ASKED]["note"] = "<script>alert(1)</script>"
    Submission.objects.bulk_create(
        [
            Submission(
                dossier=dossier,
                round=3,
                snapshot=snapshot,
                sha256="0" * 64,
                receipt_number="so-3",
                submitted_at=NOW,
                submitted_by=town.leader,
            )
        ]
    )
    html = as_user(town.reviewer).get(url_of(dossier, "?tu=2&den=3")).content.decode()
    assert "&lt;script&gt;" in html
    assert "<script>alert" not in html


def test_single_round_has_nothing_to_compare(town: Town, as_user: SignIn) -> None:
    dossier = bring_to(town, State.UNDER_REVIEW)
    assert "Hồ sơ mới nộp một lần." in as_user(town.reviewer).get(url_of(dossier)).content.decode()


@pytest.mark.parametrize(("who", "status"), [("official", 403), ("council", 403), ("other_leader", 404)])
def test_comparison_is_the_office_s(town: Town, as_user: SignIn, who: str, status: int) -> None:
    dossier = bring_to(town, State.UNDER_REVIEW)
    assert as_user(getattr(town, who)).get(url_of(dossier)).status_code == status


def test_queries_do_not_grow_with_the_changes(town: Town, as_user: SignIn) -> None:
    dossier = second_round(town)
    with CaptureQueriesContext(connection) as few:
        as_user(town.reviewer).get(url_of(dossier))
    return_for(town, dossier, "1.2.1", "1.2.2", "1.3.1", "2.1.1")
    resubmit(town, dossier)
    with CaptureQueriesContext(connection) as many:
        as_user(town.reviewer).get(url_of(dossier, "?tu=1&den=3"))
    assert len(many) == len(few)


def accept_url(dossier: Dossier) -> str:
    return reverse("assessments:review_accept_all", args=[dossier.pk])


def test_whole_dossier_is_accepted_but_for_what_changed_or_was_asked(town: Town, as_user: SignIn) -> None:
    dossier, client = second_round(town), as_user(town.reviewer)
    count = len(dossier.campaign.standard.parsed.answerable_items) - 2
    overview = client.get(reverse("assessments:review_detail", args=[dossier.pk])).content.decode()
    assert f"Đồng ý mọi nội dung không thay đổi ({count})" in overview
    assert client.post(accept_url(dossier), {"count": str(count)}).status_code == 409
    assert client.post(accept_url(dossier), {"confirm": "on", "count": "3"}).status_code == 409
    assert not dossier.reviews.filter(round=2).exists()
    for expected in (count, 0):
        response = client.post(accept_url(dossier), {"confirm": "on", "count": str(count)}, follow=True)
        assert f"Đã ghi “Đồng ý” cho {expected} nội dung không thay đổi." in response.content.decode()
    assert dossier.reviews.filter(round=2, verdict=Verdict.ACCEPTED).count() == count
    assert not dossier.reviews.filter(round=2, item_code__in=[ASKED, UNTOUCHED]).exists()


def test_first_round_is_not_accepted_as_a_whole(town: Town, as_user: SignIn) -> None:
    dossier = bring_to(town, State.UNDER_REVIEW)
    with pytest.raises(DomainError, match="Ở lần nộp đầu"):
        reviews.accept_unchanged(dossier_id=dossier.pk, shown=99, actor=town.reviewer, at=NOW)
    client = as_user(town.reviewer)
    assert accept_url(dossier) not in client.get(f"/tham-tra/{dossier.pk}/").content.decode()
    assert as_user(town.official).post(accept_url(dossier), {"confirm": "on"}).status_code == 403
    assert client.get(accept_url(dossier)).status_code == 405


def test_biggest_cuts_stand_first_with_their_reasons(town: Town, as_user: SignIn) -> None:
    dossier = bring_to(town, State.UNDER_REVIEW)
    conclude(town, dossier, "1.1.1", Verdict.CHANGED, points=Decimal("1.5"), reason="Cắt ít.")
    conclude(town, dossier, "2.3.1", Verdict.CHANGED, points=Decimal("4.25"), reason="Cắt nhiều.")
    bench = benches.bench_of(dossier)
    assert bench
    found = comparison.of(bench)
    assert [(cut.row.item.code, cut.difference) for cut in found.cuts] == [
        ("2.3.1", Fraction(-23, 4)),
        ("1.1.1", Fraction(-1, 2)),
    ]
    assert (found.total.claimed, found.total.counted, found.total.most) == (
        Fraction(100),
        Fraction(375, 4),
        Fraction(100),
    )
    assert [(line.code, line.claimed_width, line.counted_width) for line in found.criteria][:2] == [
        ("1", "100", "96"),
        ("2", "100", "80"),
    ]
    text = pages.text_of(as_user(town.reviewer).get(f"/tham-tra/{dossier.pk}/").content.decode())
    assert "Tổng cộng 100 93,75 −6,25 100" in text
    assert text.index("Cắt nhiều.") < text.index("Cắt ít.")
