"""The form in which a unit words a document: one field for each block, faults beside the block with their place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from assessments.domain.wording import Block, tidy
from assessments.models import DocumentTemplate
from assessments.reports import adapting

_MOST_ROWS = 8
_RESTORED = "Xóa hết chữ thì dùng lại lời văn gốc."


@dataclass(frozen=True, slots=True)
class Row:
    """A block on the page: its field, what may stand in braces, and what somebody else saved in the meantime.

    `printed` is what the newest document prints there while the unit words nothing itself.
    """

    field: BoundField
    allowed: tuple[str, ...]
    theirs: str
    was_taken: bool
    printed: str


class WordingForm(forms.Form):
    """The blocks of one document; empty means the product's own text."""

    note = forms.CharField(
        label="Ghi chú về lần sửa này",
        required=False,
        max_length=200,
        help_text="Ví dụ: Theo ý kiến của lãnh đạo ngày 05/01. Ghi chú hiện ở lịch sử của mẫu.",
    )
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, *args: Any, kind: str, current: DocumentTemplate | None, printed: Mapping[str, str], **kwargs: Any
    ) -> None:
        """Show what the version that counts says, and what is printed where it says nothing."""
        super().__init__(*args, **kwargs)
        self.printed = printed
        self.kind, self.blocks = kind, adapting.blocks_of(kind)
        self.theirs: dict[str, str] = {}
        self.taken: set[str] = set()
        for block in self.blocks:
            said = adapting.said(current, block)
            self.fields[block.code] = _field(block, said)
            self.initial[block.code] = said
        self.initial["base"] = current.version if current else 0

    def clean(self) -> dict[str, Any]:
        """Put each fault beside its block."""
        data: dict[str, Any] = super().clean() or {}
        for fault in adapting.faults_of(self.kind, self.typed):
            sentence = f"Dòng {fault.line}, cột {fault.column}: {fault.sentence}"
            self.add_error(fault.code, forms.ValidationError(sentence))
        return data

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the blocks."""
        return {block.code: self.cleaned_data.get(block.code, "") for block in self.blocks}

    def meet(self, theirs: DocumentTemplate | None, before: DocumentTemplate | None) -> None:
        """Lay what was typed over a version that somebody saved in the meantime; `before` is the one that was shown.

        A block that only they changed is taken over; where both changed it, theirs is shown beside what was typed.
        """
        data = {name: self.data.get(name, "") for name in self.fields}
        for block in self.blocks:
            mine, other = tidy(data.get(block.code, "")), tidy(adapting.said(theirs, block))
            if other in {mine, tidy(adapting.said(before, block))}:
                continue
            if mine == tidy(adapting.said(before, block)):
                data[block.code] = other
                self.taken.add(block.code)
            else:
                self.theirs[block.code] = other
        data["base"] = str(theirs.version if theirs else 0)
        self.data = data

    def faulty(self) -> list[BoundField]:
        """Return the blocks in which something has to be put right."""
        return [self[block.code] for block in self.blocks if self.is_bound and block.code in self.errors]

    def rows(self) -> Iterator[Row]:
        """Return the blocks in their order."""
        for block in self.blocks:
            theirs = self.theirs.get(block.code, "")
            printed = "" if self.initial[block.code] else self.printed.get(block.code, "")
            yield Row(self[block.code], block.allowed, theirs, block.code in self.taken, printed)


def _field(block: Block, said: str) -> forms.CharField:
    lines = max(said.count("\n") + 2 + len(said) // 100, 3)
    widget = forms.Textarea(attrs={"rows": min(lines, _MOST_ROWS), "spellcheck": "false"})
    return forms.CharField(
        label=block.label, required=False, strip=False, help_text=block.help or _RESTORED, widget=widget
    )
