"""Areas: all that others may know of a hidden place.

An area is a postcode district as far as it lies in one authority, or several such districts merged until the area
holds enough postcode locations. A location is a point on the ground that at least one postcode has: a hundred
post-office boxes at one sorting office are one location, behind which nobody can hide.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter

from register.geography.domain.points import Disc, Point

# What part of an area's postcodes its stated radius holds.
RADIUS_HOLDS = 0.95
# Two districts adjoin when they have postcodes in the same square kilometre or in touching ones.
CELL_M = 1_000


@dataclass(frozen=True, slots=True)
class Area:
    """One area, or a whole authority.

    `id` is "<authority>-<largest district>", for a whole authority its GSS code. `radius_m` holds 95 % of its
    postcodes around the centroid, `reach_m` all of them. `postcodes` counts postcodes, live and terminated,
    `locations` the points that they share.
    """

    id: str
    name: str
    authority: str
    districts: tuple[str, ...]
    centroid: Point
    radius_m: int
    reach_m: int
    postcodes: int
    locations: int

    @property
    def whole_authority(self) -> bool:
        """Whether this is the authority as a whole."""
        return self.id == self.authority

    @property
    def disc(self) -> Disc:
        """The circle that holds 95 % of its postcodes: what distances and their uncertainty are measured with."""
        return Disc(self.centroid, float(self.radius_m))

    @property
    def worst_disc(self) -> Disc:
        """The circle that holds all of it: what "not near" is measured with."""
        return Disc(self.centroid, float(self.reach_m))


@dataclass(slots=True)
class Piece:
    """A postcode district as far as it lies in one authority, on the national grid in metres.

    `points` are the easting and northing of its postcodes, one entry each; those of one location repeat.
    """

    district: str
    points: list[tuple[int, int]]

    @property
    def locations(self) -> int:
        """How many different points it holds."""
        return len(set(self.points))


@dataclass(slots=True)
class _Group:
    """Districts that are being merged."""

    members: list[str]
    count: int
    locations: set[tuple[int, int]]
    east: int
    north: int
    cells: set[tuple[int, int]]

    @property
    def centre(self) -> tuple[float, float]:
        return self.east / self.count, self.north / self.count

    def reach(self) -> set[tuple[int, int]]:
        """Return its cells and those that touch them."""
        return {(x + dx, y + dy) for x, y in self.cells for dx in (-1, 0, 1) for dy in (-1, 0, 1)}

    def take(self, other: _Group) -> None:
        self.members.extend(other.members)
        self.count += other.count
        self.locations |= other.locations
        self.east += other.east
        self.north += other.north
        self.cells |= other.cells


def _group(piece: Piece) -> _Group:
    locations = set(piece.points)
    return _Group(
        members=[piece.district],
        count=len(piece.points),
        locations=locations,
        east=sum(map(itemgetter(0), piece.points)),
        north=sum(map(itemgetter(1), piece.points)),
        cells={(east // CELL_M, north // CELL_M) for east, north in locations},
    )


def group_districts(pieces: Iterable[Piece], *, minimum: int) -> list[tuple[str, ...]]:
    """Return the districts of one authority grouped so that every group holds at least `minimum` locations.

    The group with the fewest locations joins the adjoining group with the nearest centroid, or the nearest of all
    where none adjoins (an island), until none is too small. One group is left of an authority that holds fewer
    in all. The order of the pieces does not matter. Districts are in alphabetical order, and so are the groups.
    """
    groups = {piece.district: _group(piece) for piece in sorted(pieces, key=lambda piece: piece.district)}
    while len(groups) > 1:
        name, smallest = min(groups.items(), key=lambda item: (len(item[1].locations), item[0]))
        if len(smallest.locations) >= minimum:
            break
        others = [(key, group) for key, group in groups.items() if key != name]
        reach = smallest.reach()
        near = [(key, group) for key, group in others if not reach.isdisjoint(group.cells)] or others
        key, _ = min(near, key=lambda item: (math.dist(item[1].centre, smallest.centre), item[0]))
        groups[key].take(smallest)
        del groups[name]
    return sorted(tuple(sorted(group.members)) for group in groups.values())


def holding_radii(
    points: Iterable[tuple[int, int]], centre: tuple[float, float], parts: Iterable[float]
) -> tuple[int, ...]:
    """Return, for each part, the whole metres around the centre within which at least that part of the points lies."""
    distances = sorted([math.dist(point, centre) for point in points])
    return tuple(math.ceil(distances[max(0, math.ceil(len(distances) * part) - 1)]) for part in parts)


def area_id(authority: str, sizes: Mapping[str, int]) -> str:
    """Return the id of an area from its districts' postcode counts: its authority and its largest district."""
    return f"{authority}-{min(sizes, key=lambda district: (-sizes[district], district))}"


def area_name(authority_name: str, sizes: Mapping[str, int]) -> str:
    """Return what a page calls the area, its largest districts first.

    "LS6, Leeds", "TD1 and TD6, …", "BD20, BD22 and 3 more, …".
    """
    named = 3
    districts = sorted(sizes, key=lambda district: (-sizes[district], district))
    if len(districts) <= named:
        listed = " and ".join(filter(None, (", ".join(districts[:-1]), districts[-1])))
    else:
        listed = f"{', '.join(districts[:2])} and {len(districts) - 2} more"
    return f"{listed}, {authority_name}"
