"""Postcodes as people type them, and what may be answered about one.

An answer never holds the postcode itself and does not print its point: what is typed finds its area and is gone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from register.geography.domain.points import Point

# Outward and inward part, every shape that Royal Mail uses.
_SHAPE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?|GIR|NPT)([0-9][A-Z]{2})\Z")
# A district, alone or followed by the start of an inward part ("LS6 2", "LS6 2B").
_DISTRICT = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)(?:[\s.,\-_]+[0-9][A-Z]{0,2})?\Z")
_NOISE = re.compile(r"[\s.,\-_\u00ad\u200b\ufeff]+")
# The longest thing that is looked at: nobody types a postcode of forty characters.
_LONGEST = 40
_SHORTEST_POSTCODE, _LONGEST_POSTCODE = 5, 7
_DIGIT_FOR = {"O": "0", "I": "1", "L": "1"}
_LETTER_FOR = {"0": "O", "1": "I"}


class PostcodeState(StrEnum):
    """What becomes of a postcode that somebody typed."""

    FOUND = "found"
    NOT_A_POSTCODE = "not-a-postcode"
    UNKNOWN = "unknown"
    NO_LOCATION = "no-location"
    NORTHERN_IRELAND = "northern-ireland"
    CHANNEL_ISLANDS = "channel-islands"
    ISLE_OF_MAN = "isle-of-man"


@dataclass(frozen=True, slots=True)
class PostcodePlace:
    """Where a postcode lies: district ("LS6"), authority and lower tier by GSS code, and its point.

    The point is for inside use only (which area, how far the area reaches) and is left out of every repr.
    """

    district: str
    authority: str
    lower_tier: str
    point: Point = field(repr=False)


@dataclass(frozen=True, slots=True)
class PostcodeAnswer:
    """A state, with the place exactly when the state is FOUND."""

    state: PostcodeState
    place: PostcodePlace | None = None


# Postcode areas (the leading letters) that lie outside the register's three nations.
ELSEWHERE: dict[str, PostcodeState] = {
    "BT": PostcodeState.NORTHERN_IRELAND,
    "GY": PostcodeState.CHANNEL_ISLANDS,
    "JE": PostcodeState.CHANNEL_ISLANDS,
    "IM": PostcodeState.ISLE_OF_MAN,
}


def _squeezed(text: str) -> str:
    return _NOISE.sub("", text).upper() if len(text) <= _LONGEST else ""


def parse_postcode(text: str) -> tuple[str, str] | None:
    """Return (outward, inward) of a full postcode, forgiving of case, spacing and O/0, I/1; None if it is none."""
    squeezed = _squeezed(text)
    if not _SHORTEST_POSTCODE <= len(squeezed) <= _LONGEST_POSTCODE:
        return None
    outward, inward = squeezed[:-3], squeezed[-3:]
    inward = _DIGIT_FOR.get(inward[0], inward[0]) + "".join(_LETTER_FOR.get(c, c) for c in inward[1:])
    for candidate in (outward, _mended(outward)):
        if _SHAPE.match(candidate + inward):
            return candidate, inward
    return None


def _mended(outward: str) -> str:
    """Return an outward code in which letters typed for digits, and digits for letters, are put right."""
    head = _LETTER_FOR.get(outward[0], outward[0])
    tail = outward[1:]
    return head + tail[:-1] + _DIGIT_FOR.get(tail[-1], tail[-1]) if tail else head


def parse_district(text: str) -> str | None:
    """Return a postcode district ("LS6"), forgiving of case and spacing; None if the text has not its shape.

    The start of an inward part behind it is dropped: a sector is finer than anything that is kept.
    """
    if len(text) > _LONGEST:
        return None
    shape = _DISTRICT.match(text.strip().upper()) or _DISTRICT.match(_squeezed(text))
    return shape.group(1) if shape else None


def elsewhere(outward: str) -> PostcodeState | None:
    """Return why an outward code lies outside the register's nations, None where it does not."""
    letters = outward.rstrip("0123456789") if outward[-1:].isdigit() else outward[:2]
    return ELSEWHERE.get(letters[:2])
