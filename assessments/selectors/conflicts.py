"""What a person chooses from, field by field, where somebody else saved in the meantime."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assessments.domain.item_rules import Checklist, Choice
from assessments.domain.merging import Attempt, Difference, Side, differences, known_to, undecided
from assessments.domain.scoring import facts_text
from assessments.domain.standard import Item
from assessments.models import Answer, Dossier, Narrative
from assessments.selectors import past_saves
from communes.models import User
from tiepcanpl.kit.numbers import group

_EMPTY: Mapping[str, Any] = {"text": ""}
_NOTHING = "(để trống)"


@dataclass(frozen=True, slots=True)
class Typing:
    """What somebody sent: the values by field, the version they rest on, the attempt, and the choices made so far.

    `choices` were made beside the stored version `compared`; `decides` tells that the person wants them carried out.
    """

    values: Mapping[str, Any]
    version: int
    attempt: Attempt | None
    compared: int = 0
    choices: Mapping[str, str] = field(default_factory=dict)
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One field that differs: both values as people read them; `chosen` is "", "mine" or "theirs"."""

    name: str
    label: str
    mine: str
    theirs: str
    side: Side
    chosen: str
    lacks_choice: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """Who saved the stored version and when, and the fields that differ from what was typed."""

    version: int
    who: User
    at: datetime
    is_own: bool
    fields: tuple[Field, ...]

    @property
    def to_choose(self) -> tuple[Field, ...]:
        """The fields that both sides changed."""
        return tuple(row for row in self.fields if row.side is Side.BOTH)

    @property
    def settled(self) -> tuple[Field, ...]:
        """The fields that one side changed: they are kept without a choice."""
        return tuple(row for row in self.fields if row.side is not Side.BOTH)

    @property
    def lacks_choice(self) -> bool:
        """Tell whether somebody tried to go on without having chosen everywhere."""
        return any(row.lacks_choice for row in self.fields)


def answer_fields(item: Item, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts, tick and note as one flat mapping; what was left empty is ""."""
    facts = values["facts"]
    flat = {name: facts.get(name) or "" for name in item.rule.fields}
    return {**flat, "not_applicable": values["not_applicable"], "note": values["note"]}


def of_answer(dossier: Dossier, item: Item, stored: Answer, typing: Typing, reader: User) -> Conflict:
    """Compare what was typed with the stored answer."""
    found = answer_differences(dossier, item, stored, typing, reader)
    labels = _labels(item)
    return _conflict(stored, typing, reader, found, labels, lambda name, value: _shown(item, name, value))


def answer_differences(
    dossier: Dossier, item: Item, stored: Answer, typing: Typing, reader: User
) -> tuple[Difference, ...]:
    """Return the fields of an answer that differ, with the side that changed each."""
    saves = past_saves.of_answer(dossier, stored)
    known = known_to(typing.attempt, typing.version, {}, saves, actor_id=reader.pk)
    base = past_saves.at_version(saves, known.version, past_saves.values_of_answer(None))
    theirs = answer_fields(item, past_saves.values_of_answer(stored))
    return differences(answer_fields(item, base) if base is not None else None, typing.values, theirs)


def of_narrative(dossier: Dossier, stored: Narrative, typing: Typing, reader: User) -> Conflict:
    """Compare a typed section with the stored one."""
    found = narrative_differences(dossier, stored, typing, reader)
    return _conflict(stored, typing, reader, found, {"text": "Nội dung"}, lambda _, value: str(value) or _NOTHING)


def narrative_differences(dossier: Dossier, stored: Narrative, typing: Typing, reader: User) -> tuple[Difference, ...]:
    """Return the one field of a section if it differs, with the side that changed it."""
    saves = past_saves.of_narrative(dossier, stored)
    known = known_to(typing.attempt, typing.version, {}, saves, actor_id=reader.pk)
    return differences(past_saves.at_version(saves, known.version, _EMPTY), typing.values, {"text": stored.text})


def _conflict(
    stored: Answer | Narrative,
    typing: Typing,
    reader: User,
    found: tuple[Difference, ...],
    labels: Mapping[str, str],
    show: Callable[[str, Any], str],
) -> Conflict:
    choices = typing.choices if typing.compared == stored.version else {}
    lacking = undecided(found, choices) if typing.decides else ()
    return Conflict(
        version=stored.version,
        who=stored.updated_by,
        at=stored.updated_at,
        is_own=stored.updated_by_id == reader.pk,
        fields=tuple(
            Field(
                name=row.name,
                label=labels[row.name],
                mine=show(row.name, row.mine),
                theirs=show(row.name, row.theirs),
                side=row.side,
                chosen=choices.get(row.name, ""),
                lacks_choice=row.name in lacking,
            )
            for row in found
        ),
    )


def _labels(item: Item) -> dict[str, str]:
    rule = item.rule
    facts = {name: str(getattr(rule, "label" if name == "count" else name, "")) for name in rule.fields}
    if isinstance(rule, Choice):
        facts = {"option": "Mức được chọn"}
    elif isinstance(rule, Checklist):
        facts = {"choices": "Hoạt động được đánh dấu"}
    return {**facts, "not_applicable": "Không phát sinh", "note": "Ghi chú, giải trình"}


def _shown(item: Item, name: str, value: Any) -> str:  # noqa: ANN401  # whatever a field holds
    if name == "not_applicable":
        return "có đánh dấu" if value else "không đánh dấu"
    if isinstance(item.rule, Choice | Checklist) and name in item.rule.fields:
        return facts_text(item, {name: value}) or _NOTHING
    text = str(value)
    return group(int(text)) if text.isascii() and text.isdigit() else text or _NOTHING
