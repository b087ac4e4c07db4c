"""The product as it runs in production: database, broker, web, worker and beat, each of which may be killed and started again."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_PATIENCE, _PAUSE = 120.0, 0.1  # seconds


@dataclass
class Part:
    """One service with all its processes; `answers` tells whether it does its work."""

    name: str
    command: list[str]
    answers: Callable[[], bool]
    environment: dict[str, str]
    log: Path
    user: str | None = None
    process: "subprocess.Popen[bytes] | None" = None
    kills: int = 0
    longest: float = 0.0
    _down_since: float = 0.0

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd="/" if self.user else ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=self.user,
                start_new_session=True,
            )
        self._wait()
        if self._down_since:
            self.longest = max(self.longest, time.monotonic() - self._down_since)

    def _wait(self) -> None:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            if self.process and self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended by itself, see {self.log}")
            with suppress(Exception):
                if self.answers():
                    return
            time.sleep(_PAUSE)
        raise RuntimeError(f"{self.name} does not answer, see {self.log}")

    def kill(self) -> None:
        """End every process of it at once, as `kill -9` does."""
        if self.process is None:
            return
        self._down_since = time.monotonic()
        for pid in [self.process.pid, *_descendants(self.process.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.kills += 1

    def stop(self) -> None:
        """End it for good."""
        if self.process is not None and self.process.poll() is None:
            self.kill()
        self.process = None


def _descendants(pid: int) -> list[int]:
    """Return the processes that the process has started, and those that they have started: some are in groups of their own."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, task.read_text(encoding="ascii").split()):
                found += [child, *_descendants(child)]
    return found


@dataclass
class Plant:
    """All services on ports and a folder of their own."""

    folder: Path
    parts: dict[str, Part] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    url: str = ""

    def start(self) -> None:
        """Make database and demonstration, then start everything."""
        self.folder.chmod(0o755)
        database, broker, web = (_free_port() for _ in range(3))
        self.url = f"http://127.0.0.1:{web}"
        self.environment = os.environ | {
            "DATABASE_URL": f"postgres://tiepcanpl@127.0.0.1:{database}/postgres",
            "REDIS_URL": f"redis://127.0.0.1:{broker}/0",
            "SECRET_KEY": "faults",
            "VAR_DIR": str(self.folder / "var"),
            "DJANGO_SETTINGS_MODULE": "tiepcanpl.settings",
            "LOG_LEVEL": "WARNING",
        }
        self._database(database)
        self._broker(broker)
        for command in (["migrate", "-v0"], ["load_demo", "-v0"], ["collectstatic", "--no-input", "-v0"]):
            self.manage(*command)
        self._product(web)

    def manage(self, *arguments: str) -> str:
        """Run a management command and return what it prints."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout

    def is_well(self) -> bool:
        """Tell whether the product answers and reaches database and broker."""
        with urllib.request.urlopen(f"{self.url}/health/", timeout=5) as answer:  # noqa: S310  # its own address
            return bool(answer.status == 200)  # noqa: PLR2004  # HTTP's own number

    def stop(self) -> None:
        """End everything, what depends on others first."""
        for part in reversed(self.parts.values()):
            part.stop()

    def _database(self, port: int) -> None:
        """Set up a cluster with the durability of production: what is committed is on the disk."""
        user, programs, data = _unprivileged("postgres"), _postgresql(), self.folder / "postgresql"
        data.mkdir(mode=0o700)
        if user:
            shutil.chown(data, user)
        initdb = [str(programs / "initdb"), "-D", str(data), "-U", "tiepcanpl", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            [*initdb, "--locale", "C.UTF-8"], cwd="/", user=user, check=True, stdout=subprocess.DEVNULL, env=_plain()
        )
        options = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": "", "timezone": "UTC"}
        command = [
            str(programs / "postgres"),
            "-D",
            str(data),
            *(f"--{name}={value}" for name, value in options.items()),
        ]
        self._add("database", command, lambda: _selects(self.environment["DATABASE_URL"]), _plain(), user)

    def _broker(self, port: int) -> None:
        data = self.folder / "redis"
        data.mkdir()
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--dir", str(data)]
        command += ["--appendonly", "yes", "--maxmemory-policy", "noeviction"]  # as in docker-compose.yml
        self._add("broker", command, lambda: _pings(self.environment["REDIS_URL"]), _plain())

    def _product(self, port: int) -> None:
        python = [sys.executable, "-m"]
        web = [
            *python,
            "gunicorn",
            "tiepcanpl.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "2",
            "--threads",
            "4",
        ]
        celery = [*python, "celery", "--app", "tiepcanpl"]
        self._add("web", web, self.is_well, self.environment)
        self._add("worker", [*celery, "worker", "--concurrency", "2"], lambda: True, self.environment)
        self._add("beat", [*celery, "beat", "--pidfile", ""], lambda: True, self.environment)

    def _add(
        self,
        name: str,
        command: list[str],
        answers: Callable[[], bool],
        environment: dict[str, str],
        user: str | None = None,
    ) -> None:
        self.parts[name] = Part(name, command, answers, environment, self.folder / f"{name}.log", user)
        self.parts[name].start()


def _selects(url: str) -> bool:
    import psycopg2  # noqa: PLC0415  # the settings are not read yet

    psycopg2.connect(url.replace("postgres://", "postgresql://")).close()
    return True


def _pings(url: str) -> bool:
    import redis  # noqa: PLC0415  # see above

    return bool(redis.Redis.from_url(url).ping())


def _plain() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}


def _unprivileged(name: str) -> str | None:
    """Return the user who runs the database where this runs as root: PostgreSQL refuses to."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam(name).pw_name
    except KeyError:
        return "nobody"


def _postgresql() -> Path:
    """Return the folder of the newest PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    program = str(found[-1]) if found else shutil.which("postgres")
    if program is None:
        sys.exit("PostgreSQL is missing: see scripts/services.")
    return Path(program).parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
