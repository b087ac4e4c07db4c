"""The one next step of a commune's dossier, as the person who looks at it has to take it."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from assessments.domain.workflow import STATE_OWNER, Action, Party, State
from assessments.models import Dossier
from assessments.permissions import permission_of
from assessments.selectors import overviews
from communes.models import User
from tiepcanpl.kit import dates


@dataclass(frozen=True, slots=True)
class Step:
    """What to do now: a sentence and, where the person can act, a link. `is_mine` tells whose turn it is."""

    sentence: str
    label: str = ""
    url: str = ""
    is_mine: bool = True


def step_of(dossier: Dossier, user: User, *, on: date) -> Step:
    """Return the next step; the dossier carries the counts of `home.own_dossiers`."""
    if STATE_OWNER[dossier.status] is not Party.COMMUNE:
        return _waiting(dossier)
    if dossier.status is State.RETURNED:
        return _returned(dossier, user, on)
    if not dossier.campaign.is_open:
        return Step("Đợt đánh giá đã kết thúc khi hồ sơ chưa nộp. Vui lòng liên hệ cơ quan tư pháp.", is_mine=False)
    return _posted(dossier, user, on) if dossier.status is State.POSTED else _draft(dossier, user)


def _waiting(dossier: Dossier) -> Step:
    if STATE_OWNER[dossier.status] is Party.NOBODY:
        return Step("Đã có kết quả. Không còn việc phải làm.", "Xem kết quả", _overview(dossier), is_mine=False)
    party = overviews.next_party(dossier.status, dossier)
    return Step(
        f"Đã nộp, không còn việc phải làm lúc này. Đang chờ {party}.", "Xem hồ sơ", _overview(dossier), is_mine=False
    )


def _returned(dossier: Dossier, user: User, on: date) -> Step:
    count: int = dossier.n_requests  # type: ignore[attr-defined]  # annotated
    due: date | None = dossier.requests_due  # type: ignore[attr-defined]  # annotated
    if count and due and due < on:
        sentence = f"Đã quá hạn bổ sung (hết ngày {dates.short(due)}): còn {count} nội dung chưa giải trình."
        return Step(sentence, "Xem yêu cầu bổ sung", _overview(dossier))
    if count and due:
        sentence = f"Cần bổ sung, giải trình {count} nội dung trước hết ngày {dates.short(due)}."
        return Step(sentence, "Xem yêu cầu bổ sung", _overview(dossier))
    return _by_leader(Action.RESUBMIT, dossier, user, "Đã trả lời mọi yêu cầu bổ sung.")


def _draft(dossier: Dossier, user: User) -> Step:
    if dossier.missing_count:
        return Step(
            f"Còn lại {dossier.missing_count} việc trước khi niêm yết.", "Tiếp tục nhập hồ sơ", _overview(dossier)
        )
    return _by_leader(Action.POST, dossier, user, "Hồ sơ đã nhập đủ.")


def _posted(dossier: Dossier, user: User, on: date) -> Step:
    opinions: int = dossier.n_opinions  # type: ignore[attr-defined]  # annotated
    if opinions:
        url = reverse("assessments:opinion_list", args=[dossier.pk])
        return Step(f"Cần tiếp thu, giải trình {opinions} ý kiến góp ý.", "Trả lời ý kiến", url)
    if dossier.posted_until and on <= dossier.posted_until:
        sentence = f"Đang niêm yết đến hết ngày {dates.short(dossier.posted_until)}. Sau đó lãnh đạo UBND nộp hồ sơ."
        return Step(sentence, "Ghi nhận ý kiến góp ý", reverse("assessments:opinion_list", args=[dossier.pk]))
    return _by_leader(Action.SUBMIT, dossier, user, "Đã hết thời gian niêm yết.")


_STEPS = {
    Action.POST: ("Bước tiếp theo: niêm yết công khai.", "Niêm yết công khai"),
    Action.SUBMIT: ("Bước tiếp theo: nộp hồ sơ.", "Nộp hồ sơ"),
    Action.RESUBMIT: ("Bước tiếp theo: nộp lại hồ sơ.", "Nộp lại hồ sơ"),
}


def _by_leader(action: Action, dossier: Dossier, user: User, done: str) -> Step:
    """Offer the deed to whoever may do it; tell everybody else who does it."""
    step, label = _STEPS[action]
    if user.has_perm(permission_of(action), dossier):
        return Step(f"{done} {step}", label, reverse("assessments:dossier_act", args=[dossier.pk, action]))
    return Step(f"{done} {step} Việc này do lãnh đạo UBND thực hiện.", "Xem hồ sơ", _overview(dossier), is_mine=False)


def _overview(dossier: Dossier) -> str:
    return reverse("assessments:dossier_detail", args=[dossier.pk])
