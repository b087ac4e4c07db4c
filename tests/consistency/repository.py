"""The repository as these tests read it: files of each kind, and Python as a syntax tree."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("assessments", "communes", "tiepcanpl")
PYTHON = (*PRODUCT, "benchmarks", "tests")
# Written by others and kept as they came.
FOREIGN = ("static/vendor", "static/fonts", "tests/browser/axe.min.js", "LICENSE", "requirements")
TEXT = {".py", ".html", ".txt", ".md", ".js", ".css", ".yaml", ".yml", ".toml", ".in", ".svg", ".csv", ".po", ""}


def files(*folders: str, suffix: str = "") -> list[Path]:
    """Return the files under the folders, without caches and migrations."""
    found = (path for folder in folders for path in (ROOT / folder).rglob(f"*{suffix}") if path.is_file())
    return sorted(p for p in found if not {"__pycache__", "migrations"} & set(p.parts))


def name(path: Path) -> str:
    """Return the path as it is spoken of: from the root, with slashes."""
    return path.relative_to(ROOT).as_posix()


def python_files(*folders: str) -> list[Path]:
    """Return the modules of the folders; without folders, of the product and its tests."""
    return files(*(folders or PYTHON), suffix=".py")


def templates() -> list[Path]:
    """Return our templates, those of e-mails too."""
    return files("templates")


def text_files() -> Iterator[Path]:
    """Return every text that we wrote ourselves."""
    here = [p for p in ROOT.iterdir() if p.is_file() and p.name != ".env" and not p.name.startswith(".coverage")]
    deep = files(*PYTHON, "templates", "static", "docs", "scripts", "deploy", ".ci")
    for path in sorted({*here, *deep}):
        if path.suffix in TEXT and not name(path).startswith(FOREIGN):
            yield path


@cache
def source(path: Path) -> str:
    """Return the text of the file."""
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of the module."""
    return ast.parse(source(path), filename=name(path))
