"""Forms of decisions: the signed paper, and what it says about each dossier."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from assessments.domain.workflow import State
from assessments.models import DecisionLine
from assessments.selectors.decisions import Candidate
from assessments.services.decisions import Paper, Ruled
from tiepcanpl.kit.forms import DateField

Outcome = DecisionLine.Outcome
LATER = ""
_DECIDING = {Outcome.RECOGNISED.value, Outcome.NOT_RECOGNISED.value}
_COUNCIL = "Có hồ sơ chưa được Hội đồng cho ý kiến trên hệ thống. Vui lòng nhập ngày họp và số biên bản nếu Hội đồng đã họp trực tiếp."
_ROW = re.compile(r"^hs(\d+)-outcome$")


class PaperForm(forms.Form):
    """What stands on the signed paper; the number is typed, never made up."""

    number = forms.CharField(
        label="Số, ký hiệu quyết định", max_length=50, help_text="Ghi đúng như trên văn bản đã ký."
    )
    decided_on = DateField(label="Ngày ký")
    signer_position = forms.CharField(label="Chức vụ người ký", max_length=150)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Remember the day, to refuse dates in the future."""
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_decided_on(self) -> date:
        decided_on: date = self.cleaned_data["decided_on"]
        if decided_on > self.today:
            raise forms.ValidationError("Ngày ký quyết định không được sau ngày hôm nay.")
        return decided_on

    @property
    def paper(self) -> Paper:
        """What was typed; only after `is_valid`."""
        return Paper(**self.cleaned_data)


class RecognitionPaperForm(PaperForm):
    """The paper of a recognition; asks for the council's meeting where the standard does (or may do)."""

    council_met_on = DateField(label="Ngày họp Hội đồng")
    council_minutes = forms.CharField(label="Số biên bản họp Hội đồng", max_length=50)

    def __init__(self, *args: Any, council_required: bool | None, **kwargs: Any) -> None:
        """`council_required` is None where the law was not found: then the council may be named or not."""
        super().__init__(*args, **kwargs)
        for name in ("council_met_on", "council_minutes"):
            if council_required is False:
                del self.fields[name]
            else:
                self.fields[name].required = council_required is True

    @property
    def paper(self) -> Paper:
        return Paper(**{**self.cleaned_data, "council_minutes": self.cleaned_data.get("council_minutes", "")})


class RevocationForm(PaperForm):
    """The paper that takes a recognition back, with the reason."""

    reason = forms.CharField(label="Lý do thu hồi", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)

    @property
    def paper(self) -> Paper:
        return Paper(**{name: self.cleaned_data[name] for name in ("number", "decided_on", "signer_position")})


