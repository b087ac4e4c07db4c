"""The window of the photos is sent alone, and only to who is signed in."""

from collections.abc import Callable

from django.test import Client

from communes.models import User
from tests.factories.town import Town


def test_the_window_comes_alone_and_the_page_names_it(town: Town, as_user: Callable[[User], Client]) -> None:
    official = as_user(town.official)
    window = official.get("/anh-chup/")
    assert window.status_code == 200
    assert window.content.decode().lstrip().startswith("<dialog")
    assert 'data-photos-window="/anh-chup/"' in official.get(f"/ho-so/{town.dossier.pk}/tieu-chi/1/").content.decode()
    assert official.post("/anh-chup/").status_code == 405
    assert Client().get("/anh-chup/").status_code == 302


def test_no_page_may_use_the_camera_itself(town: Town, as_user: Callable[[User], Client]) -> None:
    """The input opens the system's camera, which needs no permission of the page."""
    page = as_user(town.official).get("/anh-chup/")
    assert "camera=()" in page["Permissions-Policy"]
    assert 'capture="environment"' in page.content.decode()
