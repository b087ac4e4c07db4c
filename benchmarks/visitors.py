"""People at work for benchmarks/faults.py: each goes on until everything is acknowledged, whatever is killed meanwhile."""

import hashlib
import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO

import requests
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError, TusUploadFailed
from tusclient.uploader.uploader import Uploader

MEGABYTE = 1024 * 1024
_TIMEOUT, _PAUSE = 30.0, 1.0  # seconds
_OK = 200
_FINAL = {400, 403, 404, 405, 409, 410, 413, 415, 422}  # answers to a save that no repetition changes
_LINE_ERRORS = (TusUploadFailed, TusCommunicationError, requests.RequestException, OSError)
_FINAL_FOR_UPLOADS = _FINAL - {409}  # another request was heard in between: ask for the offset again


@dataclass
class Ledger:
    """What the server acknowledged, as the people saw it; `faults` are answers that should never come."""

    saves: int
    size: int
    saved: dict[tuple[int, str], list[str]] = field(default_factory=dict)
    uploaded: dict[str, int] = field(default_factory=dict)
    sent: int = 0
    tried_again: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def progress(self) -> float:
        """The share of the work that is acknowledged."""
        with self.lock:
            done = [sum(map(len, self.saved.values())) / self.saves] if self.saves else []
            done += [self.sent / self.size] if self.size else []
            return sum(done) / len(done)

    def save(self, key: tuple[int, str], note: str) -> None:
        """Note an acknowledged save of an item."""
        with self.lock:
            self.saved.setdefault(key, []).append(note)

    def send(self, count: int) -> None:
        """Note acknowledged bytes."""
        with self.lock:
            self.sent += count

    def finish(self, sha256: str, size: int) -> None:
        """Note a file that was acknowledged as a whole."""
        with self.lock:
            self.uploaded[sha256] = size

    def retry(self, kind: str) -> None:
        """Note that something is sent again, and wait a little."""
        with self.lock:
            self.tried_again[kind] += 1
        time.sleep(_PAUSE)

    def fault(self, sentence: str) -> None:
        """Note an answer that should never come."""
        with self.lock:
            self.faults.append(sentence)


class Person:
    """Somebody who is signed in; the headers are what the browser would send."""

    def __init__(self, url: str, username: str, password: str) -> None:
        """Sign in by the form."""
        self.url = url
        session = requests.Session()
        page = session.get(f"{url}/tai-khoan/dang-nhap/", timeout=_TIMEOUT)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        if token is None:
            raise RuntimeError(f"No sign-in form at {page.url}")
        data = {"login": username, "password": password, "csrfmiddlewaretoken": token[1]}
        session.post(page.url, data, timeout=_TIMEOUT)
        cookies = "; ".join(f"{name}={value}" for name, value in session.cookies.items())
        if "sessionid" not in session.cookies:
            raise RuntimeError(f"{username} cannot sign in")
        self.headers = {"Cookie": cookies, "X-CSRFToken": str(session.cookies["csrftoken"])}


class Saver(threading.Thread):
    """Types into one item of one dossier: another figure and note each time, saved as the page does it."""

    def __init__(
        self, person: Person, dossier: int, item: str, version: int, count: int, ledger: Ledger
    ) -> None:  # one thread's whole work
        """Remember what to do."""
        super().__init__(daemon=True)
        self._person, self._ledger, self._count, self._version = person, ledger, count, version
        self._key = dossier, item
        self._url = f"{person.url}/ho-so/{dossier}/noi-dung/{item}/"

    def run(self) -> None:
        """Save one after the other; a save is repeated as it is until it is acknowledged."""
        for number in range(1, self._count + 1):
            note = f"{self._key[1]} lần {number}"
            data = {"numerator": str(number), "denominator": "100000", "note": note, "version": str(self._version)}
            if not self._acknowledged(data):
                return
            self._version += 1
            self._ledger.save(self._key, note)

    def _acknowledged(self, data: dict[str, str]) -> bool:
        headers = self._person.headers | {"HX-Request": "true"}
        while True:
            try:
                answer = requests.post(self._url, data, headers=headers, timeout=_TIMEOUT, allow_redirects=False)
            except requests.RequestException:
                self._ledger.retry("saves")
                continue
            if answer.status_code == _OK:
                return True
            if answer.status_code in _FINAL or answer.is_redirect:
                self._ledger.fault(f"Save of {self._key} answered {answer.status_code}: {data['note']}")
                return False
            self._ledger.retry("saves")


