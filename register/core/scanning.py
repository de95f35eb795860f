"""Looking for viruses in what people give us: a scanner says what it found, and never more than it knows."""

from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, Protocol, runtime_checkable

from flask import current_app

SCANNER = "register.scanner"


class Verdict(StrEnum):
    """What is known after a scan."""

    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not-scanned"


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scanner says of a file: `signature` is the name of what was found, `engine` what looked."""

    verdict: Verdict
    signature: str = ""
    engine: str = ""


class Scanner(Protocol):
    """Looks for viruses. Raises Unavailable when it does not answer: nothing is clean because nobody looked."""

    def scan(self, source: BinaryIO) -> Scan:
        """Read a file from its start and say what it is; a file that it cannot take whole is Unavailable."""

    def check(self) -> None:
        """Ask the cheapest question that only a working scanner answers."""


@runtime_checkable
class ScansNothing(Protocol):
    """A scanner that only says that nobody has looked."""

    scans_nothing: bool


def scanner() -> Scanner:
    """Return the scanner; the composition root has chosen which."""
    found: Scanner = current_app.extensions[SCANNER]
    return found
