"""Opens Office files as LibreOffice shows them, with the type face that has the metrics of Times New Roman."""

import os
import subprocess
from pathlib import Path

from django.conf import settings

FACES = settings.BASE_DIR / "static" / "fonts" / "liberation-serif"
CONFIGURATION = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{faces}</dir><cachedir>{cache}</cachedir>
  <alias binding="same"><family>Times New Roman</family><prefer><family>Liberation Serif</family></prefer></alias>
</fontconfig>
"""


def as_pdf(source: Path, folder: Path) -> bytes:
    """Return the file as LibreOffice prints it; its profile and its fonts are those of the test alone."""
    fonts = folder / "fonts.conf"
    fonts.write_text(CONFIGURATION.format(faces=FACES, cache=folder / "fonts"), encoding="utf-8")
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    environment = os.environ | {"FONTCONFIG_FILE": str(fonts)}
    subprocess.run(
        [*command, "--outdir", folder, source], check=True, capture_output=True, timeout=120, env=environment
    )
    return (folder / f"{source.stem}.pdf").read_bytes()
