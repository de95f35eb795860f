"""Points and distances: metres inside, miles on the page.

What leaves the service is a band that states how sure it is, never a distance: the places between which it is
measured are centroids of areas, and a finer figure would say more about a hidden home than its area does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

# The mean radius that Lucene uses, so that both search engines and these rules agree on a circle's rim.
EARTH_RADIUS_M = 6_371_008.7714
METRES_IN_A_MILE = 1_609.344


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the ground: WGS 84 latitude and longitude in degrees."""

    latitude: float
    longitude: float


def metres_between(first: Point, second: Point) -> float:
    """Return the great-circle distance in metres."""
    phi_1, phi_2 = math.radians(first.latitude), math.radians(second.latitude)
    half_lat = (phi_2 - phi_1) / 2
    half_lon = math.radians(second.longitude - first.longitude) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(phi_1) * math.cos(phi_2) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


def miles(metres: float) -> float:
    """Return metres as miles, for the page."""
    return metres / METRES_IN_A_MILE


def metres(miles_: float) -> float:
    """Return miles, as typed on a page, as metres."""
    return miles_ * METRES_IN_A_MILE


class DistanceBand(StrEnum):
    """How far, in the five bands that are ever shown; 20 miles is the statistical convention for "far"."""

    UNDER_5 = "under-5"
    FROM_5_TO_10 = "5-to-10"
    FROM_10_TO_20 = "10-to-20"
    FROM_20_TO_40 = "20-to-40"
    OVER_40 = "over-40"

    @property
    def starts_at_miles(self) -> int:
        """The nearest distance in the band, in miles."""
        return _STARTS_AT[self]

    @property
    def ends_before_miles(self) -> int | None:
        """The first distance beyond the band, in miles; None where the band has no end."""
        return next((start for start in _STARTS_AT.values() if start > self.starts_at_miles), None)


_STARTS_AT: dict[DistanceBand, int] = {
    DistanceBand.UNDER_5: 0,
    DistanceBand.FROM_5_TO_10: 5,
    DistanceBand.FROM_10_TO_20: 10,
    DistanceBand.FROM_20_TO_40: 20,
    DistanceBand.OVER_40: 40,
}


def distance_band(distance_m: float) -> DistanceBand:
    """Return the band in which a distance in metres lies; a distance on a boundary is in the farther band."""
    away = miles(distance_m)
    return max((band for band in DistanceBand if band.starts_at_miles <= away), key=lambda band: band.starts_at_miles)


@dataclass(frozen=True, slots=True)
class Disc:
    """A place known only as a circle: its centroid and the radius in metres around it (0 for a point)."""

    centroid: Point
    radius_m: float = 0.0


@dataclass(frozen=True, slots=True)
class BandedDistance:
    """What may be said of the distance between two places that are known as areas.

    `band` is where the centroids lie; the true distance may be anywhere from `nearest` to `farthest`, and
    `uncertainty_m` is by how much it can differ either way, as metres.
    """

    band: DistanceBand
    nearest: DistanceBand
    farthest: DistanceBand
    uncertainty_m: float

    @property
    def certain(self) -> bool:
        """Whether every place in the two areas gives the same band."""
        return self.nearest is self.farthest

    @property
    def uncertainty_miles(self) -> int:
        """The uncertainty in whole miles, rounded up, as the page states it."""
        return math.ceil(miles(self.uncertainty_m))


def banded_distance(first: Disc, second: Disc) -> BandedDistance:
    """Return the band between two places with what it cannot know."""
    apart = metres_between(first.centroid, second.centroid)
    uncertainty = first.radius_m + second.radius_m
    return BandedDistance(
        band=distance_band(apart),
        nearest=distance_band(max(0.0, apart - uncertainty)),
        farthest=distance_band(apart + uncertainty),
        uncertainty_m=uncertainty,
    )


def may_be_within(place: Disc, origin: Disc, distance_m: float) -> bool:
    """Whether any part of the place can lie within the distance (metres) of any part of the origin: the worst case."""
    return metres_between(place.centroid, origin.centroid) - place.radius_m - origin.radius_m < distance_m
