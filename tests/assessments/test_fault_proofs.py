"""The proof after the fault run finds what is lost, doubled or damaged."""

from pathlib import Path

import pytest

from assessments.models import Answer, EvidenceLink, EvidenceReading
from assessments.services import answers, signatures
from assessments.services.answers import Entry
from benchmarks import proofs
from benchmarks.visitors import Ledger, pdf_of
from tests.factories import NOW
from tests.factories import evidence as make
from tests.factories.town import Town

ITEM = "2.3.1"


def save(town: Town, number: int) -> str:
    note = f"{ITEM} lần {number}"
    entry = Entry({"numerator": str(number), "denominator": "100000"}, note=note)
    answers.save(
        dossier_id=town.dossier.pk, item_code=ITEM, entry=entry, version=number - 1, actor=town.official, at=NOW
    )
    return note


def of_saves(town: Town, *notes: str) -> Ledger:
    return Ledger(len(notes), 0, saved={(town.dossier.pk, ITEM): list(notes)})


def test_what_was_acknowledged_is_there(town: Town) -> None:
    ledger = of_saves(town, save(town, 1), save(town, 2))
    found = proofs.saves(ledger)
    assert (found.expected, found.found, found.faults) == (2, 2, [])
    assert proofs.trail().faults == []


def test_a_lost_save_is_found(town: Town) -> None:
    notes = save(town, 1), save(town, 2)
    found = proofs.saves(of_saves(town, *notes, f"{ITEM} lần 3"))
    assert (found.expected, found.found) == (3, 2)
    assert f"{ITEM} in {town.dossier.pk}: lost “{ITEM} lần 3”" in found.faults


def test_a_doubled_save_and_another_value_are_found(town: Town) -> None:
    note = save(town, 1)
    answers.save(
        dossier_id=town.dossier.pk, item_code=ITEM, entry=Entry({}, note=""), version=1, actor=town.official, at=NOW
    )
    entry = Entry({"numerator": "1", "denominator": "100000"}, note=note)
    answers.save(dossier_id=town.dossier.pk, item_code=ITEM, entry=entry, version=2, actor=town.official, at=NOW)
    assert f"{ITEM} in {town.dossier.pk}: “{note}” 2 times" in proofs.saves(of_saves(town, note)).faults
    Answer.objects.update(note="khác")
    assert (
        f"{ITEM} in {town.dossier.pk}: “khác” is stored instead of “{note}”"
        in proofs.saves(of_saves(town, note)).faults
    )


@pytest.fixture
def sent(town: Town) -> Ledger:
    row = make.attach(town.dossier, town.official, item_code=ITEM)
    return Ledger(0, row.size, uploaded={row.sha256: row.size}, sent=row.size)


def test_files_are_held_against_their_hash(sent: Ledger) -> None:
    assert (proofs.files(sent).faults, proofs.received(sent).faults) == ([], [])
    row = EvidenceLink.objects.get().evidence
    Path(row.file.path).write_bytes(b"%PDF-1.4 damaged")
    (fault,) = proofs.files(sent).faults
    assert fault.startswith(f"{row.sha256}: 16 of {row.size} bytes")
    sent.sent += 1
    assert proofs.received(sent).faults == [f"{row.size + 1} bytes acknowledged, {row.size} stored"]
    EvidenceLink.objects.all().delete()
    assert f"{row.sha256}: 1 rows, 0 links, 1 events instead of one" in proofs.files(sent).faults


@pytest.mark.usefixtures("sent")
def test_what_was_never_inspected_is_named() -> None:
    (key,) = EvidenceReading.objects.values_list("evidence_id", flat=True)
    found = proofs.inspections(0)
    assert (found.expected, found.found, found.faults) == (1, 0, [f"evidence {key}: never inspected to the end"])
    EvidenceReading.objects.update(state=EvidenceReading.State.FAILED, error="Hỏng.")
    assert proofs.inspections(0).found == 0
    signatures.read(evidence_id=key, at=NOW)
    assert proofs.inspections(0).faults == []


def test_no_two_files_are_alike() -> None:
    first, second = (pdf_of(number, 100_000) for number in (1, 2))
    assert (len(first), len(second), first == second, pdf_of(1, 100_000) == first) == (100_000, 100_000, False, True)
