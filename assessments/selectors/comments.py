"""What was said about the items of a dossier, as threads: a comment with its answers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from assessments.models import Dossier, ItemComment
from assessments.selectors.contents import with_person
from communes.models import User


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with its answers, oldest first."""

    comment: ItemComment
    answers: tuple[ItemComment, ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """How many threads an item has, and how many of them are still open."""

    threads: int
    open: int


def of_item(user: User, dossier: Dossier, item_code: str) -> tuple[Thread, ...]:
    """Return the threads of one item that the person may read: one query."""
    return _threads(_seen(user, dossier).filter(item_code=item_code))


def roots_of(user: User, dossier: Dossier, *, item_code: str = "", only_open: bool = False) -> QuerySet[ItemComment]:
    """Return the comments that begin the threads that the person may read, open ones first, then by item."""
    rows = _seen(user, dossier).filter(in_reply_to=None)
    if item_code:
        rows = rows.filter(item_code=item_code)
    if only_open:
        rows = rows.filter(resolved_at=None)
    return rows.order_by("item_code", "pk")


def threads_from(user: User, dossier: Dossier, roots: Iterable[ItemComment]) -> tuple[Thread, ...]:
    """Return the threads that the comments begin: one query for all answers."""
    begun = list(roots)
    return _threads([*begun, *_seen(user, dossier).filter(in_reply_to__in=[row.pk for row in begun])])


def _seen(user: User, dossier: Dossier) -> QuerySet[ItemComment]:
    rows = dossier.comments.visible_to(user)
    return with_person(with_person(rows, "written_by"), "resolved_by")


def _threads(rows: Iterable[ItemComment]) -> tuple[Thread, ...]:
    begun: dict[int, ItemComment] = {}
    answers: defaultdict[int, list[ItemComment]] = defaultdict(list)
    for row in rows:
        if row.in_reply_to_id is None:
            begun[row.pk] = row
        else:
            answers[row.in_reply_to_id].append(row)
    return tuple(Thread(row, tuple(answers[pk])) for pk, row in begun.items())


def open_by_item(user: User, dossier: Dossier) -> Mapping[str, int]:
    """Return how many threads are open, by item code; items without one are left out."""
    rows = dossier.comments.visible_to(user).filter(in_reply_to=None, resolved_at=None)
    return dict(rows.order_by().values_list("item_code").annotate(count=Count("pk")))


def shared_by_item(user: User, dossier: Dossier) -> Mapping[str, Talk]:
    """Return what both sides have said, by item code; nothing is asked before the first submission."""
    if not dossier.round:
        return {}
    rows = dossier.comments.visible_to(user).filter(is_internal=False, in_reply_to=None).order_by()
    counts = rows.values_list("item_code").annotate(all=Count("pk"), left=Count("pk", filter=Q(resolved_at=None)))
    return {code: Talk(threads, left) for code, threads, left in counts}


def summary_of(user: User, dossier: Dossier) -> Talk | None:
    """Return how many threads the person may read in the dossier; None where there is none."""
    if not dossier.round:
        return None
    counts = (
        dossier.comments.visible_to(user)
        .filter(in_reply_to=None)
        .aggregate(all=Count("pk"), left=Count("pk", filter=Q(resolved_at=None)))
    )
    return Talk(counts["all"], counts["left"]) if counts["all"] else None


def unresolved_count(dossier: Dossier) -> int:
    """Return how many threads are open in the dossier, shared and internal ones: for the office alone."""
    return dossier.comments.filter(in_reply_to=None, resolved_at=None).count()
