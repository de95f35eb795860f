"""Forming the areas of every authority from the points of its districts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Protocol, TypeVar

from register.geography.domain.areas import (
    RADIUS_HOLDS,
    Area,
    Piece,
    area_id,
    area_name,
    group_districts,
    holding_radii,
)
from register.geography.domain.authorities import Authority
from register.geography.domain.neighbours import adjoining_areas
from register.geography.queries.authorities import Authorities
from register.geography.services.columns import Columns, unpacked
from register.geography.services.grid import to_point

Item = TypeVar("Item")


class Watch(Protocol):
    """Passes items on and shows how far they are; `core.terminal.progress` is one."""

    def __call__(self, items: Iterable[Item], *, total: int | None, words: str) -> Iterable[Item]:
        """Pass the items on."""
        ...


def unwatched(items: Iterable[Item], *, total: int | None, words: str) -> Iterable[Item]:  # noqa: ARG001 - a Watch
    """Pass the items on and show nothing."""
    return items


@dataclass(slots=True)
class Formed:
    """The areas, the authorities as wholes (by the same id where an authority is not divided), and what leads to them.

    `district_areas` lists the ids of the areas that hold a part of a district, the largest part first;
    `lower_tier_discs` holds latitude, longitude and radius in metres by GSS code, `adjoining` the areas of the same
    authority that adjoin an area, by id.
    """

    areas: list[Area]
    wholes: list[Area]
    district_areas: dict[str, list[str]]
    lower_tier_discs: dict[str, tuple[float, float, int]]
    adjoining: dict[str, list[str]]

    def stored(self) -> list[Area]:
        """Return areas and wholes, each once, by id."""
        return sorted({area.id: area for area in (*self.wholes, *self.areas)}.values(), key=lambda area: area.id)


def formed_areas(columns: Columns, known: Authorities, *, minimum: int, watch: Watch) -> Formed:
    """Form the areas of all authorities, each on its own."""
    formed = Formed([], [], {}, {}, {})
    parts: dict[str, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    tiers: dict[str, set[str]] = defaultdict(set)
    for tier, _ in columns.pieces:
        owner = known.of_lower_tier(tier)
        if owner:
            tiers[owner.gss].add(tier)
    shares: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for gss in watch(sorted(tiers), total=len(tiers), words="Areas"):
        parts.clear()
        for (tier, district), packed in columns.pieces.items():
            if tier in tiers[gss]:
                parts[tier][district].extend(unpacked(packed))
        authority = known.current(gss)
        if authority:
            _form(authority, parts, minimum=minimum, formed=formed, shares=shares)
    formed.district_areas = {
        district: [area_id_ for _, area_id_ in sorted(found, key=lambda item: (-item[0], item[1]))]
        for district, found in sorted(shares.items())
    }
    return formed


def _form(
    authority: Authority,
    parts: dict[str, dict[str, list[tuple[int, int]]]],
    *,
    minimum: int,
    formed: Formed,
    shares: dict[str, list[tuple[int, str]]],
) -> None:
    districts: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for tier, pieces in sorted(parts.items()):
        for district, points in sorted(pieces.items()):
            districts[district].extend(points)
        if len(parts) > 1:
            east, north, radius, _ = _circle(point for points in pieces.values() for point in points)
            centre = to_point(east, north)
            formed.lower_tier_discs[tier] = (centre.latitude, centre.longitude, radius)
    groups = group_districts([Piece(name, points) for name, points in districts.items()], minimum=minimum)
    whole = _area(authority, tuple(sorted(districts)), districts, whole=True)
    formed.wholes.append(whole)
    points_of: dict[str, list[tuple[int, int]]] = {}
    for group in groups:
        area = whole if len(groups) == 1 else _area(authority, group, districts, whole=False)
        formed.areas.append(area)
        points_of[area.id] = [point for district in group for point in districts[district]]
        for district in group:
            shares[district].append((len(districts[district]), area.id))
    formed.adjoining |= adjoining_areas(points_of)


def _area(
    authority: Authority, group: tuple[str, ...], districts: dict[str, list[tuple[int, int]]], *, whole: bool
) -> Area:
    points = [point for district in group for point in districts[district]]
    east, north, radius, reach = _circle(points)
    sizes = {district: len(districts[district]) for district in group}
    return Area(
        id=authority.gss if whole else area_id(authority.gss, sizes),
        name=authority.name if whole else area_name(authority.name, sizes),
        authority=authority.gss,
        districts=group,
        centroid=to_point(east, north),
        radius_m=radius,
        reach_m=reach,
        postcodes=len(points),
        locations=len(set(points)),
    )


_EAST, _NORTH = itemgetter(0), itemgetter(1)


def _circle(points: Iterable[tuple[int, int]]) -> tuple[float, float, int, int]:
    """Return the centroid on the grid, the radius that holds 95 % of the points and the one that holds all."""
    listed = list(points)
    east = sum(map(_EAST, listed)) / len(listed)
    north = sum(map(_NORTH, listed)) / len(listed)
    radius, reach = holding_radii(listed, (east, north), (RADIUS_HOLDS, 1.0))
    return east, north, radius, reach
