"""Office files as PDF, by LibreOffice where it is installed."""

import shutil
from functools import cache
from pathlib import Path

from tiepcanpl.kit.seeing import sandbox

_LIMITS = sandbox.Limits(seconds=90, memory=4096 * sandbox.MEGABYTE)
# Nothing in a document runs, nothing is fetched, nothing is asked.
_SETTINGS = {
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel"): "3",
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution"): "true",
    ("org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent"): "true",
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks"): "true",
    ("org.openoffice.Office.Writer/Content/Update", "Link"): "0",
    ("org.openoffice.Office.Calc/Content/Update", "Link"): "0",
}
_ITEM = '<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
_PAPER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>\n'
)


@cache
def program() -> str | None:
    """Return where LibreOffice lies, or None; a later installation is seen after a restart."""
    return shutil.which("soffice")


def to_pdf(source: Path, folder: Path) -> Path:
    """Convert a file with a profile of its own and return the PDF. Raises SandboxError."""
    found = program()
    if found is None:
        raise sandbox.SandboxError("LibreOffice is not installed")
    profile, made = folder / "profile", folder / f"{source.stem}.pdf"
    _write_profile(profile / "user")
    switches = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard")
    command: list[str | Path] = [
        found,
        *switches,
        f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to",
        "pdf",
        "--outdir",
        folder,
        source,
    ]
    sandbox.run(command, folder=folder, limits=_LIMITS)
    if not made.exists():  # it reports success even where it could not load the file
        raise sandbox.SandboxError("LibreOffice made no PDF")
    return made


def _write_profile(user: Path) -> None:
    user.mkdir(parents=True, exist_ok=True)
    items = "".join(_ITEM.format(path=path, name=name, value=value) for (path, name), value in _SETTINGS.items())
    (user / "registrymodifications.xcu").write_text(_PAPER.format(items=items), encoding="utf-8")
