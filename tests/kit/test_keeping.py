"""What is made of a thing that never changes is made once."""

import pytest
from django.template import Context, Engine, TemplateSyntaxError

ENGINE = Engine(libraries={"keeping": "tiepcanpl.kit.templatetags.keeping"}, builtins=[])


class Thing:
    """Counts how often it is read."""

    reads = 0

    def __init__(self, name: str) -> None:
        self.own = name

    @property
    def name(self) -> str:
        self.reads += 1
        return self.own


def test_a_block_is_made_once_for_each_thing() -> None:
    page = ENGINE.from_string("{% load keeping %}{% kept thing size %}{{ thing.name }}-{{ size }}{% endkept %}!")
    one, other = Thing("a<b"), Thing("c")
    seen = [page.render(Context({"thing": thing, "size": size})) for thing in (one, other) for size in (1, 1, 2)]
    assert seen == ["a&lt;b-1!", "a&lt;b-1!", "a&lt;b-2!", "c-1!", "c-1!", "c-2!"]
    assert (one.reads, other.reads) == (2, 2)


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tiepcanpl.kit.templatetags.keeping._MOST", 2)
    page = ENGINE.from_string("{% load keeping %}{% kept n %}{{ n }}{% endkept %}")
    assert [page.render(Context({"n": n})) for n in (1, 2, 3, 1)] == ["1", "2", "3", "1"]
    (node,) = page.nodelist.get_nodes_by_type(type(page.nodelist[1]))
    assert len(node.kept) == 2  # type: ignore[attr-defined]  # the node of the tag


def test_a_block_about_nothing_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError):
        ENGINE.from_string("{% load keeping %}{% kept %}x{% endkept %}")
