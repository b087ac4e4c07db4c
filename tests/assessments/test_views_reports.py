"""The pages of reports: asking, watching, listing, downloading; who sees what."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.workflow import State
from assessments.models import Campaign, Report
from communes.models import User
from tests.factories import NOW, steps
from tests.factories.town import Town
from tests.reports import made

SignIn = Callable[[User], Client]
WRITES = [
    ("paper_request", "ho-so", 1, "score_sheet"),
    ("paper_request", "dot-danh-gia", 1, "campaign_result"),
    ("report_retry", 1),
    ("report_stop", 1),
]


def url(name: str, *args: object) -> str:
    return reverse(f"assessments:{name}", args=args)


def row(town: Town, **values: object) -> Report:
    """Store a report without making it."""
    fields = {
        "kind": Report.Kind.SCORE_SHEET,
        "campaign": town.campaign,
        "dossier": town.dossier,
        "requested_at": NOW,
        "requested_by": town.official,
        **values,
    }
    return Report.objects.create(**fields)


@pytest.fixture
def sheet(town: Town) -> Report:
    return made.sheet(town.dossier, town.official)


@pytest.fixture
def result(town: Town) -> Report:
    return made.campaign_result(town.campaign, town.head)


def test_the_official_asks_for_a_sheet_and_downloads_it(
    town: Town, as_user: SignIn, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    client = as_user(town.official)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # a fixture's context manager
        response = client.post(url("paper_request", "ho-so", town.dossier.pk, "score_sheet"))
    report = Report.objects.get()
    assert response["Location"] == url("report_detail", report.pk)
    page = client.get(response["Location"]).content.decode()
    assert report.sha256 in page
    assert report.data_sha256 in page
    assert "Bản nháp, chưa nộp" in page
    assert "Chưa xác minh" in page
    assert "hx-get" not in page
    download = client.get(url("report_download", report.pk))
    assert b"".join(download).startswith(b"%PDF-")
    assert download["Content-Type"] == "application/pdf"
    assert download["Content-Disposition"] == (
        "attachment; filename=\"Ban tong hop diem so - Phuong Bac Son - 2020.pdf\"; filename*=UTF-8''"
        "B%E1%BA%A3n%20t%E1%BB%95ng%20h%E1%BB%A3p%20%C4%91i%E1%BB%83m%20s%E1%BB%91%20-%20"
        "Ph%C6%B0%E1%BB%9Dng%20B%E1%BA%AFc%20S%C6%A1n%20-%202020.pdf"
    )
    assert download["X-Content-Type-Options"] == "nosniff"


def test_the_file_can_be_looked_at_in_the_browser(town: Town, sheet: Report, as_user: SignIn) -> None:
    response = as_user(town.official).get(url("report_download", sheet.pk) + "?xem")
    assert response["Content-Disposition"].startswith("inline; ")
    response.close()


def test_word_and_excel_are_offered_beside_the_pdf(town: Town, sheet: Report, as_user: SignIn) -> None:
    client = as_user(town.official)
    page = client.get(reverse("assessments:report_detail", args=[sheet.pk])).content.decode()
    for suffix, start in (("docx", b"PK"), ("xlsx", b"PK")):
        address = reverse("assessments:report_file", args=[sheet.pk, suffix])
        assert address in page
        response = client.get(address)
        assert b"".join(response).startswith(start)
        assert f".{suffix}" in response["Content-Disposition"]
        assert response["Content-Disposition"].startswith("attachment")
        assert as_user(town.other_official).get(address).status_code == 404
    assert client.get(reverse("assessments:report_file", args=[sheet.pk, "exe"])).status_code == 404


def test_the_head_asks_for_the_report_of_the_campaign(town: Town, as_user: SignIn) -> None:
    response = as_user(town.head).post(url("paper_request", "dot-danh-gia", town.campaign.pk, "campaign_result"))
    report = Report.objects.get()
    assert response["Location"] == url("report_detail", report.pk)
    assert (report.kind, report.by_office, report.requested_by) == ("campaign_result", True, town.head)


def test_clicking_twice_makes_one(town: Town, as_user: SignIn) -> None:
    client = as_user(town.official)
    first, second = (
        client.post(url("paper_request", "ho-so", town.dossier.pk, "score_sheet"))["Location"] for _ in range(2)
    )
    assert first == second
    assert Report.objects.count() == 1


@pytest.mark.parametrize("name", ["other_official", "other_leader", "council", "observer"])
@pytest.mark.parametrize("page", ["report_detail", "report_progress", "report_download"])
def test_a_commune_s_sheet_does_not_exist_for_others(
    town: Town, sheet: Report, as_user: SignIn, name: str, page: str
) -> None:
    assert as_user(getattr(town, name)).get(url(page, sheet.pk)).status_code == 404


@pytest.mark.parametrize("name", ["reviewer", "head", "decider"])
def test_the_office_does_not_see_a_commune_s_own_sheets(town: Town, sheet: Report, as_user: SignIn, name: str) -> None:
    assert as_user(getattr(town, name)).get(url("report_detail", sheet.pk)).status_code == 404


def test_asking_for_another_commune_s_sheet_answers_404(town: Town, as_user: SignIn) -> None:
    assert (
        as_user(town.other_leader).post(url("paper_request", "ho-so", town.dossier.pk, "score_sheet")).status_code
        == 404
    )


def test_a_commune_may_not_ask_for_the_report_of_the_campaign(town: Town, as_user: SignIn) -> None:
    assert (
        as_user(town.leader)
        .post(url("paper_request", "dot-danh-gia", town.campaign.pk, "campaign_result"))
        .status_code
        == 403
    )
    assert not Report.objects.exists()


def test_the_council_may_not_ask_for_a_sheet(town: Town, as_user: SignIn) -> None:
    steps.bring_to(town, State.SUBMITTED)
    assert as_user(town.council).post(url("paper_request", "ho-so", town.dossier.pk, "score_sheet")).status_code == 403


def test_no_report_before_the_campaign_is_open(town: Town, as_user: SignIn) -> None:
    Campaign.objects.update(state="preparing", opened_at=None, opened_by=None)
    response = as_user(town.head).post(url("paper_request", "dot-danh-gia", town.campaign.pk, "campaign_result"))
    assert response.status_code == 409
    assert "Đợt đánh giá chưa mở" in response.content.decode()


@pytest.mark.parametrize("place", WRITES)
def test_get_is_refused(town: Town, as_user: SignIn, place: tuple[str, ...]) -> None:
    assert as_user(town.official).get(url(*place)).status_code == 405


@pytest.mark.usefixtures("sheet")
def test_the_observer_sees_finished_reports_of_campaigns_alone(town: Town, result: Report, as_user: SignIn) -> None:
    waiting = row(town, kind=Report.Kind.CAMPAIGN_RESULT, dossier=None, by_office=True)
    client = as_user(town.observer)
    assert [report.pk for report in client.get(url("report_list")).context["page"]] == [result.pk]
    assert client.get(url("report_detail", waiting.pk)).status_code == 404
    response = client.get(url("report_download", result.pk))
    assert response.status_code == 200
    response.close()


def test_the_commune_sees_the_office_s_sheet_after_the_appraisal_only(town: Town, as_user: SignIn) -> None:
    steps.bring_to(town, State.UNDER_REVIEW)
    report = made.sheet(town.dossier, town.head)
    client = as_user(town.official)
    assert client.get(url("report_detail", report.pk)).status_code == 404
    steps.appraise(town, town.dossier)
    assert client.get(url("report_detail", report.pk)).status_code == 200


def test_progress_asks_again_until_the_report_is_made(town: Town, as_user: SignIn) -> None:
    report = row(town, state="running", progress=42, step="Đang dàn trang 3", started_at=NOW)
    client = as_user(town.official)
    fragment = client.get(url("report_progress", report.pk)).content.decode()
    assert f'hx-get="{url("report_progress", report.pk)}"' in fragment
    assert "Đang dàn trang 3: 42%" in fragment
    Report.objects.filter(pk=report.pk).update(state="queued", progress=0, step="", started_at=None)
    assert "Báo cáo đang chờ đến lượt tạo." in client.get(url("report_progress", report.pk)).content.decode()
    made.made(report)
    fragment = client.get(url("report_progress", report.pk)).content.decode()
    assert "hx-get" not in fragment
    assert url("report_download", report.pk) in fragment
    assert "<html" not in fragment


def test_an_unfinished_report_has_no_file(town: Town, as_user: SignIn) -> None:
    report = row(town)
    assert as_user(town.official).get(url("report_download", report.pk)).status_code == 404


def test_a_failed_report_shows_its_sentence_and_can_be_made_again(
    town: Town, as_user: SignIn, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    report = row(town, state="failed", error="Hệ thống gặp lỗi khi tạo tệp.", finished_at=NOW)
    client = as_user(town.leader)
    page = client.get(url("report_detail", report.pk)).content.decode()
    assert "Hệ thống gặp lỗi khi tạo tệp." in page
    assert url("report_retry", report.pk) in page
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # a fixture's context manager
        response = client.post(url("report_retry", report.pk))
    assert response["Location"] == url("report_detail", report.pk)
    report.refresh_from_db()
    assert report.state == Report.State.DONE


def test_a_report_under_way_can_be_given_up(town: Town, as_user: SignIn) -> None:
    report, client = row(town, state=Report.State.RUNNING, started_at=NOW), as_user(town.official)
    assert "Hủy tạo" in client.get(url("report_progress", report.pk)).content.decode()
    response = client.post(url("report_stop", report.pk), follow=True)
    shown = " ".join(response.content.decode().split())
    assert f"{town.official} đã hủy việc tạo báo cáo lúc" in shown
    assert "Tạo lại" in shown


def test_only_who_may_ask_is_offered_another_try(town: Town, as_user: SignIn) -> None:
    report = row(town, state="failed", error="Lỗi.", finished_at=NOW)
    page = as_user(town.administrator).get(url("report_detail", report.pk)).content.decode()
    assert url("report_retry", report.pk) not in page
    assert as_user(town.administrator).post(url("report_retry", report.pk)).status_code == 403
    assert as_user(town.other_leader).post(url("report_retry", report.pk)).status_code == 404


def test_an_empty_list_says_what_will_appear(town: Town, as_user: SignIn) -> None:
    assert "Chưa có báo cáo nào." in as_user(town.official).get(url("report_list")).content.decode()


def test_the_list_is_filtered_by_kind_and_campaign(town: Town, as_user: SignIn) -> None:
    steps.bring_to(town, State.SUBMITTED)
    one = row(town, by_office=True)
    other = row(town, kind=Report.Kind.CAMPAIGN_RESULT, dossier=None, by_office=True)
    client = as_user(town.head)

    def found(query: str) -> list[int]:
        return [report.pk for report in client.get(url("report_list") + query).context["page"]]

    assert found("") == [other.pk, one.pk]
    assert found("?kind=score_sheet") == [one.pk]
    assert found(f"?kind=campaign_result&campaign={town.campaign.pk}") == [other.pk]
    assert found("?kind=nothing&campaign=x") == [other.pk, one.pk]
    assert found("?page=99") == [other.pk, one.pk]


def test_the_list_is_paged_and_its_queries_do_not_grow(town: Town, as_user: SignIn) -> None:
    client = as_user(town.official)
    row(town)
    client.get(url("report_list"))
    with CaptureQueriesContext(connection) as few:
        client.get(url("report_list"))
    for _ in range(24):
        row(town)
    with CaptureQueriesContext(connection) as many:
        response = client.get(url("report_list"))
    assert len(many) == len(few)
    assert len(response.context["page"]) == 20
    assert len(client.get(url("report_list") + "?page=2").context["page"]) == 5


def test_signed_out_people_are_sent_to_sign_in(sheet: Report) -> None:
    response = Client().get(url("report_download", sheet.pk))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("name", "offered"), [("official", True), ("leader", True), ("head", True), ("council", False)]
)
def test_the_sheet_is_offered_to_who_may_have_it(town: Town, as_user: SignIn, name: str, offered: object) -> None:
    steps.bring_to(town, State.SUBMITTED)
    page = as_user(getattr(town, name)).get(url("dossier_detail", town.dossier.pk)).content.decode()
    assert (f'action="{url("paper_request", "ho-so", town.dossier.pk, "score_sheet")}"' in page) is offered


def test_the_reviewer_is_offered_the_sheet_on_the_review_page(town: Town, as_user: SignIn) -> None:
    steps.bring_to(town, State.UNDER_REVIEW)
    page = as_user(town.reviewer).get(url("review_detail", town.dossier.pk)).content.decode()
    assert f'action="{url("paper_request", "ho-so", town.dossier.pk, "score_sheet")}"' in page


@pytest.mark.parametrize(
    ("name", "offered"), [("reviewer", True), ("decider", True), ("leader", False), ("observer", False)]
)
def test_the_report_of_a_campaign_is_offered_to_the_office(
    town: Town, as_user: SignIn, name: str, offered: object
) -> None:
    page = as_user(getattr(town, name)).get(url("campaign_detail", town.campaign.pk)).content.decode()
    assert (f'action="{url("paper_request", "dot-danh-gia", town.campaign.pk, "campaign_result")}"' in page) is offered
