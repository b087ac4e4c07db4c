"""What clamd is asked, and what each of its answers means."""

import io

import pytest
from pytest_django import Settings

from tests.factories.clamd import EICAR, LARGEST, NAME, Clamd
from tiepcanpl.kit import antivirus


@pytest.mark.parametrize("line", ["unix", "tcp"])
def test_a_clean_file_and_a_harmful_one(clamd: Clamd, settings: Settings, line: str) -> None:
    settings.CLAMD_URL = clamd.url if line == "unix" else clamd.tcp_url
    assert antivirus.is_on()
    assert antivirus.answers()
    clean = antivirus.scan(io.BytesIO(b"%PDF-1.4 " + bytes(700_000)))
    assert clean.signature == ""
    assert clean.engine.startswith("ClamAV ")
    harmful = io.BytesIO(b"%PDF-1.4 " + bytes(300_000) + EICAR)
    harmful.read()
    assert antivirus.scan(harmful).signature == f"{NAME}.UNOFFICIAL"


def test_more_than_clamd_takes_is_not_clean(clamd: Clamd) -> None:
    assert clamd
    with pytest.raises(antivirus.NotScannedError, match="size limit exceeded"):
        antivirus.scan(io.BytesIO(bytes(LARGEST * 3)))


def test_a_daemon_that_is_down(clamd: Clamd) -> None:
    clamd.stop()
    assert not antivirus.answers()
    with pytest.raises(antivirus.UnavailableError):
        antivirus.scan(io.BytesIO(b"x"))


def test_a_line_that_leads_nowhere(clamd: Clamd, settings: Settings) -> None:
    assert clamd
    settings.CLAMD_URL = "unix:///khong/co"
    with pytest.raises(antivirus.UnavailableError):
        antivirus.scan(io.BytesIO(b"x"))
