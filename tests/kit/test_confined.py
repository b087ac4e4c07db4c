"""A reader of hostile bytes may crash, hang or swell; here it is one plain error, and soon."""

import time
from tempfile import TemporaryFile

import pytest

from tiepcanpl.kit import confined
from tiepcanpl.kit.confined import ConfinedError, Limits

SMALL = Limits(memory_mb=512, cpu_seconds=2, seconds=6)


def read(what: str, content: bytes = b"abc") -> object:
    with TemporaryFile() as file:
        file.write(content)
        return confined.read("tests.kit.confined_readers", file, what, limits=SMALL)


def test_an_answer() -> None:
    assert read("echo", b"noi dung") == "noi dung"


def test_no_secret_reaches_the_reader() -> None:
    assert read("secrets") == 0


@pytest.mark.parametrize("what", ["sleep", "spin", "swell", "write", "die", "babble"])
def test_whatever_goes_wrong_is_one_error(what: str) -> None:
    start = time.monotonic()
    with pytest.raises(ConfinedError):
        read(what)
    assert time.monotonic() - start < 30  # far above the limits, far below a minute
