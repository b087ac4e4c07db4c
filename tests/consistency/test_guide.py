"""The user guide speaks of what is on the screen: every label that it quotes is a text of the product."""

import re
from pathlib import Path

import pytest

from tests.consistency import repository as repo

GUIDE = repo.files("docs/huong-dan", suffix=".md")
# Quoted, but computed: an example of an explanation.
EXAMPLES = {"3 × 118/120 (98,33%) = 2,95 điểm"}


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.fixture(scope="module")
def product() -> str:
    scripts = repo.files("static/js", suffix=".js")
    return _plain("\n".join(repo.source(p) for p in (*repo.templates(), *repo.python_files(*repo.PRODUCT), *scripts)))


@pytest.mark.parametrize("page", GUIDE, ids=lambda page: page.stem)
def test_every_label_is_on_the_screen(page: Path, product: str) -> None:
    quoted = {_plain(label) for label in re.findall(r"“([^”]+)”", repo.source(page))} - EXAMPLES
    parts = {part.strip() for label in quoted for part in label.split("…") if part.strip()}
    assert {part for part in parts if part not in product} == set()


def test_every_page_is_listed() -> None:
    listed = set(re.findall(r"\]\(([\w-]+\.md)\)", repo.source(repo.ROOT / "docs" / "huong-dan" / "README.md")))
    assert listed == {page.name for page in GUIDE} - {"README.md"}
