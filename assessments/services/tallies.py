"""Checks what the council's meetings left behind: ballots against marks, open votes and minutes against the record."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, QuerySet

from assessments.models import AgendaItem, AuditEvent, Meeting, OpenBallot
from assessments.services import audit


def faults() -> Iterator[str]:
    """Yield a sentence for each item or meeting that does not agree with itself, in order; nothing means all is whole.

    Nothing about a single secret vote can be read from it: only sums are compared.
    """
    told = _told_votes()
    for item in _voted_on():
        yield from (f"{_name(item)}: {sentence}" for sentence in _against(item, told))
    yield from _minutes()


def _voted_on() -> QuerySet[AgendaItem]:
    marked = Count("marks", distinct=True)
    noted = Count("marks__open_ballot", distinct=True)
    seats = Count("meeting__council__members", distinct=True)
    found = AgendaItem.objects.filter(opened_at__isnull=False).annotate(marked=marked, noted=noted, seats=seats)
    return found.select_related("dossier__commune", "box").order_by("pk")


def _name(item: AgendaItem) -> str:
    return f"Nội dung họp số {item.pk} ({item.dossier.commune})"


def _against(item: AgendaItem, told: dict[str, Counter[tuple[int | None, str]]]) -> Iterator[str]:
    marked, noted, seats = (int(getattr(item, name)) for name in ("marked", "noted", "seats"))
    if marked > seats:
        yield f"có {marked} người đã biểu quyết nhưng Hội đồng chỉ có {seats} thành viên."
    if item.ballot_kind == AgendaItem.BallotKind.SECRET:
        yield from _against_box(item, marked, noted)
        return
    if noted != marked:
        yield f"có {noted} phiếu nhưng {marked} người đã biểu quyết."
    ballots = OpenBallot.objects.filter(mark__item=item).values_list("mark__member__user_id", "choice")
    if Counter(ballots) != told.get(f"agenda:{item.pk}", Counter()):
        yield "phiếu biểu quyết công khai không khớp với nhật ký."


def _against_box(item: AgendaItem, marked: int, noted: int) -> Iterator[str]:
    box = getattr(item, "box", None)
    if box is None:
        yield "không còn hòm phiếu kín."
        return
    cast = box.agree + box.disagree + box.abstain
    if cast != marked:
        yield f"hòm phiếu kín có {cast} phiếu nhưng {marked} người đã bỏ phiếu."
    if noted:
        yield f"có {noted} phiếu ghi tên trong một cuộc bỏ phiếu kín."


def _told_votes() -> dict[str, Counter[tuple[int | None, str]]]:
    """Return what the record tells of the open votes, by the item's subject."""
    found: dict[str, Counter[tuple[int | None, str]]] = {}
    events = AuditEvent.objects.filter(action="ballot").values_list("subject", "actor_id", "changes__choice__1")
    for subject, user, choice in events:
        found.setdefault(subject, Counter())[user, choice] += 1
    return found


def _minutes() -> Iterator[str]:
    concluded = AuditEvent.objects.filter(action="meeting_conclude").values_list("subject", "changes__sha256")
    told = dict(concluded)
    for meeting in Meeting.objects.filter(state=Meeting.State.CONCLUDED).order_by("pk"):
        recorded = told.pop(f"meeting:{meeting.pk}", None)
        name = f"Biên bản số {meeting.minutes_number} (cuộc họp số {meeting.pk})"
        if audit.sha256_of(meeting.minutes) != meeting.minutes_sha256:
            yield f"{name}: nội dung đã bị thay đổi."
        elif recorded != meeting.minutes_sha256:
            yield f"{name}: không khớp với nhật ký."
    yield from (f"Biên bản của {subject}: có trong nhật ký nhưng không còn." for subject in told)
