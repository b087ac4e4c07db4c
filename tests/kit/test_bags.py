"""Bags: valid for the public tool, in constant memory, and never silent about a file that was lost or changed."""

import hashlib
import tracemalloc
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from io import BytesIO, FileIO
from pathlib import Path
from typing import IO

import bagit
import pytest

from tiepcanpl.kit import bags
from tiepcanpl.kit.bags import Entry, Fault, Kind

AT = datetime(2021, 1, 4, 9, 0, tzinfo=UTC)
MEGABYTE = 1024 * 1024


def explained(faults: Sequence[Fault]) -> Entry:
    return bags.text("su-co.txt", "".join(f"{fault.kind} {fault.path}\n" for fault in faults))


def packed(entries: Iterable[Entry]) -> Iterable[bytes]:
    return bags.stream("goi", entries, {"Source-Organization": "Ủy ban\nnhân dân"}, at=AT, explain=explained)


def unpacked(entries: Iterable[Entry], folder: Path) -> bagit.Bag:
    target = folder / "goi.zip"
    target.write_bytes(b"".join(packed(entries)))
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return bagit.Bag(str(folder / "goi"))


def entry(path: str, content: bytes, recorded: bytes | None = None) -> Entry:
    sha256 = hashlib.sha256(content if recorded is None else recorded).hexdigest()
    return Entry(path, lambda: BytesIO(content), sha256, len(content))


def refuses() -> IO[bytes]:
    raise FileNotFoundError


def test_a_bag_is_valid(tmp_path: Path) -> None:
    bag = unpacked(
        [entry("1.1.1/Quyet dinh.pdf", b"abc"), bags.text("doc.txt", "Đọc trước"), entry("rong", b"")], tmp_path
    )
    bag.validate()
    assert bag.info["Payload-Oxum"] == f"{3 + len('Đọc trước'.encode())}.3"
    assert bag.info["Source-Organization"] == "Ủy ban nhân dân"
    assert (tmp_path / "goi/data/doc.txt").read_text(encoding="utf-8") == "Đọc trước"
    assert set(bag.tagfile_entries()) == {"bagit.txt", "bag-info.txt", "manifest-sha256.txt"}


def test_one_changed_bit_makes_it_invalid(tmp_path: Path) -> None:
    bag = unpacked([entry("a.txt", b"abc")], tmp_path)
    (tmp_path / "goi/data/a.txt").write_bytes(b"abd")
    with pytest.raises(bagit.BagValidationError, match=r"a\.txt"):
        bag.validate()


def test_a_lost_and_a_changed_file_are_named(tmp_path: Path) -> None:
    lost = Entry("mat.pdf", refuses, hashlib.sha256(b"mat").hexdigest(), 3)
    bag = unpacked([entry("con.txt", b"con"), lost, entry("sua.pdf", b"sau", recorded=b"truoc")], tmp_path)
    note = (tmp_path / "goi/data/su-co.txt").read_text(encoding="utf-8")
    assert note == f"{Kind.MISSING} mat.pdf\n{Kind.CHANGED} sua.pdf\n"
    with pytest.raises(bagit.BagValidationError, match=r"data/mat\.pdf"):
        bag.validate()


def test_a_changed_file_alone_is_named_by_the_public_tool(tmp_path: Path) -> None:
    bag = unpacked([entry("con.txt", b"con"), entry("sua.pdf", b"sau", recorded=b"truoc")], tmp_path)
    with pytest.raises(bagit.BagValidationError) as caught:
        bag.validate()
    assert "sua.pdf" in str(caught.value)
    assert "con.txt" not in str(caught.value)


def test_a_disk_that_fails_half_way_is_a_changed_file(tmp_path: Path) -> None:
    class Failing(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError
            return super().read(size)

    content = b"x" * 200_000
    half = Entry("nua.bin", lambda: Failing(content), hashlib.sha256(content).hexdigest(), len(content))
    unpacked([half], tmp_path)
    assert (tmp_path / "goi/data/su-co.txt").read_text(encoding="utf-8") == f"{Kind.CHANGED} nua.bin\n"


def test_a_member_beyond_four_gigabytes_is_announced_as_zip64(tmp_path: Path) -> None:
    large = Entry("lon.bin", lambda: BytesIO(b"x"), size=5 * 1024 * MEGABYTE)
    unpacked([large], tmp_path).validate()
    with zipfile.ZipFile(tmp_path / "goi.zip") as archive:
        assert archive.getinfo("goi/data/lon.bin").extract_version == 45  # ZIP64


def test_memory_does_not_grow_with_the_files(tmp_path: Path) -> None:
    """Three hundred megabytes pass through; less than eight are held at any time."""
    names = [tmp_path / f"{number}.bin" for number in range(15)]
    for name in names:
        with name.open("wb") as file:
            file.truncate(20 * MEGABYTE)
    entries = (Entry(name.name, partial(FileIO, name), size=20 * MEGABYTE, is_compressed=True) for name in names)
    tracemalloc.start()
    try:
        count = sum(1 for _ in packed(entries))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count
    assert peak < 8 * MEGABYTE
