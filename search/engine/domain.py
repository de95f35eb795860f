"""Where things are and how far apart: points, distances, distance bands.

Distances are metres on a sphere of Lucene's mean radius, so that every engine measures alike. Points are centroids
of areas, never of homes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

EARTH_RADIUS_METRES = 6_371_008.7714
METRES_PER_MILE = 1609.344
DISTANCE_STEP_METRES = 10
_POLE, _DATE_LINE = 90, 180


@dataclass(frozen=True, slots=True)
class Point:
    """A place in degrees (WGS84); the centroid of an area or an authority."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        # Written so that a NaN is refused too.
        if not (abs(self.latitude) <= _POLE and abs(self.longitude) <= _DATE_LINE):
            raise ValueError("latitude must be within 90 and longitude within 180 degrees")


@dataclass(frozen=True, slots=True)
class Circle:
    """All that lies within `radius_metres` of `centre`."""

    centre: Point
    radius_metres: float

    def __post_init__(self) -> None:
        if not 0 < self.radius_metres <= math.pi * EARTH_RADIUS_METRES:
            raise ValueError("a radius is more than nothing and at most half way round the earth")


class DistanceBand(IntEnum):
    """How far, as coarsely as it may be told. A band includes its lower edge: exactly 5 miles is `FROM_5_TO_10`."""

    UNDER_5 = 0
    FROM_5_TO_10 = 1
    FROM_10_TO_20 = 2
    FROM_20_TO_40 = 3
    OVER_40 = 4


# Upper edges in metres of all bands but the last; 20 miles is where the statistics call a placement distant.
BAND_EDGES_METRES = tuple(miles * METRES_PER_MILE for miles in (5, 10, 20, 40))


def band_of(distance_metres: float) -> DistanceBand:
    """Give the band in which a distance lies."""
    return DistanceBand(sum(distance_metres >= edge for edge in BAND_EDGES_METRES))


def distance_metres(one: Point, other: Point) -> float:
    """Measure the great circle between two points (haversine)."""
    phi, other_phi = math.radians(one.latitude), math.radians(other.latitude)
    half_phi = (other_phi - phi) / 2
    half_lambda = math.radians(other.longitude - one.longitude) / 2
    a = math.sin(half_phi) ** 2 + math.cos(phi) * math.cos(other_phi) * math.sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_METRES * math.asin(min(1.0, math.sqrt(a)))


def rounded_distance(metres: float) -> int:
    """Round to the step by which results are ordered, so that engines with other last digits order alike."""
    return round(metres / DISTANCE_STEP_METRES) * DISTANCE_STEP_METRES


def unit_vector(point: Point) -> tuple[float, float, float]:
    """Give the point on a sphere of radius 1."""
    phi, lam = math.radians(point.latitude), math.radians(point.longitude)
    return math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)


def chord_squared(metres: float) -> float:
    """Give the squared straight line through the unit sphere under an arc: grows with it, needs no trigonometry."""
    return (2 * math.sin(min(metres / EARTH_RADIUS_METRES, math.pi) / 2)) ** 2


def arc_metres(squared_chord: float) -> float:
    """Give the arc of a squared chord; the inverse of `chord_squared`."""
    return 2 * EARTH_RADIUS_METRES * math.asin(min(1.0, math.sqrt(squared_chord) / 2))
