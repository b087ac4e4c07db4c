"""However big a file is, the web process needs little memory for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.factories.big_files import MEGABYTE, pdf
from tests.uploads.site import TIMEOUT, Site, Visitor

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("uploads")]

MOST = 16  # megabytes
STREAM = "application/offset+octet-stream"


@pytest.fixture
def roomy(site: Site) -> Iterator[Site]:
    """Give the product with a higher limit."""
    site.kill()
    site.settings = {"EVIDENCE_MAX_MB": "300"}
    site.start()
    yield site
    site.kill()
    site.settings = {}
    site.start()


def send(visitor: Visitor, file: Path) -> None:
    """Send a file in one request, as clients do that have no limit of their own."""
    headers, size = visitor.headers | {"Tus-Resumable": "1.0.0"}, file.stat().st_size
    begun = requests.post(visitor.endpoint(), headers=headers | {"Upload-Length": str(size)}, timeout=TIMEOUT)
    url = f"{visitor.site.url}{begun.headers['Location']}"
    more = headers | {"Upload-Offset": "0", "Content-Type": STREAM}
    with file.open("rb") as content:
        answer = requests.patch(url, data=content, headers=more, timeout=10 * TIMEOUT)
    assert answer.status_code == 204, answer.text


def test_two_hundred_megabytes(roomy: Site, tmp_path: Path) -> None:
    visitor = Visitor(roomy, "canbo-14809")
    [process] = roomy.worker_pids()
    send(visitor, pdf(tmp_path / "nho.pdf", MEGABYTE, f"{tmp_path} nho"))
    before = roomy.peak(process)
    send(visitor, pdf(tmp_path / "lon.pdf", 200 * MEGABYTE, f"{tmp_path} lon"))
    assert roomy.peak(process) - before < MOST
