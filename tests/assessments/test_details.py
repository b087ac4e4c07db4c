"""What document a file is: entered, kept apart from what was handed in, never overwritten by a second person."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from assessments.domain.workflow import State
from assessments.models import AuditEvent, Campaign, Evidence, Submission
from assessments.services import details
from communes.models import User
from tests.factories import NOW
from tests.factories import evidence as make
from tests.factories.library import next_year
from tests.factories.steps import bring_to, return_for
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError

Browser = Callable[[User], Client]
TYPED = {
    "title": " Báo cáo kết quả ",
    "document_number": "12/BC-UBND",
    "issuer": "UBND phường Bắc Sơn",
    "issued_on": "10/12/2020",
    "proves_from": "01/01/2020",
    "proves_to": "30/11/2020",
}


@pytest.fixture(autouse=True)
def _on_scratch_disk(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def url_of(town: Town, file: Evidence) -> str:
    return reverse("assessments:evidence_detail", args=[town.dossier.pk, file.pk])


def test_entered_and_told(town: Town, as_user: Browser) -> None:
    file, client = make.attach(town.dossier, town.official), as_user(town.official)
    assert client.post(url_of(town, file), {**TYPED, "version": "0"}).status_code == 302
    file.refresh_from_db()
    assert (file.title, file.document_number, file.issued_on) == ("Báo cáo kết quả", "12/BC-UBND", date(2020, 12, 10))
    event = AuditEvent.objects.get(action="evidence_details")
    assert event.changes["issued_on"] == [None, "2020-12-10"]
    assert event.changes["title"] == ["", "Báo cáo kết quả"]
    text = client.get(url_of(town, file)).content.decode()
    assert "Số 12/BC-UBND, UBND phường Bắc Sơn, ngày 10/12/2020; chứng minh cho thời gian từ 01/01/2020" in text
    history = client.get(reverse("assessments:dossier_history", args=[town.dossier.pk])).content.decode()
    assert "Số, ký hiệu: “12/BC-UBND”." in history
    client.post(url_of(town, file), {**TYPED, "version": "1"})
    assert AuditEvent.objects.filter(action="evidence_details").count() == 1


def test_two_people_at_once(town: Town, as_user: Browser) -> None:
    file, client = make.attach(town.dossier, town.official), as_user(town.official)
    client.post(url_of(town, file), {**TYPED, "version": "0"})
    late = client.post(url_of(town, file), {"title": "Sổ theo dõi", "issuer": "Công an", "version": "0"})
    text = late.content.decode()
    assert late.status_code == 409
    assert all(words in text for words in ("vừa được người khác lưu", "Báo cáo kết quả", 'value="Sổ theo dõi"'))
    assert late.context["version"] == 1
    file.refresh_from_db()
    assert file.title == "Báo cáo kết quả"
    again = client.post(url_of(town, file), {"title": "Sổ theo dõi", "version": "1"})
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"proves_to": "31/12/2019"}, "Ngày kết thúc phải sau hoặc trùng ngày bắt đầu."),
        ({"issued_on": "31/02/2020"}, "Ngày không hợp lệ. Hãy nhập theo dạng ngày/tháng/năm, ví dụ 05/01/2021."),
    ],
)
def test_wrong_details_stay_in_the_fields(
    town: Town, as_user: Browser, changed: dict[str, str], sentence: str
) -> None:
    file = make.attach(town.dossier, town.official)
    response = as_user(town.official).post(url_of(town, file), {**TYPED, **changed, "version": "0"})
    text = response.content.decode()
    assert (response.status_code, text.count(sentence)) == (422, 1)
    assert all(f'value="{value}"' in text for value in changed.values())
    file.refresh_from_db()
    assert file.version == 0


def test_locked_while_under_way_and_free_afterwards(town: Town, as_user: Browser) -> None:
    file = make.attach(town.dossier, town.official)
    bring_to(town, State.SUBMITTED)
    client = as_user(town.official)
    assert '<h2 class="h5" id="thong-tin">' not in client.get(url_of(town, file)).content.decode()
    assert client.post(url_of(town, file), {**TYPED, "version": "0"}).status_code == 409
    assert not Campaign.objects.filter(year=2021).exists()


def test_the_office_reads_what_was_handed_in(town: Town, as_user: Browser) -> None:
    """A file of a decided year may be described anew for the next one; what was handed in stays as it was."""
    file = make.attach(town.dossier, town.official)
    said = details.Details(title="Báo cáo cũ", issued_on=date(2019, 5, 1))
    details.save(dossier_id=town.dossier.pk, evidence_id=file.pk, details=said, version=0, actor=town.official, at=NOW)
    bring_to(town, State.RECOGNISED)
    later = next_year(town)
    anew = details.Details(title="Báo cáo mới")
    details.save(dossier_id=later.pk, evidence_id=file.pk, details=anew, version=1, actor=town.official, at=NOW)
    (kept,) = Submission.objects.get().snapshot["items"]["1.1.1"]["evidence"]
    assert (kept["title"], kept["issued_on"]) == ("Báo cáo cũ", "2019-05-01")
    for name, code in (("evidence_list", []), ("dossier_criterion", ["1"]), ("review_item", ["1.1.1"])):
        text = (
            as_user(town.reviewer).get(reverse(f"assessments:{name}", args=[town.dossier.pk, *code])).content.decode()
        )
        assert "Báo cáo cũ" in text
        assert "Báo cáo mới" not in text
        assert "nằm ngoài năm đánh giá 2020" in text


def test_details_of_another_item_cannot_slip_into_a_supplement(town: Town, as_user: Browser) -> None:
    """A file of a locked item keeps its details; those of an item that is open show as its change."""
    locked = make.attach(town.dossier, town.official, item_code="1.1.2", content=make.pdf("khoa"))
    opened = make.attach(town.dossier, town.official)
    bring_to(town, State.UNDER_REVIEW)
    return_for(town, town.dossier, "1.1.1")
    client = as_user(town.official)
    assert client.post(url_of(town, locked), {**TYPED, "version": "0"}).status_code == 409
    assert client.post(url_of(town, opened), {**TYPED, "version": "0"}).status_code == 302
    with pytest.raises(DomainError):
        details.save(
            dossier_id=town.dossier.pk,
            evidence_id=locked.pk,
            details=details.Details(title="x"),
            version=0,
            actor=town.official,
            at=NOW,
        )


def test_files_of_another_time_are_pointed_out(town: Town, as_user: Browser) -> None:
    file, client = make.attach(town.dossier, town.official), as_user(town.official)
    overview = reverse("assessments:dossier_detail", args=[town.dossier.pk])
    before = client.get(overview).context
    assert before["advice"] == ()
    client.post(url_of(town, file), {"issued_on": "31/12/2019", "version": "0"})
    page = client.get(overview)
    assert "thời gian của tệp “Quyết định.pdf” nằm ngoài năm đánh giá 2020." in page.content.decode()
    assert len(page.context["todo"]) == len(before["todo"])
    criterion = client.get(reverse("assessments:dossier_criterion", args=[town.dossier.pk, "1"])).content.decode()
    assert criterion.count("nằm ngoài năm đánh giá 2020") == 1
    listed = client.get(reverse("assessments:evidence_list", args=[town.dossier.pk]) + "?loc=ngoai-thoi-gian")
    assert [row["evidence"].pk for row in listed.context["rows"]] == [file.pk]
