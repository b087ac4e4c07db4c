"""The wording of documents that units adapt: the version that counts, all versions, who words what."""

from django.db.models import Q

from assessments.models import DocumentTemplate, Report, ReportKind
from assessments.models.document_template import WORDING_ROLES, DocumentTemplateQuerySet
from assessments.models.report_kind import OF_COMMUNE
from communes.models import Unit, User


def current(issuer: Unit, kind: str) -> DocumentTemplate | None:
    """Return the version that counts now; None where the unit never adapted the document."""
    return DocumentTemplate.objects.of(issuer, kind).select_related("made_by", "authority").first()


def units_of(user: User) -> list[Unit]:
    """Return the units for which the person words some document, in the order of their names."""
    roles = set().union(*WORDING_ROLES.values())
    units = {row.unit_id: row.unit for row in user.held if row.role in roles}
    return sorted(units.values(), key=lambda unit: (unit.sort_name, unit.pk))


def worded_by(user: User, unit: Unit) -> list[ReportKind]:
    """Return the documents of the unit that the person words, in the order of the process."""
    return [kind for kind in ReportKind if may_word(user, DocumentTemplate(authority=unit, kind=kind))]


def may_word(user: User, template: DocumentTemplate) -> bool:
    """Tell whether the person words this document of this unit; the version need not be stored."""
    return user.has_perm("assessments.adapt_document", template)


def current_by_kind(unit: Unit) -> dict[str, DocumentTemplate]:
    """Return the versions that count now, by kind, in one query."""
    rows = DocumentTemplate.objects.filter(authority=unit).select_related("made_by").order_by("version")
    return {row.kind: row for row in rows.defer("texts")}


def latest_report(user: User, unit: Unit, kind: str) -> Report | None:
    """Return the newest finished document of this kind that the unit issued, as far as the person may see it."""
    own = Q(dossier__commune=unit) if kind in OF_COMMUNE else Q(campaign__authority=unit) | Q(area=unit)
    found = Report.objects.visible_to(user).filter(own, kind=kind, state=Report.State.DONE)
    return found.order_by("-finished_at", "-pk").first()


def versions(unit: Unit, kind: str) -> DocumentTemplateQuerySet:
    """Return all versions of a document, newest first."""
    return DocumentTemplate.objects.of(unit, kind).select_related("made_by", "authority")


def before(version: DocumentTemplate) -> DocumentTemplate | None:
    """Return the version before this one."""
    found = DocumentTemplate.objects.of(version.authority, version.kind)
    return found.filter(version__lt=version.version).first()
