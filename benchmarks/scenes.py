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
from assessments.models import Assignment, Campaign, Dossier, Meeting, Opinion
from communes.models import Role, User

Visit = Callable[[], None]
_HOST = {"host": "localhost"}


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
    client = Client(headers=_HOST)
    user = User.objects.get(username=f"thu-tai-{role}")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[1])
    return client


def _get(client: Client, url: str) -> Visit:
    def visit() -> None:
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)  # noqa: S101, PLR2004  # a broken page is no measure

    return visit


def visits() -> dict[str, Visit]:
    """Return what to visit by name."""
    settings.ROOT_URLCONF = "benchmarks.scenes"
    official, reviewer, head, decider, member, specialist = (
        _client(role)
        for role in (
            Role.COMMUNE_OFFICIAL,
            Role.REVIEWER,
            Role.OFFICE_HEAD,
            Role.DECISION_MAKER,
            Role.COUNCIL_MEMBER,
            Role.SPECIALIST,
        )
    )
    draft = Dossier.objects.order_by("pk")[0]
    reviewed = Dossier.objects.filter(state=State.UNDER_REVIEW).order_by("pk")[0]
    campaign = Campaign.objects.get()
    planned, running = (Meeting.objects.get(state=state) for state in (Meeting.State.PLANNED, Meeting.State.OPEN))
    asked = Assignment.objects.filter(dossier=reviewed, office__isnull=False).get()
    authority = campaign.authority.code

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
        "văn bản của đợt đánh giá": _get(head, url("paper_list", "dot-danh-gia", campaign.pk)),
        "văn bản của hồ sơ": _get(official, url("paper_list", "ho-so", draft.pk)),
        "tài liệu minh chứng": _get(official, url("evidence_list", draft.pk)),
        "tìm trong tài liệu của xã": _get(official, f"{url('evidence_list', draft.pk)}?q=hoa+giai"),
        "tìm trong tài liệu: từ thường gặp": _get(reviewer, f"{url('campaign_evidence', campaign.pk)}?q=tuyen+truyen"),
        "tìm trong tài liệu: một số": _get(reviewer, f"{url('campaign_evidence', campaign.pk)}?q=50002+qd+ubnd"),
        "thuyết minh": _get(official, url("narrative_list", draft.pk)),
        "trường hợp không được công nhận": _get(official, url("fact_list", draft.pk)),
        "lịch sử của hồ sơ": _get(official, url("dossier_history", draft.pk)),
        "bộ tiêu chí": _get(official, url("standard_detail", campaign.standard_id)),
        "ghi quyết định": _get(decider, url("decision_create", campaign.pk)),
        "trang chủ của thành viên Hội đồng": _get(member, url("home")),
        "trang chủ của cơ quan chuyên môn": _get(specialist, url("home")),
        "Hội đồng": _get(head, url("council_list")),
        "cuộc họp đã lên lịch": _get(head, url("meeting_detail", planned.pk)),
        "diễn biến cuộc họp": _get(member, url("meeting_live", running.pk)),
        "tình hình cuộc họp": _get(member, url("meeting_live_status", running.pk)),
        "thông báo": _get(reviewer, url("notice_list")),
        "phân công": _get(head, url("workload_detail")),
        "đề nghị đối với chuyên môn": _get(specialist, url("specialist_list")),
        "một đề nghị chuyên môn": _get(specialist, url("specialist_detail", asked.pk)),
        "dự thảo quyết định": _get(head, url("draft_list")),
        "lập dự thảo": _get(head, url("draft_create", campaign.pk)),
        "quyết định": _get(decider, url("decision_list")),
        "công bố": _get(head, url("publication_list")),
        "kết quả công khai": _get(Client(headers=_HOST), url("public_results")),
        "kết quả của một đợt": _get(Client(headers=_HOST), url("public_campaign", authority, campaign.year)),
        "tìm trong kết quả": _get(
            Client(headers=_HOST), f"{url('public_campaign', authority, campaign.year)}?tim=thu+tai+4"
        ),
        "thay đổi giữa hai lần nộp": _get(reviewer, url("review_changes", reviewed.pk)),
        "kết quả kiểm tra lại": _get(head, url("agreement_detail", campaign.pk)),
        "trao đổi": _get(reviewer, url("comment_list", reviewed.pk)),
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
