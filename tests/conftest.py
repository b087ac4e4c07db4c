"""Fixtures for all tests, and the guard that lets no GET write."""

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.test import Client
from django.test.client import ClientHandler

from assessments.migrations import _append_only
from communes.models import User
from tests.factories.town import Town, make_town

_WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
_ALLOWED = re.compile(r'"django_session"|SET "last_login" = [^,]+ WHERE', re.IGNORECASE)


class WroteDuringGetError(AssertionError):
    """A GET request changed the database."""


@contextmanager
def refuse_writes() -> Iterator[None]:
    """Refuse INSERT, UPDATE and DELETE, apart from the session's own."""

    def guard(execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
        if _WRITES.match(sql) and not _ALLOWED.search(sql):
            raise WroteDuringGetError(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(guard):
        yield


@pytest.fixture(autouse=True)
def _get_never_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    original = ClientHandler.get_response

    def guarded(self: ClientHandler, request: Any) -> Any:
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            return original(self, request)
        with refuse_writes():
            return original(self, request)

    monkeypatch.setattr(ClientHandler, "get_response", guarded)


@pytest.fixture(autouse=True)
def _no_loop_of_the_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let tests without a browser run loops of their own: Playwright keeps its loop marked as the thread's for good."""
    loop = asyncio._get_running_loop()  # noqa: SLF001  # the documented way for who embeds a loop
    if loop is None or request.node.get_closest_marker("browser"):
        yield
        return
    asyncio._set_running_loop(None)  # noqa: SLF001  # see above
    yield
    asyncio._set_running_loop(loop)  # noqa: SLF001  # see above


@pytest.fixture(autouse=True, scope="session")
def _flush_passes_the_guards() -> Iterator[None]:
    """Let the test runner empty append-only tables on SQLite (PostgreSQL truncates, which fires no row trigger)."""
    original = SQLite.ops_class.sql_flush

    def flush(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        statements = original(self, *args, **kwargs)
        tables = (*_append_only.TABLES, *_append_only.FINAL_TABLES, *_append_only.TEMPLATE_TABLES)
        free, guard = _append_only.drop("sqlite", tables), _append_only.create("sqlite", tables)
        return [*free, *statements, *guard] if statements else []

    patch = pytest.MonkeyPatch()
    patch.setattr(SQLite.ops_class, "sql_flush", flush)
    yield
    patch.undo()


@pytest.fixture
def town(db: None) -> Town:  # noqa: ARG001  # the database has to be there
    """Give one town with an open campaign."""
    return make_town()


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """Give a signed-in browser for a person."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
