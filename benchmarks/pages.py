"""Query counts and speed of the pages, at 7 communes and at all communes of the country, on PostgreSQL.

    scripts/services start && eval "$(scripts/services env)" && .venv/bin/python benchmarks/pages.py

Two databases are made and dropped again. Printed are, for each page, the number of queries at both sizes (they have to be
equal) and the ratio of its median to that of an empty page behind the same middleware in the same layout; for the autosave
the ratio to a view that inserts one row. Both are visited in turn, so that whatever the machine does besides falls on both:
the times themselves depend on the machine.
Exits with 1 when a bound is not held.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
SIZES = (7, 10598)
PAGE_BOUND, SAVE_BOUND = 6.0, 4.0
ROUNDS = 40
EMPTY, INSERT, SAVE = "(trang trống)", "(ghi một dòng)", "lưu một nội dung"


def main() -> int:
    """Measure both sizes and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs=2, default=SIZES)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        sys.stdout.write(json.dumps(_measure()))
        return 0
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        sys.exit("DATABASE_URL has to name a PostgreSQL server: see scripts/services.")
    small, large = (_with_database(url, count) for count in options.sizes)
    return _report(options.sizes, small, large)


def _with_database(url: str, count: int) -> dict[str, list[float]]:
    """Make a database of the size, measure in a process of its own, drop the database."""
    import psycopg2  # noqa: PLC0415  # only the parent needs it

    name = f"tiepcanpl_pages_{count}"
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    parts = urlsplit(url)
    environment = os.environ | {
        "DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}")),
        "SECRET_KEY": "benchmark",
        "VAR_DIR": str(ROOT / "build" / "benchmark"),
        "DJANGO_SETTINGS_MODULE": "tiepcanpl.settings",
        "LOG_LEVEL": "ERROR",
    }
    try:
        for command in (
            ["migrate", "-v0"],
            ["collectstatic", "--noinput", "-v0"],
            ["make_scale_data", f"--communes={count}"],
        ):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
        inner = psycopg2.connect(environment["DATABASE_URL"])  # no "with": it would begin a transaction
        inner.autocommit = True
        inner.cursor().execute("VACUUM ANALYZE")
        inner.close()
        done = subprocess.run(
            [sys.executable, __file__, "--measure"], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE
        )
        measured: dict[str, list[float]] = json.loads(done.stdout)
        return measured
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.close()


def _measure() -> dict[str, list[float]]:
    """Return for each page its number of queries, its median and that of its base in milliseconds."""
    sys.path.insert(0, str(ROOT))
    import django  # noqa: PLC0415  # the environment comes first

    django.setup()
    from benchmarks import scenes  # noqa: PLC0415  # see above

    visits = scenes.visits()
    bases = {SAVE: visits.pop(INSERT)}
    empty = visits.pop(EMPTY)
    return {name: _time(visit, bases.get(name, empty)) for name, visit in visits.items()}


def _time(visit: Callable[[], None], base: Callable[[], None]) -> list[float]:
    from django.db import connection  # noqa: PLC0415  # see above
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415  # see above

    for _ in range(3):
        visit()
        base()
    with CaptureQueriesContext(connection) as captured:
        visit()
    queries = len(captured)  # now: the log is emptied by the next request
    times: tuple[list[float], list[float]] = ([], [])
    for depth in range(ROUNDS):
        for spent, visited in zip(times, (visit, base), strict=True):
            begin = time.perf_counter()
            _call_at(depth, visited)
            spent.append((time.perf_counter() - begin) * 1000)
    return [queries, *map(statistics.median, times)]


def _call_at(depth: int, visit: Callable[[], None]) -> None:
    """Visit from so many calls further down, another number each round.

    The interpreter's stack grows in pieces, and work that straddles the end of one is slower by half: at one depth alone,
    a page would be measured by its luck.
    """
    if depth:
        _call_at(depth - 1, visit)
    else:
        visit()


def _report(sizes: list[int], small: dict[str, list[float]], large: dict[str, list[float]]) -> int:
    """Print the table; return 1 when a bound is not held."""
    failed = 0
    print(f"{'page':36}{f'queries {sizes[0]}':>14}{f'queries {sizes[1]}':>16}{'median ms':>12}{'ratio':>8}  bound")
    for name, (queries, median, base) in large.items():
        bound = SAVE_BOUND if name == SAVE else PAGE_BOUND
        ratio = median / base
        bad = ratio > bound or queries != small[name][0]
        failed |= bad
        note = f"  {bound:.0f}{'  NOT HELD' if bad else ''}"
        print(f"{name:36}{small[name][0]:14.0f}{queries:16.0f}{median:12.1f}{ratio:8.2f}{note}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
