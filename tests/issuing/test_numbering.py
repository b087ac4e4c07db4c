"""Number and day come from the register; the same data is printed again with them."""

from datetime import date, timedelta

import pytest

from assessments.models import AuditEvent, Decision, Report
from assessments.services import issuing, numbering, reports
from assessments.services.numbering import Numbered, TwinError
from tests.factories import NOW
from tests.factories.issuing import DAY, NUMBER, issued_on_paper, numbered, result
from tests.factories.town import Town
from tests.reports import made
from tiepcanpl.kit.errors import DomainError, NotAllowedError


def test_the_same_data_is_printed_again_with_number_and_day(town: Town) -> None:
    report = made.campaign_result(town.campaign, town.head)
    before, data = report.sha256, report.data
    assert NUMBER not in made.text(report)
    report = numbered(report, town.head)
    assert (report.data, report.number, report.dated) == (data, NUMBER, DAY)
    assert report.sha256 != before
    first = made.pages(report)[0]
    assert f"Số: {NUMBER}" in first
    assert "ngày 04 tháng 01 năm 2021" in first


def test_figures_that_changed_since_do_not_come_in(town: Town) -> None:
    report = made.campaign_result(town.campaign, town.head)
    before = report.data_sha256
    type(town.dossier).objects.filter(pk=town.other_dossier.pk).update(round=3)
    assert numbered(report, town.head).data_sha256 == before


def test_word_and_excel_bear_the_number_too_and_the_files_before_it_go(
    town: Town, django_capture_on_commit_callbacks: object
) -> None:
    report = made.campaign_result(town.campaign, town.head)
    storage, before = report.file.storage, [report.file.name, *(row.file.name for row in report.files.all())]
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture's context manager
        report = numbered(report, town.head)
    now = [report.file.name, *(row.file.name for row in report.files.all())]
    assert len(now) == 3
    assert not set(now) & set(before)
    assert [storage.exists(str(name)) for name in before] == [False] * 3
    assert all(storage.exists(str(name)) for name in now)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("5/BC-TP", "05/BC-TP"),
        (" 12 / BC - TP ", "12/BC-TP"),
        ("120a/QĐ-UBND", "120a/QĐ-UBND"),
        ("007/BC-TP", "07/BC-TP"),
    ],
)
def test_a_number_is_written_as_documents_do(typed: str, kept: str) -> None:
    assert numbering.tidy(typed) == kept


@pytest.mark.parametrize("typed", ["", "BC-TP", "15", "0/BC-TP", "15/", "15/BC TP", "mười/BC"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(DomainError, match="05/BC-UBND"):
        numbering.tidy(typed)


def test_the_day_is_not_in_the_future(town: Town) -> None:
    report = made.campaign_result(town.campaign, town.head)
    with pytest.raises(DomainError, match="sau ngày hôm nay"):
        numbered(report, town.head, dated=NOW.date() + timedelta(days=2))


def test_a_number_that_another_document_of_the_year_bears_needs_a_second_look(town: Town) -> None:
    result(town)
    other = made.campaign_result(town.campaign, town.head)
    with pytest.raises(TwinError, match="Số 05/BC-TP năm 2021 đã cấp cho"):
        numbered(other, town.head, number="5/bc-tp")
    assert Report.objects.get(pk=other.pk).number == ""
    numbering.assign(other.pk, Numbered(NUMBER, DAY, despite_twin=True), actor=town.head, at=NOW)
    assert "đã cấp cho" in AuditEvent.objects.get(action="report_number", subject=f"report:{other.pk}").note


def test_another_year_and_another_unit_have_registers_of_their_own(town: Town) -> None:
    result(town)
    assert numbered(made.campaign_result(town.campaign, town.head), town.head, dated=date(2020, 12, 31)).number
    leader = town.leader
    assert numbered(made.sheet(town.dossier, town.official), leader).number == NUMBER


def test_a_number_of_a_decision_is_taken(town: Town) -> None:
    Decision.objects.create(
        campaign=town.campaign,
        authority=town.campaign.authority,
        kind=Decision.Kind.RECOGNITION,
        number=NUMBER,
        decided_on=DAY,
        signer_position="Chủ tịch",
        recorded_at=NOW,
        recorded_by=town.decider,
    )
    with pytest.raises(TwinError, match="quyết định công nhận"):
        result(town)


def test_before_it_is_issued_the_number_may_be_set_right(town: Town) -> None:
    report = numbered(result(town), town.head, number="06/BC-TP")
    assert "Số: 06/BC-TP" in made.pages(report)[0]


def test_after_that_it_may_not(town: Town) -> None:
    report = issued_on_paper(town)
    with pytest.raises(DomainError, match="đã ban hành"):
        numbered(report, town.head, number="06/BC-TP")


def test_who_may_not(town: Town) -> None:
    report = made.campaign_result(town.campaign, town.head)
    for person in (town.reviewer, town.leader, town.official):
        with pytest.raises(NotAllowedError):
            numbered(report, person)
    sheet = made.sheet(town.dossier, town.official)
    for person in (town.official, town.head, town.decider):
        with pytest.raises(NotAllowedError, match="cơ quan tạo văn bản"):
            numbered(sheet, person)
        with pytest.raises(NotAllowedError):
            issuing.on_paper(sheet.pk, signer_position="Chủ tịch", actor=person, at=NOW)


def test_asking_for_the_document_meanwhile_makes_a_new_one(town: Town) -> None:
    report = made.campaign_result(town.campaign, town.head)
    numbering.assign(report.pk, Numbered(NUMBER, DAY), actor=town.head, at=NOW)
    asked = Report(kind=Report.Kind.CAMPAIGN_RESULT, campaign=town.campaign)
    assert reports.request(asked, actor=town.head, at=NOW).pk != report.pk
