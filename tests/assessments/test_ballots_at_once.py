"""Many vote in the same moment, some twice: each is counted once, and no vote is lost (row locks: PostgreSQL)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from assessments.models import Choice, OpenBallot, SecretBox, VoterMark
from assessments.services import audit, ballots, tallies
from communes.models import User
from tests.factories.council import LATER, Kind, Room, open_room
from tests.factories.town import make_town

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("crowd"),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]
VOTERS, CLICKS = 10, 5


def vote_at_once(room: Room, item_id: int) -> Counter[bool]:
    """Let every member click several times in the same moment; return how often a vote was counted."""
    ready = Barrier(VOTERS * CLICKS)
    chosen = {user.pk: list(Choice)[place % 3] for place, user in enumerate(room.everybody)}

    def click(pk: int) -> bool:
        try:
            user = User.objects.get(pk=pk)
            ready.wait()
            return ballots.cast(item_id=item_id, choice=chosen[pk], actor=user, at=LATER)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(VOTERS * CLICKS) as pool:
        clicks = [pool.submit(click, user.pk) for user in room.everybody for _ in range(CLICKS)]
        return Counter(done.result() for done in clicks)


@pytest.mark.parametrize("kind", Kind)
def test_fifty_clicks_of_ten_members_are_ten_votes(kind: Kind) -> None:
    room = open_room(make_town(), others=VOTERS - 2)
    item = room.open_vote(kind)
    assert vote_at_once(room, item.pk) == {True: VOTERS, False: VOTERS * (CLICKS - 1)}
    assert VoterMark.objects.count() == VOTERS
    if kind == Kind.SECRET:
        box = SecretBox.objects.get()
        counted = (box.agree, box.disagree, box.abstain)
    else:
        found = Counter(OpenBallot.objects.values_list("choice", flat=True))
        counted = (found["agree"], found["disagree"], found["abstain"])
    assert counted == (4, 3, 3)
    assert list(tallies.faults()) == []
    assert [fault for fault in audit.faults() if fault.startswith("Nhật ký")] == []
