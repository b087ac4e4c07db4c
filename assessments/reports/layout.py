"""What the product has to know of a document to make it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assessments.domain.wording import Block, Wording
from assessments.models import Report
from assessments.reports.progress import Progress

Gather = Callable[[Report, Wording, datetime, Progress], object]


@dataclass(frozen=True, slots=True)
class Layout:
    """The context (a frozen dataclass), the template that prints it, the reading, and the blocks that an office may adapt.

    `placeholders` names what the blocks may refer to, with what it stands for; `fixed` names the blocks of the common
    frame (`frames.BLOCKS`) that this paper does not print or always prints in its own way.
    """

    context: type
    template: str
    gather: Gather
    blocks: tuple[Block, ...] = ()
    placeholders: tuple[tuple[str, str], ...] = ()
    fixed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """What everybody who holds a document's code may read of it: what it is about, who issued it, and its marks."""

    subject: str
    issuer: str
    is_demo: bool
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a document gets when it is issued: its number and day (blank until then), and the code to verify it by."""

    number: str = ""
    day: str = ""
    code: str = ""
