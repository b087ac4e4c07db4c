"""What is written beside the code stays true."""

import re
import subprocess
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from tests.consistency import repository as repo

HERE = Path(__file__)
MARKDOWN = [*repo.ROOT.glob("*.md"), *repo.files("docs", suffix=".md")]
# Put together here so that this file does not find itself.
LEFT_OVERS = ("TO" + "DO", "FIX" + "ME", "X" + "XX")
MACHINE_PATHS = ("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/opt/" + "pypi")
# Read by docker-compose.yml and scripts/run, not by the settings.
NOT_SETTINGS = {"PORT", "SITE_HOST"}


def test_workflow_is_drawn_from_the_code() -> None:
    call_command("draw_workflow", check=True, stdout=StringIO())


def test_every_setting_is_explained() -> None:
    settings = repo.source(repo.ROOT / "tiepcanpl" / "settings.py")
    plain = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings))
    secret = set(re.findall(r'secret\(\s*"([A-Z_]+)"', settings))
    explained = set(re.findall(r"^#?([A-Z_]+)=", repo.source(repo.ROOT / ".env.example"), flags=re.MULTILINE))
    assert explained == plain | secret | {f"{name}_FILE" for name in secret} | NOT_SETTINGS


def test_compose_sets_only_what_the_settings_read() -> None:
    compose = yaml.safe_load(repo.source(repo.ROOT / "docker-compose.yml"))
    explained = set(re.findall(r"^#?([A-Z_]+)=", repo.source(repo.ROOT / ".env.example"), flags=re.MULTILINE))
    assert set(compose["x-product"]["environment"]) - explained == set()
    services = compose["services"]
    assert set(services) == {"db", "redis", "migrate", "web", "worker", "beat", "proxy", "clamd"}
    assert [name for name in services if name != "migrate" and "healthcheck" not in services[name]] == []


def test_links_lead_somewhere() -> None:
    link = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
    broken = [
        f"{repo.name(page)}: {target}"
        for page in MARKDOWN
        for target in link.findall(repo.source(page))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in repo.files("docs/adr", suffix=".md") if path.name[0].isdigit()]
    assert numbers == list(range(1, len(numbers) + 1))
    parts = ("Date:", "Status:", "## Context", "## Decision", "## Consequences")
    bad = [p.name for p in repo.files("docs/adr", suffix=".md") for part in parts if part not in repo.source(p)]
    assert bad == []


def test_every_exception_has_a_reason() -> None:
    """A silenced rule names the rule and says why: `# noqa: X1  # reason`."""
    silenced = re.compile(
        r"#\s*(noqa|type:\s*ignore)\b(?P<rule>(:\s*|\[)[\w-]+(,\s*[\w-]+)*\]?)?(?P<why>\s+#\s+\S.*)?"
    )
    found = []
    for path in repo.python_files():
        for number, line in enumerate(repo.source(path).splitlines(), start=1):
            match = silenced.search(line)
            if match and path != HERE and not (match["rule"] and match["why"]):
                found.append(f"{repo.name(path)}:{number}")
    assert found == []


@pytest.mark.parametrize("words", [LEFT_OVERS, MACHINE_PATHS], ids=["left-overs", "machine paths"])
def test_nothing_is_left_over(words: tuple[str, ...]) -> None:
    pattern = re.compile("|".join(rf"(?<![\w.]){re.escape(word)}" for word in words))
    assert [repo.name(path) for path in repo.text_files() if pattern.search(repo.source(path))] == []


def test_texts_end_with_one_line_break_and_hold_no_stray_spaces() -> None:
    wrong = [
        repo.name(path)
        for path in repo.text_files()
        if (text := repo.source(path))
        and (not text.endswith("\n") or text.endswith("\n\n") or re.search(r"[ \t]+\n", text))
    ]
    assert wrong == []


def test_vietnamese_is_stored_composed() -> None:
    """One letter, one code point: a search must find what it looks like. Tests may hold the other form on purpose."""
    apart = re.compile("[\u0300-\u0323]")
    assert [repo.name(p) for p in repo.text_files() if "tests" not in p.parts and apart.search(repo.source(p))] == []


@pytest.mark.parametrize("script", ["run", "test", "services", "lock"])
def test_scripts_are_sound(script: str) -> None:
    done = subprocess.run(
        ["/bin/bash", "-n", str(repo.ROOT / "scripts" / script)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_no_mark_of_a_merge_is_left_over() -> None:
    marks = tuple(sign * 7 + " " for sign in "<>")
    paths = {
        *repo.files(
            "assessments", "communes", "tiepcanpl", "templates", "static", "docs", "scripts", "deploy", "tests"
        )
    }
    texts = (path for path in paths if path.suffix in repo.TEXT)
    assert [
        repo.name(path) for path in texts if any(line.startswith(marks) for line in repo.source(path).splitlines())
    ] == []
