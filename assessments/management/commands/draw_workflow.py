"""Writes docs/workflow.md from the workflow table."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.domain.workflow import DECIDED, STATE_OWNER, TRANSITIONS, Action, Party, State, Transition
from assessments.models.labels import ACTION_LABELS, STATE_FOR_COMMUNE, STATE_FOR_OFFICE
from communes.models import Role

PARTIES = {
    Party.COMMUNE: "Xã, phường",
    Party.OFFICE: "Cơ quan tư pháp",
    Party.COUNCIL: "Hội đồng",
    Party.AUTHORITY: "Người có thẩm quyền",
    Party.NOBODY: "–",
}
INTRO = """# Quy trình của một hồ sơ

<!-- Made by `python manage.py draw_workflow` from assessments/domain/workflow.py; do not edit by hand. -->

Bảng chuyển trạng thái trong mã nguồn là quy định duy nhất: nút bấm, quyền, sơ đồ này và kiểm thử đều đọc từ đó.
Điều kiện của từng bước (còn thiếu nội dung, chưa hết niêm yết, …) nằm ở hàm `blockers` cạnh bảng.
"""


class Command(BaseCommand):
    """Draws the workflow as a diagram and two tables."""

    help = "Ghi docs/workflow.md từ bảng chuyển trạng thái."
    requires_system_checks = ()  # it reads a table in plain Python

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer --check."""
        parser.add_argument("--check", action="store_true", help="Chỉ kiểm tra tệp có khớp với mã nguồn hay không.")

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002  # Django's signature
        """Write the page, or compare it."""
        path = settings.BASE_DIR / "docs" / "workflow.md"
        drawn = page()
        if options["check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != drawn:
                raise CommandError(
                    "docs/workflow.md không khớp với bảng chuyển trạng thái: chạy manage.py draw_workflow."
                )
            return
        path.write_text(drawn, encoding="utf-8")


def page() -> str:
    """Return the whole page."""
    return "\n".join(
        (INTRO, _diagram(), "", "## Ai làm gì, khi nào", "", _deeds(), "", "## Trạng thái", "", _states(), "")
    )


def _diagram() -> str:
    names = [f'    state "{STATE_FOR_OFFICE[state]}" as {state}' for state in State]
    arrows = [
        f"    {source} --> {row.target} : {ACTION_LABELS[action]}"
        for action, row in TRANSITIONS.items()
        for source in _in_order(row)
    ]
    ends = [f"    {state} --> [*]" for state in State if state in DECIDED and state is not State.RECOGNISED]
    lines = ["```mermaid", "stateDiagram-v2", *names, f"    [*] --> {State.DRAFT}", *arrows, *ends, "```"]
    return "\n".join(lines)


def _in_order(row: Transition) -> list[State]:
    return [state for state in State if state in row.sources]


def _deeds() -> str:
    head = ["| Việc | Từ | Đến | Ai | Lý do |", "| --- | --- | --- | --- | --- |"]
    return "\n".join((*head, *(_deed(action, row) for action, row in TRANSITIONS.items())))


def _deed(action: Action, row: Transition) -> str:
    sources = ", ".join(STATE_FOR_OFFICE[state] for state in _in_order(row))
    who = ", ".join(str(role.label) for role in Role if role.value in row.roles)
    note = "bắt buộc" if row.needs_note else ""
    return f"| {ACTION_LABELS[action]} (`{action}`) | {sources} | {STATE_FOR_OFFICE[row.target]} | {who} | {note} |"


def _states() -> str:
    head = ["| Trạng thái | Xã, phường đọc | Cơ quan tư pháp đọc | Đến lượt |", "| --- | --- | --- | --- |"]
    rows = (
        f"| `{state}` | {STATE_FOR_COMMUNE[state]} | {STATE_FOR_OFFICE[state]} | {PARTIES[STATE_OWNER[state]]} |"
        for state in State
    )
    return "\n".join((*head, *rows))
