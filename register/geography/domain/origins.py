"""Where a search starts, and what the words that somebody typed may stand for. No postcode is kept in any of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from register.geography.domain.points import Disc
from register.geography.domain.postcodes import PostcodeState


class PlaceKind(StrEnum):
    """What a place is that can be searched for by name."""

    AUTHORITY = "authority"
    AREA = "area"
    REGION = "region"
    LOWER_TIER = "district-council"
    COUNTY = "county"
    TOWN = "town"


@dataclass(frozen=True, slots=True)
class Place:
    """A suggestion: `id` is "<kind>:<code>" and can be resolved again, `label` names it, `within` says where it is."""

    id: str
    kind: PlaceKind
    code: str
    label: str
    within: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a search starts: a place with its centroid and radius, never a postcode or its point.

    `authority` is a GSS code, None where the place is several authorities; `authorities` are all that it lies in.
    """

    place: Place
    disc: Disc
    authority: str | None
    authorities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OriginAnswer:
    """FOUND with an origin; or why there is none, with places that may have been meant."""

    state: PostcodeState
    origin: Origin | None = None
    choices: tuple[Place, ...] = ()


def place_id(kind: PlaceKind, code: str) -> str:
    """Return the id of a place."""
    return f"{kind.value}:{code}"


def split_place_id(text: str) -> tuple[PlaceKind, str] | None:
    """Return kind and code of a place's id, None if the text is not one."""
    kind, _, code = text.partition(":")
    try:
        return (PlaceKind(kind), code) if code else None
    except ValueError:
        return None
