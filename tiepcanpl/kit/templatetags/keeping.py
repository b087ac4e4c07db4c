"""Keeps what a template makes of things that never change."""

from typing import Any

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils.safestring import SafeString

register = template.Library()

_MOST = 2000


class KeptNode(Node):
    """A block that is rendered once for each combination of the things it is about, as long as the process lives."""

    def __init__(self, things: list[FilterExpression], nodelist: NodeList) -> None:
        """Remember what the block is about."""
        self.things, self.nodelist = things, nodelist
        self.kept: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """Return what was made before, or make it."""
        key = tuple(thing.resolve(context) for thing in self.things)
        found = self.kept.get(key)
        if found is None:
            if len(self.kept) >= _MOST:
                self.kept.clear()
            found = self.kept[key] = self.nodelist.render(context)
        return found


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """Keep a block that depends on nothing but the named things: `{% kept item %}…{% endkept %}`.

    For what is immutable: parts of an edition of the standard, numbers, text. Nothing of a person, a dossier or a request
    may stand in the block or among the things.
    """
    things = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    if not things:
        raise template.TemplateSyntaxError("Name what the block is about.")
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(things, nodelist)
