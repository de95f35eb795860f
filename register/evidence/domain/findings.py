"""What looking at a file finds: a reason to refuse it, or what it is. Codes only; words are the rules' to give."""

from dataclasses import dataclass, field
from enum import StrEnum


class Refusal(StrEnum):
    """Why a file is not taken."""

    NAME = "name"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    OFFICE = "office"
    ARCHIVE = "archive"
    OTHER_TYPE = "other-type"
    TWO_TYPES = "two-types"
    BOMB = "bomb"
    UNREADABLE = "unreadable"
    PASSWORD = "password"  # noqa: S105 - a reason, not a password
    SCRIPT = "script"
    ACTION = "action"
    EMBEDDED = "embedded"
    NO_PAGES = "no-pages"
    MANY_PAGES = "many-pages"
    MANY_PIXELS = "many-pixels"
    INFECTED = "infected"


class RefusedError(Exception):
    """A file that is not taken."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of anything a file may have."""

    size: int = 15_000_000
    pages: int = 500
    pixels: int = 80_000_000
    unpacked: int = 400_000_000
    unpacked_at_once: int = 130_000_000
    text: int = 500_000


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is. `text` is all that a machine can read of it; `unreadable` the pages of which it cannot read all.

    `shown` is a photograph made anew, without what cameras write into them, and `shown_type` what that is.
    """

    media_type: str
    pages: int
    text: str = ""
    unreadable: tuple[int, ...] = ()
    shown: bytes | None = field(default=None, repr=False)
    shown_type: str = ""

    def __repr__(self) -> str:
        """Say nothing of the text: a repr ends in logs."""
        return f"<Found {self.media_type}>"
