"""Keys in which neighbours lie together, and the ranges of keys that cover a circle.

A key is (latitude band, longitude, sequence): a circle is a few contiguous ranges, which both the table of vacancies
and the full-text index take as ranges of row ids.
"""

from __future__ import annotations

import math

from register.geography.domain.points import EARTH_RADIUS_M, Point
from search.engine.domain import Circle

_BAND_DEGREES = 0.1
_BAND_SHIFT = 50
_LONGITUDE_SHIFT = 30
_LONGITUDE_STEPS = 1 << 20
_DATE_LINE = 180
SEQUENCES = 1 << _LONGITUDE_SHIFT


def key_of(point: Point, sequence: int) -> int:
    """Give the row id of the `sequence`-th document ever written, at a point."""
    return _key(_band(point.latitude), _step(point.longitude)) | sequence


def ranges_of(circle: Circle) -> list[tuple[int, int]]:
    """Give key ranges, from (inclusive) to (exclusive), that hold every point of a circle and some around it."""
    radius = circle.radius_metres / EARTH_RADIUS_M
    phi = math.radians(circle.centre.latitude)
    south, north = phi - radius, phi + radius
    if south <= -math.pi / 2 or north >= math.pi / 2:
        # A pole is inside: every longitude is.
        low, high = max(-90.0, math.degrees(south)), min(90.0, math.degrees(north))
        return [(_key(_band(low), 0), _key(_band(high) + 1, 0))]
    widest = math.asin(math.sin(phi) / math.cos(radius))
    ranges = []
    for band in range(_band(math.degrees(south)), _band(math.degrees(north)) + 1):
        low = max(south, math.radians(band * _BAND_DEGREES - 90))
        high = min(north, math.radians((band + 1) * _BAND_DEGREES - 90))
        edges = [low, high] + ([widest] if low < widest < high else [])
        half = math.degrees(max(_half_angle(phi, radius, edge) for edge in edges))
        ranges.append(_longitudes(band, circle.centre.longitude, half))
    return ranges


def _half_angle(phi: float, radius: float, edge: float) -> float:
    """Give half the angle of longitude that a circle spans where it crosses a latitude."""
    divisor = math.cos(phi) * math.cos(edge)
    if divisor <= 0:
        return math.pi
    cosine = (math.cos(radius) - math.sin(phi) * math.sin(edge)) / divisor
    return math.acos(max(-1.0, min(1.0, cosine)))


def _longitudes(band: int, centre: float, half: float) -> tuple[int, int]:
    west, east = centre - half, centre + half
    if west < -_DATE_LINE or east > _DATE_LINE:
        # Across the date line the whole band is read; the exact distance decides.
        return _key(band, 0), _key(band + 1, 0)
    # A step more on each side makes good what rounding may have lost.
    return _key(band, max(0, _step(west) - 1)), _key(band, _step(east) + 2)


def _band(latitude: float) -> int:
    return int((latitude + 90) / _BAND_DEGREES)


def _step(longitude: float) -> int:
    return int((longitude + 180) / 360 * _LONGITUDE_STEPS)


def _key(band: int, step: int) -> int:
    return (band << _BAND_SHIFT) | (step << _LONGITUDE_SHIFT)
