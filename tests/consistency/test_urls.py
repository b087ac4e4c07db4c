"""Every address is known, and every page that needs no sign-in is named here."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

# Whoever adds a page for everybody adds its name here, on purpose.
PUBLIC = {
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "admin:login",
    "assessments:public_campaign",
    "assessments:public_commune",
    "assessments:public_results",
    "assessments:public_snapshot",
    "assessments:verification",
    "assessments:verification_of",
    "health",
}
Pattern = tuple[str, Callable[..., Any]]


def _patterns(resolver: URLResolver, namespace: str = "") -> Iterator[Pattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or entry.pattern}", entry.callback


def test_public_pages_are_these() -> None:
    found = {name for name, view in _patterns(get_resolver()) if not getattr(view, "login_required", True)}
    assert found == PUBLIC


def test_our_views_are_functions() -> None:
    """One shape for every view: a function of the request and of what the address holds."""
    ours = (
        view for _, view in _patterns(get_resolver()) if view.__module__.split(".")[0] in {"assessments", "communes"}
    )
    assert [view for view in ours if hasattr(view, "view_class")] == []


def test_names_are_unique() -> None:
    names = [name for name, _ in _patterns(get_resolver()) if not name.startswith("admin:")]
    assert sorted(names) == sorted(set(names))


def test_home_and_health_are_where_everybody_looks() -> None:
    assert (reverse("assessments:home"), reverse("health")) == ("/", "/health/")
