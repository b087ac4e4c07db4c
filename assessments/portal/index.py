"""Finds published results by place and year; what was read from a snapshot is kept, since a snapshot never changes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from assessments.domain.publishing import CommuneResult, Results, read
from assessments.models import Publication
from tiepcanpl.kit.text import fold, sort_key

_BATCH = 200
_KEPT = 32  # contents in memory; a whole country is some megabytes


@dataclass(frozen=True, slots=True)
class Place:
    """A commune as the publication names it."""

    code: str
    name: str
    folded: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One publication in the list; the rest of its content is read when somebody opens it."""

    pk: int
    sequence: int
    published_at: datetime
    year: int
    authority_code: str
    authority: str
    folded: str
    is_provisional: bool
    is_demo: bool
    counts: dict[str, int]
    places: tuple[Place, ...]

    def matching(self, words: list[str]) -> tuple[Place, ...]:
        """Return the communes whose name or code holds every word."""
        return tuple(row for row in self.places if all(word in row.folded or word == row.code for word in words))


@dataclass(frozen=True, slots=True)
class Opened:
    """A publication with its content; `folded` are the communes' names without accents, in their order."""

    publication: Publication
    results: Results
    folded: tuple[str, ...]

    def matching(self, words: list[str]) -> tuple[CommuneResult, ...]:
        """Return the communes whose name or code holds every word; all of them without a word."""
        if not words:
            return self.results.communes
        rows = zip(self.results.communes, self.folded, strict=True)
        return tuple(row for row, name in rows if all(word in name or word == row.code for word in words))


_OUTCOMES = ("recognised", "not_recognised", "revoked")
_entries: dict[tuple[int, str], Entry] = {}  # by id and hash


def entries() -> list[Entry]:
    """Return all that is public, newest year first, then by the authority's name."""
    public = list(Publication.objects.public().order_by().values_list("pk", "sha256"))
    missing = [key[0] for key in public if key not in _entries]
    for start in range(0, len(missing), _BATCH):
        rows = Publication.objects.public().filter(pk__in=missing[start : start + _BATCH])
        _entries.update(((row.pk, row.sha256), _entry(row)) for row in rows)
    for gone in _entries.keys() - set(public):
        _entries.pop(gone, None)
    found = [_entries[key] for key in public if key in _entries]
    return sorted(found, key=lambda row: (-row.year, sort_key(row.authority), row.authority_code, row.pk))


def _entry(row: Publication) -> Entry:
    results = read(row.snapshot)
    return Entry(
        pk=row.pk,
        sequence=row.sequence,
        published_at=row.published_at,
        year=results.year,
        authority_code=results.authority_code,
        authority=results.authority,
        folded=fold(results.authority),
        is_provisional=results.is_provisional,
        is_demo=results.is_demo,
        counts=dict.fromkeys(_OUTCOMES, 0) | Counter(commune.outcome for commune in results.communes),
        places=tuple(Place(c.code, c.name, fold(c.name)) for c in results.communes),
    )


def words_of(text: str) -> list[str]:
    """Return the words of a search in the form in which names are kept."""
    return fold(text).split()


def search(rows: Iterable[Entry], *, words: str, year: int | None) -> list[Entry]:
    """Keep the entries of the year in whose authority or communes every word occurs, without regard to accents."""
    asked = words_of(words)
    return [
        row
        for row in rows
        if (year is None or row.year == year)
        and (not asked or all(word in row.folded for word in asked) or row.matching(asked))
    ]


def opened(pks: Iterable[int]) -> list[Opened]:
    """Return what is public among the given publications, in their order."""
    wanted = list(pks)
    found = Publication.objects.public().defer("snapshot").in_bulk(wanted)
    return [Opened(found[pk], *_content(pk, found[pk].sha256)) for pk in wanted if pk in found]


@lru_cache(maxsize=_KEPT)
def _content(pk: int, sha256: str) -> tuple[Results, tuple[str, ...]]:  # noqa: ARG001  # the hash tells contents apart
    results = read(Publication.objects.values_list("snapshot", flat=True).get(pk=pk))
    return results, tuple(fold(row.name) for row in results.communes)


def withdrawn(code: str, year: int) -> Publication | None:
    """Return the trace of results that were taken from the public, without their content."""
    taken = Publication.objects.newest().filter(withdrawn_at__isnull=False)
    of_place = taken.filter(snapshot__authority__code=code, snapshot__campaign__year=str(year))
    return of_place.defer("snapshot").order_by("-withdrawn_at").first()
