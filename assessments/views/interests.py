"""Declared interests in one dossier: who may not review or vote, and why."""

from functools import partial

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments.domain.workflow import DECIDED
from assessments.forms.interests import InterestForm, WithdrawalForm
from assessments.models import Dossier, Interest
from assessments.selectors import interests as selectors
from assessments.services import interests
from assessments.views.attempts import attempt, status_of
from assessments.views.loading import user_of
from communes.models import Role, User
from tiepcanpl.kit.errors import NotAllowedError

_READERS = (Role.REVIEWER, Role.OFFICE_HEAD, Role.COUNCIL_MEMBER)


def _dossier_or_404(request: HttpRequest, pk: int) -> Dossier:
    """Return a dossier of the office, also one that is not handed in yet, what a council member reads, or has declared."""
    user = user_of(request)
    own, seen = Dossier.objects.in_charge_of(user).values("pk"), Dossier.objects.visible_to(user).values("pk")
    mine = Q(pk__in=user.interests.values("dossier_id"))
    found = Dossier.objects.filter(Q(pk__in=own) | Q(pk__in=seen) | mine)
    dossier = get_object_or_404(found.select_related("campaign__standard", "campaign__authority", "commune"), pk=pk)
    if not any(user.has_role(role, dossier.campaign.authority_id) for role in _READERS):
        raise NotAllowedError("Khai báo lợi ích liên quan chỉ dành cho người thẩm tra và thành viên Hội đồng.")
    return dossier


@require_http_methods(["GET", "POST"])
def interest_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is declared (GET); declare an interest for oneself, head and secretary also for others (POST)."""
    dossier, user = _dossier_or_404(request, pk), user_of(request)
    for_others = interests.speaks_for_others(user, dossier)
    people = selectors.concerned(dossier) if for_others else [user]
    form = InterestForm(request.POST or None, people=people, initial={"user": user.pk})
    if request.method == "POST" and form.is_valid() and _declare(request, dossier, form):
        return redirect("assessments:interest_list", dossier.pk)
    rows = selectors.declared(dossier) if for_others else selectors.declared(dossier).filter(user=user)
    context = {
        "dossier": dossier,
        "rows": [(row, interests.may_withdraw(user, row.user_id, dossier)) for row in rows],
        "form": form,
        "for_others": for_others,
        "is_open": dossier.status not in DECIDED,
    }
    return render(request, "assessments/interest_list.html", context, status=status_of(form))


def _declare(request: HttpRequest, dossier: Dossier, form: InterestForm) -> Interest | None:
    data = form.cleaned_data
    deed = partial(interests.declare, dossier_id=dossier.pk, user_id=int(data["user"]), reason=data["reason"])
    made = attempt(form, partial(deed, actor=user_of(request), at=timezone.now()))
    if made:
        messages.success(request, f"Đã ghi khai báo của {made.user}.")
    return made


@require_http_methods(["GET", "POST"])
def interest_withdraw(request: HttpRequest, pk: int, user: int) -> HttpResponse:
    """Ask why a declaration is taken back (GET); take it back (POST)."""
    dossier = _dossier_or_404(request, pk)
    person = get_object_or_404(User, pk=user)
    if not interests.may_withdraw(user_of(request), person.pk, dossier):
        raise NotAllowedError(
            "Chỉ lãnh đạo cơ quan tư pháp được rút khai báo, và không được rút khai báo của chính mình."
        )
    row = get_object_or_404(dossier.interests.all(), user=person)
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deed = partial(interests.withdraw, dossier_id=dossier.pk, user_id=person.pk, actor=user_of(request))
        attempt(form, partial(deed, reason=form.cleaned_data["reason"], at=timezone.now()))
        if not form.errors:
            messages.success(request, f"Đã rút khai báo của {person}.")
            return redirect("assessments:interest_list", dossier.pk)
    context = {"dossier": dossier, "row": row, "person": person, "form": form}
    return render(request, "assessments/interest_withdraw.html", context, status=status_of(form))
