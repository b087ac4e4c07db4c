"""System checks: what would only fail later is said at the start."""

import uuid
from collections.abc import Sequence
from pathlib import Path

from celery import current_app
from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connections

from tiepcanpl.kit import filetypes, signing_keys
from tiepcanpl.kit.seeing import office, recognition

SUPPORTED = {"sqlite", "postgresql"}
Apps = Sequence[AppConfig] | None


@checks.register("storage")
def storage_writable(app_configs: Apps, **kwargs: object) -> list[checks.CheckMessage]:  # noqa: ARG001  # Django's signature
    """Write a small file to the storage and remove it."""
    name = f".check-{uuid.uuid4().hex}"
    try:
        default_storage.delete(default_storage.save(name, ContentFile(b"ok")))
    except OSError as error:
        hint = "Set MEDIA_ROOT to a folder that the product may write to."
        return [checks.Error(f"The storage of files cannot be written: {error}", hint=hint, id="kit.E001")]
    return []


@checks.register("storage", deploy=True)
def broker_reachable(app_configs: Apps, **kwargs: object) -> list[checks.CheckMessage]:  # noqa: ARG001  # Django's signature
    """Reach Redis, or find the folders of the queue writable."""
    if not settings.REDIS_URL:
        return _queue_folders()
    try:
        with current_app.connection_for_write(settings.REDIS_URL, connect_timeout=3) as connection:
            connection.ensure_connection(max_retries=1, timeout=3)
    except Exception as error:  # noqa: BLE001  # whatever the transport raises means the same here
        return [checks.Error(f"The broker does not answer: {error}", hint="Check REDIS_URL.", id="kit.E002")]
    return []


def _queue_folders() -> list[checks.CheckMessage]:
    message = "Without REDIS_URL, jobs wait in a folder: web and worker have to share one machine."
    found: list[checks.CheckMessage] = [checks.Warning(message, id="kit.W001")]
    probe = Path(settings.BROKER_DIR) / f".check-{uuid.uuid4().hex}"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        found.append(checks.Error(f"The folder of the queue cannot be written: {error}", id="kit.E002"))
    return found


@checks.register(checks.Tags.database)
def database_supported(
    app_configs: Apps,  # noqa: ARG001  # Django's signature
    databases: Sequence[str] | None = None,
    **kwargs: object,  # noqa: ARG001  # see above
) -> list[checks.CheckMessage]:
    """Know the database: triggers and locks are written for these two."""
    vendors = {alias: connections[alias].vendor for alias in databases or []}
    return [
        checks.Error(f"Database “{alias}” is {vendor}; use PostgreSQL or SQLite.", id="kit.E003")
        for alias, vendor in vendors.items()
        if vendor not in SUPPORTED
    ]


@checks.register("storage")
def types_by_libmagic(app_configs: Apps, **kwargs: object) -> list[checks.CheckMessage]:  # noqa: ARG001  # Django's signature
    """Say where libmagic is missing: files are then known by their signatures alone."""
    if filetypes.HAS_LIBMAGIC:
        return []
    hint = "Install the system library, on Debian and Ubuntu: apt-get install libmagic1"
    return [checks.Warning("libmagic was not found.", hint=hint, id="kit.W002")]


@checks.register("storage")
def programs_that_read_files(app_configs: Apps, **kwargs: object) -> list[checks.CheckMessage]:  # noqa: ARG001  # Django's signature
    """Say which programs are missing that read scans and Office files; everything else works without them."""
    found: list[checks.CheckMessage] = []
    if recognition.program() is None:
        message = (
            "Tesseract with Vietnamese was not found: scans and photos have no text and are not found by the search."
        )
        hint = "On Debian and Ubuntu: apt-get install tesseract-ocr tesseract-ocr-vie"
        found.append(checks.Info(message, hint=hint, id="kit.I001"))
    if office.program() is None:
        message = "LibreOffice was not found: Word and Excel files can be downloaded, not looked at or searched."
        hint = "On Debian and Ubuntu: apt-get install --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui"
        found.append(checks.Info(message, hint=hint, id="kit.I002"))
    return found


@checks.register("signing")
def keys_for_signing(app_configs: Apps, **kwargs: object) -> list[checks.CheckMessage]:  # noqa: ARG001  # Django's signature
    """Read the list of keys and their secrets: a slip in it would only be noticed by whoever signs."""
    try:
        for key in signing_keys.load(settings.SIGNING_KEYS):
            key.secret.read()
    except signing_keys.KeysError as error:
        hint = "Compare SIGNING_KEYS with deploy/signing-keys.example.toml."
        return [checks.Error(f"The keys for signing cannot be used: {error}", hint=hint, id="kit.E004")]
    return []
