"""Codes by which a document is verified: random letters and figures, none of which is mistaken for another."""

import unicodedata

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0, 1, I, L, O
LENGTH = 12  # 31^12, almost 2^60: nobody finds one by trying
_GROUP = 4


def grouped(code: str) -> str:
    """Write a code as people read it: in groups of four."""
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def read(typed: str) -> str:
    """Return the code that somebody typed, whatever its case, spaces and dashes; "" for what can be no code."""
    code = "".join(char for char in unicodedata.normalize("NFKC", typed).upper() if char.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(LETTERS) else ""
