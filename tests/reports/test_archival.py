"""Fit for the archive: PDF/A-3u and PDF/UA-1 by a checker, with the data attached; equal data give equal bytes anywhere."""

import hashlib
import json
import os
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings

from assessments.domain.workflow import State
from assessments.models import Report
from assessments.reports import archival, documents, pdf
from assessments.reports.layout import Stamp
from tests.factories.steps import bring_to
from tests.factories.town import Town
from tests.reports import made
from tests.reports.conformance import failures_of

PAGE = "<html lang=vi><title>Thử</title><p>Thử"
AGAIN = """
import hashlib, json, sys, django
django.setup()
from assessments.reports import documents, layout
kept = json.load(sys.stdin)
done = documents.render(kept["kind"], kept["data"], stamp=layout.Stamp(), identifier="0" * 32, beat=len)
print(hashlib.sha256(done.content).hexdigest())
"""


@pytest.fixture(params=["sheet", "campaign"])
def report(request: pytest.FixtureRequest, town: Town) -> Report:
    bring_to(town, State.RECOGNISED)
    if request.param == "sheet":
        return made.sheet(town.dossier, town.head)
    return made.campaign_result(town.campaign, town.head)


def test_every_document_is_pdf_a_3u_and_pdf_ua_1(report: Report) -> None:
    assert failures_of(made.content(report)) == []


def test_the_checker_finds_what_is_wrong() -> None:
    plain = pdf.printed("<p>Thử</p>", identifier="0" * 32, beat=made.no_beat).content
    assert any("METADATA" in line for line in failures_of(plain))


def test_the_data_is_attached_with_the_digest_that_the_report_keeps(report: Report) -> None:
    with pikepdf.open(BytesIO(made.content(report))) as found:
        (spec,) = found.Root.AF
        assert [str(spec.AFRelationship), str(spec.UF)] == ["/Data", archival.DATA_NAME]
        attached = found.attachments[archival.DATA_NAME].get_file()
        assert attached.mime_type == "application/json"
        content = attached.read_bytes()
        assert json.loads(content) == report.data
        assert hashlib.sha256(content).hexdigest() == report.data_sha256


def test_title_author_and_times_are_the_same_in_both_places(report: Report) -> None:
    with pikepdf.open(BytesIO(made.content(report))) as found:
        xmp, info = found.open_metadata(), found.docinfo
        assert xmp["dc:title"] == str(info.Title)
        assert xmp["dc:creator"] == [str(info.Author)]
        assert xmp["xmp:CreateDate"] == xmp["xmp:ModifyDate"] == report.data["made_at"]
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"], xmp["pdfuaid:part"]) == ("3", "U", "1")
        assert found.Root.ViewerPreferences.DisplayDocTitle
        assert str(found.Root.Lang) == "vi"


def test_nothing_in_the_file_acts_or_is_see_through(report: Report) -> None:
    with pikepdf.open(BytesIO(made.content(report))) as found:
        dictionaries = [row for row in found.objects if isinstance(row, pikepdf.Dictionary)]
        assert not [row for row in dictionaries if {"/JS", "/OpenAction", "/AA", "/Launch"} & set(row.keys())]
        assert not [row for row in dictionaries if {"/SMask", "/ca", "/CA"} & set(row.keys())]
        fonts = [row for row in dictionaries if row.get("/Type") == "/Font" and row.Subtype == "/Type0"]
        assert fonts
        assert all("/ToUnicode" in row for row in fonts)


def test_a_stream_that_ends_with_a_carriage_return_is_not_cut_short() -> None:
    with pikepdf.open(BytesIO(pdf.from_html(PAGE, identifier="0" * 32, beat=made.no_beat).content)) as found:
        words = found.pages[0].Contents.read_bytes()
        spaced = next(text for n in range(5000) if zlib.compress(text := words + b"\t" * n).endswith(b"\r"))
        found.pages[0].Contents.write(zlib.compress(spaced), filter=pikepdf.Name.FlateDecode)
        content = archival.saved(found)
    assert b"\r\rendstream" in content
    assert failures_of(content) == []
    with pikepdf.open(BytesIO(content)) as again:
        assert again.pages[0].Contents.read_bytes() == spaced
        assert again.check_pdf_syntax() == []


def test_a_file_without_data_has_no_attachment() -> None:
    content = pdf.from_html(PAGE, identifier="0" * 32, beat=made.no_beat).content
    assert failures_of(content) == []
    with pikepdf.open(BytesIO(content)) as found:
        assert list(found.attachments) == []
        assert "/AF" not in found.Root


def test_another_process_at_another_time_and_place_makes_the_same_bytes(report: Report, tmp_path: Path) -> None:
    kept = json.dumps({"kind": report.kind, "data": report.data}).encode()
    digests = {_made_elsewhere(kept, tmp_path, seed, zone) for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))}
    here = documents.render(report.kind, report.data, stamp=Stamp(), identifier="0" * 32, beat=made.no_beat).content
    assert digests == {hashlib.sha256(here).hexdigest()}


def _made_elsewhere(kept: bytes, folder: Path, seed: str, zone: str) -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(settings.BASE_DIR),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONHASHSEED": seed,
        "TZ": zone,
        "SECRET_KEY": "tests-only",
        "VAR_DIR": str(folder / seed),
    }
    command = [sys.executable, "-c", AGAIN]
    done = subprocess.run(command, input=kept, env=environment, cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().strip()
