"""The inspecting process and its limits; the corpus itself is tried at the door (test_evidence_corpus)."""

import io
from pathlib import Path

import pytest

from tests.factories import evidence as small
from tests.factories.files import corpus, office, pdfs
from tiepcanpl.kit.confined import Limits
from tiepcanpl.kit.filetypes import PDF
from tiepcanpl.kit.inspection import Finding, Report, inspect


def test_the_corpus_is_large_enough() -> None:
    assert len(corpus.HOSTILE) >= 40
    assert {finding for _, finding in corpus.HOSTILE.values()} >= set(Finding) - {
        Finding.HEAVY,
        Finding.UNREADABLE,
        Finding.ATTACHMENTS,
        Finding.LINKED,
        Finding.REPAIRED,
        Finding.POSITION,
    }


def test_a_bomb_in_a_pdf_ends_within_the_limits() -> None:
    assert inspect(io.BytesIO(pdfs.bomb())).fault is not None


def test_what_takes_too_long_is_given_up(tmp_path: Path) -> None:
    slow = io.BytesIO(small.pdf())
    assert inspect(slow, Limits(seconds=0.001)) == Report(None, Finding.HEAVY)
    with (tmp_path / "a.docx").open("w+b") as file:
        file.write(office.docx({"word/document.xml": "<a>" + "<b/>" * 30_000_000 + "</a>"}))
        assert inspect(file, Limits(cpu_seconds=1)).fault in {Finding.HEAVY, Finding.BOMB}


def test_a_process_that_dies_is_an_answer_too(caplog: pytest.LogCaptureFixture) -> None:
    report = inspect(io.BytesIO(small.pdf()), Limits(memory_mb=2**50))
    assert report == Report(None, Finding.UNREADABLE)
    assert "An inspection died" in caplog.text


def test_a_file_on_the_disk_is_read_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(small.pdf())
    with (tmp_path / "a.pdf").open("rb") as file:
        file.read(10)
        assert inspect(file) == Report(PDF)
        assert file.tell() == 0
