"""The list of documents of an indicator: ticks, reasons, completeness, and last year's files used again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from assessments.domain.workflow import State
from assessments.models import AuditEvent, EvidenceLink, Submission
from communes.models import User
from tests.factories import evidence as make
from tests.factories.library import next_year
from tests.factories.steps import bring_to, return_for
from tests.factories.town import Town

Browser = Callable[[User], Client]
COUNT = "1/4 loại tài liệu"


@pytest.fixture(autouse=True)
def _on_scratch_disk(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def url_of(town: Town, code: str = "1.1") -> str:
    return reverse("assessments:indicator_documents", args=[town.dossier.pk, code])


def fill(town: Town, client: Client, **values: object) -> int:
    seen = client.get(url_of(town)).context["seen"]
    return client.post(url_of(town), {"seen": seen, **values}).status_code


def text_of(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(f"assessments:{name}", args=args)).content.decode()


def test_a_file_stands_for_documents_and_one_did_not_arise(town: Town, as_user: Browser) -> None:
    make.attach(town.dossier, town.official)
    link, client = EvidenceLink.objects.get(), as_user(town.official)
    assert fill(town, client, **{"tep-1": link.pk, "tep-3": link.pk, "ly-do-2": "Không mở sổ riêng."}) == 302
    link.refresh_from_db()
    town.dossier.refresh_from_db()
    assert (link.documents, town.dossier.absent_documents) == ([1, 3], {"1.1": {"2": "Không mở sổ riêng."}})
    for name, args in (("dossier_criterion", ["1"]), ("indicator_documents", ["1.1"]), ("dossier_detail", [])):
        assert "3/4 loại tài liệu" in text_of(client, name, town.dossier.pk, *args) or name == "dossier_detail"
    assert "Chỉ tiêu 1.1: mới có 3/4 loại tài liệu nên có." in text_of(client, "dossier_detail", town.dossier.pk)
    event = AuditEvent.objects.get(action="documents_save")
    assert event.changes["documents"] == [
        "",
        "1: Quyết định.pdf; 2: không phát sinh (Không mở sổ riêng.); 3: Quyết định.pdf",
    ]
    assert "Lưu danh mục tài liệu – chỉ tiêu 1.1" in text_of(client, "dossier_history", town.dossier.pk)
    assert fill(town, client) == 302
    town.dossier.refresh_from_db()
    assert town.dossier.absent_documents == {}


def test_two_people_at_once(town: Town, as_user: Browser) -> None:
    make.attach(town.dossier, town.official)
    link, client = EvidenceLink.objects.get(), as_user(town.official)
    old = client.get(url_of(town)).context["seen"]
    fill(town, client, **{"tep-1": link.pk})
    late = client.post(url_of(town), {"seen": old, "ly-do-2": "Không phát sinh vụ việc."})
    assert late.status_code == 409
    assert 'value="Không phát sinh vụ việc."' in late.content.decode()
    assert late.context["seen"] != old
    link.refresh_from_db()
    assert link.documents == [1]


def test_a_file_and_a_reason_exclude_each_other(town: Town, as_user: Browser) -> None:
    make.attach(town.dossier, town.official)
    link, client = EvidenceLink.objects.get(), as_user(town.official)
    assert fill(town, client, **{"tep-1": link.pk, "ly-do-1": "Không có."}) == 409
    link.refresh_from_db()
    assert link.documents == []


def test_nothing_of_it_blocks_posting(town: Town) -> None:
    bring_to(town, State.POSTED)
    assert town.dossier.absent_documents == {}


def test_the_reviewer_sees_it_as_handed_in(town: Town, as_user: Browser) -> None:
    make.attach(town.dossier, town.official)
    client = as_user(town.official)
    fill(town, client, **{"tep-1": EvidenceLink.objects.get().pk})
    bring_to(town, State.UNDER_REVIEW)
    assert Submission.objects.get().snapshot["absent_documents"] == {}
    assert fill(town, client, **{"ly-do-2": "Không có."}) == 409
    return_for(town, town.dossier, "1.1.1")
    assert fill(town, client, **{"ly-do-2": "Không có."}) == 302
    assert COUNT in text_of(as_user(town.reviewer), "review_item", town.dossier.pk, "1.1.1")
    assert "không phát sinh" not in text_of(as_user(town.reviewer), "indicator_documents", town.dossier.pk, "1.1")


def test_a_locked_item_keeps_what_its_file_stands_for(town: Town, as_user: Browser) -> None:
    make.attach(town.dossier, town.official, item_code="1.1.2")
    make.attach(town.dossier, town.official)
    locked, opened = EvidenceLink.objects.order_by("-item_code")
    client = as_user(town.official)
    fill(town, client, **{"tep-1": [locked.pk, opened.pk]})
    bring_to(town, State.UNDER_REVIEW)
    return_for(town, town.dossier, "1.1.1")
    assert fill(town, client, **{"tep-4": [locked.pk, opened.pk]}) == 302
    locked.refresh_from_db()
    opened.refresh_from_db()
    assert (locked.documents, opened.documents) == ([1], [4])


@pytest.mark.parametrize("person", ["other_official", "observer", "reviewer"])
def test_others_do_not_find_it(town: Town, as_user: Browser, person: str) -> None:
    client = as_user(getattr(town, person))
    assert client.get(url_of(town)).status_code == 404
    assert client.post(url_of(town), {}).status_code == 404
    assert as_user(town.official).get(url_of(town, "9.9")).status_code == 404


def test_last_years_files_serve_again(town: Town, as_user: Browser) -> None:
    file = make.attach(town.dossier, town.official)
    make.attach(town.dossier, town.official, item_code="1.2.1", content=make.pdf("khac"))
    client = as_user(town.official)
    fill(town, client, **{"tep-2": EvidenceLink.objects.get(item_code="1.1.1").pk})
    later = next_year(town)
    page = client.get(reverse("assessments:indicator_documents", args=[later.pk, "1.1"]))
    assert [(one.item.code, one.evidence.pk, one.year) for one in page.context["reusable"]] == [
        ("1.1.1", file.pk, 2020)
    ]
    url = reverse("assessments:indicator_reuse", args=[later.pk, "1.1"])
    assert client.post(url).status_code == 409
    done = client.post(url, {"tep": [f"1.1.1:{file.pk}", "1.2.1:999", "x"]}, follow=True)
    assert "Đã gắn lại 1 tài liệu của năm trước vào chỉ tiêu 1.1." in done.content.decode()
    assert later.evidence_links.get().documents == [2]
    client.post(url, {"tep": [f"1.1.1:{file.pk}"]})
    assert later.evidence_links.count() == 1
    assert as_user(town.other_official).post(url, {"tep": "1.1.1:1"}).status_code == 404
