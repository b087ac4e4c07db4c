"""Searching long texts by words, without accents: what is kept for the search, and where the words stand in the text."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from tiepcanpl.kit.text import nfc

PAGE_BREAK = "\f"
_LONGEST_WORD, _MOST_KEPT = 40, 400_000  # letters
_BEFORE, _AFTER = 60, 140  # letters of a passage around the first word
# PostgreSQL searches by an index over this expression (a migration makes it), so both have to be the same.
INDEXED = "array_to_tsvector(string_to_array(btrim({column}), ' '))"


class _Plain(dict[int, str]):
    """One sign for one sign: letters and digits without accents, a space for everything else."""

    def __missing__(self, code: int) -> str:
        first = unicodedata.normalize("NFD", chr(code).lower().replace("đ", "d"))[0]
        self[code] = first if first.isalnum() else " "
        return self[code]


_PLAIN = _Plain()


def plain(text: str) -> str:
    """Return composed text without accents, sign for sign: places in it are places in the text."""
    return text.translate(_PLAIN)


def words_of(text: str) -> list[str]:
    """Return the words of what somebody typed, each once: "Số 12/QĐ" → so, 12, qd."""
    return list(dict.fromkeys(plain(nfc(text)).split()))


def kept(texts: Iterable[str]) -> str:
    """Return every word of the texts once, between spaces; what is not a word, or too much, is left out."""
    found = {word for text in texts for word in plain(nfc(text)).split() if len(word) <= _LONGEST_WORD}
    joined = " ".join(sorted(found))
    if len(joined) > _MOST_KEPT:
        joined = joined[:_MOST_KEPT].rpartition(" ")[0]
    return f" {joined} " if joined else ""


class WordsField(models.TextField):
    """What `kept` returns."""


@WordsField.register_lookup
class Holds(models.Lookup):
    """Tell whether the field holds every word of a list."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        tests = [f"{column} LIKE %s" for _ in self.rhs]
        values = tuple(value for word in self.rhs for value in (*params, f"% {word} %"))
        return f"({' AND '.join(tests) or '1 = 1'})", values

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        if not self.rhs:
            return "(true)", ()
        query = " & ".join(f"'{word}'" for word in self.rhs)
        return f"{INDEXED.format(column=column)} @@ %s::tsquery", (*params, query)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a passage; `is_hit` where it is a word that was searched for."""

    text: str
    is_hit: bool


@dataclass(frozen=True)
class Passage:
    """Where the words stand: the page (from 1) and the text around them."""

    page: int
    parts: tuple[Part, ...]

    @cached_property
    def text(self) -> str:
        """The passage as plain text."""
        return "".join(part.text for part in self.parts)


def passage(text: str, wanted: Sequence[str]) -> Passage | None:
    """Return the text around the words on the page that holds the most of them, side by side where they stand so."""
    if not wanted:
        return None
    best, most, where = "", 0, 0
    for number, page in enumerate(text.split(PAGE_BREAK), start=1):
        count = len(set(plain(page).split()).intersection(wanted))
        if count > most:
            best, most, where = page, count, number
        if most == len(wanted):
            break
    return Passage(where, _around(best, wanted)) if most else None


def _around(page: str, wanted: Sequence[str]) -> tuple[Part, ...]:
    flat = plain(page)
    any_word = re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, wanted))})(?!\S)")
    side_by_side = re.search(rf"(?<!\S){' +'.join(map(re.escape, wanted))}(?!\S)", flat)
    first = side_by_side or any_word.search(flat)
    begin = first.start() if first else 0
    start = _word_start(flat, max(0, begin - _BEFORE))
    end = min(len(page), begin + _AFTER)
    parts, place = [Part("…", is_hit=False)] if start else [], start
    for hit in any_word.finditer(flat, start, end):
        parts += [Part(page[place : hit.start()], is_hit=False), Part(page[hit.start() : hit.end()], is_hit=True)]
        place = hit.end()
    parts.append(Part(page[place:end] + ("…" if end < len(page) else ""), is_hit=False))
    return tuple(part for part in parts if part.text)


def _word_start(flat: str, place: int) -> int:
    """Return the place, or the beginning of the next word where it falls into one."""
    if place == 0:
        return 0
    space = flat.find(" ", place)
    return place if space < 0 else space + 1
