"""How many communes of a campaign stand where: the figures behind the chart of the results."""

from collections.abc import Mapping

from django.db.models import Count

from assessments.domain.workflow import DECIDED, WITH_COMMUNE_BEFORE_SUBMISSION, State
from assessments.models import Campaign

_RESULTS = {
    State.RECOGNISED: "Được công nhận đạt chuẩn",
    State.NOT_RECOGNISED: "Có quyết định không công nhận",
    State.REVOKED: "Đã thu hồi công nhận",
}


def by_result(states: Mapping[State, int]) -> tuple[tuple[str, int], ...]:
    """Return label and number of communes: the decided ones, those handed in without a decision, those not handed in."""
    missing = sum(states.get(state, 0) for state in WITH_COMMUNE_BEFORE_SUBMISSION)
    decided = sum(states.get(state, 0) for state in DECIDED)
    waiting = sum(states.values()) - decided - missing
    known = ((label, states.get(state, 0)) for state, label in _RESULTS.items())
    return (*known, ("Đã nộp hồ sơ, chưa có quyết định", waiting), ("Chưa nộp hồ sơ", missing))


def counts_of(campaign: Campaign) -> tuple[tuple[str, int], ...]:
    """Count the campaign's dossiers, in one query."""
    found = campaign.dossiers.order_by().values_list("state").annotate(count=Count("pk"))
    return by_result({State(state): count for state, count in found})
