"""What a unit words stands on its papers: in PDF, Word and Excel, with the version that was used, as text."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from assessments.domain.workflow import State
from assessments.models import DocumentTemplate, Dossier, Report, ReportKind
from assessments.reports import bundles, documents, frames
from assessments.services import report_runs, reports, wordings
from communes.models import Unit, User
from tests.consistency import repository as repo
from tests.factories import NOW, steps
from tests.factories.town import Town
from tests.reports import made

RESULT, SHEET = ReportKind.CAMPAIGN_RESULT, ReportKind.SCORE_SHEET


def word(unit: Unit, kind: str, actor: User, **typed: str) -> DocumentTemplate:
    base = DocumentTemplate.objects.filter(authority=unit, kind=kind).count()
    subject = DocumentTemplate(authority=unit, kind=kind)
    return wordings.save(subject, typed=typed, base=base, note="", actor=actor, at=NOW)


def editable_texts(report: Report) -> list[str]:
    """Return what Word and Excel say, each on one line."""
    stored = {}
    for row in report.files.all():
        with row.file.open("rb") as file:
            stored[row.format] = file.read()
    cells = [
        cell.text for table in Document(io.BytesIO(stored["docx"])).tables for row in table.rows for cell in row.cells
    ]
    paragraphs = [paragraph.text for paragraph in Document(io.BytesIO(stored["docx"])).paragraphs]
    book = load_workbook(io.BytesIO(stored["xlsx"]))
    values = [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None]
    return [" ".join(" ".join(parts).split()) for parts in ([*paragraphs, *cells], values)]


def test_all_three_files_carry_the_offices_words(town: Town) -> None:
    version = word(
        town.authority,
        RESULT,
        town.head,
        opening="Căn cứ {căn cứ}, {cơ quan} <script>alert(1)</script> báo cáo năm {năm}:",
        recommendations="Đề nghị cấp trên & các ngành <b>quan tâm</b>.",
        superior="UBND {địa bàn}",
        agency="Phòng Tư pháp",
        signer="KT. Trưởng phòng\nPhó Trưởng phòng",
        recipients="- Sở Tư pháp;\n- Lưu: VT, TP ({năm}).",
    )
    report = made.campaign_result(town.campaign, town.head)
    assert report.template == version
    for text in (made.text(report), *editable_texts(report)):
        assert "Phòng Tư pháp thị xã Bỉm Sơn <script>alert(1)</script> báo cáo năm 2020:" in text
        assert "Căn cứ Quyết định số 619/QĐ-TTg ngày 08 tháng 5 năm 2017" in text
        assert "Đề nghị cấp trên & các ngành <b>quan tâm</b>." in text
        assert "UBND THỊ XÃ BỈM SƠN" in text
        assert "KT. TRƯỞNG PHÒNG" in text
        assert "PHÓ TRƯỞNG PHÒNG" in text
        assert "- Sở Tư pháp;" in text
        assert "- Lưu: VT, TP (2020)." in text
        assert "Như trên" not in text


def test_a_commune_words_its_own_sheet_whoever_has_it_made(town: Town) -> None:
    word(town.wards[0], SHEET, town.official, superior="-", signer="TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH")
    own, other = made.sheet(town.dossier, town.leader), made.sheet(town.other_dossier, town.other_leader)
    assert own.data["head"]["superior"] == []
    assert own.data["signature"]["capacity"].splitlines() == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"]
    assert "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH" in made.text(own)
    assert (other.template, other.data["signature"]["title"]) == (None, "CHỦ TỊCH")


def test_a_report_keeps_its_version_when_the_next_is_saved(town: Town) -> None:
    first = word(town.authority, RESULT, town.head, opening="Bản một.")
    asked = reports.request(Report(kind=RESULT, campaign=town.campaign), actor=town.head, at=NOW)
    second = word(town.authority, RESULT, town.head, opening="Bản hai.")
    report = made.made(asked)
    assert (report.template, report.data["opening"]) == (second, ["Bản hai."])  # fixed when the making begins
    assert first.texts == {"opening": "Bản một."}
    word(town.authority, RESULT, town.head, opening="Bản ba.")
    report.refresh_from_db()
    assert (report.template, "Bản hai." in made.text(report)) == (second, True)


def test_a_report_that_is_printed_again_keeps_its_words(town: Town) -> None:
    report = made.campaign_result(town.campaign, town.head)
    word(town.authority, RESULT, town.head, opening="Bản một.")
    Report.objects.filter(pk=report.pk).update(state=Report.State.QUEUED)
    again = made.made(report)
    assert (again.template, "Bản một." in made.text(again)) == (None, False)


def test_the_sheets_of_a_bundle_are_worded_by_their_communes(town: Town, tmp_path: Path) -> None:
    word(town.wards[0], SHEET, town.official, signer="PHÓ CHỦ TỊCH")
    steps.bring_to(town, State.SUBMITTED)
    dossier = Dossier.objects.get(pk=town.dossier.pk)
    bundles.write(tmp_path / "bo.zip", [dossier], at=NOW, beat=lambda _: None)
    with zipfile.ZipFile(tmp_path / "bo.zip") as archive:
        (name,) = archive.namelist()
        assert "PHÓ CHỦ TỊCH" in " ".join(made.pages_of(archive.read(name)))


def test_back_to_the_products_own_wording_prints_it(town: Town) -> None:
    plain = documents.gather(Report(kind=RESULT, campaign=town.campaign), at=NOW, progress=lambda *_: None)
    word(town.authority, RESULT, town.head, opening="Bản một.", agency="X")
    subject = DocumentTemplate(authority=town.authority, kind=RESULT)
    wordings.reset(subject, actor=town.head, at=NOW)
    again = documents.gather(Report(kind=RESULT, campaign=town.campaign), at=NOW, progress=lambda *_: None)
    assert again == plain


def test_a_version_that_the_product_no_longer_understands_stops_the_making_with_its_place(town: Town) -> None:
    DocumentTemplate.objects.create(
        authority=town.authority, kind=RESULT, version=1, texts={"opening": "{tên cũ}"}, made_at=NOW, made_by=town.head
    )
    asked = reports.request(Report(kind=RESULT, campaign=town.campaign), actor=town.head, at=NOW)
    report_runs.render(report_id=asked.pk, clock=lambda: NOW)
    asked.refresh_from_db()
    assert asked.state == Report.State.FAILED
    assert "Câu mở đầu, dòng 1, cột 1: không có chỗ điền {tên cũ}" in asked.error


def source_of(name: str) -> str:
    """Return a template with everything that it includes."""
    text = (repo.ROOT / "templates" / name).read_text()
    return text + "".join(source_of(part) for part in re.findall(r'{% include "([^"]+)"', text))


@pytest.mark.parametrize("kind", sorted(documents.LAYOUTS))
def test_what_a_unit_words_around_the_text_is_printed(kind: str) -> None:
    """A paper offers no block that it does not print."""
    layout = documents.LAYOUTS[ReportKind(kind)]
    printed = {"superior": "head.superior", "agency": "head.agency", "signer": "signature.capacities"}
    printed["recipients"] = "signature.recipients"
    offered = {block.code for block in frames.blocks_of(layout)} & printed.keys()
    assert [code for code in sorted(offered) if printed[code] not in source_of(layout.template)] == []
