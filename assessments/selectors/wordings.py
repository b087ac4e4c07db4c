"""The wording of documents that units adapt: the version that counts, all versions, who words what."""

from assessments.models import DocumentTemplate
from communes.models import Unit


def current(issuer: Unit, kind: str) -> DocumentTemplate | None:
    """Return the version that counts now; None where the unit never adapted the document."""
    return DocumentTemplate.objects.of(issuer, kind).first()
