"""One product for all tests of this folder; every test leaves it running."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import own_database
from tests.factories.big_files import MEGABYTE, pdf
from tests.uploads.site import Site, Visitor


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
    return pdf(tmp_path / f"Báo cáo {tmp_path.name}.pdf", 10 * MEGABYTE, str(tmp_path))
