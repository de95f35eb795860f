"""Which areas adjoin, and several of them taken together as one."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

from register.geography.domain.areas import CELL_M, Area, area_name
from register.geography.domain.points import Point, metres_between

# Between the districts after which areas of one authority are named: "E08000035-LS1+LS2".
TOGETHER = "+"


def adjoining_areas(points: Mapping[str, Iterable[tuple[int, int]]]) -> dict[str, list[str]]:
    """Return, for each area by id, those that adjoin it, in order; `points` are of its postcodes, on the grid.

    Two areas adjoin as two districts do: by postcodes in the same square kilometre or in touching ones. What that
    leaves apart (islands, empty hills) adjoins where the centres of two areas are nearest, so that all hang together.
    """
    here: dict[tuple[int, int], set[str]] = defaultdict(set)
    cells = {key: {(east // CELL_M, north // CELL_M) for east, north in found} for key, found in points.items()}
    for key, found in cells.items():
        for cell in found:
            here[cell].add(key)
    adjoining: dict[str, set[str]] = {key: set() for key in cells}
    for key, found in cells.items():
        for x, y in found:
            for dx in (-1, 0, 1):
                for dy in (-1, 0, 1):
                    adjoining[key] |= here.get((x + dx, y + dy), set())
    for key, others in adjoining.items():
        others.discard(key)
    _join_islands(adjoining, {key: _middle(found) for key, found in cells.items()})
    return {key: sorted(others) for key, others in sorted(adjoining.items())}


def reach_of(start: str, adjoining: Mapping[str, Iterable[str]], *, within: Container[str]) -> set[str]:
    """Return every area that can be reached from one by stepping over others `within`, itself included."""
    reached, ahead = {start}, [start]
    while ahead:
        for one in adjoining.get(ahead.pop(), ()):
            if one in within and one not in reached:
                reached.add(one)
                ahead.append(one)
    return reached


def _middle(cells: set[tuple[int, int]]) -> tuple[float, float]:
    return sum(x for x, _ in cells) / len(cells), sum(y for _, y in cells) / len(cells)


def _join_islands(adjoining: dict[str, set[str]], middles: Mapping[str, tuple[float, float]]) -> None:
    while adjoining:
        mainland = reach_of(min(adjoining), adjoining, within=adjoining)
        if len(mainland) == len(adjoining):
            return
        _, here, there = min(
            (math.dist(middles[one], middles[other]), one, other)
            for one in mainland
            for other in adjoining.keys() - mainland
        )
        adjoining[here].add(there)
        adjoining[there].add(here)


def together_id(area_ids: Iterable[str]) -> str:
    """Return the id of several areas of one authority taken together, whatever their order; of one alone its own."""
    parts = sorted({tuple(one.split("-", 1)) for one in area_ids})
    return f"{parts[0][0]}-{TOGETHER.join(part[-1] for part in parts)}"


def together(areas: Sequence[Area], *, authority_name: str) -> Area:
    """Return several areas of one authority as one: the circle around their common centroid holds all of theirs."""
    if len(areas) == 1:
        return areas[0]
    total = sum(area.postcodes for area in areas)
    centre = Point(
        round(sum(area.centroid.latitude * area.postcodes for area in areas) / total, 5),
        round(sum(area.centroid.longitude * area.postcodes for area in areas) / total, 5),
    )
    districts = {district: area.postcodes // len(area.districts) for area in areas for district in area.districts}
    return Area(
        id=together_id(area.id for area in areas),
        name=area_name(authority_name, districts),
        authority=areas[0].authority,
        districts=tuple(sorted(districts)),
        centroid=centre,
        radius_m=math.ceil(max(metres_between(centre, area.centroid) + area.radius_m for area in areas)),
        reach_m=math.ceil(max(metres_between(centre, area.centroid) + area.reach_m for area in areas)),
        postcodes=total,
        locations=sum(area.locations for area in areas),
    )
