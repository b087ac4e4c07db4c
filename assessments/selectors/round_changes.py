"""What differs between two rounds of a dossier: items, narrative, register, and what was asked for in between."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessments.domain.standard import Item
from assessments.domain.standard import Standard as Edition
from assessments.domain.text_changes import Piece, pieces
from assessments.models import Dossier, Submission, SupplementRequest
from assessments.models.labels import SECTIONS
from assessments.selectors import snapshots
from assessments.selectors.snapshots import ItemDifference
from tiepcanpl.kit import dates


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One item: what changed (None = nothing), and what was asked for between the two rounds."""

    item: Item
    difference: ItemDifference | None
    requests: tuple[SupplementRequest, ...]


@dataclass(frozen=True, slots=True)
class SectionChange:
    """One section of the narrative, word by word."""

    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class RoundChanges:
    """Everything that differs between two rounds; declarations are sentences."""

    before: Submission
    after: Submission
    items: tuple[ItemChange, ...]
    sections: tuple[SectionChange, ...]
    declared: tuple[str, ...]
    withdrawn: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing differs and nothing was asked."""
        return not (self.items or self.sections or self.declared or self.withdrawn)


def rounds_of(dossier: Dossier) -> list[Submission]:
    """Return the submissions, oldest first, without their contents."""
    return list(dossier.submissions.defer("snapshot").order_by("round"))


def between(dossier: Dossier, first: int, second: int) -> RoundChanges | None:
    """Compare two rounds, the earlier one first; None where one of them does not exist."""
    numbers = sorted({first, second})
    found = list(dossier.submissions.filter(round__in=numbers).order_by("round"))
    if len(found) != 2:  # noqa: PLR2004  # a comparison has two sides
        return None
    before, after = found
    edition = dossier.campaign.standard.parsed
    old, new = before.snapshot, after.snapshot
    return RoundChanges(
        before=before,
        after=after,
        items=tuple(_items(dossier, before, after)),
        sections=tuple(_sections(old["narrative"], new["narrative"])),
        declared=_more(edition, new["declarations"], old["declarations"]),
        withdrawn=_more(edition, old["declarations"], new["declarations"]),
    )


def _items(dossier: Dossier, before: Submission, after: Submission) -> Iterator[ItemChange]:
    differences = snapshots.differences(before.snapshot, after.snapshot)
    asked = dossier.requests.filter(round__gte=before.round, round__lt=after.round)
    requests = list(asked.select_related("requested_by", "replied_by", "judged_by"))
    for item in dossier.campaign.standard.parsed.items:
        own = tuple(row for row in requests if row.item_code == item.code)
        if own or item.code in differences:
            yield ItemChange(item, differences.get(item.code), own)


def _sections(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[SectionChange]:
    for code, title in SECTIONS.items():
        before, after = old.get(code, ""), new.get(code, "")
        if before != after:
            yield SectionChange(title, pieces(before, after))


def _more(edition: Edition, rows: Iterable[Mapping[str, Any]], others: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return as sentences the declarations that stand more often among the rows than among the others."""
    labels = {fact.code: fact.label for fact in edition.facts}
    told = (Counter(_sentence(labels, row) for row in side) for side in (rows, others))
    mine, theirs = told
    return tuple((mine - theirs).elements())


def _sentence(labels: Mapping[str, str], row: Mapping[str, Any]) -> str:
    label = labels.get(row["code"], row["code"])
    if not row["arose"]:
        return f"{label}: không có."
    day = f"ngày {dates.short(date.fromisoformat(row['occurred_on']))}" if row["occurred_on"] else ""
    parts = [row["penalty"], day, row["position"], row["document"], row["note"]]
    return f"{label}: có – {', '.join(part for part in parts if part)}."
