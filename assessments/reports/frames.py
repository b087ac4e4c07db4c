"""The frame of every paper as the issuing unit adapts it: letterhead, signer, recipients; and what its blocks may hold.

Applied once, to what a layout has gathered; a paper without a head and a signature (the minutes) has no frame.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_type_hints

from assessments.domain import wording_checks
from assessments.domain.wording import Block, Limits, Wording, entries
from assessments.models import Report
from assessments.reports import parts
from assessments.reports.layout import Layout
from tiepcanpl.kit.errors import DomainError

PLACEHOLDERS = (
    ("năm", "năm đánh giá"),
    ("địa bàn", "tên địa bàn của cơ quan"),
    ("đơn vị", "tên đơn vị mà văn bản nói đến"),
)
_NAMES = tuple(name for name, _ in PLACEHOLDERS)
_NOTHING = frozenset({"-", "–"})
_LETTERHEAD = Limits(lines=3, line_length=80)
RECIPIENTS = Limits(lines=20, line_length=200, is_list=True, last="Lưu:")
_OWN = "Để trống thì theo mẫu gốc."
BLOCKS = (
    Block(
        "superior",
        "Cơ quan chủ quản",
        "",
        _NAMES,
        _LETTERHEAD,
        f"Phần trên của góc trái, mỗi dòng in một dòng, tự in hoa. Ghi một dấu gạch ngang (-) nếu không in. {_OWN}",
    ),
    Block("agency", "Cơ quan ban hành", "", _NAMES, _LETTERHEAD, f"In hoa, đậm dưới cơ quan chủ quản. {_OWN}"),
    Block(
        "signer",
        "Quyền hạn, chức vụ người ký",
        "",
        _NAMES,
        _LETTERHEAD,
        f"Mỗi dòng một cấp, ví dụ: TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH, PHÓ CHỦ TỊCH. {_OWN}",
    ),
    Block(
        "recipients",
        "Nơi nhận",
        "",
        _NAMES,
        RECIPIENTS,
        f"Mỗi dòng một nơi nhận, không cần ghi dấu; dòng cuối là “Lưu: VT, …”. {_OWN}",
    ),
)


def blocks_of(layout: Layout) -> tuple[Block, ...]:
    """Return all blocks that may be adapted, in the order of the paper: the layout's own and those of the frame."""
    names = tuple(name for name, _ in layout.placeholders)
    own = [_completed(block, names) for block in layout.blocks]
    common = [block for block in BLOCKS if block.code in _codes_of(layout)]
    return tuple(sorted(own + common, key=_place))


def placeholders_of(layout: Layout) -> tuple[tuple[str, str], ...]:
    """Return the placeholders of all blocks with what they stand for."""
    return tuple({**dict(PLACEHOLDERS), **dict(layout.placeholders)}.items())


def require_valid(layout: Layout, texts: Mapping[str, str]) -> None:
    """Raise DomainError with every fault in its place; nothing that is wrong gets onto a paper."""
    found = wording_checks.faults(blocks_of(layout), texts)
    if found:
        raise DomainError([str(fault) for fault in found])


def apply(document: Any, layout: Layout, report: Report, wording: Wording) -> Any:  # noqa: ANN401  # any frozen context
    """Return the gathered document with the unit's own letterhead, signer and recipients."""
    codes = [code for code in _codes_of(layout) if wording.chosen.get(code)]
    if not codes:
        return document
    values = _values_of(report)
    said = {code: wording.text(code, values) for code in codes}
    if _names_in(layout.context) >= _FRAME:
        return _with(document, said)
    return replace(document, frame=_with(document.frame, said))


_FRAME = {"head", "signature"}


def _names_in(kind: object) -> set[str]:
    return {field.name for field in fields(kind)} if isinstance(kind, type) and is_dataclass(kind) else set()


def _codes_of(layout: Layout) -> list[str]:
    """Name the blocks of the common frame; a layout that words one of them itself keeps it."""
    framed = (layout.context, get_type_hints(layout.context).get("frame"))
    if not any(_names_in(kind) >= _FRAME for kind in framed):
        return []
    own = layout.fixed | {block.code for block in layout.blocks}
    return [block.code for block in BLOCKS if block.code not in own]


def _place(block: Block) -> int:
    """Order the blocks as the paper prints them: letterhead, the passages, signer, recipients."""
    places = {"superior": -2, "agency": -1, "signer": 1, "recipients": 2}
    return places.get(block.code, 0)


def printed(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what stored data says in the frame's blocks; nothing for a paper without the common frame."""
    framed = data.get("frame", data)
    head, signature = framed.get("head"), framed.get("signature")
    if not head or not signature:
        return {}
    return {
        "superior": "\n".join(head["superior"]),
        "agency": "\n".join(head["agency"]),
        "signer": f"{signature['capacity']}\n{signature['title']}".strip(),
        "recipients": "\n".join(signature["recipients"]),
    }


def _completed(block: Block, names: tuple[str, ...]) -> Block:
    """Give a layout's block its placeholders; recipients are a list wherever they stand."""
    completed = replace(block, allowed=block.allowed or names)
    return replace(completed, limits=RECIPIENTS) if block.code == "recipients" else completed


def _values_of(report: Report) -> dict[str, str]:
    return {
        "năm": str(report.assessment_year),
        "địa bàn": parts.in_sentence(report.authority),
        "đơn vị": parts.in_sentence(report.place),
    }


def _with(framed: Any, said: Mapping[str, str]) -> Any:  # noqa: ANN401  # a frozen context or its frame
    """Put the words in; the Decree prints letterhead and signer in capitals."""
    lines = {code: _lines(text) for code, text in said.items()}
    head, signature = framed.head, framed.signature
    for code in {"superior", "agency"} & lines.keys():
        head = replace(head, **{code: _capitals(lines[code])})
    if "signer" in lines:
        *above, title = _capitals(lines["signer"])
        signature = replace(signature, capacity="\n".join(above), title=title)
    if "recipients" in lines:
        signature = replace(signature, recipients=entries(said["recipients"]))
    return replace(framed, head=head, signature=signature)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _capitals(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line.upper() for line in lines if line not in _NOTHING)
