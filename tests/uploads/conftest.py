"""One product for all tests of this folder; every test leaves it running."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import own_database
from tests.factories import evidence as make
from tests.uploads.site import Site, Visitor

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Make the product with the demonstration in it."""
    with own_database() as database:
        site = Site(tmp_path_factory.mktemp("uploads"), database)
        for command in (["migrate", "-v0"], ["load_demo"], ["collectstatic", "--no-input", "-v0"]):
            site.manage(*command)
        yield site
        if site.web is not None:
            site.kill()


@pytest.fixture
def site(product: Site) -> Site:
    """Give the running product."""
    if product.web is None:
        product.start()
    return product


@pytest.fixture
def official(site: Site) -> Visitor:
    """Give an official whose dossier is empty."""
    return Visitor(site, "canbo-14809")


@pytest.fixture
def big_pdf(tmp_path: Path) -> Path:
    """Make a file of ten megabytes, another one for each test."""
    return pdf(tmp_path / "Báo cáo dài.pdf", 10 * MEGABYTE)


def pdf(path: Path, size: int) -> Path:
    """Write a PDF of a size; no two are alike."""
    content = make.pdf(path.parent.name)
    with path.open("wb") as file:
        file.write(content)
        for number in range((size - len(content)) // 64):
            file.write(b"%%%062d\n" % number)
        file.write(b"%" * (size - file.tell()))
    return path
