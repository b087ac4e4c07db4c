"""Our own translations: compiled, complete, and reached."""

import gettext
import subprocess
from pathlib import Path
from shutil import which

import pytest
from django.conf import settings
from django.utils.translation import gettext as _

FOLDER = Path(settings.LOCALE_PATHS[0]) / "vi" / "LC_MESSAGES"
DOMAINS = pytest.mark.parametrize("domain", ["django", "djangojs"])


def compiled(domain: str) -> dict[object, str]:
    with (FOLDER / f"{domain}.mo").open("rb") as file:
        return dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]  # noqa: SLF001  # no public way


@DOMAINS
def test_nothing_is_left_empty(domain: str) -> None:
    texts = {key: text for key, text in compiled(domain).items() if key}
    assert len(texts) > 20
    assert [key for key, text in texts.items() if not text] == []


@DOMAINS
@pytest.mark.skipif(which("msgfmt") is None, reason="gettext is not on this machine")
def test_the_compiled_file_is_that_of_the_source(domain: str, tmp_path: Path) -> None:
    made = tmp_path / "made.mo"
    source = FOLDER / f"{domain}.po"
    subprocess.run(
        ["msgfmt", "--check-format", "-o", str(made), str(source)], check=True
    )  # our own file, gettext's tool
    assert made.read_bytes() == (FOLDER / f"{domain}.mo").read_bytes()


def test_the_product_reads_them() -> None:
    assert _("Confirm import") == "Xác nhận nhập"
