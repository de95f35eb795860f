"""Authorities: who is responsible where, and which adjoin.

An authority is an upper-tier local authority: the council that looks after children. Its lower-tier districts
are only names by which a place may be sought.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from register.geography.domain.points import Point


class Nation(StrEnum):
    """The nations of the register, by their GSS codes."""

    ENGLAND = "E92000001"
    WALES = "W92000004"
    SCOTLAND = "S92000003"


class AuthorityKind(StrEnum):
    """What kind of council it is, in the words of the register of authorities."""

    COUNTY = "county"
    UNITARY = "unitary"
    METROPOLITAN_DISTRICT = "metropolitan-district"
    LONDON_BOROUGH = "london-borough"
    WELSH = "welsh-unitary"
    SCOTTISH = "scottish-council"


class LocationClass(StrEnum):
    """Where a placement lies for the authority that looks after the child.

    Distant is outside its own area and outside every adjoining one, as the care planning rules define it.
    """

    OWN = "in-area"
    ADJOINING = "adjoining"
    DISTANT = "distant"


@dataclass(frozen=True, slots=True)
class Region:
    """A region of England, or Wales or Scotland as a whole: GSS code and name."""

    gss: str
    name: str
    nation: Nation


@dataclass(frozen=True, slots=True)
class Authority:
    """One upper-tier authority of today.

    `gss` is its newest code, `former_codes` those it had with the same territory; `dfe_code` the three digits of
    the Department for Education (England only). `adjoining` holds GSS codes, `over_water` those of them whose
    boundary is an estuary or a strait. `centroid` is of its territory.
    """

    gss: str
    name: str
    welsh_name: str | None
    dfe_code: str | None
    kind: AuthorityKind
    nation: Nation
    region: Region
    centroid: Point
    former_codes: tuple[str, ...]
    adjoining: frozenset[str]
    over_water: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AbolishedAuthority:
    """An authority that is no more, as an old file names it.

    The published name stays as published. With one successor a setting is that successor's; with several only
    the setting's postcode, or a later file, can say whose it is now: `successors` are the GSS codes to choose from.
    """

    gss: str
    name: str
    ended_on: dt.date
    successors: tuple[str, ...]
    region: Region


@dataclass(frozen=True, slots=True)
class LowerTier:
    """A district council inside a county, or one that was merged: a name for a place, and its authority's GSS code."""

    gss: str
    name: str
    authority: str
    ended_on: dt.date | None


@dataclass(frozen=True, slots=True)
class County:
    """A name for several authorities together: a county of old, a city region, an authority with several successors."""

    code: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Town:
    """A town: its authority's GSS code and the postcode district of most of it."""

    name: str
    authority: str
    district: str

    @property
    def code(self) -> str:
        """What tells towns of one name apart."""
        return f"{slug(self.name)}.{self.authority}"


# Words that say what kind of council it is, not which: "London Borough of Camden", "Camden Council".
_KIND_WORDS = re.compile(
    r"\b(?:the|council|county borough|metropolitan borough|london borough|royal borough|borough|metropolitan|district"
    r"|corporation|unitary authority|ua|la|local authority|comhairle|cyngor)\b"
)
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


def name_key(name: str) -> str:
    """Return the form under which two spellings of a name are the same.

    Case, accents, punctuation, hyphens, "&" for "and" and white space do not tell names apart.
    """
    text = (
        unicodedata.normalize("NFKD", name)
        .replace("&", " and ")
        .replace("'", "")
        .replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    )
    plain = "".join(letter for letter in text if not unicodedata.combining(letter)).casefold()
    return " ".join(_NOT_A_LETTER.sub(" ", plain).split())


def slug(name: str) -> str:
    """Return the name as it stands in ids."""
    return name_key(name).replace(" ", "-")


def loose_key(name: str) -> str:
    """Return the name's key without the words for a kind of council; empty when nothing else is left.

    "Borough of Poole" and "Poole Council" both become "poole". "City" and "county" stay: they tell Nottingham
    City from Nottinghamshire and Dorset from Dorset County in nobody's file, but "City of London" from London.
    """
    words = _KIND_WORDS.sub(" ", name_key(name)).split()
    while words and words[0] in {"of", "and"}:
        words = words[1:]
    while words and words[-1] in {"of", "and"}:
        words = words[:-1]
    return " ".join(words)


def location_class(own: Authority, other: Authority) -> LocationClass:
    """Return where the other authority's area lies for a child of the own one."""
    if own.gss == other.gss:
        return LocationClass.OWN
    return LocationClass.ADJOINING if other.gss in own.adjoining else LocationClass.DISTANT
