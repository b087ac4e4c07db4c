"""Campaigns: the plan, its communes and milestones, opening, closing, extensions."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms.campaigns import CampaignForm, ExtensionForm, MilestoneForm, MilestoneFormSet, ScopeForm
from assessments.models import Campaign, Dossier
from assessments.selectors import campaigns as selectors
from assessments.selectors import previews
from assessments.services import campaigns
from assessments.views.attempts import attempt, status_of
from assessments.views.loading import user_of
from tiepcanpl.kit.errors import NotAllowedError


def campaign_or_404(request: HttpRequest, pk: int) -> Campaign:
    """Return the campaign with its authority and standard, or answer 404."""
    found = selectors.visible_to(user_of(request)).select_related("authority__parent", "standard")
    return get_object_or_404(found, pk=pk)


def managed_or_refuse(request: HttpRequest, pk: int) -> Campaign:
    """Return a campaign of the person's own office; readers are told that they may not."""
    campaign = campaign_or_404(request, pk)
    if not user_of(request).has_perm("assessments.manage_campaign", campaign):
        raise NotAllowedError("Chỉ cơ quan tư pháp của nơi ban hành kế hoạch được quản lý đợt đánh giá.")
    return campaign


@require_safe
def campaign_list(request: HttpRequest) -> HttpResponse:
    """Show the campaigns that concern the person, newest year first."""
    user = user_of(request)
    page = Paginator(selectors.listed(user), selectors.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "can_create": selectors.offices_of(user).exists()}
    return render(request, "assessments/campaign_list.html", context)


@require_safe
def campaign_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the plan, the standard, milestones, communes with state and deadline, extensions."""
    campaign, user = campaign_or_404(request, pk), user_of(request)
    page = selectors.communes_page(campaign, user, request.GET.get("page"))
    context = {
        "campaign": campaign,
        "edition": campaign.standard.parsed,
        "milestones": campaign.milestones.all(),
        "page": page,
        "rows": selectors.rows_of(page, on=timezone.localdate()),
        "participants": campaign.communes.all() if campaign.state == Campaign.State.PREPARING else None,
        "extensions": selectors.extensions_of(campaign, user),
        "decisions": campaign.decisions.prefetch_related("corrections")
        if selectors.sees_all_communes(user, campaign)
        else None,
        "can_manage": user.has_perm("assessments.manage_campaign", campaign),
        "can_search": user.has_perm("assessments.search_campaign", campaign),
        "can_draft": user.has_perm("assessments.draft_campaign", campaign),
        "can_decide": user.has_perm("assessments.decide_campaign", campaign),
    }
    return render(request, "assessments/campaign_detail.html", context)


@require_http_methods(["GET", "POST"])
def campaign_create(request: HttpRequest) -> HttpResponse:
    """Ask for year and authority, then for the plan; store it in preparation."""
    scope_form = _scope_form(request, None)
    if not scope_form.is_valid():
        return _form_page(request, scope_form, None, None)
    form = CampaignForm(request.POST or None, scope=scope_form.scope)
    milestones = MilestoneFormSet(request.POST or None, prefix="moc")
    if request.method == "POST" and form.is_valid() and milestones.is_valid():
        rows = [row.instance for row in milestones.forms if row.has_changed()]
        deed = partial(campaigns.create, form.instance, communes=form.cleaned_data["communes"], milestones=rows)
        made = attempt(form, partial(deed, actor=user_of(request), at=timezone.now()))
        if made:
            messages.success(request, "Đã lưu đợt đánh giá. Kiểm tra lại rồi mở để các xã, phường tự đánh giá.")
            return redirect("assessments:campaign_detail", made.pk)
    return _form_page(request, scope_form, form, milestones)


def _scope_form(request: HttpRequest, campaign: Campaign | None) -> ScopeForm:
    """Read year and authority from what was sent; without them take the campaign's, or the first office and this year."""
    offices = selectors.offices_of(user_of(request))
    first = campaign.authority if campaign else offices.first()
    if first is None:
        raise NotAllowedError("Chỉ cơ quan tư pháp của nơi ban hành kế hoạch được lập đợt đánh giá.")
    year = campaign.year if campaign else timezone.localdate().year
    default = {"year": str(year), "authority": str(first.pk)}
    sent = {name: value for name, value in (request.POST or request.GET).items() if name in default}
    return ScopeForm({**default, **sent}, offices=offices)


