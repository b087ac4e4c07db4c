"""The office's half in bulk: who looks at what, what was looked at twice, what was said, who was told."""

from collections.abc import Iterator
from datetime import date, timedelta

from assessments.domain.workflow import State
from assessments.management.scale.rows import HANDED_IN, OPENED_AT, REVIEWED, Place
from assessments.models import (
    Assignment,
    Dossier,
    ItemComment,
    Notice,
    SecondLook,
    SecondLookDraw,
    SpecialisedOffice,
)
from communes.models import Membership, Role, User

_REVIEWERS, _THREADS, _NOTICES = 8, 30, 120
_OFFICES = ("Công an", "Tài nguyên và Môi trường", "Tài chính")
_DRAWN = ("2.3.1", "3.1.1")
_LATER = OPENED_AT + timedelta(days=18)


def make_office(place: Place, dossiers: list[Dossier]) -> None:
    """Make assignments, opinions asked for, second looks, comments and notices."""
    reviewers = [place.users[Role.REVIEWER], *_more_reviewers(place)]
    offices = SpecialisedOffice.objects.bulk_create(
        SpecialisedOffice(authority=place.campaign.authority, name=name) for name in _OFFICES
    )
    offices[0].members.add(place.users[Role.SPECIALIST])
    Assignment.objects.bulk_create(_assignments(place, dossiers, reviewers, offices), batch_size=5000)
    draws = SecondLookDraw.objects.bulk_create(_draws(place, dossiers), batch_size=5000)
    SecondLook.objects.bulk_create(_looks(draws, *reviewers[:2]), batch_size=5000)
    _make_comments(place, next((row for row in dossiers if row.state == State.UNDER_REVIEW), None))
    Notice.objects.bulk_create(_notices(place))


def _more_reviewers(place: Place) -> list[User]:
    town = place.campaign.authority
    made = [
        User.objects.create(username=f"thu-tai-tham-tra-{n}", full_name=f"Thử tải – Chuyên viên {n}", password="!")  # noqa: S106  # "!" is no password
        for n in range(2, _REVIEWERS + 1)
    ]
    Membership.objects.bulk_create(Membership(user=user, role=Role.REVIEWER, unit=town) for user in made)
    return made


def _assignments(
    place: Place, dossiers: list[Dossier], reviewers: list[User], offices: list[SpecialisedOffice]
) -> Iterator[Assignment]:
    """Yield a reviewer and an asked office for each dossier handed in; the first office has the first under review."""
    head = place.users[Role.OFFICE_HEAD]
    for n, dossier in enumerate(dossiers):
        if dossier.state not in HANDED_IN:
            continue
        common = {"dossier": dossier, "due_on": date(2021, 1, 20), "assigned_at": _LATER, "assigned_by": head}
        yield Assignment(reviewer=reviewers[n % len(reviewers)], **common)
        yield Assignment(office=offices[(n + 1) % len(offices)], node_code="2", note="Cho ý kiến.", **common)


def _draws(place: Place, dossiers: list[Dossier]) -> Iterator[SecondLookDraw]:
    for dossier in dossiers:
        if dossier.state in REVIEWED:
            yield SecondLookDraw(
                dossier=dossier,
                round=1,
                share=5,
                seed="thu-tai",
                population=list(_DRAWN),
                drawn_at=_LATER,
                drawn_by=place.users[Role.OFFICE_HEAD],
            )


def _looks(draws: list[SecondLookDraw], accepted_by: User, reviewer: User) -> Iterator[SecondLook]:
    stamps = {"accepted_by": accepted_by, "looked_at": _LATER, "looked_by": reviewer}
    for draw in draws:
        for code in _DRAWN:
            yield SecondLook(draw=draw, item_code=code, agrees=True, **stamps)


def _make_comments(place: Place, dossier: Dossier | None) -> None:
    """Make the threads of one dossier, each with an answer."""
    if dossier is None:
        return
    asked, answered = place.users[Role.REVIEWER], place.users[Role.COMMUNE_OFFICIAL]
    common = {"dossier": dossier, "round": dossier.round, "is_internal": False, "written_at": _LATER}
    items = place.campaign.standard.parsed.answerable_items[:_THREADS]
    roots = ItemComment.objects.bulk_create(
        ItemComment(item_code=item.code, text="Đề nghị nêu rõ số liệu.", written_by=asked, **common) for item in items
    )
    ItemComment.objects.bulk_create(
        ItemComment(item_code=root.item_code, text="Đã bổ sung.", written_by=answered, in_reply_to=root, **common)
        for root in roots
    )


def _notices(place: Place) -> Iterator[Notice]:
    for user in place.users.values():
        for n in range(_NOTICES):
            yield Notice(
                recipient=user,
                key=f"thu-tai:{n}",
                kind="submit",
                title=f"Xã Thử tải {n + 1} đã nộp hồ sơ",
                text="Vui lòng tiếp nhận hồ sơ.",
                path="/",
                created_at=OPENED_AT + timedelta(hours=n),
                read_at=_LATER if n % 3 else None,
            )
