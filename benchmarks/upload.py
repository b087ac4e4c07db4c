"""Throughput of resumable uploads against nginx with a plain PUT to the same disk, and the memory of the web process.

    .venv/bin/python benchmarks/upload.py        (needs nginx with its dav module: apt-get install nginx)

One nginx serves both: a PUT is written by nginx itself, an upload goes through deploy/nginx/tiepcanpl.conf to gunicorn with
the demonstration on SQLite. Both are sent by the same lines of code over the loopback, in turn. A PUT is answered when
the bytes are with the operating system, bytes of an upload when they are on the disk: so the bound is on the ratio to a PUT whose
file is synced as well. The upload's last byte is sent by itself: it starts what a PUT does not do at all (hash, look into
the file in a process of its own, store as evidence), and that time is printed apart. Then follows how much the memory of
the web process grows by each of several uploads at the same time. Exits with 1 when a bound is not held.
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
JUDGED = 100  # megabytes: below, the fixed costs of a request weigh more than its bytes
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
    parser.add_argument("--rounds", type=int, default=7)
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
    times: dict[str, list[float]] = {"put": [], "synced": [], "upload": [], "stored": []}
    with tempfile.TemporaryDirectory(dir=visitor.site.folder) as folder:
        for number in range(rounds + 1):
            file = pdf(Path(folder, f"{megabytes}-{number}.pdf"), megabytes * MEGABYTE, f"{megabytes} {number}")
            spent = _round(visitor, proxy, file)
            file.unlink()
            for kind, seconds in spent.items():
                times[kind] += [seconds] if number else []  # the first round warms up
    put, synced, upload, stored = (statistics.median(times[kind]) for kind in times)
    held = synced / upload >= RATIO_BOUND or megabytes < JUDGED
    print(
        f"{megabytes} MB: PUT {put:.2f} s, synced {synced:.2f} s, upload {upload:.2f} s, checked, stored {stored:.2f} s"
    )
    bound = f" (bound {RATIO_BOUND}){'' if held else '  NOT HELD'}" if megabytes >= JUDGED else ""
    print(f"  throughput to synced PUT {synced / upload:.2f}{bound}, to PUT {put / upload:.2f}")
    print(
        f"  with checking and storing to synced PUT {synced / (upload + stored):.2f}, to PUT {put / (upload + stored):.2f}"
    )
    return held


def _round(visitor: Visitor, proxy: int, file: Path) -> dict[str, float]:
    """Send a file both ways and return the seconds."""
    target = visitor.site.folder / "put" / file.name
    os.sync()
    begin = time.perf_counter()
    _send(proxy, f"PUT /put/{file.name}", file, {}, range(file.stat().st_size))
    put = time.perf_counter() - begin
    _sync(target)
    synced = time.perf_counter() - begin
    target.unlink()
    os.sync()
    upload, stored = _tus(visitor, proxy, file)
    return {"put": put, "synced": synced, "upload": upload, "stored": stored}


def _tus(visitor: Visitor, proxy: int, file: Path) -> tuple[float, float]:
    """Send a file by the protocol; return the seconds for its bytes, and those for the last one with all that it starts."""
    size = file.stat().st_size
    headers = visitor.headers | {"Tus-Resumable": "1.0.0"}
    begin = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", proxy, timeout=300)
    path = urlsplit(visitor.endpoint()).path
    connection.request("POST", path, headers=headers | {"Upload-Length": str(size), "Content-Length": "0"})
    answer = connection.getresponse()
    answer.read()
    where = answer.getheader("Location") or ""
    connection.close()
    headers["Content-Type"] = STREAM
    _send(proxy, f"PATCH {where}", file, headers | {"Upload-Offset": "0"}, range(size - 1))
    between = time.perf_counter()
    _send(proxy, f"PATCH {where}", file, headers | {"Upload-Offset": str(size - 1)}, range(size - 1, size))
    return between - begin, time.perf_counter() - between


def _send(proxy: int, line: str, file: Path, headers: dict[str, str], part: range) -> None:
    """Send a part of the file in one request ("PUT /path"); end here when it is refused."""
    method, path = line.split(" ")
    connection = http.client.HTTPConnection("127.0.0.1", proxy, timeout=300)
    connection.putrequest(method, path)
    for name, value in (headers | {"Content-Length": str(len(part))}).items():
        connection.putheader(name, value)
    connection.endheaders()
    with file.open("rb") as content:
        content.seek(part.start)
        for place in range(part.start, part.stop, MEGABYTE):
            connection.send(content.read(min(MEGABYTE, part.stop - place)))
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    if answer.status not in {201, 204}:
        sys.exit(f"{line}: {answer.status} {said.decode()[:300]}")


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
    names = (f"{number}.pdf" for number in range(AT_ONCE + 1))
    files = [pdf(folder / name, megabytes * MEGABYTE, f"cùng lúc {name}") for name in names]
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
