"""The authorities of the register, read once a process from the committed tables."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from register.geography.domain.authorities import (
    AbolishedAuthority,
    Authority,
    AuthorityKind,
    County,
    LocationClass,
    LowerTier,
    Nation,
    Region,
    Town,
    location_class,
    loose_key,
    name_key,
    slug,
)
from register.geography.domain.points import Point

DATA = Path(__file__).resolve().parent.parent / "data"

# Ofsted groups two regions into one of its own.
_REGION_ALIASES: dict[str, tuple[str, ...]] = {
    "north east yorkshire and the humber": ("E12000001", "E12000003"),
    "yorkshire and humber": ("E12000003",),
    "yorkshire": ("E12000003",),
    "east anglia": ("E12000006",),
    "greater london": ("E12000007",),
}


class Authorities:
    """Every upper-tier authority by code and by name, with those that were abolished and the lower tier."""

    def __init__(
        self,
        authorities: Iterable[Authority],
        *,
        abolished: Iterable[AbolishedAuthority] = (),
        lower_tiers: Iterable[LowerTier] = (),
        aliases: Iterable[tuple[str, str]] = (),
        counties: Iterable[County] = (),
        towns: Iterable[Town] = (),
    ) -> None:
        """Take the rows; `aliases` are (spelling, GSS code) pairs of authorities of today or abolished ones."""
        self._by_code = {authority.gss: authority for authority in authorities}
        self._abolished = {authority.gss: authority for authority in abolished}
        self._lower_tiers = {lower.gss: lower for lower in lower_tiers}
        self._current_code = {old: found.gss for found in self._by_code.values() for old in found.former_codes}
        self.aliases = tuple(aliases)
        self.towns = tuple(towns)
        self.counties = (
            *counties,
            *(County(gone.gss, gone.name, gone.successors) for gone in self.abolished if len(gone.successors) > 1),
        )
        self._by_name, self._by_loose_name = self._names()
        self.regions = tuple(sorted({found.region for found in self._by_code.values()}, key=lambda region: region.gss))

    def _names(self) -> tuple[dict[str, str], dict[str, str]]:
        known: dict[str, Authority | AbolishedAuthority] = {**self._abolished, **self._by_code}
        spelt = [(name, code) for name, code in self.aliases if code in known]
        for found in known.values():
            spelt.append((found.name, found.gss))
            if isinstance(found, Authority) and found.welsh_name:
                spelt.append((found.welsh_name, found.gss))
        exact = {name_key(name): code for name, code in spelt}
        loose: dict[str, set[str]] = {}
        for name, code in spelt:
            loose.setdefault(loose_key(name), set()).add(code)
        # A name that without its kind of council fits two authorities is no answer.
        return exact, {key: next(iter(codes)) for key, codes in loose.items() if key and len(codes) == 1}

    def __iter__(self) -> Iterator[Authority]:
        """Go through today's authorities in the order of their names."""
        return iter(sorted(self._by_code.values(), key=lambda found: (found.name, found.gss)))

    def __len__(self) -> int:
        """How many authorities there are today."""
        return len(self._by_code)

    def find(self, gss: str) -> Authority | AbolishedAuthority | None:
        """Return the authority that has or had this GSS code."""
        code = self._current_code.get(gss, gss)
        return self._by_code.get(code) or self._abolished.get(code)

    def current(self, gss: str) -> Authority | None:
        """Return today's authority with this code or this former code; None if there is none or several."""
        found = self.find(gss)
        if isinstance(found, AbolishedAuthority):
            return self._by_code[found.successors[0]] if len(found.successors) == 1 else None
        return found

    def by_name(self, name: str) -> Authority | AbolishedAuthority | None:
        """Return the authority that is spelt so anywhere in the sources; None if nobody is.

        Forgiving of case, accents, punctuation and of the words for a kind of council. A name that an authority
        of today has is that one's, in old files too.
        """
        code = self._by_name.get(name_key(name)) or self._by_loose_name.get(loose_key(name))
        return self.find(code) if code else None

    def by_dfe_code(self, code: str) -> Authority | None:
        """Return the English authority with this three-digit code of the Department for Education."""
        return next((found for found in self._by_code.values() if found.dfe_code == code), None)

    def of_lower_tier(self, gss: str) -> Authority | None:
        """Return the authority for any local authority district code of the postcode directory."""
        lower = self._lower_tiers.get(gss)
        return self.current(lower.authority if lower else gss)

    @property
    def abolished(self) -> tuple[AbolishedAuthority, ...]:
        """Those that are no more, by name."""
        return tuple(sorted(self._abolished.values(), key=lambda found: found.name))

    @property
    def lower_tiers(self) -> tuple[LowerTier, ...]:
        """District councils of today and those that were merged, by name."""
        return tuple(sorted(self._lower_tiers.values(), key=lambda lower: (lower.name, lower.gss)))

    def adjoining(self, gss: str) -> tuple[Authority, ...]:
        """Return the authorities that adjoin this one, by name; none for an island or an unknown code."""
        found = self.current(gss)
        if found is None:
            return ()
        return tuple(sorted((self._by_code[code] for code in found.adjoining), key=lambda other: other.name))

    def of_region(self, gss: str) -> tuple[Authority, ...]:
        """Return the authorities of a region (or of Wales or Scotland, by the nation's code), by name."""
        return tuple(found for found in self if gss in {found.region.gss, found.nation.value})

    def county(self, code: str) -> County | None:
        """Return the county with this code."""
        return next((county for county in self.counties if county.code == code), None)

    def town(self, code: str) -> Town | None:
        """Return the town with this code."""
        return next((town for town in self.towns if town.code == code), None)

    def regions_by_name(self, name: str) -> tuple[Region, ...]:
        """Return the regions that a regulator's region name stands for, none if it is unknown."""
        key = name_key(name)
        codes = _REGION_ALIASES.get(key)
        return tuple(
            region for region in self.regions if (region.gss in codes if codes else name_key(region.name) == key)
        )

    def location_class(self, own: str, other: str) -> LocationClass | None:
        """Return where an authority lies for another authority's child; None for a code of no authority of today."""
        first, second = self.current(own), self.current(other)
        return location_class(first, second) if first and second else None


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _codes(listed: str) -> tuple[str, ...]:
    return tuple(code for code in listed.split(";") if code)


