"""Puts the printed sections of a paper together into one PDF, with its tags and bookmarks, without reading pages into memory."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from pikepdf import Array, Name, OutlineItem, Pdf

from assessments.reports import archival


def merge(sections: Sequence[Path], target: Path, data: str) -> int:
    """Write the pages of all sections in their order and return their number; equal sections give equal bytes.

    Title, author, times and identifier are those of the first section; `data` is the JSON that the paper was made from.
    """
    with Pdf.open(sections[0]) as whole:
        nums = Array(whole.Root.StructTreeRoot.ParentTree.Nums)
        for path in sections[1:]:
            # Not closed and not kept: its streams are read when the whole is written, its objects are let go of now.
            _append(whole, Pdf.open(path), nums)
        whole.Root.StructTreeRoot.ParentTree.Nums = nums
        archival.attach(whole, data)
        archival.conform(whole)
        target.write_bytes(archival.saved(whole))
        return len(whole.pages)


def _append(whole: Pdf, source: Pdf, nums: Array) -> None:
    """Add the pages of a section; their parts of the structure tree follow those of the pages before."""
    before = len(whole.pages)
    _renumber(source, nums)
    whole.pages.extend(source.pages)
    root = whole.copy_foreign(source.Root.StructTreeRoot)
    (document,) = whole.Root.StructTreeRoot.K
    (added,) = root.K
    for child in added.K:
        child.P = document
        document.K.append(child)
    nums.extend(root.ParentTree.Nums)
    _add_bookmarks(whole, source, before)


def _renumber(source: Pdf, nums: Array) -> None:
    """Let the keys of the section's parent tree go on after those that are there."""
    raised = len(nums) // 2
    for page in source.pages:
        page.obj.StructParents = int(page.obj.StructParents) + raised
        for annotation in page.obj.get(Name.Annots, ()):
            if Name.StructParent in annotation:
                annotation.StructParent = int(annotation.StructParent) + raised
    own = source.Root.StructTreeRoot.ParentTree.Nums
    for place in range(0, len(own), 2):
        own[place] = int(own[place]) + raised


def _add_bookmarks(whole: Pdf, source: Pdf, before: int) -> None:
    """Hang the section's bookmarks under the paper's title, as in a paper that was printed whole."""
    if Name.Outlines not in source.Root:
        return
    numbers = {page.obj.objgen: before + place for place, page in enumerate(source.pages)}
    with source.open_outline() as theirs, whole.open_outline() as ours:
        parent = ours.root[-1].children if ours.root else ours.root
        parent.extend(_moved(whole, item, numbers) for item in theirs.root)


def _moved(whole: Pdf, item: OutlineItem, numbers: dict[tuple[int, int], int]) -> OutlineItem:
    page, *place = cast("Array", item.destination)
    target = Array([whole.pages[numbers[page.objgen]].obj, *place])
    found = OutlineItem(item.title, target)
    found.children.extend(_moved(whole, child, numbers) for child in item.children)
    return found
