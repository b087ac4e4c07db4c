"""Keeps the pictures of a reading in the storage, on a disk or on S3."""

from collections.abc import Sequence
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage

from assessments.models import EvidenceReading
from tiepcanpl.kit.seeing import pages


def store(reading: EvidenceReading, folder: Path, numbers: Sequence[int]) -> None:
    """Store what was drawn of the pages."""
    for picture in pages.pictures(folder, numbers):
        put(f"{reading.folder}/{picture.name}", picture)


def put(name: str, picture: Path) -> None:
    """Store a picture under exactly this name."""
    default_storage.delete(name)
    with picture.open("rb") as content:
        default_storage.save(name, File(content))


def clear(folder: str) -> None:
    """Delete the pictures of one reading."""
    if not folder:
        return
    try:
        names = default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)
