"""Which items open when the office asks for a supplement."""

from pathlib import Path

import pytest
import yaml

from assessments.domain.parsing import parse

EDITIONS = Path(__file__).resolve().parents[2] / "assessments" / "standards"


@pytest.mark.parametrize(
    ("edition", "asked", "opened"),
    [
        ("qd-619-2017", {"1.1.1"}, {"1.1.1"}),
        ("qd-27-2025", {"1.1.1"}, {"1.1.1", "1.2.1", "1.3.1", "2.2.1"}),
        ("qd-27-2025", {"1.2.1"}, {"1.2.1"}),
        ("qd-27-2025", set(), set()),
    ],
)
def test_items_that_rest_on_what_was_asked_for_open_with_it(edition: str, asked: set[str], opened: set[str]) -> None:
    standard = parse(yaml.safe_load((EDITIONS / f"{edition}.yaml").read_text(encoding="utf-8")))
    assert standard.opened_by(asked) == opened
