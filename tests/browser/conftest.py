"""The product as real processes (web, worker, database, files) and real Chromium in front of it."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
SHOTS = ROOT / "build" / "screenshots"
DESKTOP, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 740}
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
AXE_RUN = "async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})).violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | '))"


@dataclass(frozen=True)
class Product:
    """Where the product answers, the password of the demo accounts, its folder and its environment."""

    url: str
    password: str
    folder: Path
    environment: dict[str, str]

    def manage(self, *arguments: str) -> str:
        """Run a management command and return what it prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Start the product on a database and files of its own, with the demonstration in it."""
    folder = tmp_path_factory.mktemp("product")
    with own_database() as database, contextlib.ExitStack() as running:
        port = free_port()
        environment = os.environ | {
            "VAR_DIR": str(folder),
            "SECRET_KEY": "browser-tests-only",
            "DJANGO_SETTINGS_MODULE": "tiepcanpl.settings",
            "LOG_LEVEL": "WARNING",
            **database,
            **_broker(),
        }
        found = Product(f"http://127.0.0.1:{port}", "", folder, environment)
        for command in (["migrate", "-v0"], ["load_demo"], ["collectstatic", "--no-input", "-v0"]):
            found.manage(*command)
        web = ["gunicorn", "tiepcanpl.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4", "--log-level", "warning"]
        worker = ["celery", "--app", "tiepcanpl", "worker", "--beat", "--concurrency", "1", "--loglevel", "WARNING"]
        for command in (web, worker):
            running.enter_context(_process(command, environment))
        wait_for(f"{found.url}/health/")
        password = (folder / "demo-password").read_text(encoding="utf-8").strip()
        yield Product(found.url, password, folder, environment)


def _broker() -> dict[str, str]:
    """Give the environment a Redis database of its own: another worker on the same queue would take the jobs away."""
    url = os.environ.get("REDIS_URL", "")
    number = 8 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 8
    return {"REDIS_URL": urlunsplit(urlsplit(url)._replace(path=f"/{number}"))} if url else {}


@contextlib.contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """Give the environment a database of its own where the suite runs on PostgreSQL; SQLite lies in the folder anyway."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield {}
        return
    connection = psycopg2.connect(url)
    connection.autocommit = True
    name = f"tiepcanpl_own_{secrets.token_hex(6)}"
    connection.cursor().execute(f"CREATE DATABASE {name}")
    try:
        yield {"DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{name}"))}
    finally:
        connection.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
        connection.close()


@contextlib.contextmanager
def _process(command: list[str], environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environment, start_new_session=True)
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str) -> None:
    for _ in range(150):
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.2)
    pytest.fail(f"{url} does not answer")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "Chromium is not installed"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


class Person:
    """Somebody with a browser of their own; every error in its console is a failure."""

    def __init__(self, context: BrowserContext, product: Product) -> None:
        """Open a page."""
        self.product = product
        self.context = context
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _note(self, kind: str, text: str) -> None:
        # The browser reports a refused request (409, 422, 404) as an error; the tests look at those pages themselves.
        if kind == "error" and not text.startswith(("Failed to load resource", "Response Status Error Code 4")):
            self.errors.append(text)

    def sign_in(self, username: str) -> "Person":
        """Sign in by the form."""
        self.open("/")
        self.page.locator("input[name=login]").fill(username)
        self.page.locator("input[name=password]").fill(self.product.password)
        self.page.get_by_role("button", name="Đăng nhập").click()
        expect(self.page.get_by_role("button", name="Đăng xuất").first).to_be_attached()
        return self

    def open(self, path: str) -> Page:
        """Go to a path."""
        self.page.goto(f"{self.product.url}{path}")
        return self.page

    def look(self, name: str) -> None:
        """Take a picture at both widths; nothing may stick out, axe may find nothing."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        for label, size in (("360", PHONE), ("1366", DESKTOP)):
            self.page.set_viewport_size(size)
            self.page.screenshot(path=SHOTS / f"{name}-{label}.png", full_page=True)
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size["width"], f"{name} is {wide} px wide at {label} px"
        self.page.evaluate(AXE)
        found = self.page.evaluate(AXE_RUN)
        assert found == [], f"{name}: {found}"


@pytest.fixture
def person(product: Product, chromium: Browser) -> Iterator[Callable[..., Person]]:
    """Give a new person; `javascript=False` switches scripts off."""
    people: list[Person] = []

    def make(username: str = "", *, javascript: bool = True) -> Person:
        context = chromium.new_context(locale="vi-VN", viewport=DESKTOP, java_script_enabled=javascript)
        context.set_default_timeout(15_000)
        people.append(Person(context, product))
        return people[-1].sign_in(username) if username else people[-1]

    yield make
    for somebody in people:
        somebody.context.close()
        assert somebody.errors == []
