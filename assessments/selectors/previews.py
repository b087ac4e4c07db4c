"""Says under a button whom it will tell: by role on overviews, with numbers where the deed is confirmed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from assessments.domain.handovers import AUDIENCES, Audience
from assessments.domain.workflow import Action
from assessments.models import Dossier, Meeting
from assessments.selectors import recipients
from assessments.selectors.recipients import Group
from communes.models import Unit, User


def told_after(
    action: Action, dossiers: Sequence[Dossier], *, actor: User, meetings: Collection[int] | None = None
) -> str:
    """Say who will be told, with the number of people; asks what the notices themselves ask.

    `meetings` are the council's meetings concerned; left out, taking a dossier back concerns those that it is planned for.
    """
    if not dossiers:
        return ""
    if meetings is None:
        meetings = recipients.planned_meetings(dossiers[0]) if action is Action.TAKE_BACK else ()
    return sentence_of(recipients.groups_after(action, dossiers, actor=actor, meetings=meetings))


def told_of_communes(communes: Sequence[Unit], *, actor: User) -> str:
    """Say who will be told of what concerns communes alone."""
    return sentence_of(recipients.people_of(communes, actor=actor))


def told_of_meeting(meeting: Meeting, users: Iterable[User]) -> str:
    """Say that the members are told of what concerns a whole meeting."""
    return sentence_of([recipients.council_of(meeting, users)])


def told_of_choice(meeting: Meeting, users: Iterable[User]) -> str:
    """Say who will be told of dossiers that are still to be chosen for the meeting's agenda."""
    communes = "lãnh đạo và công chức UBND của các xã, phường được chọn"
    if not meeting.papers_sent_at:
        return f"Sẽ báo cho: {communes}. Thành viên Hội đồng được báo khi gửi tài liệu họp."
    part = _Part.of(recipients.council_of(meeting, users))
    return f"Sẽ báo cho: {communes}; {part.label} ({part.count} người)."


def told_by_role(action: Action, dossier: Dossier) -> str:
    """Say who will be told without counting them: nothing is read beside the dossier."""
    units = {Audience.COMMUNE: dossier.commune}
    labels = [recipients.label_of(a, units.get(a, dossier.campaign.authority)) for a in AUDIENCES[action]]
    return f"Sẽ báo cho: {'; '.join(labels)}."


def sentence_of(groups: Iterable[Group]) -> str:
    """Say who is told: groups with the number of people, many communes in one; no names, no addresses."""
    groups = list(groups)
    communes = [group for group in groups if group.audience is Audience.COMMUNE]
    parts = [_Part.of(group) for group in groups if group.audience is not Audience.COMMUNE]
    if len(communes) > 1:
        count = len({user.pk for group in communes for user in group.users})
        silent = sum(1 for group in communes if not group.users)
        parts.insert(0, _Part(f"lãnh đạo và công chức UBND {len(communes) - silent} xã, phường", count))
        parts += [_Part(f"UBND {silent} xã, phường", 0)] if silent else []
    else:
        parts[:0] = [_Part.of(group) for group in communes]
    told = "; ".join(f"{part.label} ({part.count} người)" for part in parts if part.count)
    missing = "; ".join(part.label for part in parts if not part.count)
    sentences = (
        f"Sẽ báo cho: {told}." if told else "",
        f"Chưa có tài khoản nhận thông báo: {missing}." if missing else "",
    )
    return " ".join(sentence for sentence in sentences if sentence)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the sentence."""

    label: str
    count: int

    @classmethod
    def of(cls, group: Group) -> "_Part":
        return cls(group.label, len(group.users))