def _adjoining(rows: Iterable[Mapping[str, str]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["first"], set()).add(row["second"])
        found.setdefault(row["second"], set()).add(row["first"])
    return {code: frozenset(others) for code, others in found.items()}


@cache
def authorities() -> Authorities:
    """Return the authorities of the committed tables; needs no built store."""
    regions = {row["gss"]: Region(row["gss"], row["name"], Nation(row["nation"])) for row in _table("regions.csv")}
    pairs = _table("adjacency.csv")
    adjoining, over_water = _adjoining(pairs), _adjoining(row for row in pairs if row["by"] == "water")
    return Authorities(
        [
            Authority(
                gss=row["gss"],
                name=row["name"],
                welsh_name=row["welsh_name"] or None,
                dfe_code=row["dfe_code"] or None,
                kind=AuthorityKind(row["kind"]),
                nation=regions[row["region"]].nation,
                region=regions[row["region"]],
                centroid=Point(float(row["latitude"]), float(row["longitude"])),
                former_codes=_codes(row["former_codes"]),
                adjoining=adjoining.get(row["gss"], frozenset()),
                over_water=over_water.get(row["gss"], frozenset()),
            )
            for row in _table("authorities.csv")
        ],
        abolished=[
            AbolishedAuthority(
                gss=row["gss"],
                name=row["name"],
                ended_on=dt.date.fromisoformat(row["ended_on"]),
                successors=_codes(row["successors"]),
                region=regions[row["region"]],
            )
            for row in _table("abolished.csv")
        ],
        lower_tiers=[
            LowerTier(
                gss=row["gss"],
                name=row["name"],
                authority=row["authority"],
                ended_on=dt.date.fromisoformat(row["ended_on"]) if row["ended_on"] else None,
            )
            for row in _table("lower_tiers.csv")
        ],
        aliases=[(row["alias"], row["gss"]) for row in _table("aliases.csv")],
        counties=[
            County(slug(row["name"]), row["name"], _codes(row["authorities"])) for row in _table("by_hand_counties.csv")
        ],
        towns=[Town(row["name"], row["authority"], row["district"]) for row in _table("towns.csv")],
    )