class Sender(threading.Thread):
    """Sends files to one item of one dossier with the standard tus client."""

    def __init__(
        self, person: Person, dossier: int, item: str, numbers: range, size: int, ledger: Ledger
    ) -> None:  # see above
        """Remember what to do; `size` in bytes."""
        super().__init__(daemon=True)
        self._ledger, self._numbers, self._size = ledger, numbers, size
        self._client = TusClient(f"{person.url}/ho-so/{dossier}/noi-dung/{item}/tai-len/", headers=person.headers)

    def run(self) -> None:
        """Send one after the other."""
        for number in self._numbers:
            content = pdf_of(number, self._size)
            if self._sent(f"Tài liệu {number}.pdf", content):
                self._ledger.finish(hashlib.sha256(content).hexdigest(), len(content))

    def _sent(self, name: str, content: bytes) -> bool:
        """Send until the server says that it has everything; what it acknowledged it may not forget."""
        url, acknowledged = "", 0
        while True:
            try:
                upload = self._upload(name, content, url)
                url = str(upload.url)
                if upload.offset < acknowledged:
                    self._ledger.fault(f"{name}: {acknowledged} bytes acknowledged, {upload.offset} known")
                while upload.offset < len(content):
                    self._keep(upload.offset, acknowledged)
                    acknowledged = max(acknowledged, upload.offset)
                    upload.upload_chunk()
                self._keep(upload.offset, acknowledged)
            except _LINE_ERRORS as error:
                if getattr(error, "status_code", None) in _FINAL_FOR_UPLOADS:
                    self._ledger.fault(f"{name} answered {error.status_code}: {error}")  # type: ignore[union-attr]  # it has one
                    return False
                self._ledger.retry("uploads")
            else:
                return True

    def _upload(self, name: str, content: bytes, url: str) -> Uploader:
        """Begin the upload, or ask how far it is."""
        metadata = {"filename": name, "sha256": hashlib.sha256(content).hexdigest()}
        parts = {"file_stream": BytesIO(content), "metadata": metadata, "chunk_size": MEGABYTE}
        upload = self._client.uploader(**parts, **({"url": url} if url else {}))
        if not url:
            upload.set_url(upload.create_url())
            upload.offset = 0
        return upload

    def _keep(self, offset: int, acknowledged: int) -> None:
        self._ledger.send(max(0, offset - acknowledged))


def pdf_of(number: int, size: int) -> bytes:
    """Return a PDF of one page, of exactly this size; no two numbers give the same.

    The bulk is an object that no page shows, filled with digits: nothing in it looks like anything active.
    """
    digits = random.Random(number).randbytes(size // 2).hex().encode()  # noqa: S311  # no secret
    bulk = size
    while len(made := _pdf(digits[:bulk])) > size:
        bulk -= len(made) - size
    return made + b"\n" * (size - len(made))


def _pdf(bulk: bytes) -> bytes:
    text = b"BT /F1 12 Tf 72 720 Td (Tai lieu) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
            b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
        ),
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Length %d>>stream\n%s\nendstream" % (len(bulk), bulk),
    ]
    made, places = [b"%PDF-1.4\n"], []
    for key, content in enumerate(objects, start=1):
        places.append(sum(map(len, made)))
        made.append(b"%d 0 obj%s endobj\n" % (key, content))
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = sum(map(len, made))
    made.append(b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer<</Size 6/Root 1 0 R>>\n")
    return b"".join(made) + b"startxref\n%d\n%%%%EOF" % start
