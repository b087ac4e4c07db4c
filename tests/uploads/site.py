"""The product as a real web server that a test may kill, and people who are signed in to it."""

import functools
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import requests
from tusclient.client import TusClient

from tests.browser.conftest import ROOT, free_port, wait_for

TIMEOUT = 60  # seconds


@dataclass
class Site:
    """One web server on a database and files of its own; `settings` are variables beside those of every test."""

    folder: Path
    database: dict[str, str]
    settings: dict[str, str] = field(default_factory=dict)
    workers: int = 1
    port: int = field(default_factory=free_port)
    web: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """The address without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What every process of this product gets."""
        return os.environ | {
            "VAR_DIR": str(self.folder),
            "SECRET_KEY": "upload-tests-only",
            "DJANGO_SETTINGS_MODULE": "tiepcanpl.settings",
            "LOG_LEVEL": "WARNING",
            "REDIS_URL": "",
            **self.database,
            **self.settings,
        }

    def manage(self, *arguments: str) -> str:
        """Run a management command and return what it prints."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout

    def start(self) -> None:
        """Start the web server; one process by default, so that its memory can be looked at."""
        command = ["gunicorn", "tiepcanpl.wsgi", "--bind", f"127.0.0.1:{self.port}", "--threads", "4"]
        command += ["--workers", str(self.workers), "--log-level", "warning"]
        self.web = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=self.environment, start_new_session=True
        )
        wait_for(f"{self.url}/health/")

    def kill(self) -> None:
        """End the web server and its workers as a power cut would."""
        assert self.web is not None
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait()
        self.web = None

    def worker_pids(self) -> list[int]:
        """Return the processes that answer requests."""
        assert self.web is not None
        children = Path(f"/proc/{self.web.pid}/task/{self.web.pid}/children").read_text(encoding="ascii")
        return [int(pid) for pid in children.split()]

    @staticmethod
    def peak(process: int) -> float:
        """Return the most memory that a process had so far, in megabytes."""
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024


class Visitor:
    """Somebody who is signed in, and the headers that a browser would send."""

    def __init__(self, site: Site, username: str) -> None:
        """Sign in by the form."""
        self.site = site
        self.session = requests.Session()
        page = self.session.get(f"{site.url}/tai-khoan/dang-nhap/", timeout=TIMEOUT)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token, page.text[:300]
        password = (site.folder / "demo-password").read_text(encoding="utf-8").strip()
        data = {"login": username, "password": password, "csrfmiddlewaretoken": token[1]}
        answer = self.session.post(page.url, data, timeout=TIMEOUT)
        assert "sessionid" in self.session.cookies, answer.text[:300]

    @property
    def headers(self) -> dict[str, str]:
        """Cookies and token."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.session.cookies.items())
        return {"Cookie": cookies, "X-CSRFToken": str(self.session.cookies["csrftoken"])}

    @functools.cached_property
    def dossier(self) -> str:
        """The address of this commune's dossier."""
        page = self.session.get(self.site.url, timeout=TIMEOUT)
        found = re.search(r'href="(/ho-so/\d+/)', page.text)
        assert found, page.text[:300]
        return f"{self.site.url}{found[1]}"

    def endpoint(self, item_code: str = "1.1.1") -> str:
        """Return where the dossier takes files for an item."""
        return f"{self.dossier}noi-dung/{item_code}/tai-len/"

    def uploader(
        self, path: Path, *, item_code: str = "1.1.1", metadata: dict[str, str] | None = None, **options: Any
    ) -> Any:
        """Return an upload of the file by the standard client."""
        client = TusClient(self.endpoint(item_code), headers=self.headers)
        names = {"filename": path.name} | (metadata or {})
        return client.uploader(file_stream=BytesIO(path.read_bytes()), metadata=names, **options)

    def result(self, url: str) -> requests.Response:
        """Ask what became of an upload."""
        return self.session.get(url, headers={"HX-Request": "true"}, timeout=TIMEOUT)
