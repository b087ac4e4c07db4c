"""The office's conclusion on one item."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from assessments.domain.standard import Item
from assessments.forms import due_dates
from assessments.forms.reasons import ReasonField
from assessments.models import ItemReview, ReasonTemplate, SupplementRequest
from assessments.selectors.due_dates import MOST_DAYS, Offer
from assessments.services.reviews import Conclusion, faults_of
from tiepcanpl.kit.forms import DateField, PointsField

Verdict = ItemReview.Verdict
_VERDICTS = {
    True: [
        (Verdict.ACCEPTED.value, "Đồng ý với điểm tự chấm"),
        (Verdict.CHANGED.value, "Điều chỉnh điểm"),
        (Verdict.SUPPLEMENT.value, "Yêu cầu bổ sung, giải trình"),
    ],
    False: [
        (Verdict.ACCEPTED.value, "Đồng ý với kết quả tự đánh giá"),
        (Verdict.CHANGED.value, "Điều chỉnh kết quả"),
        (Verdict.SUPPLEMENT.value, "Yêu cầu bổ sung, giải trình"),
    ],
}
_TEMPLATE_HELP = "Khi ô lý do để trống, nội dung của mẫu được dùng làm lý do."
_MET = [("True", "Đạt"), ("False", "Không đạt")]


class ReviewForm(forms.Form):
    """A verdict with what belongs to it: points or met where it changes the claim, a due date where it asks for more."""

    verdict = forms.ChoiceField(
        label="Kết luận", widget=forms.RadioSelect, error_messages={"required": "Vui lòng chọn kết luận."}
    )
    points = PointsField(label="Điểm thẩm tra", required=False)
    met = forms.TypedChoiceField(
        label="Kết quả thẩm tra",
        choices=_MET,
        coerce=lambda value: value == "True",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Lý do, nội dung yêu cầu",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Bắt buộc khi điều chỉnh hoặc yêu cầu bổ sung. Xã, phường đọc được nội dung này.",
    )
    due_days = forms.IntegerField(
        label="Thời hạn bổ sung (số ngày làm việc)", required=False, min_value=1, max_value=MOST_DAYS
    )
    due_on = DateField(
        label="Hoặc hạn bổ sung (đến hết ngày)", required=False, help_text="Nhập ngày thì hạn tính theo ngày này."
    )

    def __init__(  # noqa: PLR0913  # what the page knows of the item
        self,
        data: QueryDict | None,
        *,
        review: ItemReview | None,
        item: Item,
        on: date,
        offer: Offer,
        asked: SupplementRequest | None = None,
        reasons: Sequence[ReasonTemplate] = (),
    ) -> None:
        """Keep the fields that the item needs; a first request starts with the number of days that the standard gives.

        A request of the round before that was not answered (`asked`) is proposed again.
        """
        super().__init__(data, initial=_initial_of(review) or _again(asked))
        self.item, self.on = item, on
        due_dates.prepare(self, offer)
        self.fields["verdict"].choices = _VERDICTS[item.bounds is not None]  # type: ignore[attr-defined]  # a choice field
        if item.bounds is None:
            del self.fields["points"]
        else:
            del self.fields["met"]
        if reasons:
            self.fields["template"] = ReasonField(reasons, label="Mẫu lý do", help_text=_TEMPLATE_HELP)
            self.order_fields(("verdict", "points", "met", "template", "reason"))

    @property
    def conclusion(self) -> Conclusion:
        """What was concluded."""
        data = self.cleaned_data
        return Conclusion(
            verdict=Verdict(data["verdict"]),
            points=data.get("points"),
            met=data.get("met"),
            reason=data.get("reason", ""),
            due_on=data.get("due_on"),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse what the deed would refuse, beside its field; and points that no verdict would keep."""
        data: dict[str, Any] = super().clean() or {}
        if "verdict" not in data:
            return data
        self._take_template()
        if data["verdict"] == Verdict.SUPPLEMENT:
            due_dates.settle(self, data)
        for name, sentence in faults_of(self.conclusion, self.item, on=self.on).items():
            if name not in self.errors:
                self.add_error(name, sentence)
        if self._has_idle_ruling():
            self.add_error("verdict", "Bạn đã nhập kết quả thẩm tra khác. Vui lòng chọn “Điều chỉnh” hoặc xóa ô đó.")
        return data

    def _take_template(self) -> None:
        """Use the words of the picked reason where none were typed; what was typed always counts."""
        picked = self.cleaned_data.get("template")
        if picked is None or self.cleaned_data.get("reason"):
            return
        if picked.verdict not in {"", self.cleaned_data["verdict"]}:
            self.add_error("template", "Mẫu lý do này không dùng cho kết luận đã chọn. Vui lòng chọn mẫu khác.")
            return
        self.cleaned_data["reason"] = picked.text

    def _has_idle_ruling(self) -> bool:
        """Tell whether points were typed that the chosen verdict would drop without a word."""
        typed = {name for name in ("points", "met") if self.cleaned_data.get(name) is not None}
        return self.cleaned_data["verdict"] != Verdict.CHANGED and bool(typed & set(self.changed_data))


def _again(asked: SupplementRequest | None) -> dict[str, Any]:
    """Return the request of the round before as a new one, where the reviewer judged that it was not answered."""
    if asked is None or asked.is_answered is not False:
        return {}
    return {"verdict": Verdict.SUPPLEMENT, "reason": f"Yêu cầu lần trước chưa được đáp ứng: {asked.reason}"}


def _initial_of(review: ItemReview | None) -> dict[str, Any]:
    """Return the stored conclusion as the form shows it."""
    if review is None:
        return {}
    return {
        "verdict": review.verdict,
        "points": review.counted_points,
        "met": None if review.counted_met is None else str(review.counted_met),
        "reason": review.reason,
        "due_on": review.due_on,
    }


def known_version(data: QueryDict) -> int:
    """Return the version of the conclusion that the page knew (0 = there was none)."""
    version = data.get("version", "")
    return int(version) if version.isdecimal() else 0
