"""Reads of what was handed in. The keys of a snapshot are described in `services.snapshots`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from assessments.domain.item_hashes import both, details_of
from assessments.domain.numbers import shown
from assessments.domain.scoring import Answer as Claim
from assessments.domain.text_changes import Piece, pieces
from assessments.models import Dossier, EvidenceLink, Submission


def file_of(link: EvidenceLink) -> dict[str, Any]:
    """Return a file as a snapshot holds it: its content, what document it is, and for what it stands."""
    stored = link.evidence
    return {
        "id": link.evidence_id,
        "name": stored.original_name,
        "sha256": stored.sha256,
        "size": stored.size,
        "media_type": stored.media_type,
        "title": stored.title,
        "document_number": stored.document_number,
        "issuer": stored.issuer,
        "issued_on": _day(stored.issued_on),
        "proves_from": _day(stored.proves_from),
        "proves_to": _day(stored.proves_to),
        "documents": list(link.documents),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


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
    before, after = both(old, new)
    return tuple(
        code
        for code, item in new["items"].items()
        if before[code] != after[code] or _worth(item) != _worth(old["items"][code])
    )


def _worth(item: Mapping[str, Any]) -> tuple[Any, ...]:
    return item["points"], item["met"]


def changed_since_last_review(dossier: Dossier) -> frozenset[str]:
    """Return the codes of the items that differ from the round that the office reviewed before; none in the first."""
    old, new = previous(dossier), latest(dossier)
    return frozenset(changed_items(old.snapshot, new.snapshot)) if old and new else frozenset()


def asked_before(dossier: Dossier) -> frozenset[str]:
    """Return the codes of the items about which the commune was asked in the round before; none in the first."""
    if dossier.round <= 1:
        return frozenset()
    return frozenset(dossier.requests.filter(round=dossier.round - 1).values_list("item_code", flat=True))


@dataclass(frozen=True)
class ItemDifference:
    """What changed in one item between two rounds; files are rows of the snapshot, told apart by their hash.

    `files_described` are files of both rounds about which something else is said now: (before, after).
    """

    code: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    files_added: tuple[Mapping[str, Any], ...]
    files_removed: tuple[Mapping[str, Any], ...]
    files_described: tuple[tuple[Mapping[str, Any], Mapping[str, Any]], ...]

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

    @property
    def worth_before(self) -> str:
        """What the item was worth: "1,5 điểm", "đạt", "chưa có"."""
        return worth_of(self.before)

    @property
    def worth_after(self) -> str:
        """What the item is worth now."""
        return worth_of(self.after)

    @property
    def note_pieces(self) -> tuple[Piece, ...]:
        """The note word by word: what stayed, came and went."""
        return pieces(self.before["note"], self.after["note"])


def worth_of(item: Mapping[str, Any]) -> str:
    """Return the value of an item in a snapshot in words."""
    if item["points"] is not None:
        return f"{shown(Fraction(item['points']))} điểm"
    return {True: "đạt", False: "không đạt"}.get(item["met"], "chưa có")


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, ItemDifference]:
    """Return the differences between two rounds by item code."""
    return {code: _difference(code, old["items"][code], new["items"][code]) for code in changed_items(old, new)}


def _difference(code: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> ItemDifference:
    old = {file["sha256"]: file for file in before["evidence"]}
    new = {file["sha256"]: file for file in after["evidence"]}
    return ItemDifference(
        code=code,
        before=before,
        after=after,
        files_added=tuple(file for sha, file in new.items() if sha not in old),
        files_removed=tuple(file for sha, file in old.items() if sha not in new),
        files_described=tuple(
            (old[sha], file)
            for sha, file in new.items()
            if "title" in old.get(sha, {}) and details_of(old[sha]) != details_of(file)
        ),
    )
