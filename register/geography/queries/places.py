"""Places by the words that people type, for suggestions and for a search without JavaScript."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator

from register.geography.domain.areas import Area
from register.geography.domain.authorities import AbolishedAuthority, Region, loose_key, name_key
from register.geography.domain.origins import Place, PlaceKind, place_id
from register.geography.domain.postcodes import parse_district
from register.geography.queries.authorities import Authorities

# Of places with one name the first kind is meant: Worcester is the district, Cumberland the authority.
_FIRST = (PlaceKind.AUTHORITY, PlaceKind.REGION, PlaceKind.LOWER_TIER, PlaceKind.AREA)


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
        self._keys = sorted(self._names)
        # The rest of each name from its second word on, so that "tyne" finds Newcastle upon Tyne.
        self._later = sorted((name[at + 1 :], name) for name in self._keys for at, c in enumerate(name) if c == " ")

    def _entries(self) -> Iterator[tuple[str, Place]]:
        known = self._known
        for authority in known:
            place = self.authority(authority.gss)
            for name in filter(None, (authority.name, authority.welsh_name)):
                yield name_key(name), place
                yield loose_key(name), place
        for alias, code in (*known.aliases, *((gone.name, gone.gss) for gone in known.abolished)):
            found = known.find(code)
            for successor in found.successors if isinstance(found, AbolishedAuthority) else (code,):
                yield name_key(alias), self.authority(successor)
        for region in known.regions:
            yield name_key(region.name), self.region(region)
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
            at = bisect_left(self._keys, key)
            while len(found) < 3 * limit and at < len(self._keys) and self._keys[at].startswith(key):
                found += self.named(self._keys[at])
                at += 1
            at = bisect_left(self._later, (key, ""))
            while len(found) < 3 * limit and at < len(self._later) and self._later[at][0].startswith(key):
                found += self.named(self._later[at][1])
                at += 1
        return tuple(dict.fromkeys(found))[:limit]
