"""What an office may not write into its own wording, each fault with its place, so that people find it at once."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from assessments.domain.wording import Block

LONGEST_TEXT = 4000
# Signs that no paper prints: they break Word files or turn the direction of reading.
_INVISIBLE = frozenset({"Cc", "Cs", "Cn", "Co"})
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BRACE = re.compile(r"\{[^{}\n]*\}|[{}]")
# The number and symbol of a document: "619/QĐ-TTg", "07/2017/TT-BTP", "80/2015/QH13"; in small letters the known types.
_NUMBER = re.compile(
    r"\b\d{1,5}\s?[/／]\s?(?:(?:19|20)\d\d\s?[/／]\s?)?"
    r"(?:[A-ZĐ]{2,}\w*|(?i:qđ|nđ|tt|ttlt|nq|ct|kh|bc|ttr|vbhn|qh\d+|ubtvqh\d*)\b)"
    r"(?:\s?[-–]\s?\w+)*"
)
_BASES = "căn cứ"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a block; line and column count from 1, the column in characters as people see them."""

    code: str
    label: str
    line: int
    column: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.label}, dòng {self.line}, cột {self.column}: {self.sentence}"


def faults(blocks: Iterable[Block], texts: Mapping[str, str]) -> tuple[Fault, ...]:
    """Return everything that is wrong in the texts, block by block, in the order of reading."""
    return tuple(fault for block in blocks if texts.get(block.code) for fault in _of(block, texts[block.code]))


def _of(block: Block, text: str) -> Iterator[Fault]:
    lines = text.split("\n")
    found: list[Fault] = []
    for number, line in enumerate(lines, start=1):
        found += (
            Fault(block.code, block.label, number, column, sentence)
            for column, sentence in sorted({*_braces(line, block), *_numbers(line, block), *_signs(line)})
        )
    yield from found
    yield from _size(block, text, lines)


def _braces(line: str, block: Block) -> Iterator[tuple[int, str]]:
    """Find placeholders that do not exist, and braces that make none."""
    for match in _BRACE.finditer(line):
        column, said = match.start() + 1, match[0]
        if said == "{":
            yield column, "dấu “{” chưa có dấu “}” đóng lại trên cùng dòng."
        elif said == "}":
            yield column, "dấu “}” không có dấu “{” mở trước đó trên cùng dòng."
        elif said[1:-1].strip() not in block.allowed:
            yield column, _unknown(said, block.allowed)


def _unknown(said: str, allowed: Sequence[str]) -> str:
    if not allowed:
        return f"{said} không có; phần này không dùng chỗ điền nào."
    near = _nearest(said[1:-1], allowed)
    meant = f" Có phải là {{{near}}}?" if near else ""
    listed = ", ".join(f"{{{name}}}" for name in allowed)
    return f"không có chỗ điền {said}.{meant} Các chỗ điền dùng được: {listed}."


def _nearest(name: str, allowed: Sequence[str]) -> str:
    """Return what was probably meant, compared without accents and capitals."""
    by_plain = {_plain(known): known for known in allowed}
    found = get_close_matches(_plain(name), list(by_plain), n=1)
    return by_plain[found[0]] if found else ""


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(char for char in parts if not unicodedata.combining(char)).replace("_", " ").split())


def _numbers(line: str, block: Block) -> Iterator[tuple[int, str]]:
    """Find typed numbers of documents: a wrong one would stand on every paper, so citations come from the data alone."""
    for match in _NUMBER.finditer(line):
        said = match[0].strip()
        if _BASES in block.allowed:
            advice = "Số của văn bản căn cứ chỉ lấy từ bộ tiêu chí: vui lòng viết {căn cứ} vào chỗ này."
        else:
            advice = "Phần này không ghi số văn bản: vui lòng bỏ số đó."
        yield match.start() + 1, f"“{said}” là số, ký hiệu của một văn bản. {advice}"


def _signs(line: str) -> Iterator[tuple[int, str]]:
    for column, char in enumerate(line, start=1):
        if char in _TURNING or (char != "\t" and unicodedata.category(char) in _INVISIBLE):
            yield column, f"có ký tự không in được (U+{ord(char):04X}); vui lòng xóa rồi gõ lại đoạn này."


def _size(block: Block, text: str, lines: Sequence[str]) -> Iterator[Fault]:
    if len(text) > LONGEST_TEXT:
        last = text[:LONGEST_TEXT].split("\n")
        sentence = f"dài {len(text)} ký tự, nhiều nhất {LONGEST_TEXT} ký tự."
        yield Fault(block.code, block.label, len(last), len(last[-1]) + 1, sentence)
    limits = block.limits
    if len(lines) > limits.lines:
        sentence = f"có {len(lines)} dòng, nhiều nhất {limits.lines} dòng."
        yield Fault(block.code, block.label, limits.lines + 1, 1, sentence)
    for number, line in enumerate(lines, start=1):
        if len(line) > limits.line_length:
            sentence = f"dòng dài {len(line)} ký tự, nhiều nhất {limits.line_length} ký tự."
            yield Fault(block.code, block.label, number, limits.line_length + 1, sentence)
    if limits.last and not lines[-1].strip(" -–").startswith(limits.last):
        sentence = f"dòng cuối phải bắt đầu bằng “{limits.last}”, ví dụ “{limits.last} VT”."
        yield Fault(block.code, block.label, len(lines), 1, sentence)
