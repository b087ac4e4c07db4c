"""Every document looks as it was approved: pages, faces, words and their places, within 1 mm.

`approved/` keeps the structure of each document, and its first page as a picture for people. After a change that is
wanted, look at the pictures and approve anew with

    APPROVE=1 python -m pytest -p no:randomly tests/reports/test_approved.py
"""

import json
import os
from pathlib import Path

import pytest

from assessments.models import ReportKind
from assessments.reports import documents
from tests.reports import every_paper, structure
from tests.reports.conformance import failures_of

APPROVED = Path(__file__).parent / "approved"
MOST = 30_000  # bytes of a picture
KINDS = list(documents.LAYOUTS)


def approve(kind: ReportKind, content: bytes, found: structure.Structure) -> None:
    APPROVED.mkdir(exist_ok=True)
    pages = ",\n".join(
        f'{{"size":{json.dumps(page["size"])},"lines":[\n'
        + ",\n".join(json.dumps(line, ensure_ascii=False) for line in page["lines"])
        + "\n]}"
        for page in found["pages"]
    )
    text = f'{{"fonts":{json.dumps(found["fonts"])},\n"pages":[\n{pages}\n]}}\n'
    (APPROVED / f"{kind}.json").write_text(text, encoding="utf-8")
    (APPROVED / f"{kind}.png").write_bytes(structure.picture_of(content))


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_the_document_looks_as_it_was_approved(kind: ReportKind) -> None:
    content = every_paper.printed(kind)
    found = structure.structure_of(content)
    if os.environ.get("APPROVE"):
        approve(kind, content, found)
    kept = json.loads((APPROVED / f"{kind}.json").read_text(encoding="utf-8"))
    assert "\n".join(structure.differences(kept, found)) == ""
    assert failures_of(content) == []


def test_every_document_is_approved() -> None:
    kinds = {str(kind) for kind in documents.LAYOUTS}
    assert {path.stem for path in APPROVED.glob("*.json")} == kinds
    assert {path.stem for path in APPROVED.glob("*.png")} == kinds
    assert [path.name for path in APPROVED.glob("*.png") if path.stat().st_size > MOST] == []


def test_what_differs_is_said() -> None:
    page = {"size": [210, 297], "lines": [[30.0, 20.0, "BÁO CÁO"], [30.0, 30.0, "Kết quả"]]}
    kept = {"fonts": ["VB-Serif"], "pages": [page]}
    moved = {**page, "lines": [[30.9, 20.0, "BÁO CÁO"], [30.0, 32.0, "Kết quả"]]}
    other = {**page, "lines": [[30.0, 20.0, "BÁO CÁO"], [30.0, 30.0, "Kết luận"]]}
    assert structure.differences(kept, kept) == []
    assert structure.differences(kept, {**kept, "pages": [moved]}) == [
        "Page 1: “Kết quả” moved from [30.0, 30.0] to [30.0, 32.0] mm"
    ]
    said = structure.differences(kept, {"fonts": ["DejaVu-Sans"], "pages": [other, page]})
    assert said[:2] == ["Faces: ['VB-Serif'] became ['DejaVu-Sans']", "Pages: 1 became 2"]
    assert said[-2:] == ["Page 1: -Kết quả", "Page 1: +Kết luận"]
