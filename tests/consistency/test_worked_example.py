"""The example in docs/scoring.md is computed again."""

import re
from fractions import Fraction

import yaml

from assessments.domain.item_rules import Choice
from assessments.domain.parsing import parse
from assessments.domain.scoring import Answer, ScoreSheet, score, shown
from assessments.domain.standard import Item, Standard
from tests.consistency import repository as repo

PAGE = repo.ROOT / "docs" / "scoring.md"
ROW = re.compile(
    r"^\| (?P<code>[\d.]+|\*\*\d\*\*) \| (?P<facts>[^|]*?) ?\| [^|]* \| (?P<points>[-\d,]+) \|$", re.MULTILINE
)


def _standard() -> Standard:
    return parse(yaml.safe_load(repo.source(repo.ROOT / "assessments" / "standards" / "qd-619-2017.yaml")))


def _answer(item: Item, text: str) -> Answer:
    if text == "không phát sinh":
        return Answer(facts={}, not_applicable=True)
    if isinstance(item.rule, Choice):
        return Answer(facts={"option": str([option.label for option in item.rule.options].index(text))})
    numerator, denominator = text.split("/")
    return Answer(facts={"numerator": numerator, "denominator": denominator})


def _sheet(rows: list[re.Match[str]]) -> ScoreSheet:
    standard = _standard()
    items = {item.code: item for item in standard.items}
    answered = {row["code"]: row["facts"] for row in rows if row["facts"]}
    return score(standard, {code: _answer(items[code], text) for code, text in answered.items()}, unit_class="II")


def test_the_page_shows_what_the_engine_computes() -> None:
    rows = list(ROW.finditer(repo.source(PAGE)))
    sheet = _sheet(rows)
    computed = {line.item.code: line.points for line in sheet.lines.values()}
    computed |= {f"**{row.code}**": row.points for row in sheet.criteria}
    assert {row["code"]: row["points"] for row in rows} == {
        row["code"]: shown(computed[row["code"]] or Fraction(0)) for row in rows
    }
    assert len(rows) == 10


def test_the_page_tells_the_verdicts() -> None:
    verdicts = {v.rule.code: v.ok for v in _sheet(list(ROW.finditer(repo.source(PAGE)))).verdicts}
    assert verdicts == {"R1": None, "R2": None, "R3": True, "R4": None}
