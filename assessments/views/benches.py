"""Loads the bench on which the office reviews."""

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest

from assessments.models import Dossier
from assessments.selectors import reviews as selectors
from assessments.selectors.reviews import Bench
from assessments.views.loading import dossier_or_404, user_of
from tiepcanpl.kit.errors import NotAllowedError


def reviewed_dossier(request: HttpRequest, pk: int) -> Dossier:
    """Return a dossier that the person may see on the bench; the commune reads the outcome on its own pages."""
    dossier = dossier_or_404(request, pk)
    prefetch_related_objects([dossier], "interests")  # every permission on the page asks for them
    if not user_of(request).has_perm("assessments.read_review", dossier):
        raise NotAllowedError("Trang thẩm tra chỉ dành cho cơ quan tư pháp. Vui lòng xem kết quả ở trang hồ sơ.")
    return dossier


def bench_or_404(dossier: Dossier, item_code: str | None = None) -> Bench:
    """Return the round under review; 404 before anything was handed in, and for an item that is not reviewed."""
    bench = selectors.bench_of(dossier)
    if bench is None or (item_code is not None and item_code not in bench.rows):
        raise Http404
    return bench
