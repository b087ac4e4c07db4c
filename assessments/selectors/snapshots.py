"""Reads of what was handed in. The keys of a snapshot are described in `services.snapshots`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.domain.item_hashes import hash_of
from assessments.domain.scoring import Answer as Claim
from assessments.models import Dossier, Submission


def latest(dossier: Dossier) -> Submission | None:
    """Return the submission of the current round."""
    return dossier.submissions.filter(round=dossier.round).first() if dossier.round else None


def previous(dossier: Dossier) -> Submission | None:
    """Return the latest earlier submission that the office reviewed (a round that was withdrawn was never read)."""
    if dossier.round <= 1:
        return None
    reviewed = dossier.reviews.filter(round__lt=dossier.round).order_by("-round").values("round")[:1]
    return dossier.submissions.filter(round__in=reviewed).first()


def claims(snapshot: Mapping[str, Any]) -> dict[str, Claim]:
    """Return the answers of a snapshot as the scoring engine reads them."""
    return {
        code: Claim(
            facts={key: tuple(value) if isinstance(value, list) else value for key, value in item["facts"].items()},
            not_applicable=item["not_applicable"],
        )
        for code, item in snapshot["items"].items()
        if item["answered"]
    }


def changed_items(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the codes of the items that differ between two snapshots, in the order of the standard.

    Points count here too: those of an item can follow from figures that were changed in another item.
    """
    return tuple(code for code, item in new["items"].items() if _read_of(item) != _read_of(old["items"][code]))


def _read_of(item: Mapping[str, Any]) -> tuple[Any, ...]:
    return hash_of(item), item["points"], item["met"]


def changed_since_last_review(dossier: Dossier) -> frozenset[str]:
    """Return the codes of the items that differ from the round that the office reviewed before; none in the first."""
    old, new = previous(dossier), latest(dossier)
    return frozenset(changed_items(old.snapshot, new.snapshot)) if old and new else frozenset()


@dataclass(frozen=True)
class ItemDifference:
    """What changed in one item between two rounds; files are original names."""

    code: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    files_added: tuple[str, ...]
    files_removed: tuple[str, ...]

    @property
    def facts_changed(self) -> bool:
        """Tell whether figures or choices changed."""
        return any(self.before[key] != self.after[key] for key in ("facts", "not_applicable"))

    @property
    def value_changed(self) -> bool:
        """Tell whether the points or the verdict changed, be it by another item's figures."""
        return any(self.before[key] != self.after[key] for key in ("points", "met"))

    @property
    def note_changed(self) -> bool:
        """Tell whether the note changed."""
        return bool(self.before["note"] != self.after["note"])


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, ItemDifference]:
    """Return the differences between two rounds by item code."""
    return {code: _difference(code, old["items"][code], new["items"][code]) for code in changed_items(old, new)}


def _difference(code: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> ItemDifference:
    old = {file["sha256"]: file["name"] for file in before["evidence"]}
    new = {file["sha256"]: file["name"] for file in after["evidence"]}
    return ItemDifference(
        code=code,
        before=before,
        after=after,
        files_added=tuple(name for sha, name in new.items() if sha not in old),
        files_removed=tuple(name for sha, name in old.items() if sha not in new),
    )
