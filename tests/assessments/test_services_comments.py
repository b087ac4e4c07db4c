"""Comments on items: who says what to whom, what is told, what is closed and opened again."""

import pytest

from assessments.domain.workflow import State
from assessments.models import AuditEvent, Dossier, ItemComment, Notice
from assessments.services import audit, comments
from communes.models import Membership, Role, User
from tests.factories import NOW
from tests.factories.steps import bring_to
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError, NotAllowedError

CODE = "1.1.1"


@pytest.fixture
def dossier(town: Town) -> Dossier:
    return bring_to(town, State.UNDER_REVIEW)


def say(dossier: Dossier, actor: User, text: str = "Xem lại danh mục.", *, internal: bool = False) -> ItemComment:
    return comments.write(dossier_id=dossier.pk, item_code=CODE, text=text, is_internal=internal, actor=actor, at=NOW)


def answer(asked: ItemComment, actor: User, text: str = "Đã gửi.") -> ItemComment:
    return comments.answer(comment_id=asked.pk, text=text, actor=actor, at=NOW)


def test_comment_is_stored_told_and_noticed(town: Town, dossier: Dossier) -> None:
    asked = say(dossier, town.reviewer)
    assert (asked.item_code, asked.round, asked.is_internal, asked.resolved_at) == (CODE, 1, False, None)
    event = AuditEvent.objects.get(action="comment")
    assert (event.subject, event.changes["text"]) == ("item:1.1.1", [None, "Xem lại danh mục."])
    told = Notice.objects.filter(key=f"comment:{asked.pk}")
    assert {row.recipient for row in told} == {town.official, town.leader}
    assert list(audit.faults()) == []


def test_answer_of_the_commune_reaches_who_asked(town: Town, dossier: Dossier) -> None:
    asked = say(dossier, town.reviewer)
    given = answer(asked, town.official)
    assert (given.in_reply_to, given.is_internal, given.item_code) == (asked, False, CODE)
    assert [row.recipient for row in Notice.objects.filter(key=f"comment:{given.pk}")] == [town.reviewer]


def test_internal_note_leaves_its_words_nowhere_else(town: Town, dossier: Dossier) -> None:
    note = say(dossier, town.reviewer, "Nghi số liệu sai.", internal=True)
    answer(note, town.head, "Nghi thật.")
    comments.resolve(comment_id=note.pk, actor=town.head, at=NOW)
    events = AuditEvent.objects.filter(action__startswith="internal_note").order_by("sequence")
    assert [event.action for event in events] == ["internal_note", "internal_note_answer", "internal_note_resolve"]
    assert not any("Nghi" in f"{event.changes}{event.note}" for event in events)
    assert not Notice.objects.filter(kind="comment").exists()


def test_internal_note_does_not_exist_for_the_commune(town: Town, dossier: Dossier) -> None:
    note = say(dossier, town.reviewer, internal=True)
    with pytest.raises(ItemComment.DoesNotExist):
        answer(note, town.official)
    with pytest.raises(ItemComment.DoesNotExist):
        _resolve(note, town.official)


def test_who_belongs_to_the_commune_reads_no_internal_note(town: Town, dossier: Dossier) -> None:
    say(dossier, town.head, internal=True)
    shared = say(dossier, town.head)
    Membership.objects.create(user=town.reviewer, role=Role.COMMUNE_OFFICIAL, unit=town.wards[0])
    both = User.objects.get(pk=town.reviewer.pk)
    assert list(ItemComment.objects.visible_to(both)) == [shared]
    assert ItemComment.objects.visible_to(town.head).count() == 2


@pytest.mark.parametrize("who", ["council", "observer", "other_official", "other_leader", "administrator"])
def test_others_read_nothing(town: Town, dossier: Dossier, who: str) -> None:
    say(dossier, town.reviewer)
    say(dossier, town.reviewer, internal=True)
    assert not ItemComment.objects.visible_to(getattr(town, who)).exists()


@pytest.mark.parametrize("who", ["official", "leader", "decider", "council", "administrator", "other_leader"])
def test_only_the_office_begins_and_resolves(town: Town, dossier: Dossier, who: str) -> None:
    asked, actor = say(dossier, town.reviewer), getattr(town, who)
    with pytest.raises(NotAllowedError):
        say(dossier, actor)
    with pytest.raises((NotAllowedError, ItemComment.DoesNotExist)):
        _resolve(asked, actor)
    asked.refresh_from_db()
    assert asked.resolved_at is None


def test_decider_reads_and_does_not_answer(town: Town, dossier: Dossier) -> None:
    asked = say(dossier, town.reviewer)
    with pytest.raises(NotAllowedError):
        answer(asked, town.decider)


def test_saying_twice_is_saying_once(town: Town, dossier: Dossier) -> None:
    asked = say(dossier, town.reviewer)
    assert say(dossier, town.reviewer) == asked
    assert answer(asked, town.official) == answer(asked, town.official)
    assert ItemComment.objects.count() == 2
    assert say(dossier, town.reviewer, "Một ý khác.") != asked
    assert say(dossier, town.head, "Một ý khác.").written_by == town.head


def test_resolving_and_reopening_is_recorded_once(town: Town, dossier: Dossier) -> None:
    asked = say(dossier, town.reviewer)
    for _ in range(2):
        done = _resolve(asked, town.head)
    assert (done.resolved_by, done.resolved_at) == (town.head, NOW)
    for _ in range(2):
        done = comments.reopen(comment_id=asked.pk, actor=town.reviewer, at=NOW)
    assert (done.resolved_by, done.resolved_at) == (None, None)
    told = AuditEvent.objects.filter(action__in=["comment_resolve", "comment_reopen"]).order_by("sequence")
    assert [(event.action, event.actor_id) for event in told] == [
        ("comment_resolve", town.head.pk),
        ("comment_reopen", town.reviewer.pk),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [(" \n", "Vui lòng ghi nội dung ý kiến."), ("x" * 4001, "Ý kiến dài nhất 4000 ký tự.")],
)
def test_text_has_to_say_something(town: Town, dossier: Dossier, text: str, sentence: str) -> None:
    with pytest.raises(DomainError) as caught:
        say(dossier, town.reviewer, text)
    assert caught.value.reasons == (sentence,)


def test_unknown_and_computed_items_are_refused(town: Town, dossier: Dossier) -> None:
    for code in ("9.9.9", "1.2.4"):
        with pytest.raises(DomainError):
            comments.write(
                dossier_id=dossier.pk, item_code=code, text="?", is_internal=True, actor=town.reviewer, at=NOW
            )


@pytest.mark.parametrize("state", [State.DRAFT, State.POSTED, State.RECOGNISED, State.NOT_RECOGNISED, State.REVOKED])
def test_nothing_is_said_outside_of_the_procedure(town: Town, state: State) -> None:
    with pytest.raises(DomainError, match="Chỉ trao đổi được"):
        say(bring_to(town, state), town.reviewer)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.RETURNED, State.APPRAISED, State.IN_COUNCIL, State.ADVISED])
def test_talk_goes_on_until_the_decision(town: Town, state: State) -> None:
    assert answer(say(bring_to(town, state), town.reviewer), town.official).pk


def _resolve(comment: ItemComment, actor: User) -> ItemComment:
    return comments.resolve(comment_id=comment.pk, actor=actor, at=NOW)
