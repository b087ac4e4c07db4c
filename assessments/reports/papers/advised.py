"""What the council advised on the dossiers of a draft or a decision, in the sentences of their documents."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessments.models import AgendaItem, Decision, Dossier
from assessments.reports import parts
from assessments.selectors import advice
from tiepcanpl.kit import dates


@dataclass(frozen=True, slots=True)
class Advice:
    """The meeting that the documents name, "" where there is none, and what was advised, sentence by sentence."""

    meeting: str
    sentences: tuple[str, ...]


def of_decision(decision: Decision) -> str:
    """Name the council's meeting as the signed decision names it; "" where it names none."""
    if not (decision.council_met_on or decision.council_minutes):
        return ""
    number = f" số {decision.council_minutes}" if decision.council_minutes else ""
    day = f" {dates.in_words(decision.council_met_on)}" if decision.council_met_on else ""
    return f"Biên bản{number}{day} của {decision.campaign.standard.parsed.procedure.council.name or 'Hội đồng'}"


def of_dossiers(dossiers: Iterable[Dossier], *, is_asked: bool) -> Advice:
    """Return what the council advised on the dossiers; those on which it did not advise are named too.

    Without any advice there is nothing to say, unless the standard asks for a council (`is_asked`).
    """
    rows = list(dossiers)
    found = advice.of_many(rows)
    if not found:
        return Advice("", (_lacking(rows),) if is_asked else ())
    said: dict[str, list[str]] = {}
    for dossier in rows:
        if dossier.pk in found:
            said.setdefault(found[dossier.pk].outcome, []).append(parts.in_sentence(dossier.commune))
    sentences = [_sentence(outcome, said[outcome]) for outcome in AgendaItem.Outcome.values if outcome in said]
    missing = [row for row in rows if row.pk not in found]
    return Advice(_meetings(found.values()), (*sentences, *([_lacking(missing)] if missing else [])))


def _meetings(items: Iterable[AgendaItem]) -> str:
    """Name the minutes with their days, each once: "Biên bản số 01/BB-HĐ ngày … và số 02/BB-HĐ ngày … của Hội đồng …"."""
    meetings = {item.meeting_id: item.meeting for item in items}
    held = sorted((advice.day_of(meeting), meeting.pk) for meeting in meetings.values())
    cited = " và ".join(_cited(meetings[pk].minutes_number, day) for day, pk in held)
    return f"Biên bản {cited} của {meetings[held[0][1]].council.name}"


def _cited(number: str, day: date) -> str:
    return f"số {number} {dates.in_words(day)}" if number else dates.in_words(day)


def _sentence(outcome: str, names: list[str]) -> str:
    label = AgendaItem.Outcome(outcome).label
    return f"Hội đồng {label[:1].lower()}{label[1:]} {parts.count_of(len(names))} đơn vị: {', '.join(names)}."


def _lacking(dossiers: Iterable[Dossier]) -> str:
    names = [parts.in_sentence(dossier.commune) for dossier in dossiers]
    return f"Chưa ghi nhận ý kiến của Hội đồng đối với {parts.count_of(len(names))} đơn vị: {', '.join(names)}."
