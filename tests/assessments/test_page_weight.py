"""How heavy pages are on slow lines: the first visit and every later one, compressed as they are sent."""

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from assessments.domain.workflow import State
from communes.models import User
from tests.factories import steps
from tests.factories.town import Town

FIRST_VISIT, LATER = 200_000, 40_000
ASSETS = re.compile(r'(?:href|src)="(/static/[^"]+)"')
# What a script loads with itself; `import(…)` comes with the deed that needs it.
IN_SCRIPT = re.compile(r'^import\s[^;(]*?"([./][^"]+)"', re.MULTILINE)
IN_CSS = re.compile(r'url\("?([^")]+)"?\)')
PAGES = ("", "tieu-chi/1/", "tieu-chi/3/", "thuyet-minh/", "truong-hop/", "tai-lieu/", "lich-su/")


@pytest.fixture
def built(tmp_path: Path, settings: Settings) -> Path:
    """Build the static files as production serves them: hashed names, compressed beside."""
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "tiepcanpl.kit.static_files.HashedStaticFiles"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


@pytest.mark.slow
def test_pages_are_light(town: Town, as_user: Callable[[User], Client], built: Path) -> None:
    steps.fill_in(town.dossier, town.official)
    other = steps.bring_to(town, State.UNDER_REVIEW, town.other_dossier)
    official, reviewer = as_user(town.official), as_user(town.reviewer)
    office = ("/", "/ho-so/", f"/ho-so/{other.pk}/", f"/tham-tra/{other.pk}/", f"/tham-tra/{other.pk}/1.1.1/")
    answers = [
        official.get("/"),
        *(official.get(f"/ho-so/{town.dossier.pk}/{part}") for part in PAGES),
        *(reviewer.get(path) for path in office),
    ]
    assert {answer.status_code for answer in answers} == {200}
    html = [len(gzip.compress(answer.content)) for answer in answers]
    assets = [sum(_sent(built, name) for name in set(_assets_of(answer.content, built))) for answer in answers]
    assert [sum(both) for both in zip(html, assets, strict=True) if sum(both) > FIRST_VISIT] == []
    # Later, only what a page brings beside the files of every page: those are kept for good under their hashed names.
    later = [page + own - min(assets) for page, own in zip(html, assets, strict=True)]
    assert [weight for weight in later if weight > LATER] == []


def _assets_of(page: bytes, built: Path) -> Iterator[str]:
    """Yield the files that a page loads, and those that its styles and scripts load."""
    for address in ASSETS.findall(page.decode()):
        yield from _with_imports(address, built)
        if address.endswith(".css"):
            css = _file(built, address).read_text(encoding="utf-8")
            yield from (urljoin(address, url) for url in IN_CSS.findall(css) if not url.startswith("data:"))


def _with_imports(address: str, built: Path) -> Iterator[str]:
    yield address
    if address.startswith("/static/js/"):
        for name in IN_SCRIPT.findall(_file(built, address).read_text(encoding="utf-8")):
            yield from _with_imports(urljoin(address, name), built)


def _file(built: Path, address: str) -> Path:
    return built / address.removeprefix("/static/")


def _sent(built: Path, address: str) -> int:
    """Return the bytes on the line: compressed where the server has it compressed."""
    path = _file(built, address)
    packed = path.with_name(f"{path.name}.gz")
    return (packed if packed.exists() else path).stat().st_size
