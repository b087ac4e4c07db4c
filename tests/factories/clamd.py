"""A real clamd of its own: started in a scratch folder, with a database that knows one harmless test pattern."""

import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PROGRAM = shutil.which("clamd", path="/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin") or ""
# The pattern that every scanner knows, in two halves: the source itself must not look like a find.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
NAME = "Mau.Thu"
LARGEST = 2 * 1024 * 1024


class Clamd:
    """One daemon, which can be stopped and started again."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="clamd-"))  # a socket's path has to be short
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        database = self._folder / "db"
        database.mkdir()
        (database / "mau.ndb").write_text(f"{NAME}:0:*:{EICAR.hex()}\n")
        (self._folder / "clamd.conf").write_text(
            f"LocalSocket {self._folder}/s\nTCPSocket {self.port}\nTCPAddr 127.0.0.1\nDatabaseDirectory {database}\n"
            f"TemporaryDirectory {self._folder}\nForeground yes\nStreamMaxLength {LARGEST}\nMaxThreads 2\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self._folder}/s"

    @property
    def tcp_url(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and return once it listens."""
        command = [PROGRAM, "--config-file", str(self._folder / "clamd.conf")]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while not (self._folder / "s").exists() or not self._listens():
            assert self._process.poll() is None, "clamd did not start"
            assert time.monotonic() < deadline, "clamd does not listen"
            time.sleep(0.1)

    def _listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            return line.connect_ex(f"{self._folder}/s") == 0

    def stop(self) -> None:
        """Stop it as a machine does that loses its power."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None
            (self._folder / "s").unlink(missing_ok=True)

    def remove(self) -> None:
        """Leave nothing behind."""
        self.stop()
        shutil.rmtree(self._folder)