def _form_page(
    request: HttpRequest,
    scope_form: ScopeForm,
    form: CampaignForm | None,
    milestones: object,
    *,
    campaign: Campaign | None = None,
) -> HttpResponse:
    scope = scope_form.scope if scope_form.is_valid() else None
    context = {
        "scope_form": scope_form,
        "scope": scope,
        "suggestion": selectors.suggestion_for(scope.year) if scope else None,
        "form": form,
        "milestones": milestones,
        "campaign": campaign,
    }
    return render(request, "assessments/campaign_form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def campaign_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the plan while the campaign is in preparation."""
    campaign = managed_or_refuse(request, pk)
    campaigns.require_preparing(campaign)
    scope_form = _scope_form(request, campaign)
    if not scope_form.is_valid():
        return _form_page(request, scope_form, None, None, campaign=campaign)
    form = CampaignForm(request.POST or None, instance=campaign, scope=scope_form.scope)
    if request.method == "POST" and form.is_valid():
        deed = partial(campaigns.edit, form.instance, communes=form.cleaned_data["communes"])
        if attempt(form, partial(deed, actor=user_of(request), at=timezone.now())):
            messages.success(request, "Đã lưu kế hoạch.")
            return redirect("assessments:campaign_detail", campaign.pk)
    return _form_page(request, scope_form, form, None, campaign=campaign)


@require_http_methods(["GET", "POST"])
def campaign_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Name what opening brings about (GET); open (POST)."""
    campaign = managed_or_refuse(request, pk)
    if request.method == "POST":
        campaigns.open_for_communes(campaign_id=campaign.pk, actor=user_of(request), at=timezone.now())
        messages.success(request, "Đã mở đợt đánh giá; mỗi xã, phường tham gia đã có một hồ sơ.")
        return redirect("assessments:campaign_detail", campaign.pk)
    communes = list(campaign.communes.all())
    context = {
        "campaign": campaign,
        "communes": communes,
        "receiver": selectors.receiver_of(campaign),
        "told": previews.told_of_communes(communes, actor=user_of(request)),
    }
    return render(request, "assessments/campaign_open.html", context)


@require_http_methods(["GET", "POST"])
def campaign_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Name what closing brings about (GET); close (POST)."""
    campaign = managed_or_refuse(request, pk)
    if request.method == "POST":
        campaigns.close(campaign_id=campaign.pk, actor=user_of(request), at=timezone.now())
        messages.success(request, "Đã kết thúc đợt đánh giá.")
        return redirect("assessments:campaign_detail", campaign.pk)
    context = {"campaign": campaign, "closing": selectors.closing_of(campaign)}
    return render(request, "assessments/campaign_close.html", context)


@require_http_methods(["GET", "POST"])
def milestone_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a date to the plan."""
    campaign = managed_or_refuse(request, pk)
    form = MilestoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        campaigns.add_milestone(campaign.pk, milestone=form.instance, actor=user_of(request), at=timezone.now())
        messages.success(request, "Đã thêm mốc thời gian.")
        return redirect("assessments:campaign_detail", campaign.pk)
    return render(request, "assessments/campaign_milestone.html", {"campaign": campaign, "form": form})


@require_POST
def milestone_remove(request: HttpRequest, pk: int, milestone: int) -> HttpResponse:
    """Take a date out of the plan."""
    campaign = managed_or_refuse(request, pk)
    campaigns.remove_milestone(campaign.pk, milestone_id=milestone, actor=user_of(request), at=timezone.now())
    messages.success(request, "Đã xóa mốc thời gian.")
    return redirect("assessments:campaign_detail", campaign.pk)


@require_http_methods(["GET", "POST"])
def dossier_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one commune more time; also before it has handed in, when the office cannot read the dossier yet."""
    dossiers = Dossier.objects.in_charge_of(user_of(request)).select_related("campaign__authority", "commune")
    dossier = get_object_or_404(dossiers, pk=pk)
    if not user_of(request).has_perm("assessments.manage_campaign", dossier.campaign):
        raise NotAllowedError("Chỉ cơ quan tư pháp của nơi ban hành kế hoạch được gia hạn.")
    form = ExtensionForm(request.POST or None, current=dossier.due_before)
    if request.method == "POST" and form.is_valid():
        deed = partial(campaigns.extend, dossier_id=dossier.pk, **form.cleaned_data)
        if attempt(form, partial(deed, actor=user_of(request), at=timezone.now())):
            messages.success(request, f"Đã gia hạn cho {dossier.commune.full_name}.")
            return redirect("assessments:campaign_detail", dossier.campaign_id)
    told = previews.told_of_communes([dossier.commune], actor=user_of(request))
    context = {"dossier": dossier, "campaign": dossier.campaign, "form": form, "told": told}
    return render(request, "assessments/campaign_extend.html", context, status=status_of(form))
