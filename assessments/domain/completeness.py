"""What a commune still has to do before its dossier can be posted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assessments.domain.scoring import Outcome, ScoreSheet
from assessments.domain.standard import Indicator, Standard


class Gap(StrEnum):
    """Kind of a missing thing."""

    ANSWER = "answer"
    INVALID = "invalid"
    EVIDENCE = "evidence"
    SCAN = "scan"
    FACT = "fact"
    NARRATIVE = "narrative"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to do: `code` is the item, indicator, fact or narrative section; `sentence` tells it in Vietnamese."""

    gap: Gap
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What the dossier holds beside its answers: counts of files and notes by item code, declarations, narrative.

    `unclean` names by item code the files that the virus scanner has not cleared, one sentence for each.
    """

    evidence: Mapping[str, int]
    notes: Mapping[str, str]
    declared: Mapping[str, bool]
    narrative: Mapping[str, str]
    unclean: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def missing(
    standard: Standard, sheet: ScoreSheet, contents: Contents, sections: Mapping[str, str]
) -> tuple[Missing, ...]:
    """List all gaps in the order of the pages. `sections` maps the code of each narrative section to its title."""
    return (
        *_answers(standard, sheet),
        *_evidence(standard, sheet, contents),
        *(
            Missing(Gap.SCAN, item.code, sentence)
            for item in standard.answerable_items
            for sentence in contents.unclean.get(item.code, ())
        ),
        *(
            Missing(Gap.FACT, fact.code, f"Khai báo: {fact.label} – có hay không?")
            for fact in standard.facts
            if fact.code not in contents.declared
        ),
        *(
            Missing(Gap.NARRATIVE, code, f"Phần “{title}” của báo cáo chưa có nội dung.")
            for code, title in sections.items()
            if not contents.narrative.get(code, "").strip()
        ),
    )


def _answers(standard: Standard, sheet: ScoreSheet) -> Iterator[Missing]:
    for item in standard.answerable_items:
        line = sheet.line(item.code)
        if line.outcome is Outcome.UNANSWERED:
            yield Missing(Gap.ANSWER, item.code, f"Nội dung {item.code} chưa có số liệu.")
        elif line.outcome is Outcome.INVALID:
            yield Missing(Gap.INVALID, item.code, f"Nội dung {item.code}: {line.faults[0].sentence}")


def _evidence(standard: Standard, sheet: ScoreSheet, contents: Contents) -> Iterator[Missing]:
    """Ask each indicator for a file, or a note that says why there is none (the plan's part II.4 asks for evidence)."""
    for indicator in standard.indicators:
        if indicator.evidence and _needs_evidence(indicator, sheet) and not _has_evidence(indicator, contents):
            sentence = f"Chỉ tiêu {indicator.code} chưa có tài liệu minh chứng (hoặc ghi chú nêu lý do không có)."
            yield Missing(Gap.EVIDENCE, indicator.code, sentence)


def _needs_evidence(indicator: Indicator, sheet: ScoreSheet) -> bool:
    outcomes = {sheet.line(item.code).outcome for item in indicator.items}
    return bool(outcomes - {Outcome.NOT_ARISEN, Outcome.COMPUTED})


def _has_evidence(indicator: Indicator, contents: Contents) -> bool:
    return any(
        contents.evidence.get(item.code) or contents.notes.get(item.code, "").strip() for item in indicator.items
    )
