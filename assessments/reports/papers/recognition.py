"""The decision of recognition with its list (Quyết định, Mẫu 1.2 NĐ 30/2020), on a draft or as it was signed.

A draft has neither number nor day and is marked "DỰ THẢO"; what was signed bears them from the start, as they stand with
their corrections. A decision that takes recognition back has its own articles.
"""

from dataclasses import dataclass
from datetime import datetime

from assessments.domain.wording import Wording
from assessments.models import Campaign, Decision, DecisionLine, DraftDecision, DraftLine, Report
from assessments.reports import parts
from assessments.reports.layout import Layout, Stamp
from assessments.reports.papers import advised, deciding, paper
from assessments.reports.papers.articles import BLOCKS, PLACEHOLDERS, Article, articles_of
from assessments.reports.papers.outcomes import Lists, Said, lists_of
from assessments.reports.progress import Progress
from tiepcanpl.kit import dates

DRAFT_NOTICE = "DỰ THẢO"


@dataclass(frozen=True, slots=True)
class Recognition(paper.Paper):
    """Everything that the paper says."""

    is_revocation: bool
    decider_is_provisional: bool
    bases: tuple[parts.Basis, ...]
    proposer: str
    proposal: Stamp
    proposal_symbol: str
    articles: tuple[Article, ...]
    lists: Lists

    @property
    def cites_proposal(self) -> bool:
        """Tell whether the office's proposal is cited by number; of one to take recognition back nothing is known."""
        return not self.is_revocation


@dataclass(frozen=True, slots=True)
class _Source:
    """A draft or a decision, read alike."""

    notices: tuple[str, ...]
    lines: tuple[DraftLine | DecisionLine, ...]
    council: str
    proposed_as: DraftDecision | None
    is_revocation: bool = False


def gather(report: Report, wording: Wording, at: datetime, progress: Progress) -> Recognition:
    """Read what the draft or the decision says, with what the office counted."""
    campaign = report.of
    source = _of_decision(report.decision) if report.decision else _of_draft(parts.required(report.draft))
    lists, decider = _lists(campaign, source, progress), deciding.decider_of(campaign)
    values = {**deciding.values_of(campaign), "các xã, phường": f"các {lists.kinds}", "điều cuối": ""}
    articles = articles_of(wording, values, lists, source.lines if source.is_revocation else ())
    frame = paper.frame_of(
        campaign,
        decider.issuer,
        paper.Title(paper.DECISION, _subject(campaign, source, lists), source.notices),
        recipients=wording.paragraphs("recipients", {**values, "điều cuối": f"Điều {len(articles)}"}),
        at=at,
    )
    office = paper.office_of(campaign)
    council = (parts.Basis(source.council, is_provisional=False),) if source.council else ()
    return Recognition(
        frame=frame,
        is_revocation=source.is_revocation,
        decider_is_provisional=decider.is_provisional,
        bases=(*deciding.own_bases(wording.paragraphs("bases", values)), *frame.bases, *council),
        proposer=office.name,
        proposal=_proposal_of(source.proposed_as),
        proposal_symbol=f"{paper.PROPOSAL.mark}-{office.initials}",
        articles=articles,
        lists=lists,
    )


def _subject(campaign: Campaign, source: _Source, lists: Lists) -> tuple[str, str]:
    deed = "thu hồi công nhận" if source.is_revocation else lists.deed
    return f"Về việc {deed} {lists.kinds}", f"đạt chuẩn tiếp cận pháp luật năm {campaign.year}"


def _lists(campaign: Campaign, source: _Source, progress: Progress) -> Lists:
    return lists_of(campaign, {line.dossier_id: Said(line.outcome, line.reason) for line in source.lines}, progress)


def _of_draft(draft: DraftDecision) -> _Source:
    lines = tuple(draft.lines.select_related("dossier__commune", "dossier__campaign__standard"))
    told = advised.of_dossiers((line.dossier for line in lines), is_asked=False)
    return _Source((DRAFT_NOTICE,), lines, told.meeting, draft)


def _of_decision(decision: Decision) -> _Source:
    return _Source(
        notices=(),
        lines=tuple(decision.lines.select_related("dossier__commune")),
        council=advised.of_decision(decision),
        proposed_as=DraftDecision.objects.filter(decision=decision).first(),
        is_revocation=decision.kind == Decision.Kind.REVOCATION,
    )


def _proposal_of(draft: DraftDecision | None) -> Stamp:
    """Return number and day of the office's proposal on the draft, once the register has given them."""
    asked = Report.objects.filter(kind=Report.Kind.PROPOSAL, draft=draft).exclude(number="")
    found = asked.order_by("-pk").first() if draft else None
    return Stamp(found.number, dates.in_words(found.dated) if found.dated else "") if found else Stamp()


LAYOUT = Layout(Recognition, "reports/recognition.html", gather, BLOCKS, PLACEHOLDERS)
