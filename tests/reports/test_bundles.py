"""All score sheets of a campaign as one ZIP file."""

import hashlib
import unicodedata
import zipfile
from datetime import datetime
from io import BytesIO

import pytest

from assessments.domain.hashing import sha256_of
from assessments.domain.workflow import State
from assessments.models import Dossier, Report
from assessments.reports import bundles, documents, score_sheets
from assessments.reports.layout import Stamp
from assessments.services import report_runs, reports
from tests.factories import NOW, steps
from tests.factories.town import Town
from tests.reports import big, made
from tiepcanpl.kit.errors import DomainError, NotAllowedError


@pytest.fixture
def handed_in(town: Town) -> list[Dossier]:
    """Let every commune hand in."""
    steps.bring_to(town, State.SUBMITTED)
    return [Dossier.objects.get(pk=town.dossier.pk)]


def ask(town: Town) -> Report:
    asked = Report(kind=Report.Kind.SHEET_BUNDLE, campaign=town.campaign)
    return reports.request(asked, actor=town.head, at=NOW)


def test_it_holds_the_sheet_of_each_commune_that_handed_in(town: Town, handed_in: list[Dossier]) -> None:
    report = big.made(ask(town))
    with zipfile.ZipFile(BytesIO(made.content(report))) as archive:
        assert archive.testzip() is None
        *names, manifest = archive.namelist()
        lines = archive.read(manifest).decode().splitlines()
        sheets = {name: archive.read(name) for name in names}
    assert names == [bundles.name_of(dossier) for dossier in handed_in]
    assert all(unicodedata.is_normalized("NFC", name) for name in names)
    assert manifest == bundles.MANIFEST
    assert lines == [f"{hashlib.sha256(sheet).hexdigest()}  {name}" for name, sheet in sheets.items()]
    assert report.pages == sum(len(made.pages_of(sheet)) for sheet in sheets.values())
    assert not report.files.exists()


def test_each_sheet_is_the_one_that_would_be_printed_alone(town: Town, handed_in: list[Dossier]) -> None:
    report = big.made(ask(town))
    at = datetime.fromisoformat(report.data["made_at"])
    data = documents.freeze(score_sheets.gather(handed_in[0], by_office=True, at=at))
    alone = documents.render("score_sheet", data, stamp=Stamp(), identifier=sha256_of(data)[:32], beat=made.no_beat)
    with zipfile.ZipFile(BytesIO(made.content(report))) as archive:
        sheet = archive.read(bundles.name_of(handed_in[0]))
    assert hashlib.sha256(sheet).hexdigest() == hashlib.sha256(alone.content).hexdigest()


def test_the_office_alone_may_ask_and_only_when_something_was_handed_in(town: Town) -> None:
    with pytest.raises(DomainError, match="Chưa có xã, phường nào nộp hồ sơ"):
        ask(town)
    steps.bring_to(town, State.SUBMITTED)
    with pytest.raises(NotAllowedError):
        reports.request(Report(kind="sheet_bundle", campaign=town.campaign), actor=town.official, at=NOW)
    report = ask(town)
    report_runs.render(report_id=report.pk, clock=lambda: NOW)
    assert [part.task for part in report.parts.all()] == ["sheets", "whole"]
