"""What the database refuses about documents, whatever the code does."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from assessments.models import DocumentTemplate, IssuedDocument, Report, ReportPart
from tests.factories import NOW
from tests.factories.town import Town

Deed = Callable[[Town], object]


def issued(**values: object) -> Deed:
    def deed(town: Town) -> None:
        report = Report.objects.create(
            kind="campaign_result", campaign=town.campaign, requested_at=NOW, requested_by=town.head
        )
        fields = {"report": report, "way": "paper", "signer_position": "Chủ tịch", "issued_at": NOW}
        IssuedDocument.objects.create(**{**fields, "issued_by": town.head, **values})

    return deed


def template(**values: object) -> Deed:
    def deed(town: Town) -> None:
        fields = {"authority": town.authority, "kind": "plan", "version": 1, "made_at": NOW, "made_by": town.head}
        DocumentTemplate.objects.create(**{**fields, **values})

    return deed


def report(**values: object) -> Deed:
    return lambda town: Report.objects.create(
        kind="campaign_result", campaign=town.campaign, requested_at=NOW, requested_by=town.head, **values
    )


def part(**values: object) -> Deed:
    def deed(town: Town) -> None:
        made = Report.objects.create(
            kind="campaign_result", campaign=town.campaign, requested_at=NOW, requested_by=town.head
        )
        ReportPart.objects.create(report=made, task="section", number=0, planned_at=NOW, **values)

    return deed


BROKEN: dict[str, list[Deed]] = {
    "report_stopped_by_whom": [report(state="stopped"), report(stopped_at=NOW)],
    "report_part_done_has_file": [part(state="done")],
    "issued_digitally_has_file": [issued(way="server"), issued(file="a.pdf"), issued(way="uploaded", file="a.pdf")],
    "document_template_version_positive": [template(version=0)],
    "issued_revoked_by_and_why": [issued(revoked_at=NOW), issued(revoke_reason="Sai.")],
}


def test_the_database_refuses_every_broken_row(town: Town) -> None:
    for name, deeds in BROKEN.items():
        for deed in deeds:
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                deed(town)
