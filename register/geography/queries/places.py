"""Places by the words that people type, for suggestions and for a search without JavaScript."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator

from register.geography.domain.areas import Area
from register.geography.domain.authorities import County, Region, Town, loose_key, name_key
from register.geography.domain.origins import Place, PlaceKind, place_id
from register.geography.domain.postcodes import parse_district
from register.geography.queries.authorities import Authorities

# Of places with one name the first kind is meant: York is the authority, Worcester the district council.
_FIRST = (
    PlaceKind.AUTHORITY,
    PlaceKind.REGION,
    PlaceKind.COUNTY,
    PlaceKind.LOWER_TIER,
    PlaceKind.TOWN,
    PlaceKind.AREA,
)
# Of how many authorities a county's suggestion names each.
_LISTED = 3


class PlaceFinder:
    """An index of every name, kept in memory."""

    def __init__(self, known: Authorities, areas_with: Callable[[str], tuple[Area, ...]]) -> None:
        """Take the authorities, and what returns the areas that hold a part of a postcode district."""
        self._known = known
        self._areas_with = areas_with
        self._names: dict[str, list[Place]] = {}
        for key, place in self._entries():
            listed = self._names.setdefault(key, [])
            if key and place not in listed:
                listed.append(place)
        self._whole = sorted((name, name) for name in self._names)
        # The rest of each name from its second word on, so that "tyne" finds Newcastle upon Tyne.
        self._later = sorted((name[at + 1 :], name) for name in self._names for at, c in enumerate(name) if c == " ")

    def _entries(self) -> Iterator[tuple[str, Place]]:
        known = self._known
        for authority in known:
            place = self.authority(authority.gss)
            for name in filter(None, (authority.name, authority.welsh_name)):
                yield name_key(name), place
                yield loose_key(name), place
        for alias, code in (*known.aliases, *((gone.name, gone.gss) for gone in known.abolished)):
            county = known.county(code)
            today = known.current(code)
            if county or today:
                yield name_key(alias), self.county(county) if county else self.authority(code)
        for region in known.regions:
            yield name_key(region.name), self.region(region)
        for several in known.counties:
            yield name_key(several.name), self.county(several)
        for town in known.towns:
            if known.current(town.authority):
                yield name_key(town.name), self.town(town)
        for lower in known.lower_tiers:
            owner = known.current(lower.authority)
            if owner:
                code = place_id(PlaceKind.LOWER_TIER, lower.gss)
                yield name_key(lower.name), Place(code, PlaceKind.LOWER_TIER, lower.gss, lower.name, owner.name)

    def authority(self, gss: str) -> Place:
        """Return the place that an authority of today is; raises KeyError for any other code."""
        found = self._known.current(gss)
        if found is None:
            raise KeyError(gss)
        kind = PlaceKind.AUTHORITY
        return Place(place_id(kind, found.gss), kind, found.gss, found.name, found.region.name)

    def region(self, region: Region) -> Place:
        """Return the place that a region is."""
        return Place(place_id(PlaceKind.REGION, region.gss), PlaceKind.REGION, region.gss, region.name, "")

    def county(self, county: County) -> Place:
        """Return the place that a county is, within which no other is named but its authorities."""
        members = [self.authority(code).label for code in county.members]
        listed = ", ".join(members) if len(members) <= _LISTED else f"{len(members)} authorities"
        return Place(place_id(PlaceKind.COUNTY, county.code), PlaceKind.COUNTY, county.code, county.name, listed)

    def town(self, town: Town) -> Place:
        """Return the place that a town is."""
        within = self.authority(town.authority).label
        return Place(place_id(PlaceKind.TOWN, town.code), PlaceKind.TOWN, town.code, town.name, within)

    def area(self, area: Area) -> Place:
        """Return the place that an area is; a whole authority is that authority."""
        within = self.authority(area.authority)
        if area.whole_authority:
            return within
        return Place(place_id(PlaceKind.AREA, area.id), PlaceKind.AREA, area.id, area.name, within.label)

    def every_named(self) -> tuple[Place, ...]:
        """Return every place that has a name of its own, by name."""
        return tuple(
            sorted({place for found in self._names.values() for place in found}, key=lambda p: (p.label, p.id))
        )

    def named(self, text: str) -> tuple[Place, ...]:
        """Return the places with exactly this name, in the order in which they are likely to be meant."""
        found = self._names.get(name_key(text)) or self._names.get(loose_key(text)) or []
        return tuple(sorted(found, key=lambda place: (_FIRST.index(place.kind), place.label, place.id)))

    def find(self, text: str, *, limit: int) -> tuple[Place, ...]:
        """Return up to `limit` places: whole names, then names that begin so, then names with a word that begins so."""
        district = parse_district(text)
        found = [self.area(area) for area in self._areas_with(district)] if district else []
        key = name_key(text)
        if key:
            found += self.named(text)
            found += self._starting(self._whole, key)
            found += self._starting(self._later, key)
        return tuple(dict.fromkeys(found))[:limit]

    def _starting(self, ordered: list[tuple[str, str]], start: str) -> list[Place]:
        """Return the places in an ordered list of (text, name) whose text starts so, the likeliest kind first."""
        places: set[Place] = set()
        for text, name in ordered[bisect_left(ordered, (start, "")) :]:
            if not text.startswith(start):
                break
            places.update(self._names[name])
        return sorted(places, key=lambda place: (_FIRST.index(place.kind), place.label, place.id))
