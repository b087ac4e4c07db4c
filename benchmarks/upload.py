"""Throughput of resumable uploads against nginx with a plain PUT to the same disk, and the memory of the web process.

    .venv/bin/python benchmarks/upload.py        (needs nginx with its dav module: apt-get install nginx)

One nginx serves both: a PUT is written by nginx itself, an upload goes through deploy/nginx/tiepcanpl.conf to gunicorn with
the demonstration on SQLite. Both are sent by the same lines of code over the loopback, in turn. A PUT is answered when
the bytes are with the operating system; an upload when they are synced, checked and stored as evidence. Printed are the
ratio of the medians as answered, and that to a PUT whose file is synced as well; then how much the memory of the web process
grows by each of several uploads at the same time. Exits with 1 when a bound is not held.
"""

import argparse
import http.client
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import free_port  # noqa: E402  # the path comes first
from tests.factories.big_files import MEGABYTE, pdf  # noqa: E402  # see above
from tests.uploads.site import Site, Visitor  # noqa: E402  # see above

RATIO_BOUND, MEMORY_BOUND = 0.6, 16  # of the PUT's throughput; megabytes by upload
AT_ONCE = 3
STREAM = "application/offset+octet-stream"
NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/put-temp;
    proxy_temp_path {folder}/proxy-temp;
    upstream tiepcanpl {{ server 127.0.0.1:{web}; keepalive 8; }}
    server {{
        listen 127.0.0.1:{port};
        include {root}/deploy/nginx/tiepcanpl.conf;
        location /put/ {{
            root {folder};
            dav_methods PUT;
            create_full_put_path on;
        }}
    }}
}}
"""


def main() -> int:
    """Measure and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, nargs="+", default=[20, 200], help="sizes of the files")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    if not shutil.which("nginx"):
        sys.exit("nginx is missing: apt-get install -y --no-install-recommends nginx")
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder, _product(Path(folder)) as (site, proxy):
        visitor = Visitor(site, "canbo-14809")
        held = [_throughput(visitor, proxy, size, options.rounds) for size in options.megabytes]
        held.append(_memory(visitor, proxy, max(options.megabytes)))
    return 0 if all(held) else 1


@contextmanager
def _product(folder: Path) -> Iterator[tuple[Site, int]]:
    """Start gunicorn as scripts/run does, and nginx in front of it; yield the site and nginx's port."""
    site = Site(folder, {}, {"EVIDENCE_MAX_MB": "1000"}, workers=2)
    for command in (["migrate", "-v0"], ["load_demo"], ["collectstatic", "--no-input", "-v0"]):
        site.manage(*command)
    site.start()
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX.format(folder=folder, root=ROOT, web=site.port, port=port), encoding="utf-8")
    for name in ("put", "put-temp"):
        (folder / name).mkdir(mode=0o777)
    for path in (folder, folder / "put", folder / "put-temp"):
        path.chmod(0o777)  # nginx's workers run as somebody else
    nginx = subprocess.Popen(["nginx", "-c", str(configuration)], stderr=subprocess.DEVNULL)  # noqa: S607  # where Debian puts it
    try:
        time.sleep(1)
        yield site, port
    finally:
        nginx.terminate()
        nginx.wait()
        site.kill()


def _throughput(visitor: Visitor, proxy: int, megabytes: int, rounds: int) -> bool:
    """Send files of one size both ways, in turn; print and judge."""
    times: dict[str, list[float]] = {"put": [], "synced": [], "tus": []}
    with tempfile.TemporaryDirectory(dir=visitor.site.folder) as folder:
        for number in range(rounds + 1):
            name = Path(folder, f"{megabytes}-{number}", "tep.pdf")
            name.parent.mkdir()
            file = pdf(name, megabytes * MEGABYTE)
            os.sync()
            spent = {"put": _timed(_put, visitor, proxy, file)}
            begin = time.perf_counter()
            _sync(visitor.site.folder / "put" / f"{file.parent.name}.pdf")
            spent["synced"] = spent["put"] + time.perf_counter() - begin
            os.sync()
            spent["tus"] = _timed(_tus, visitor, proxy, file)
            for kind, seconds in spent.items():
                times[kind] += [seconds] if number else []  # the first round warms up
            file.unlink()
            (visitor.site.folder / "put" / f"{file.parent.name}.pdf").unlink()
    put, synced, tus = (megabytes / statistics.median(times[kind]) for kind in ("put", "synced", "tus"))
    held = tus / put >= RATIO_BOUND
    print(f"{megabytes} MB: PUT {put:.0f} MB/s, synced PUT {synced:.0f} MB/s, upload {tus:.0f} MB/s")
    print(f"  ratio to PUT {tus / put:.2f} (bound {RATIO_BOUND}){'' if held else '  NOT HELD'}")
    print(f"  ratio to synced PUT {tus / synced:.2f}")
    return held


def _timed(send: object, visitor: Visitor, proxy: int, file: Path) -> float:
    begin = time.perf_counter()
    send(visitor, proxy, file)  # type: ignore[operator]  # one of the two below
    return time.perf_counter() - begin


def _put(_visitor: Visitor, proxy: int, file: Path) -> None:
    _send(proxy, "PUT", f"/put/{file.parent.name}.pdf", file, {}, expected=201)


def _tus(visitor: Visitor, proxy: int, file: Path) -> None:
    """Create and send in one request each, as the standard clients do."""
    size = file.stat().st_size
    headers = visitor.headers | {"Tus-Resumable": "1.0.0"}
    connection = http.client.HTTPConnection("127.0.0.1", proxy, timeout=300)
    path = urlsplit(visitor.endpoint()).path
    connection.request("POST", path, headers=headers | {"Upload-Length": str(size), "Content-Length": "0"})
    answer = connection.getresponse()
    answer.read()
    where = answer.getheader("Location") or ""
    connection.close()
    _send(proxy, "PATCH", where, file, headers | {"Upload-Offset": "0", "Content-Type": STREAM}, expected=204)


def _send(proxy: int, method: str, path: str, file: Path, headers: dict[str, str], *, expected: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", proxy, timeout=300, blocksize=MEGABYTE)
    with file.open("rb") as content:
        length = {"Content-Length": str(file.stat().st_size)}
        connection.request(method, path, body=content, headers=headers | length)
        answer = connection.getresponse()
        said = answer.read()
    connection.close()
    if answer.status != expected:
        sys.exit(f"{method} {path}: {answer.status} {said.decode()[:300]}")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def _memory(visitor: Visitor, proxy: int, megabytes: int) -> bool:
    """Send several files at the same time to one process and see how far its memory rises."""
    site = visitor.site
    site.kill()
    site.workers = 1
    site.start()
    folder = Path(tempfile.mkdtemp(dir=site.folder))
    files = []
    for number in range(AT_ONCE + 1):
        (folder / str(number)).mkdir()
        files.append(pdf(folder / str(number) / "tep.pdf", megabytes * MEGABYTE))
    [process] = site.worker_pids()
    _tus(visitor, proxy, files.pop())
    before = site.peak(process)
    threads = [threading.Thread(target=_tus, args=(visitor, proxy, file)) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    grown = (site.peak(process) - before) / AT_ONCE
    held = grown < MEMORY_BOUND
    print(f"{AT_ONCE} uploads of {megabytes} MB at once: peak {site.peak(process):.0f} MB, {before:.0f} MB before")
    print(f"  {grown:.1f} MB by upload (bound {MEMORY_BOUND}){'' if held else '  NOT HELD'}")
    return held


if __name__ == "__main__":
    sys.exit(main())
