"""Wording that an office may adapt: blocks of text with fixed placeholders in braces, and nothing that could be executed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# A placeholder is a name in braces: {năm}, {tên xã, phường}. There is nothing else: no conditions, loops, attributes.
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a block holds: lines, characters in a line; `is_list` says that each line is an entry of a list.

    `last` is how the last entry of a list begins, "" for no rule.
    """

    lines: int = 60
    line_length: int = 1500
    is_list: bool = False
    last: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One adaptable passage of a document: its code, what people call it, the product's own text ("" for made by data).

    `allowed` names the placeholders that it may use, `help` says what to write.
    """

    code: str
    label: str
    text: str
    allowed: tuple[str, ...] = ()
    limits: Limits = Limits()
    help: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """The blocks of one document with what an office wrote instead of some of them (texts by code)."""

    blocks: tuple[Block, ...]
    chosen: Mapping[str, str]

    def text(self, code: str, values: Mapping[str, str]) -> str:
        """Return a block with its placeholders filled; raises KeyError for a block or placeholder that does not exist."""
        own = {block.code: block.text for block in self.blocks}[code]
        return fill(self.chosen.get(code) or own, values)

    def paragraphs(self, code: str, values: Mapping[str, str]) -> tuple[str, ...]:
        """Return the filled block line by line, without empty lines."""
        return tuple(line.strip() for line in self.text(code, values).splitlines() if line.strip())


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in; what a value says is text, never a placeholder. Raises KeyError for an unknown placeholder."""
    return _PLACEHOLDER.sub(lambda found: values[found[1].strip()], text)


def names_in(text: str) -> Iterable[str]:
    """Return the names of the placeholders in the text."""
    return (found[1].strip() for found in _PLACEHOLDER.finditer(text))


def tidy(text: str) -> str:
    """Return what was typed in its composed form, without spaces at the ends of lines and without empty lines at the end.

    Line and column of everything stay what people see.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.rstrip() for line in composed.split("\n")).rstrip("\n")


def entries(text: str) -> tuple[str, ...]:
    """Return the entries of a list without the marks that the paper prints itself: "- Như trên;" is "Như trên"."""
    lines = (line.strip().lstrip("-–").strip().rstrip(";.").rstrip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def kept(block: Block, text: str) -> str:
    """Return what is stored of a tidied text: "" where it says what the product says itself."""
    if block.limits.is_list:
        listed = entries(text)
        return "" if listed == entries(block.text) else "\n".join(listed)
    return "" if text == tidy(block.text) else text