class CorrectionForm(PaperForm):
    """What the paper really says, and why it was typed otherwise."""

    reason = forms.CharField(label="Lý do đính chính", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class RowForm(forms.Form):
    """What the decision says about one dossier."""

    outcome = forms.ChoiceField(
        label="Kết quả",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Hồ sơ chưa đủ điều kiện công nhận nên không chọn được kết quả này."},
    )
    reason = forms.CharField(
        label="Lý do không công nhận", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )

    def __init__(self, *args: Any, recognisable: bool, is_against: bool = False, **kwargs: Any) -> None:
        """Offer recognition only where the rules allow it; against the council's advice it needs a reason."""
        super().__init__(*args, **kwargs)
        self.is_against = is_against
        if is_against:
            self.fields["reason"].label = "Lý do không công nhận, hoặc lý do công nhận khác ý kiến Hội đồng"
        recognise = [(Outcome.RECOGNISED.value, "Công nhận")] if recognisable else []
        rest = [(Outcome.NOT_RECOGNISED.value, "Không công nhận"), (LATER, "Để sau")]
        self.fields["outcome"].choices = recognise + rest  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("outcome") == Outcome.NOT_RECOGNISED and not data.get("reason"):
            self.add_error("reason", "Vui lòng nêu lý do không công nhận.")
        if data.get("outcome") == Outcome.RECOGNISED and self.is_against and not data.get("reason"):
            self.add_error("reason", "Hội đồng đề nghị chưa công nhận. Vui lòng nêu lý do nếu vẫn công nhận.")
        return data

    @property
    def ruled(self) -> Ruled | None:
        """What was chosen, or None for later; only after `is_valid`."""
        outcome = self.cleaned_data["outcome"]
        if outcome == LATER:
            return None
        reason = self.cleaned_data["reason"] if outcome == Outcome.NOT_RECOGNISED or self.is_against else ""
        return Ruled(Outcome(outcome), reason)


def row_form(candidate: Candidate, data: Mapping[str, str] | None, typed: Mapping[str, str]) -> RowForm:
    """Return the row of one dossier, bound to what was sent or filled with what was typed."""
    return RowForm(
        data,
        prefix=f"hs{candidate.dossier.pk}",
        recognisable=candidate.is_recognisable,
        is_against=candidate.is_against,
        initial=typed,
    )


def sent_rows(data: Mapping[str, str]) -> dict[int, str]:
    """Return the outcome of each dossier that was sent with one, on whatever page it was chosen."""
    found = ((_ROW.match(name), value) for name, value in data.items())
    return {int(match[1]): value for match, value in found if match and value in _DECIDING}


class DecisionEntry:
    """The whole entry: the paper, a row for each dossier on the page, and what was chosen on other pages."""

    def __init__(  # noqa: PLR0913  # an entry has that many parts
        self,
        data: Mapping[str, str],
        *,
        is_checked: bool,
        candidates: list[Candidate],
        on_page: Collection[int],
        council_required: bool | None,
        today: date,
        position: str = "",
    ) -> None:
        """Check what was sent, or else show it again as it was typed; `candidates` hold what is shown or checked."""
        self._data, self._on_page, self._council_required = data, on_page, council_required
        bound = data if is_checked else None
        self.paper = RecognitionPaperForm(
            bound,
            council_required=None if council_required else council_required,  # by what is chosen, see `is_valid`
            today=today,
            initial={"signer_position": position, **dict(data.items())},
        )
        self.rows = [(candidate, self._row(candidate, bound)) for candidate in candidates]

    def _row(self, candidate: Candidate, bound: Mapping[str, str] | None) -> RowForm:
        prefix = f"hs{candidate.dossier.pk}"
        typed = {part: self._data.get(f"{prefix}-{part}", "") for part in ("outcome", "reason")}
        return row_form(candidate, bound, typed)

    def is_valid(self) -> bool:
        """Check everything and that something was chosen."""
        checked = [self.paper.is_valid(), *(row.is_valid() for _, row in self.rows)]
        if all(checked) and not self.ruled:
            self.paper.add_error(None, "Vui lòng chọn kết quả cho ít nhất một xã, phường.")
            return False
        if all(checked) and self._lacks_council():
            self.paper.add_error("council_met_on", _COUNCIL)
            return False
        return all(checked)

    def _lacks_council(self) -> bool:
        """Tell whether a chosen dossier has no advice in the product although the standard asks for the council."""
        paper = self.paper.paper
        told = paper.council_met_on and paper.council_minutes
        chosen = (one.dossier for one, row in self.rows if row.ruled)
        return bool(self._council_required) and not told and any(d.status is State.APPRAISED for d in chosen)

    @property
    def shown(self) -> list[tuple[Candidate, RowForm]]:
        """The rows of the page, and those of other pages in which something is wrong."""
        return [(one, row) for one, row in self.rows if one.dossier.pk in self._on_page or row.errors]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What was chosen on other pages, to be sent along."""
        shown = {candidate.dossier.pk for candidate, _ in self.shown}
        return self._fields_of(pk for pk in sent_rows(self._data) if pk not in shown)

    @property
    def chosen_elsewhere(self) -> int:
        """How many dossiers of other pages have their outcome."""
        return sum(1 for name, _ in self.carried if _ROW.match(name))

    @property
    def ruled(self) -> dict[int, Ruled]:
        """What was chosen by dossier id, with what waits no longer (the service names it); only after `is_valid`."""
        chosen = {candidate.dossier.pk: row.ruled for candidate, row in self.rows}
        return {**self.gone, **{pk: ruled for pk, ruled in chosen.items() if ruled}}

    @property
    def gone(self) -> dict[int, Ruled]:
        """What was sent for dossiers that wait no longer: decided or opened again in the meantime."""
        waiting = {candidate.dossier.pk for candidate, _ in self.rows}
        return {pk: Ruled(Outcome(outcome)) for pk, outcome in sent_rows(self._data).items() if pk not in waiting}

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Everything that was sent, to be carried by the confirmation."""
        paper = [(name, value) for name, value in self._data.items() if name in {*self.paper.fields, "page"}]
        return paper + self._fields_of(sent_rows(self._data))

    def _fields_of(self, dossiers: Iterable[int]) -> list[tuple[str, str]]:
        names = (f"hs{pk}-{part}" for pk in dossiers for part in ("outcome", "reason"))
        return [(name, self._data[name]) for name in names if self._data.get(name)]
