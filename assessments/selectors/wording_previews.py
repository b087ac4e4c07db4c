"""Finds what a document is previewed with: something real that the person may have the document made of."""

from collections.abc import Callable, Iterator

from django.db.models import Count

from assessments.models import Campaign, DecisionLine, DocumentTemplate, Dossier, Meeting, Report, ReportKind
from assessments.models.report_kind import ABOUT, OF_COMMUNE
from assessments.selectors import decisions, drafts
from assessments.selectors.papers import table
from communes.models import User
from tiepcanpl.kit.errors import DomainError

_TRIED = 10  # the newest ones; the first that is far enough is taken
_MOST_COMMUNES = 60  # a preview is read while somebody waits
_WITH_CAMPAIGN = ("campaign__authority__parent", "campaign__standard")

Subjects = Iterator[Report]


def subject_for(user: User, template: DocumentTemplate) -> Report:
    """Return a report (not stored) about the newest subject that the document can be made of, with this wording.

    Raises DomainError with the sentence what is missing yet, where it can be made of nothing.
    """
    kind, missing = ReportKind(template.kind), ""
    for report in _candidates(user, template):
        report.kind, report.template = kind, template
        report.by_office = not table.is_of_commune(user, report.dossier)
        offer = table.offer_of(kind)
        if not offer.may(user, report):
            continue
        sentence = offer.why_not(report)
        if not sentence:
            return report
        missing = missing or sentence
    raise DomainError(["Chưa xem trước được văn bản này.", missing or "Chưa có số liệu để tạo văn bản này."])


def _candidates(user: User, template: DocumentTemplate) -> Subjects:
    if template.kind not in table.OFFERS:
        return
    for about in ABOUT[ReportKind(template.kind)]:
        find = _FINDERS.get(about)
        if find:
            yield from find(user, template)


def _dossiers(user: User, template: DocumentTemplate) -> Subjects:
    found = Dossier.objects.visible_to(user).select_related("commune__parent", *_WITH_CAMPAIGN)
    own = (
        {"commune": template.authority} if template.kind in OF_COMMUNE else {"campaign__authority": template.authority}
    )
    for row in found.filter(**own).order_by("-campaign__year", "-pk")[:_TRIED]:
        yield Report(campaign=row.campaign, dossier=row)


def _campaigns(user: User, template: DocumentTemplate) -> Subjects:
    found = Campaign.objects.visible_to(user).filter(authority=template.authority)
    sized = found.select_related("authority__parent", "standard").annotate(size=Count("dossiers"))
    small = sized.filter(size__lte=_MOST_COMMUNES).order_by("-year", "-pk")[:_TRIED]
    yield from (Report(campaign=row) for row in small)
    yield from (Report(campaign=row) for row in sized.order_by("size", "-pk")[:1])


def _meetings(user: User, template: DocumentTemplate) -> Subjects:
    found = Meeting.objects.visible_to(user).filter(campaign__authority=template.authority)
    for row in found.select_related("council__authority", *_WITH_CAMPAIGN).order_by("-pk")[:_TRIED]:
        yield Report(campaign=row.campaign, meeting=row)


def _drafts(user: User, template: DocumentTemplate) -> Subjects:
    found = drafts.visible_to(user).filter(campaign__authority=template.authority)
    for row in found.select_related(*_WITH_CAMPAIGN).order_by("-pk")[:_TRIED]:
        yield Report(campaign=row.campaign, draft=row)


def _decisions(user: User, template: DocumentTemplate) -> Subjects:
    found = decisions.visible_to(user).filter(campaign__authority=template.authority)
    for row in found.select_related(*_WITH_CAMPAIGN).order_by("-pk")[:_TRIED]:
        yield Report(campaign=row.campaign, decision=row)


def _recognised(user: User, template: DocumentTemplate) -> Subjects:
    seen = decisions.visible_to(user).filter(campaign__authority=template.authority)
    found = DecisionLine.objects.filter(decision__in=seen, outcome=DecisionLine.Outcome.RECOGNISED)
    found = found.select_related("dossier__commune__parent", *(f"decision__{name}" for name in _WITH_CAMPAIGN))
    for row in found.order_by("-pk")[:_TRIED]:
        yield Report(campaign=row.decision.campaign, decision=row.decision, dossier=row.dossier)


def _areas(user: User, template: DocumentTemplate) -> Subjects:
    seen = Campaign.objects.visible_to(user).order_by("-year").values_list("year", flat=True).distinct()
    yield from (Report(area=template.authority, year=year) for year in seen[:_TRIED])


_FINDERS: dict[frozenset[str], Callable[[User, DocumentTemplate], Subjects]] = {
    frozenset({"campaign", "dossier"}): _dossiers,
    frozenset({"campaign"}): _campaigns,
    frozenset({"campaign", "meeting"}): _meetings,
    frozenset({"campaign", "draft"}): _drafts,
    frozenset({"campaign", "decision"}): _decisions,
    frozenset({"campaign", "decision", "dossier"}): _recognised,
    frozenset({"area", "year"}): _areas,
}
