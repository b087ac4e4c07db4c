"""Asks clamd whether a file holds something known to be harmful, by its INSTREAM protocol."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings

_PIECE = 256 * 1024
_PORT = 3310
_TIMEOUT = 120.0  # seconds without a word from clamd
_LONGEST_ANSWER = 4096


class UnavailableError(Exception):
    """clamd cannot be reached, or stopped answering: try again later."""


class NotScannedError(Exception):
    """clamd answered, and did not scan: its sentence."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What clamd found ("" = nothing), and which version of it with which signatures."""

    signature: str
    engine: str


def is_on() -> bool:
    """Tell whether a scanner is configured."""
    return bool(settings.CLAMD_URL)


def answers() -> bool:
    """Tell whether clamd answers now."""
    try:
        return _ask(b"PING") == "PONG"
    except UnavailableError:
        return False


def scan(file: IO[bytes]) -> Verdict:
    """Scan an open file from its beginning, piece by piece. Raises UnavailableError, NotScannedError."""
    engine = _ask(b"VERSION")
    file.seek(0)
    with _line() as line:
        line.sendall(b"zINSTREAM\0")
        _send(line, iter(lambda: file.read(_PIECE), b""))
        answer = _answer(line)
    if answer.endswith(" FOUND"):
        return Verdict(answer.removeprefix("stream: ").removesuffix(" FOUND"), engine)
    if answer == "stream: OK":
        return Verdict("", engine)
    raise NotScannedError(answer)


def _send(line: socket.socket, pieces: Iterator[bytes]) -> None:
    """Send the pieces, each with its length; clamd hangs up early where it has seen enough, and says why."""
    try:
        for piece in pieces:
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return


def _ask(command: bytes) -> str:
    with _line() as line:
        line.sendall(b"z" + command + b"\0")
        return _answer(line)


def _answer(line: socket.socket) -> str:
    """Read up to the closing zero; an answer that breaks off is none."""
    found = b""
    while not found.endswith(b"\0"):
        piece = line.recv(_LONGEST_ANSWER)
        if not piece or len(found) > _LONGEST_ANSWER:
            raise UnavailableError("The answer of clamd broke off")
        found += piece
    return found.rstrip(b"\0").decode("utf-8", "replace").strip()


@contextmanager
def _line() -> Iterator[socket.socket]:
    """Connect to tcp://host:port or unix:///path; every failure of the line means the same."""
    place = urlsplit(settings.CLAMD_URL)
    is_local = place.scheme == "unix"
    try:
        with socket.socket(socket.AF_UNIX if is_local else socket.AF_INET) as line:
            line.settimeout(_TIMEOUT)
            line.connect(place.path if is_local else (place.hostname or "", place.port or _PORT))
            yield line
    except OSError as error:
        raise UnavailableError(str(error)) from error
