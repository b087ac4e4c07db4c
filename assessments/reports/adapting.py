"""Documents while somebody adapts them: which can be, what their blocks say, what changed, how the paper would look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assessments.domain import wording_checks
from assessments.domain.text_changes import Piece, pieces
from assessments.domain.wording import Block, kept, tidy
from assessments.domain.wording_checks import Fault
from assessments.models import DocumentTemplate, Report, ReportKind
from assessments.reports import documents, frames


@dataclass(frozen=True, slots=True)
class BlockChange:
    """What became of one block."""

    label: str
    pieces: tuple[Piece, ...]


def can_be_adapted(kind: str) -> bool:
    """Tell whether the document is made already and has something that a unit may word itself."""
    return bool(blocks_of(kind))


def blocks_of(kind: str) -> tuple[Block, ...]:
    """Return the blocks of the document; none for a kind that has none or is not made yet."""
    layout = documents.LAYOUTS.get(ReportKind(kind)) if kind in ReportKind.values else None
    return frames.blocks_of(layout) if layout else ()


def placeholders_of(kind: str) -> tuple[tuple[str, str], ...]:
    """Return what may be written in braces, with what it stands for."""
    return frames.placeholders_of(documents.LAYOUTS[ReportKind(kind)])


def said(template: DocumentTemplate | None, block: Block) -> str:
    """Return what a version says in a block: its own words, else the product's."""
    return (template.texts.get(block.code) if template else "") or block.text


def printed_by(report: Report) -> dict[str, str]:
    """Return what a finished report prints in the blocks of the frame, by their codes."""
    return frames.printed(report.data)


def faults_of(kind: str, typed: Mapping[str, str]) -> tuple[Fault, ...]:
    """Return what is wrong in what was typed, block by block."""
    return wording_checks.faults(blocks_of(kind), {code: tidy(text) for code, text in typed.items()})


def texts_of(kind: str, typed: Mapping[str, str]) -> dict[str, str]:
    """Return what a version keeps of what was typed: the blocks that differ from the product's own."""
    texts = {block.code: kept(block, tidy(typed.get(block.code, ""))) for block in blocks_of(kind)}
    return {code: text for code, text in texts.items() if text}


def changes(before: DocumentTemplate | None, after: DocumentTemplate) -> list[BlockChange]:
    """Return the blocks that say something else than in the version before."""
    pairs = ((block.label, said(before, block), said(after, block)) for block in blocks_of(after.kind))
    return [BlockChange(label, pieces(old, new)) for label, old, new in pairs if old != new]


def preview(report: Report, *, at: datetime) -> str:
    """Return the HTML of a report that is not stored; nothing of it is kept."""
    data = documents.gather(report, at=at, progress=_nobody_waits)
    return documents.to_html(report.kind, data)


def _nobody_waits(percent: int, step: str) -> None:
    """Take the progress and do nothing with it: the page that asked shows none."""
