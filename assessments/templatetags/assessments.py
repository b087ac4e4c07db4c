"""Shows points, facts and states; rounding is the domain's."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from assessments.domain import scoring
from assessments.domain.standard import Item
from assessments.domain.text_changes import Kind, Piece
from assessments.domain.workflow import State
from assessments.models.labels import STATE_FOR_COMMUNE, STATE_FOR_OFFICE
from assessments.selectors import navigation
from communes.models import User

register = template.Library()


@register.filter
def points(value: Decimal | Fraction | int | None) -> str:
    """Show points half up with a comma; a dash where there are none yet."""
    return "–" if value is None else scoring.shown(value)


@register.filter
def signed_points(value: Decimal | Fraction | None) -> str:
    """Show a difference in points with its sign; a dash where the standard has no points."""
    if value is None:
        return "–"
    return f"+{scoring.shown(value)}" if value > 0 else scoring.shown(value)


@register.filter
def state_for_commune(state: str) -> str:
    """Name the state as the commune reads it."""
    return STATE_FOR_COMMUNE[State(state)]


@register.filter
def state_for_office(state: str) -> str:
    """Name the state as the office reads it."""
    return STATE_FOR_OFFICE[State(state)]


@register.filter
def anchor(code: str) -> str:
    """Return a code as part of an HTML id: 1.2.3 → 1-2-3."""
    return code.replace(".", "-")


@register.filter
def criterion_code(code: str) -> str:
    """Return the code of the criterion to which an indicator or item belongs: 1.2.3 → 1."""
    return code.partition(".")[0]


@register.filter
def at(found: Mapping[int, Any], key: int) -> Any:  # noqa: ANN401  # whatever the mapping holds
    """Return what the mapping holds at the key, or None."""
    return found.get(key)


@register.filter
def of(found: Mapping[str, Any], code: str) -> Any:  # noqa: ANN401  # whatever the mapping holds
    """Return what the mapping holds for a code, or None."""
    return found.get(code)


@register.filter
def lower_first(text: str) -> str:
    """Return a unit's name as it stands inside a sentence: phường Bắc Sơn."""
    return text[:1].lower() + text[1:]


@register.filter
def facts_text(facts: Mapping[str, Any], item: Item) -> str:
    """Show the claimed facts of an item in one line."""
    return scoring.facts_text(item, facts)


@register.filter
def signed(value: Fraction) -> str:
    """Show a difference in points with its sign: "−1,25", "+0,5", "0"."""
    sign = "−" if value < 0 else "+" if value else ""
    return f"{sign}{scoring.shown(abs(value))}"


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """Show a changed text: what came and what went are marked, for the ear as well."""
    return format_html_join("", "{}", ((_mark(piece),) for piece in pieces))


def _mark(piece: Piece) -> str:
    if piece.kind is Kind.SAME:
        return piece.text
    tag, words = ("ins", "thêm") if piece.kind is Kind.ADDED else ("del", "bỏ")
    hidden = format_html('<span class="visually-hidden"> [{}: </span>', words)
    return format_html('<{0}>{1}{2}<span class="visually-hidden">] </span></{0}>', tag, hidden, piece.text)


@register.simple_tag(takes_context=True)
def page_head(context: Context, user: User) -> navigation.Head:
    """Return what the head of the page says about the person, with the navigation."""
    return navigation.head_of(user, context["request"].path)
