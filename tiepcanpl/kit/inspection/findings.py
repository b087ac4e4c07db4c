"""What can be found in a file; the words for it belong to those who show it."""

from dataclasses import dataclass
from enum import StrEnum

from tiepcanpl.kit.filetypes import FileType


class Finding(StrEnum):
    """One thing found: the first group refuses the file, the last four are only said about it."""

    UNKNOWN = "unknown"  # of no type that is accepted
    WEB_PAGE = "web_page"
    DRAWING = "drawing"  # SVG: it can hold scripts
    PROGRAM = "program"
    ARCHIVE = "archive"
    PASSWORD = "password"  # noqa: S105  # a finding, not a secret
    MACROS = "macros"
    SCRIPT = "script"
    LAUNCH = "launch"  # starts a program
    AUTOMATIC = "automatic"  # leads elsewhere without being asked
    MULTIMEDIA = "multimedia"
    DYNAMIC_FORM = "dynamic_form"  # XFA
    PROGRAM_INSIDE = "program_inside"
    ARCHIVE_INSIDE = "archive_inside"
    OBJECT = "object"  # ActiveX, packaged files
    REMOTE = "remote"  # fetches templates or objects from elsewhere
    DDE = "dde"
    ENTITIES = "entities"
    FOREIGN = "foreign"  # a second file of another type in the same bytes
    BROKEN = "broken"
    TRUNCATED = "truncated"
    NO_PAGES = "no_pages"
    BOMB = "bomb"
    PIXELS = "pixels"
    HEAVY = "heavy"  # time or memory ran out
    UNREADABLE = "unreadable"  # the inspection itself died

    ATTACHMENTS = "attachments"
    LINKED = "linked"  # shows data of other files
    REPAIRED = "repaired"
    POSITION = "position"


class RefusedError(Exception):
    """The inspection ends here: the file is refused."""

    def __init__(self, finding: Finding) -> None:
        """Keep what was found."""
        self.finding = finding
        super().__init__(finding)


@dataclass(frozen=True, slots=True)
class Report:
    """The type by content, the one fault that refuses the file (None: accepted), and what else has to be said."""

    kind: FileType | None
    fault: Finding | None = None
    notes: tuple[Finding, ...] = ()
