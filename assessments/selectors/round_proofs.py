"""The proof that a supplement changed only what was asked for: hashes of every item in two rounds that follow each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.domain.item_hashes import both
from assessments.domain.standard import Standard as Edition
from assessments.domain.workflow import Action
from assessments.models import AuditEvent, Dossier, Submission

_TELLING = (Action.SUBMIT, Action.RESUBMIT, Action.REQUEST_SUPPLEMENT)


@dataclass(frozen=True, slots=True)
class ItemProof:
    """One item: its hash in the round before and in this one; `is_open` tells that the commune was allowed to change it."""

    code: str
    title: str
    before: str
    after: str
    is_open: bool

    @property
    def is_same(self) -> bool:
        """Tell whether nothing changed."""
        return self.before == self.after

    @property
    def is_fault(self) -> bool:
        """Tell whether the item changed although it was locked."""
        return not self.is_same and not self.is_open


@dataclass(frozen=True, slots=True)
class Proof:
    """Two rounds beside each other."""

    old: Submission
    new: Submission
    items: tuple[ItemProof, ...]

    @property
    def unchanged(self) -> int:
        """How many items are the same."""
        return sum(1 for item in self.items if item.is_same)

    @property
    def faults(self) -> tuple[ItemProof, ...]:
        """The locked items that changed; none unless somebody wrote past the product."""
        return tuple(item for item in self.items if item.is_fault)


def proof_of(dossier: Dossier, number: int) -> Proof | None:
    """Compare a round that answered requests with the one before; None for every other round."""
    asked = list(dossier.requests.filter(round=number - 1).values_list("item_code", flat=True))
    found = {row.round: row for row in dossier.submissions.filter(round__in=[number - 1, number])} if asked else {}
    if len(found) < 2:  # noqa: PLR2004  # two rounds are compared
        return None
    edition = dossier.campaign.standard.parsed
    old, new = found[number - 1], found[number]
    return Proof(old, new, _items(edition, old.snapshot, new.snapshot, edition.opened_by(asked)))


def _items(
    edition: Edition, old: Mapping[str, Any], new: Mapping[str, Any], opened: frozenset[str]
) -> tuple[ItemProof, ...]:
    before, after = both(old, new)
    return tuple(
        ItemProof(item.code, item.title, before.get(item.code, ""), after.get(item.code, ""), item.code in opened)
        for item in edition.answerable_items
    )


def faults() -> Iterator[str]:
    """Yield a sentence for each item that changed from one round to the next although nobody had asked for it.

    What was asked for is read from the audit trail, which is a chain: a request slipped into the table opens nothing.
    """
    asked: dict[str, list[str]] = {}
    events = AuditEvent.objects.filter(action__in=_TELLING).order_by("stream", "sequence")
    for stream, action, changes in events.values_list("stream", "action", "changes").iterator():
        if action == Action.REQUEST_SUPPLEMENT:
            asked[stream] = list(changes.get("requests", {}))
        elif action == Action.RESUBMIT:
            yield from _faults_of(int(stream.partition(":")[2]), changes["round"], asked.pop(stream, []))
        else:
            asked.pop(stream, None)


def _faults_of(dossier_id: int, number: int, asked: list[str]) -> Iterator[str]:
    """Compare one round with the one before; submissions that are missing are named elsewhere."""
    dossier = Dossier.objects.select_related("campaign__standard").filter(pk=dossier_id).first()
    found = dict(
        Submission.objects.filter(dossier=dossier_id, round__in=[number - 1, number]).values_list("round", "snapshot")
    )
    if dossier is None or len(found) < 2:  # noqa: PLR2004  # two rounds are compared
        return
    edition = dossier.campaign.standard.parsed
    for item in _items(edition, found[number - 1], found[number], edition.opened_by(asked)):
        if item.is_fault:
            yield (
                f"Hồ sơ số {dossier_id}, lần nộp {number}: nội dung {item.code} khác lần nộp {number - 1} "
                "dù không được yêu cầu bổ sung."
            )
