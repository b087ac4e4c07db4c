"""Forms of draft decisions: what is said of each dossier, why a draft is dropped."""

from collections.abc import Mapping
from typing import Any

from django import forms

from assessments.forms.decisions import LATER, RowForm, row_form, sent_rows
from assessments.models import DecisionLine
from assessments.selectors.decisions import Candidate
from assessments.services.decisions import Ruled

Outcome = DecisionLine.Outcome


class DraftForm(forms.Form):
    """The note for the leader, and a row for each dossier on the page with what the rules and the council suggest."""

    note = forms.CharField(
        label="Ghi chú trình ký", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )

    def __init__(self, data: Mapping[str, str] | None, *, candidates: list[Candidate], **kwargs: Any) -> None:
        """Bind the rows, or fill them with suggestions."""
        super().__init__(data, **kwargs)
        self.rows: list[tuple[Candidate, RowForm]] = [
            (candidate, row_form(candidate, data, suggestion_for(candidate))) for candidate in candidates
        ]
        self._gone = {
            pk: Ruled(Outcome(outcome), (data or {}).get(f"hs{pk}-reason", ""))
            for pk, outcome in sent_rows(data or {}).items()
            if pk not in {candidate.dossier.pk for candidate in candidates}
        }

    def is_valid(self) -> bool:
        """Check the note and every row."""
        return all([super().is_valid(), *(row.is_valid() for _, row in self.rows)])

    @property
    def ruled(self) -> dict[int, Ruled]:
        """What was chosen by dossier id, also for what waits no longer (the service names it); only after `is_valid`."""
        chosen = {candidate.dossier.pk: row.ruled for candidate, row in self.rows}
        return {**self._gone, **{pk: ruled for pk, ruled in chosen.items() if ruled}}


def suggestion_for(candidate: Candidate) -> dict[str, str]:
    """Suggest what follows from the rules and the council's advice; whoever drafts may change it."""
    failed = [verdict.sentence for verdict in candidate.verdicts if verdict.ok is False]
    if candidate.is_recognisable and not candidate.is_against:
        return {"outcome": Outcome.RECOGNISED.value, "reason": ""}
    if failed:
        return {"outcome": Outcome.NOT_RECOGNISED.value, "reason": " ".join(failed)[:2000]}
    return {"outcome": LATER, "reason": ""}


class DiscardForm(forms.Form):
    """Why a draft is dropped."""

    reason = forms.CharField(label="Lý do bỏ dự thảo", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
