"""Templates: each one used, each include closed, nothing that the content security policy forbids."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs

from tests.consistency import repository as repo

FOLDER = repo.ROOT / "templates"
PAGES = [p for p in repo.templates() if p.suffix == ".html"]
# Not pages that a person opens: frames, fragments, papers, and what packages call by their own names.
NOT_PAGES = (
    "charts/",
    "layouts/",
    "cotton/",
    "reports/",
    "emails/",
    "account/email/",
    "admin/",
    "bootstrap5/",
    "base.html",
)
# The error page must stand when nothing else does.
WITHOUT_LAYOUT = {"errors/500.html"}
# Named by Django and allauth, not by us.
CALLED_BY_FRAMEWORK = {"403_csrf.html", "429.html"}
INCLUDE = re.compile(r"{%-?\s*include\s.*?%}", re.DOTALL)
FORBIDDEN = {
    "inline style": re.compile(r"<style[\s>]|\sstyle\s*="),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>"),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*="),
    "htmx code": re.compile(r"\shx-on[:\s]|\shx-vals\s*=\s*['\"]js:|javascript:"),
    "safe filter": re.compile(r"\|\s*safe\b|{%\s*autoescape off"),
}


def _local(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def _without_comments(text: str) -> str:
    return re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", "", text, flags=re.DOTALL)


def test_undefined_variables_fail(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.getini("FAIL_INVALID_TEMPLATE_VARS") in (True, "True", "true")


@pytest.mark.parametrize("path", PAGES, ids=_local)
def test_compiles(path: Path) -> None:
    get_template(_local(path))


def test_includes_pass_on_nothing_by_accident() -> None:
    found = {
        f"{_local(p)}: {tag}"
        for p in PAGES
        for tag in INCLUDE.findall(repo.source(p))
        if not re.search(r"\sonly\s*%}$", tag)
    }
    assert found == set()


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_that_the_policy_forbids(what: str) -> None:
    papers = ("reports/",)  # printed, never sent to a browser
    pages = [p for p in PAGES if not _local(p).startswith(papers)]
    assert [_local(p) for p in pages if FORBIDDEN[what].search(_without_comments(repo.source(p)))] == []


def test_pages_extend_a_layout() -> None:
    layout = re.compile(r'^{%\s*extends "(layouts/|errors/|account/)')
    pages = (p for p in PAGES if not p.name.startswith("_") and not _local(p).startswith(NOT_PAGES))
    bare = {_local(p) for p in pages if not layout.match(_without_comments(repo.source(p)).lstrip())}
    assert bare - CALLED_BY_FRAMEWORK == WITHOUT_LAYOUT & {_local(p) for p in PAGES}


def test_every_template_is_used() -> None:
    callers = [*repo.python_files(*repo.PRODUCT), *repo.templates()]
    text = {path: repo.source(path) for path in callers}
    unused = {_local(p) for p in repo.templates() if not _is_used(p, text)}
    assert unused - CALLED_BY_FRAMEWORK == set()


def _is_used(path: Path, text: dict[Path, str]) -> bool:
    local = _local(path)
    if local.startswith("cotton/"):
        tag = local.removeprefix("cotton/").removesuffix(".html").replace("/", ".")
        return any(f"<c-{form}" in body for body in text.values() for form in (tag, tag.replace("_", "-")))
    overrides = any((Path(folder) / local).exists() for folder in get_app_template_dirs("templates"))
    return overrides or any(re.search(rf"[\"']{re.escape(local)}[\"']", body) for p, body in text.items() if p != path)


def test_static_files_exist() -> None:
    named = re.compile(r"{%\s*static\s+['\"]([^'\"]+)['\"]")
    missing = {name for p in repo.templates() for name in named.findall(repo.source(p)) if finders.find(name) is None}
    assert missing == set()


def test_styles_and_scripts_name_files_that_exist() -> None:
    static = repo.ROOT / "static"
    named = {".css": re.compile(r"url\(['\"]?([^'\")]+)['\"]?\)"), ".js": re.compile(r"from\s+['\"]([^'\"]+)['\"]")}
    missing = set()
    for path in (*repo.files("static/css", suffix=".css"), *repo.files("static/js", suffix=".js")):
        for target in named[path.suffix].findall(repo.source(path)):
            if not target.startswith("data:") and not (path.parent / target).exists():
                missing.add(f"{path.relative_to(static)}: {target}")
    assert missing == set()


def test_every_script_and_style_is_used() -> None:
    users = [*repo.templates(), *repo.files("static/js", suffix=".js"), *repo.python_files(*repo.PRODUCT)]
    text = "\n".join(repo.source(p) for p in users)
    ours = (*repo.files("static/css", suffix=".css"), *repo.files("static/js", suffix=".js"))
    assert [repo.name(p) for p in ours if p.name not in text] == []
