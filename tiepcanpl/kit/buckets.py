"""Files on S3: the same promises as files on disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files import File
from storages.backends.s3 import S3Storage

_MEGABYTE = 1024 * 1024


@contextmanager
def _as_os_errors() -> Iterator[None]:
    """Say what goes wrong as a disk would, so that nobody above has to know where files lie."""
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise OSError(str(error)) from error


class Bucket(S3Storage):  # type: ignore[misc]  # untyped
    """A bucket of our own: little memory, short waits, and no address that opens a file without asking us."""

    def get_default_settings(self) -> dict[str, Any]:
        """Send piece by piece in one thread; give up soon, since somebody waits for the answer."""
        ours = {
            "max_memory_size": 2 * _MEGABYTE,
            "transfer_config": TransferConfig(
                multipart_threshold=5 * _MEGABYTE, multipart_chunksize=5 * _MEGABYTE, use_threads=False
            ),
            "client_config": Config(
                connect_timeout=3,
                read_timeout=20,
                retries={"total_max_attempts": 2},
                s3={"addressing_style": "path"},
                signature_version="s3v4",
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        }
        return {**super().get_default_settings(), **ours}

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        """Open a file; one for reading is here as a whole, in a temporary file, when this returns."""
        with _as_os_errors():
            file: File[bytes] = super()._open(name, mode)
            if "r" in mode:
                file.read(0)
            return file

    def _save(self, name: str, content: IO[bytes]) -> str:
        with _as_os_errors():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        """Delete a file; one that is not there is no error."""
        with _as_os_errors():
            super().delete(name)

    def exists(self, name: str) -> bool:
        """Tell whether there is such a file."""
        with _as_os_errors():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        """Return the size in bytes."""
        with _as_os_errors():
            return int(super().size(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Return the folders and the files in a folder."""
        with _as_os_errors():
            folders, files = super().listdir(path)
            return folders, files

    def get_modified_time(self, name: str) -> datetime:
        """Return when the file was stored."""
        with _as_os_errors():
            moment: datetime = super().get_modified_time(name)
            return moment

    def url(self, name: str, *_arguments: object, **_options: object) -> str:
        """Return an address that leads nowhere: files leave through views."""
        return f"{settings.MEDIA_URL}{name}"
