"""Wording that an office may adapt: blocks of text with fixed placeholders in braces, and nothing that could be executed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# A placeholder is a name in braces: {năm}, {tên xã, phường}. There is nothing else: no conditions, loops, attributes.
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True, slots=True)
class Block:
    """One adaptable passage of a document: its code, what people call it, the product's own text."""

    code: str
    label: str
    text: str


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
