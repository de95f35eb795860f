"""What somebody who looks for their settings typed: regulators' numbers, many at once, or an owner's name."""

import re
from dataclasses import dataclass

from register.core.identifiers import Scheme, holds

#: Who gives settings their numbers.
SCHEMES = (Scheme.OFSTED_URN, Scheme.CI_CS, Scheme.CIW_SIN)
MOST_NUMBERS = 200
LONGEST_TEXT = 4_000
_PIECES = re.compile(r"[\n,;]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Numbers where there are any, with what stood between them and is none; else the words of a name."""

    numbers: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    words: str = ""


def read_wanted(text: str) -> Wanted:
    """Return what was typed: "SC 123456, 1234567" as two numbers, "Oakway Care" as words; never more than can be."""
    numbers: dict[str, None] = {}
    others: list[str] = []
    for piece in _PIECES.split(text[:LONGEST_TEXT]):
        whole = _number("".join(piece.split()))
        parts = [piece] if whole else piece.split()
        for part in parts:
            if number := whole or _number(part):
                numbers[number] = None
            else:
                others.append(part)
    if not numbers:
        return Wanted(words=" ".join(others))
    return Wanted(numbers=tuple(numbers)[:MOST_NUMBERS], others=tuple(others))


def _number(text: str) -> str | None:
    plain = text.upper()
    return plain if any(holds(scheme, plain) for scheme in SCHEMES) else None
