"""What benchmarks/pages.py visits: every page of the main job, each by the person whose page it is."""

from collections.abc import Callable
from itertools import count

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.test import Client
from django.urls import include, path, reverse
from django.utils import timezone

from assessments.domain.workflow import State
from assessments.models import Campaign, Dossier, Opinion
from communes.models import Role, User

Visit = Callable[[], None]


def empty_page(request: HttpRequest) -> HttpResponse:
    """Show the layout and nothing in it."""
    return render(request, "layouts/app.html")


def insert_row(request: HttpRequest) -> HttpResponse:
    """Insert one row for a dossier that the person may see: the least that any write of the product does."""
    assert isinstance(request.user, User)  # noqa: S101  # narrows the type
    dossier = get_object_or_404(Dossier.objects.visible_to(request.user), pk=request.POST["dossier"])
    Opinion.objects.create(
        dossier=dossier,
        received_on=dossier.due_before,
        origin="Đo tốc độ",
        content="Đo tốc độ",
        recorded_at=timezone.now(),
        recorded_by=request.user,
    )
    return HttpResponse("")


urlpatterns = [
    path("trang-trong/", empty_page, name="empty"),
    path("ghi-mot-dong/", insert_row, name="insert"),
    path("", include("tiepcanpl.urls")),
]
handler400 = "tiepcanpl.kit.errors.bad_request"
handler403 = "tiepcanpl.kit.errors.forbidden"
handler404 = "tiepcanpl.kit.errors.not_found"
handler500 = "tiepcanpl.kit.errors.server_error"


def _client(role: Role) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(memberships__role=role), backend=settings.AUTHENTICATION_BACKENDS[1])
    return client


def _get(client: Client, url: str) -> Visit:
    def visit() -> None:
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)  # noqa: S101, PLR2004  # a broken page is no measure

    return visit


def visits() -> dict[str, Visit]:
    """Return what to visit by name."""
    settings.ROOT_URLCONF = "benchmarks.scenes"
    official, reviewer, head, decider = (
        _client(role) for role in (Role.COMMUNE_OFFICIAL, Role.REVIEWER, Role.OFFICE_HEAD, Role.DECISION_MAKER)
    )
    draft = Dossier.objects.order_by("pk")[0]
    reviewed = Dossier.objects.filter(state=State.UNDER_REVIEW).order_by("pk")[0]
    campaign = Campaign.objects.get()

    def url(name: str, *args: object) -> str:
        return reverse(f"assessments:{name}", args=args)

    return {
        "(trang trống)": _get(official, reverse("empty")),
        "(ghi một dòng)": _insert(official, draft),
        "trang chủ của xã": _get(official, url("home")),
        "trang chủ của chuyên viên": _get(reviewer, url("home")),
        "trang chủ của trưởng phòng": _get(head, url("home")),
        "trang chủ của người quyết định": _get(decider, url("home")),
        "hồ sơ": _get(official, url("dossier_detail", draft.pk)),
        "một tiêu chí của hồ sơ": _get(official, url("dossier_criterion", draft.pk, "2")),
        "danh sách hồ sơ": _get(reviewer, url("dossier_list")),
        "tìm trong danh sách": _get(reviewer, f"{url('dossier_list')}?q=thu+tai+6&status=late"),
        "tổng quan thẩm tra": _get(reviewer, url("review_detail", reviewed.pk)),
        "thẩm tra một nội dung": _get(reviewer, url("review_item", reviewed.pk, "2.3.1")),
        "đợt đánh giá": _get(head, url("campaign_detail", campaign.pk)),
        "danh sách đợt đánh giá": _get(head, url("campaign_list")),
        "báo cáo của đợt đánh giá": _get(head, url("report_list")),
        "tài liệu minh chứng": _get(official, url("evidence_list", draft.pk)),
        "thuyết minh": _get(official, url("narrative_list", draft.pk)),
        "trường hợp không được công nhận": _get(official, url("fact_list", draft.pk)),
        "lịch sử của hồ sơ": _get(official, url("dossier_history", draft.pk)),
        "bộ tiêu chí": _get(official, url("standard_detail", campaign.standard_id)),
        "ghi quyết định": _get(decider, url("decision_create", campaign.pk)),
        "lưu một nội dung": _autosave(official, draft),
    }


def _insert(client: Client, dossier: Dossier) -> Visit:
    def visit() -> None:
        assert client.post(reverse("insert"), {"dossier": dossier.pk}).status_code == 200  # noqa: S101, PLR2004  # see above

    return visit


def _autosave(client: Client, dossier: Dossier) -> Visit:
    """Save another figure each time, as the page does."""
    versions = count(dossier.answers.get(item_code="2.3.1").version)
    target = reverse("assessments:answer_save", args=[dossier.pk, "2.3.1"])

    def visit() -> None:
        version = next(versions)
        data = {"numerator": str(100 + version), "denominator": "9000", "note": "", "version": str(version)}
        response = client.post(target, data, headers={"hx-request": "true"})
        assert response.status_code == 200, response.content.decode()  # noqa: S101, PLR2004  # see above

    return visit
