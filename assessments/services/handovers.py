"""Tells the right people after each action of the workflow, in the same transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.urls import reverse

from assessments.domain import handovers as words
from assessments.domain.handovers import AUDIENCES, Audience, Words
from assessments.domain.workflow import Action
from assessments.models import Campaign, Decision, Dossier, Meeting
from assessments.selectors import handovers as selectors
from assessments.selectors import recipients
from assessments.selectors.recipients import Group
from assessments.services import notices
from assessments.services.notices import Message
from communes.models import User

_FOR_LISTS = frozenset({Action.WITHDRAW})  # the office reads the dossier no more


def tell(  # noqa: PLR0913  # a hand-over has that many parts
    action: Action,
    dossiers: Sequence[Dossier],
    *,
    key: str,
    actor: User,
    at: datetime,
    note: str = "",
    meetings: Collection[int] = (),
) -> None:
    """Tell everybody concerned that the actor did the action to dossiers of one campaign.

    Each commune is told of its own dossier; everybody else once, however many dossiers there are. `key` names the deed.
    `meetings` are the council's meetings that the deed concerns. Decisions are told by `tell_decision`.
    """
    meeting = Meeting.objects.filter(pk__in=meetings).first() if Audience.COUNCIL in AUDIENCES[action] else None
    groups = recipients.groups_after(action, dossiers, actor=actor, meetings=meetings)
    whole = selectors.facts_after(action, dossiers, note=note, meeting=meeting)
    messages = []
    for group, dossier in _with_dossiers(groups, dossiers):
        facts = whole if dossier is None or len(dossiers) == 1 else selectors.only(whole, dossier)
        path = _path(action, group.audience, dossiers, dossier, meeting)
        read = words.words_for(action, group.audience, facts)
        messages.append(_message(group, read, key=_key(key, dossier), kind=action, path=path))
    notices.tell_all(messages, at=at)


def _with_dossiers(groups: Sequence[Group], dossiers: Sequence[Dossier]) -> list[tuple[Group, Dossier | None]]:
    """Pair each commune with its dossier; the others stand for all."""
    own = {dossier.commune_id: dossier for dossier in dossiers}
    return [(group, own[group.unit.pk] if group.audience is Audience.COMMUNE else None) for group in groups]


def _key(key: str, dossier: Dossier | None) -> str:
    return f"{key}:{dossier.pk}" if dossier else key


def _message(group: Group, read: Words, *, key: str, kind: str, path: str) -> Message:
    return Message(group.users, key, kind, read.title, path, read.text, read.due_on)


def _path(
    action: Action, audience: Audience, dossiers: Sequence[Dossier], own: Dossier | None, meeting: Meeting | None
) -> str:
    """Return where the reader goes on."""
    campaign = dossiers[0].campaign_id
    if meeting and audience is Audience.COUNCIL:
        return reverse("assessments:meeting_detail", args=[meeting.pk])
    if action in _FOR_LISTS and audience is Audience.OFFICE:
        return reverse("assessments:dossier_list")
    if audience is Audience.DECIDERS and action is Action.CONCLUDE:
        return reverse("assessments:decision_create", args=[campaign])
    if own is None and len(dossiers) > 1:
        return reverse("assessments:campaign_detail", args=[campaign])
    return reverse("assessments:dossier_detail", args=[(own or dossiers[0]).pk])


def tell_decision(
    decision: Decision, ruled: Mapping[Dossier, tuple[Action, str]], *, actor: User, at: datetime
) -> None:
    """Tell each commune what the decision says of it and why, and everybody else once what the decision says."""
    dossiers = list(ruled)
    groups = recipients.groups_after(Action.RECOGNISE, dossiers, actor=actor)
    messages = []
    for group, dossier in _with_dossiers(groups, dossiers):
        path = reverse("assessments:dossier_detail", args=[dossier.pk]) if dossier else _decision_path(decision)
        read = _words_of(decision, {dossier: ruled[dossier]} if dossier else ruled, group.audience)
        messages.append(
            _message(group, read, key=_key(f"decision:{decision.pk}", dossier), kind="decision", path=path)
        )
    notices.tell_all(messages, at=at)


def _decision_path(decision: Decision) -> str:
    return reverse("assessments:decision_detail", args=[decision.pk])


def _words_of(decision: Decision, ruled: Mapping[Dossier, tuple[Action, str]], audience: Audience) -> Words:
    year = decision.campaign.year
    if len(ruled) == 1:
        ((dossier, (action, note)),) = ruled.items()
        facts = words.Facts(year, (dossier.commune.full_name,), decision=str(decision), note=note)
        return words.words_for(action, audience, facts)
    outcomes: dict[Action, tuple[str, ...]] = {}
    for dossier, (action, _) in ruled.items():
        outcomes[action] = (*outcomes.get(action, ()), dossier.commune.full_name)
    return words.words_of_decision(audience, str(decision), outcomes, year=year)


def tell_opened(campaign: Campaign, dossiers: Sequence[Dossier], *, actor: User, at: datetime) -> None:
    """Tell each commune that its dossier is open, and until when it is handed in."""
    messages = [
        _message(
            group,
            words.words_of_opening(campaign.title, group.unit.full_name, campaign.due_before),
            key=_key(f"campaign:{campaign.pk}:open", dossier),
            kind="campaign_open",
            path=reverse("assessments:dossier_detail", args=[dossier.pk]),
        )
        for group, dossier in _with_dossiers(recipients.communes_of(dossiers, actor=actor), dossiers)
        if dossier
    ]
    notices.tell_all(messages, at=at)


def tell_extended(dossier: Dossier, *, key: str, due_before: date, reason: str, actor: User, at: datetime) -> None:
    """Tell the commune that it has more time, and why."""
    read = words.words_of_extension(dossier.commune.full_name, dossier.campaign.year, due_before, reason)
    path = reverse("assessments:dossier_detail", args=[dossier.pk])
    groups = recipients.communes_of([dossier], actor=actor)
    notices.tell_all([_message(group, read, key=key, kind="extend", path=path) for group in groups], at=at)
