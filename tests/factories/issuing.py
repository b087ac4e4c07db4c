"""Documents on their way out: made, numbered, signed."""

from datetime import date, datetime
from pathlib import Path

from assessments.models import Report
from assessments.services import issuing, numbering
from assessments.services.numbering import Numbered
from communes.models import User
from tests.factories import NOW
from tests.factories import signing as make
from tests.factories.town import Town
from tests.reports import made

NUMBER, DAY = "05/BC-TP", date(2021, 1, 4)


def numbered(report: Report, actor: User, number: str = NUMBER, dated: date = DAY, at: datetime = NOW) -> Report:
    """Give the report a number and have it printed with that."""
    numbering.assign(report.pk, Numbered(number, dated), actor=actor, at=at)
    return made.made(report)


def result(town: Town) -> Report:
    """Return a report on the campaign, ready to be issued."""
    return numbered(made.campaign_result(town.campaign, town.head), town.head)


def issued_on_paper(town: Town) -> Report:
    """Return a report that was signed on paper."""
    report = result(town)
    issuing.on_paper(report.pk, signer_position="Trưởng phòng", actor=town.head, at=NOW)
    report.refresh_from_db()
    return report


def key_file(folder: Path, unit: str, packed: bytes | None = None, password: bytes = make.PASSWORD) -> str:
    """Write a key, its passphrase and the file that names both; return that file's path."""
    (folder / "khoa.p12").write_bytes(packed or make.authority().pkcs12())
    (folder / "mat-khau").write_bytes(password + b"\n")
    (folder / "keys.toml").write_text(
        f'[[keys]]\nunit = "{unit}"\npkcs12 = "{folder}/khoa.p12"\npassphrase_file = "{folder}/mat-khau"\n'
    )
    return str(folder / "keys.toml")
