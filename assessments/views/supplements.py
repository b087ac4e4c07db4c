"""Supplement rounds: what was asked, answered and judged, and the proof that nothing else changed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.selectors import round_proofs, rounds
from assessments.services import judgements
from assessments.views.loading import dossier_or_404, user_of

_JUDGED = {"yes": True, "no": False, "": None}


@require_POST
def request_judge(request: HttpRequest, pk: int, request_pk: int) -> HttpResponse:
    """Store whether a request was met, and go back to its item or to the list of rounds."""
    dossier = dossier_or_404(request, pk)
    asked = get_object_or_404(dossier.requests, pk=request_pk)
    judgements.judge(
        request_id=asked.pk,
        answered=_JUDGED.get(request.POST.get("answered", "")),
        known=_JUDGED.get(request.POST.get("known", "")),
        actor=user_of(request),
        at=timezone.now(),
    )
    messages.success(request, f"Đã ghi kết quả xem xét yêu cầu bổ sung của nội dung {asked.item_code}.")
    if request.POST.get("back") == "item":
        return redirect(reverse("assessments:review_item", args=[pk, asked.item_code]) + "#yeu-cau")
    return redirect("assessments:review_detail", pk)


@require_safe
def round_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every round: request, answer, judgement, and what changed."""
    dossier = dossier_or_404(request, pk)
    found = rounds.rounds_of(dossier, user_of(request), on=timezone.localdate())
    return render(request, "assessments/round_list.html", {"dossier": dossier, "rounds": found})


@require_safe
def round_proof(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show the hash of each item before and after one supplement."""
    dossier = dossier_or_404(request, pk)
    proof = round_proofs.proof_of(dossier, number)
    if proof is None:
        raise Http404
    return render(request, "assessments/round_proof.html", {"dossier": dossier, "proof": proof})
