"""Web, worker, database and broker are killed again and again while people type and send files: nothing may be lost.

    .venv/bin/python benchmarks/faults.py                                  1,000 saves and 100 files of 10 MB
    .venv/bin/python benchmarks/faults.py --saves 40 --files 4 --megabytes 1 --kills 1

A PostgreSQL and a Redis with the durability of production are set up in a folder of their own, with gunicorn, a worker and
beat; `kill -9` goes to every process of one part at a time, spread over the work. Real HTTP clients save items (as the
page does it) and send files (standard tus client), each again and again until it is acknowledged. Afterwards every acknowledged save
and byte has to be there, nothing twice, every hash right, the audit chain whole, and every background inspection done.
Exits with 1 when anything is lost.
"""

import argparse
import os
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.plant import Plant
from benchmarks.visitors import MEGABYTE, Ledger, Person, Saver, Sender

VICTIMS = ("web", "worker", "database", "broker")
_SAVERS, _SENDERS = 8, 4
_DOWN = (0.5, 3.0)  # seconds between a kill and the new start


def main() -> int:
    """Run everything; return 1 when anything is lost."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="tiepcanpl-faults-", ignore_cleanup_errors=True) as folder:
        plant = Plant(Path(folder))
        try:
            plant.start()
            ledger = Ledger(options.saves, options.files * options.megabytes * MEGABYTE)
            begin = time.monotonic()
            _work(plant, ledger, options)
            worked = time.monotonic() - begin
            return _report(plant, ledger, worked, options)
        finally:
            plant.stop()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--saves", type=int, default=1000, help="saves of one item each")
    parser.add_argument("--files", type=int, default=100, help="files to send")
    parser.add_argument("--megabytes", type=int, default=10, help="size of each file")
    parser.add_argument("--kills", type=int, default=5, help="kills of each part")
    parser.add_argument(
        "--patience", type=float, default=900, help="seconds to wait for an inspection, while none ends"
    )
    parser.add_argument("--seed", type=int, default=1, help="decides in which order and for how long parts are down")
    return parser.parse_args()


def _work(plant: Plant, ledger: Ledger, options: argparse.Namespace) -> None:
    """Let everybody work, and kill meanwhile."""
    os.environ.update(plant.environment)
    import django  # noqa: PLC0415  # the environment comes first

    django.setup()
    people = _people(plant, ledger, options)
    for person in people:
        person.start()
    killer = threading.Thread(target=_kill, args=(plant, ledger, people, options), daemon=True)
    killer.start()
    for person in people:
        person.join()
    killer.join()


def _people(plant: Plant, ledger: Ledger, options: argparse.Namespace) -> list[threading.Thread]:
    """Spread the work: each item has one who types, each dossier several; the files go to items of their own."""
    from assessments.domain.workflow import State  # noqa: PLC0415  # see above
    from assessments.models import Dossier  # noqa: PLC0415  # see above

    password = Path(plant.environment["VAR_DIR"], "demo-password").read_text(encoding="utf-8").strip()
    dossiers = list(Dossier.objects.filter(state=State.DRAFT).select_related("commune", "campaign__standard"))
    officials = {row.pk: Person(plant.url, f"canbo-{row.commune.code}", password) for row in dossiers}
    people: list[threading.Thread] = []
    for place in range(_SAVERS):
        row = dossiers[place % len(dossiers)]
        item = _ratio_items(row)[place // len(dossiers)]
        answer = row.answers.filter(item_code=item).first()
        version, count = answer.version if answer else 0, _share(options.saves, _SAVERS, place)
        people.append(Saver(officials[row.pk], row.pk, item, version, len(count), ledger))
    for place in range(_SENDERS):
        row = dossiers[place % len(dossiers)]
        item, size = _ratio_items(row)[-1 - place // len(dossiers)], options.megabytes * MEGABYTE
        people.append(Sender(officials[row.pk], row.pk, item, _share(options.files, _SENDERS, place), size, ledger))
    return people


def _ratio_items(dossier: object) -> list[str]:
    """Return the items of the dossier that take a numerator and a denominator."""
    items = dossier.campaign.standard.parsed.answerable_items  # type: ignore[attr-defined]  # a dossier
    return [item.code for item in items if item.rule.fields == ("numerator", "denominator")]


def _share(total: int, parts: int, place: int) -> range:
    return range(total * place // parts, total * (place + 1) // parts)


def _kill(plant: Plant, ledger: Ledger, people: list[threading.Thread], options: argparse.Namespace) -> None:
    """Kill one part after the other, evenly over the work; each comes back after a while."""
    chance = random.Random(options.seed)  # noqa: S311  # no secret
    order = [name for _ in range(options.kills) for name in chance.sample(VICTIMS, len(VICTIMS))]
    for number, name in enumerate(order, start=1):
        while ledger.progress < number / (len(order) + 1) and any(person.is_alive() for person in people):
            time.sleep(0.05)
        plant.parts[name].kill()
        time.sleep(chance.uniform(*_DOWN))
        plant.parts[name].start()
        _revive_beat(plant)


def _revive_beat(plant: Plant) -> None:
    """Start beat again where it gave up, as Compose does."""
    beat = plant.parts["beat"]
    if beat.process is not None and beat.process.poll() is not None:
        beat.start()


def _report(plant: Plant, ledger: Ledger, worked: float, options: argparse.Namespace) -> int:
    """Print the tables; return 1 when anything is lost."""
    from django.db import connection  # noqa: PLC0415  # see above

    from benchmarks import proofs  # noqa: PLC0415  # see above

    connection.close()  # the database at its other end was killed
    print(f"{'killed':36}{'times':>8}{'longest s':>12}")
    for name in VICTIMS:
        part = plant.parts[name]
        print(f"{name:36}{part.kills:8}{part.longest:12.1f}")
    print(f"\n{'repeated for want of an answer':36}{'times':>8}")
    for kind in ("saves", "uploads"):
        print(f"{kind:36}{ledger.tried_again[kind]:8}")
    print(f"\n{'':36}{'expected':>14}{'found':>14}")
    begin, faults = time.monotonic(), list(ledger.faults)
    for finding in proofs.all_of(ledger, options.patience):
        bad = finding.faults or finding.expected != finding.found
        faults += finding.faults
        print(f"{finding.title:36}{finding.expected:14}{finding.found:14}{'  NOT HELD' if bad else ''}", flush=True)
    done = sum(map(len, ledger.saved.values())), len(ledger.uploaded)
    if done != (options.saves, options.files):
        faults.append(
            f"{done[0]} of {options.saves} saves and {done[1]} of {options.files} files were ever acknowledged"
        )
    for title, count in proofs.remains().items():
        print(f"{title:36}{'':14}{count:14}")
    print(f"\nWork {worked:.0f} s, proof {time.monotonic() - begin:.0f} s")
    for fault in faults:
        print(f"LOST OR WRONG: {fault}")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
