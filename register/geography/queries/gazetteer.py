"""The gazetteer: postcodes, areas and authorities in one object, opened once a process.

No method logs what it is given, and no answer holds the postcode that was asked for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from register.geography.domain.areas import Area
from register.geography.domain.authorities import AbolishedAuthority, Authority, LocationClass, Town
from register.geography.domain.neighbours import TOGETHER, together
from register.geography.domain.origins import Origin, OriginAnswer, Place, PlaceKind, split_place_id
from register.geography.domain.points import Disc, Point, metres_between
from register.geography.domain.postcodes import (
    PostcodeAnswer,
    PostcodePlace,
    PostcodeState,
    elsewhere,
    parse_district,
    parse_postcode,
)
from register.geography.queries.authorities import Authorities, authorities
from register.geography.queries.places import PlaceFinder
from register.geography.queries.store import FILE_NAME, STATE_CODES, PostcodeStore


@dataclass(frozen=True, slots=True)
class AreaAnswer:
    """The area in which a setting lies, for one authority.

    `state` is FOUND with an area, else why the postcode gives none. `agrees` is False where the postcode lies in
    another authority than the one asked for; the area is then the nearest of the asked one, or the whole of it.
    """

    state: PostcodeState
    area: Area | None = None
    agrees: bool = True


class Gazetteer:
    """Look-ups over one built store and the authorities."""

    def __init__(self, store: PostcodeStore, known: Authorities) -> None:
        """Take an open store; the areas in it must belong to authorities that are known."""
        self._store = store
        self.authorities = known
        areas = store.areas()
        self._areas = {area.id: area for area in areas}
        self._by_authority: dict[str, list[Area]] = {}
        self._by_district: dict[str, list[Area]] = {}
        for area in sorted(areas, key=lambda area: _natural(area.districts)):
            if not area.whole_authority or self._is_only(area):
                self._by_authority.setdefault(area.authority, []).append(area)
                for district in area.districts:
                    self._by_district.setdefault(district, []).append(area)
        # A store of before areas knew their neighbours has none: nothing is then taken together.
        self._adjoining: dict[str, list[str]] = store.header.get("adjoining", {})
        for district, ids in store.header["district_areas"].items():
            self._by_district[district] = [self._areas[area_id] for area_id in ids]
        self._tier_authority = {code: known.of_lower_tier(code) for code in store.header["lower_tiers"]}
        self._places = PlaceFinder(known, self.areas_with)

    def _is_only(self, area: Area) -> bool:
        """Whether a whole authority is too small to be divided, so that it is an area of its own."""
        return not any(other.authority == area.authority for other in self._areas.values() if other is not area)

    # Authorities

    def authority(self, gss: str) -> Authority | None:
        """Return today's authority with this GSS code, former codes included."""
        return self.authorities.current(gss)

    def authority_by_name(self, name: str) -> Authority | AbolishedAuthority | None:
        """Return the authority with this name or any spelling of it in the sources."""
        return self.authorities.by_name(name)

    def location_class(self, own: str, other: str) -> LocationClass | None:
        """Return where an authority's area lies for another authority's child."""
        return self.authorities.location_class(own, other)

    # Postcodes

    def postcode(self, text: str) -> PostcodeAnswer:
        """Return where a postcode lies, however it is typed, live or terminated; or why it cannot be said."""
        parts = parse_postcode(text)
        if parts is None:
            return PostcodeAnswer(PostcodeState.NOT_A_POSTCODE)
        found = self._store.find(*parts)
        if found is None:
            return PostcodeAnswer(elsewhere(parts[0]) or PostcodeState.UNKNOWN)
        tier, latitude, longitude = found
        authority = self._tier_authority.get(tier)
        if authority is None:
            return PostcodeAnswer(elsewhere(parts[0]) or STATE_CODES.get(tier, PostcodeState.NO_LOCATION))
        place = PostcodePlace(parts[0], authority.gss, tier, Point(latitude, longitude))
        return PostcodeAnswer(PostcodeState.FOUND, place)

    # Areas

    def find_area(self, area_id: str) -> Area | None:
        """Return an area, or a whole authority, by its id.

        An id of an older store leads to the area that now holds the district it was named for. The id of several
        areas together leads to what is left of them.
        """
        found = self._areas.get(area_id)
        if found is None and TOGETHER in area_id:
            return self._find_together(area_id)
        if found is None:
            gss, _, district = area_id.partition("-")
            authority = self.authority(gss)
            if authority is None:
                return None
            here = (area for area in self.areas_of(authority.gss) if district in area.districts)
            found = next(here, None) or self._areas.get(authority.gss)
        return found

    def _find_together(self, area_id: str) -> Area | None:
        gss, _, districts = area_id.partition("-")
        found = {area.id: area for one in districts.split(TOGETHER) if (area := self.find_area(f"{gss}-{one}"))}
        authority = self.authority(gss)
        if not found or authority is None:
            return None
        parts = sorted(found.values(), key=attrgetter("id"))
        whole = next((area for area in parts if area.whole_authority), None)
        return whole or together(parts, authority_name=authority.name)

    def adjoining(self, gss: str) -> Mapping[str, Sequence[str]]:
        """Return, for each area of an authority by id, the ids of its areas that adjoin it."""
        return {area.id: self._adjoining.get(area.id, ()) for area in self.areas_of(gss)}

    def whole(self, gss: str) -> Area | None:
        """Return an authority as a whole: what may be said of a setting whose postcode is not known."""
        authority = self.authority(gss)
        return self._areas.get(authority.gss) if authority else None

    def areas_of(self, gss: str) -> tuple[Area, ...]:
        """Return the areas of an authority, in the order of their districts; none for an unknown code."""
        authority = self.authority(gss)
        return tuple(self._by_authority.get(authority.gss, ())) if authority else ()

    def areas_with(self, district: str) -> tuple[Area, ...]:
        """Return the areas that hold a part of a postcode district, the one with most of its postcodes first."""
        return tuple(self._by_district.get(district, ()))

    def areas(self) -> Iterable[Area]:
        """Return every area of every authority, by id; not the whole authorities that are divided."""
        return sorted((area for found in self._by_authority.values() for area in found), key=lambda area: area.id)

    def area_of(self, text: str, *, authority: str) -> AreaAnswer:
        """Return the area of a setting from its postcode and its authority's GSS code, which is the regulator's.

        Where the postcode directory puts the postcode into another authority the regulator's still holds: the
        area is the one of its authority that holds a part of the district, else its nearest one if the two
        authorities adjoin, else the whole authority. An unknown authority gives UNKNOWN.
        """
        answer = self.postcode(text)
        if answer.place is None:
            return AreaAnswer(answer.state)
        asked = self.authority(authority)
        if asked is None:
            return AreaAnswer(PostcodeState.UNKNOWN)
        place, areas = answer.place, self.areas_of(asked.gss)
        agrees = place.authority == asked.gss
        here = next((area for area in areas if place.district in area.districts), None)
        if here is None and place.authority in asked.adjoining and areas:
            here = min(areas, key=lambda area: (metres_between(area.centroid, place.point) - area.radius_m, area.id))
        return AreaAnswer(PostcodeState.FOUND, here or self._areas[asked.gss], agrees=agrees)

    def centroid(self, area_id: str) -> Point | None:
        """Return the centroid of an area or of a whole authority."""
        found = self.find_area(area_id)
        return found.centroid if found else None

    # Places

    def find_places(self, text: str, *, limit: int = 10) -> tuple[Place, ...]:
        """Return places whose name may be meant, best first: authorities, regions, areas, district councils."""
        return self._places.find(text, limit=limit)

    def place_of(self, gss: str) -> Place:
        """Return the place that an authority of today is; raises KeyError for any other code."""
        return self._places.authority(gss)

    def every_place(self) -> tuple[Place, ...]:
        """Return every place once: authorities, regions and district councils by name, then areas by district."""
        areas = (self._places.area(area) for found in self._by_authority.values() for area in found)
        return tuple(dict.fromkeys((*self._places.every_named(), *areas)))

    def resolve_origin(self, text: str) -> OriginAnswer:
        """Return where a search starts for a postcode, a district, a place's id or a name; else what may be meant.

        A postcode's origin is its area, and a district's the area that holds most of it (the other areas with a
        part of it are the choices): what was typed can be dropped.
        """
        named = split_place_id(text)
        if named:
            origin = self._origin(*named)
            return OriginAnswer(PostcodeState.FOUND if origin else PostcodeState.UNKNOWN, origin)
        answer = self.postcode(text)
        if answer.state is not PostcodeState.NOT_A_POSTCODE:
            area = self.area_of(text, authority=answer.place.authority).area if answer.place else None
            return OriginAnswer(answer.state, self._of_area(area) if area else None)
        district = parse_district(text)
        if district and (areas := self.areas_with(district)):
            others = tuple(self._places.area(area) for area in areas[1:])
            return OriginAnswer(PostcodeState.FOUND, self._of_area(areas[0]), others)
        if district and (state := elsewhere(district)):
            return OriginAnswer(state)
        return self._by_words(text)

    def _by_words(self, text: str) -> OriginAnswer:
        meant = self._places.named(text)
        if meant and (len(meant) == 1 or meant[0].kind is not meant[1].kind):
            return OriginAnswer(PostcodeState.FOUND, self._origin(meant[0].kind, meant[0].code), meant[1:])
        return OriginAnswer(PostcodeState.NOT_A_POSTCODE, None, meant or self.find_places(text))

    def _of_area(self, area: Area) -> Origin:
        return Origin(self._places.area(area), area.disc, area.authority, (area.authority,))

    def _origin(self, kind: PlaceKind, code: str) -> Origin | None:
        """Return the origin that a place is, None for a code of no such place."""
        known = self.authorities
        if kind in {PlaceKind.AREA, PlaceKind.AUTHORITY}:
            area = self.find_area(code) if kind is PlaceKind.AREA else self.whole(code)
            return self._of_area(area) if area else None
        if kind is PlaceKind.REGION:
            region = next((region for region in known.regions if region.gss == code), None)
            members = tuple(found.gss for found in known.of_region(code))
            return self._several(self._places.region(region), members) if region else None
        if kind is PlaceKind.COUNTY:
            county = known.county(code)
            return self._several(self._places.county(county), county.members) if county else None
        if kind is PlaceKind.TOWN:
            town = known.town(code)
            return self._of_town(town) if town else None
        lower = next((lower for lower in known.lower_tiers if lower.gss == code), None)
        whole = self.whole(lower.authority) if lower else None
        if lower is None or whole is None:
            return None
        place = next(place for place in self._places.named(lower.name) if place.code == code)
        disc = self._store.header["lower_tier_discs"].get(code)
        around = Disc(Point(disc[0], disc[1]), disc[2]) if disc else whole.disc
        return Origin(place, around, whole.authority, (whole.authority,))

    def _of_town(self, town: Town) -> Origin | None:
        """Return a town's origin: the area of its authority that holds its district."""
        here = (area for area in self.areas_of(town.authority) if town.district in area.districts)
        area = next(here, None) or self.whole(town.authority)
        return Origin(self._places.town(town), area.disc, area.authority, (area.authority,)) if area else None

    def _several(self, place: Place, members: tuple[str, ...]) -> Origin | None:
        """Return the origin that several authorities are together, None where the store holds none of them."""
        parts = [self._areas[code] for code in members if code in self._areas]
        if not parts:
            return None
        total = sum(part.postcodes for part in parts)
        centre = Point(
            round(sum(part.centroid.latitude * part.postcodes for part in parts) / total, 5),
            round(sum(part.centroid.longitude * part.postcodes for part in parts) / total, 5),
        )
        radius = max(metres_between(centre, part.centroid) + part.radius_m for part in parts)
        return Origin(place, Disc(centre, float(math.ceil(radius))), None, members)


def _natural(districts: tuple[str, ...]) -> tuple[str, int, str]:
    """Order LS2 before LS10."""
    first = districts[0]
    letters = first[: 2 if first[1:2].isalpha() else 1]
    number = "".join(character for character in first[len(letters) :] if character.isdigit())
    return letters, int(number or 0), first


_OPEN: dict[Path, tuple[tuple[int, int], Gazetteer]] = {}


def gazetteer(folder: Path) -> Gazetteer:
    """Return the gazetteer of a data folder, opened once a process and anew when the store was replaced.

    Raises FileNotFoundError if the store was never built and StoreError if it is not whole; the command
    `vacancy-register geography build` mends both.
    """
    path = folder / FILE_NAME
    status = path.stat()
    version = (status.st_ino, status.st_mtime_ns)
    known = _OPEN.get(path)
    if known is None or known[0] != version:
        known = (version, Gazetteer(PostcodeStore(path), authorities()))
        _OPEN[path] = known
    return known[1]
