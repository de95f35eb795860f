"""Circles, and distances as the engines measure and order them.

Points are centroids of areas, never of homes; the sphere is geography's, so that every engine measures alike.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass

from register.geography.domain.points import EARTH_RADIUS_M, DistanceBand, Point, metres

DISTANCE_STEP_METRES = 10
BANDS = tuple(DistanceBand)
_BAND_STARTS = [metres(band.starts_at_miles) for band in BANDS[1:]]


@dataclass(frozen=True, slots=True)
class Circle:
    """All that lies within `radius_metres` of `centre`."""

    centre: Point
    radius_metres: float

    def __post_init__(self) -> None:
        if not 0 < self.radius_metres <= math.pi * EARTH_RADIUS_M:
            raise ValueError("a radius is more than nothing and at most half way round the earth")


def band_rank(distance_metres: float) -> int:
    """Give the place in `BANDS` of the band in which a distance lies: geography's rule, for millions of calls."""
    return bisect_right(_BAND_STARTS, distance_metres)


def rounded_distance(distance_metres: float) -> int:
    """Round to the step by which results are ordered, so that engines with other last digits order alike."""
    return round(distance_metres / DISTANCE_STEP_METRES) * DISTANCE_STEP_METRES


def unit_vector(point: Point) -> tuple[float, float, float]:
    """Give the point on a sphere of radius 1."""
    phi, lam = math.radians(point.latitude), math.radians(point.longitude)
    return math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)


def chord_squared(distance_metres: float) -> float:
    """Give the squared straight line through the unit sphere under an arc: grows with it, needs no trigonometry."""
    return (2 * math.sin(min(distance_metres / EARTH_RADIUS_M, math.pi) / 2)) ** 2


def arc_metres(squared_chord: float) -> float:
    """Give the arc of a squared chord; the inverse of `chord_squared`."""
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(squared_chord) / 2))
