"""Score sheets per second under the edition of 2017, on one core.

    .venv/bin/python benchmarks/scoring.py

A sheet is all lines, subtotals, the total and the verdicts with their sentences; the explanation and the next step of a line
are built when they are read, so both ways are measured: no line read, and every line read. Different sheets are scored in
turn, so that nothing can be remembered. The ratio to a plain loop that only adds the same exact fractions is taken in the
same run: rates depend on the machine, the ratio much less. The best of several rounds counts: what else runs can only slow
a round down. Exits with 1 below 1,000 sheets a second.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import cycle
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from assessments.domain.item_rules import Choice  # noqa: E402  # the path has to be set before
from assessments.domain.parsing import parse  # noqa: E402  # see above
from assessments.domain.scoring import Answer, ScoreSheet, score  # noqa: E402  # see above
from assessments.domain.standard import Standard  # noqa: E402  # see above

EDITION = ROOT / "assessments" / "standards" / "qd-619-2017.yaml"
BOUND = 1000
Claims = dict[str, Answer]


def main() -> int:
    """Measure, print and compare with the bound."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sheets", type=int, default=200, help="sheets in one round")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    standard = parse(yaml.safe_load(EDITION.read_text(encoding="utf-8")))
    claims = list(_claims(standard))
    ways: dict[str, Callable[[Claims], object]] = {
        "plain loop over the fractions": _plain(standard),
        "sheet, no line read": lambda found: _sheet(standard, found),
        "sheet, every line read": lambda found: _read(_sheet(standard, found)),
    }
    rates = _measure(ways, claims, sheets=options.sheets, rounds=options.rounds)
    return _report(standard, rates)


def _claims(standard: Standard) -> Iterator[Claims]:
    """Yield answers of forty communes: every item answered, no two alike."""
    for commune in range(40):
        yield {
            item.code: Answer(
                facts={"option": str((commune + place) % len(item.rule.options))}
                if isinstance(item.rule, Choice)
                else {"numerator": str(300 + 7 * commune + place), "denominator": str(701 + 11 * place)}
            )
            for place, item in enumerate(standard.answerable_items)
        }


def _sheet(standard: Standard, claims: Claims) -> ScoreSheet:
    """Score, and read what every page shows: total, verdicts, subtotals."""
    sheet = score(standard, claims, unit_class="II", declared={fact.code: False for fact in standard.facts})
    if sheet.total is None or len(sheet.verdicts) != len(standard.pass_rules):
        raise AssertionError(standard.edition)
    return sheet


def _read(sheet: ScoreSheet) -> int:
    """Read every sentence of the sheet."""
    return sum(len(line.explanation) + len(line.next_step) for line in sheet.lines.values())


def _plain(standard: Standard) -> Callable[[Claims], Fraction]:
    """Return a bare loop over the ratios: no checks, no rules, no subtotals, no sentences."""
    ratios = [item for item in standard.answerable_items if not isinstance(item.rule, Choice)]
    weights = [(item.code, Fraction(item.max_points or 0)) for item in ratios]

    def total(claims: Claims) -> Fraction:
        points = Fraction(0)
        for code, weight in weights:
            facts = claims[code].facts
            points += weight * Fraction(int(str(facts["numerator"])), int(str(facts["denominator"])))
        return points

    return total


def _measure(
    ways: dict[str, Callable[[Claims], object]], claims: list[Claims], *, sheets: int, rounds: int
) -> dict[str, float]:
    """Return the best rate of each way; the ways take turns, so that all see the same machine."""
    best = dict.fromkeys(ways, 0.0)
    for _ in range(rounds):
        for name, way in ways.items():
            supply = cycle(claims)
            started = time.process_time()
            for _ in range(sheets):
                way(next(supply))
            best[name] = max(best[name], sheets / (time.process_time() - started))
    return best


def _report(standard: Standard, rates: dict[str, float]) -> int:
    plain = next(iter(rates.values()))
    print(f"{standard.edition}: {len(standard.items)} items, {len(standard.pass_rules)} conditions")
    print(f"{'':32}{'per second':>12}{'time ÷ plain loop':>20}")
    for name, rate in rates.items():
        print(f"{name:32}{rate:>12,.0f}{plain / rate:>20.1f}")
    slow = [name for name, rate in rates.items() if rate < BOUND]
    print(f"Below {BOUND:,} a second: {', '.join(slow)}" if slow else f"All at least {BOUND:,} a second.")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
