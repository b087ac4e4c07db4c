"""Small pieces: what grows too long is cut in two."""

import ast
from pathlib import Path

import pytest

from tests.consistency import repository as repo

LONGEST = {"module": 300, "template": 120, "test": 400, "view": 20}


def _lines(path: Path) -> int:
    return len(repo.source(path).splitlines())


@pytest.mark.parametrize("folders", [repo.PRODUCT, ("benchmarks",)])
def test_modules_are_short(folders: tuple[str, ...]) -> None:
    too_long = {repo.name(p): _lines(p) for p in repo.python_files(*folders) if _lines(p) > LONGEST["module"]}
    assert too_long == {}


def test_test_modules_are_short() -> None:
    assert {repo.name(p): _lines(p) for p in repo.python_files("tests") if _lines(p) > LONGEST["test"]} == {}


def test_templates_are_short() -> None:
    assert {repo.name(p): _lines(p) for p in repo.templates() if _lines(p) > LONGEST["template"]} == {}


def test_views_are_short() -> None:
    """A view loads, parses, calls a service and answers: twenty lines, without docstring and decorators."""
    views = [
        (path, node)
        for path in repo.python_files("assessments/views", "communes/views")
        for node in ast.walk(repo.tree(path))
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    lengths = {f"{repo.name(path)}:{node.name}": _body_lines(node) for path, node in views}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST["view"]} == {}


def _body_lines(node: ast.FunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (node.body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
