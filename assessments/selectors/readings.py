"""What was read of a file, as the viewer and the lists show it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.models import EvidenceReading
from assessments.models.evidence import HEAVY
from tiepcanpl.kit.seeing import pages

TURNS = 4  # quarters


@dataclass(frozen=True, slots=True)
class Page:
    """One page in the viewer: size in pixels before it is turned, its text, whether its picture is there."""

    number: int
    width: int
    height: int
    text: str
    is_drawn: bool
    turn: int

    @property
    def is_sideways(self) -> bool:
        """Tell whether width and height change places."""
        return self.turn % 2 == 1

    @property
    def box(self) -> str:
        """The visible field of a turned page, for SVG."""
        return f"0 0 {self.height} {self.width}" if self.is_sideways else f"0 0 {self.width} {self.height}"

    @property
    def transform(self) -> str:
        """How the picture is moved into the field, for SVG."""
        moves = {0: (0, 0), 1: (self.height, 0), 2: (self.width, self.height), 3: (0, self.width)}
        return "translate({} {}) rotate({})".format(*moves[self.turn], 90 * self.turn)


@dataclass(frozen=True)
class Chunk:
    """The pages that the viewer shows at once."""

    reading: EvidenceReading
    pages: tuple[Page, ...]

    @property
    def first(self) -> int:
        return self.pages[0].number if self.pages else 1

    @property
    def last(self) -> int:
        return self.pages[-1].number if self.pages else 0

    @property
    def is_drawn(self) -> bool:
        """Tell whether all of the pictures are there."""
        return all(page.is_drawn for page in self.pages)

    @property
    def before(self) -> int:
        """The first page of the chunk before, 0 where there is none."""
        return max(0, self.first - pages.CHUNK)

    @property
    def after(self) -> int:
        """The first page of the next chunk, 0 where there is none."""
        return self.last + 1 if self.last < self.reading.shown else 0


def chunk_of(reading: EvidenceReading, number: int, *, turn: int = 0) -> Chunk:
    """Return the chunk in which a page lies; a page that is not there counts as the nearest one."""
    number = min(max(number, 1), max(reading.shown, 1))
    start = (number - 1) // pages.CHUNK * pages.CHUNK
    texts = reading.page_texts
    shown = tuple(
        Page(n, width, height, texts[n - 1] if n <= len(texts) else "", reading.is_drawn(n), turn % TURNS)
        for n, (width, height) in enumerate(reading.sizes[start : start + pages.CHUNK], start=start + 1)
    )
    return Chunk(reading, shown)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file of a snapshot with what was read of it."""

    file: Mapping[str, Any]
    reading: EvidenceReading | None


def beside(files: Iterable[Mapping[str, Any]]) -> list[HandedIn]:
    """Return the files of a snapshot with their readings, in one query; nothing is shown of a blocked file."""
    listed = list(files)
    rows = EvidenceReading.objects.exclude(evidence__scan__state="blocked").defer(*HEAVY)
    found = (
        {row.evidence_id: row for row in rows.filter(evidence__in=[file["id"] for file in listed])} if listed else {}
    )
    return [HandedIn(file, found.get(file["id"])) for file in listed]
