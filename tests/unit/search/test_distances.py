from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.geography.domain.points import METRES_IN_A_MILE, Point, distance_band, metres_between
from search.engine.adapters.embedded.cells import key_of, ranges_of
from search.engine.domain import (
    BANDS,
    Circle,
    arc_metres,
    band_rank,
    chord_squared,
    rounded_distance,
    unit_vector,
)

POINTS = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
LONDON = Point(51.5074, -0.1278)


@given(st.floats(0, 1e6) | st.sampled_from([0, 5, 10, 20, 40]).map(lambda miles: miles * METRES_IN_A_MILE))
def test_the_fast_bands_are_the_bands_of_geography(metres: float):
    assert BANDS[band_rank(metres)] is distance_band(metres)


def test_distances_are_ordered_by_steps_of_ten_metres():
    assert [rounded_distance(metres) for metres in (4.9, 5.1, 12_344.9, 12_345.1)] == [0, 10, 12_340, 12_350]


@pytest.mark.parametrize("radius", [0, -1, 3e7, math.nan])
def test_a_circle_of_no_or_impossible_size_is_refused(radius: float):
    with pytest.raises(ValueError, match="radius"):
        Circle(LONDON, radius)


@given(POINTS, POINTS)
def test_the_straight_line_through_the_earth_measures_as_the_arc_over_it(one: Point, other: Point):
    chord = sum((a - b) ** 2 for a, b in zip(unit_vector(one), unit_vector(other), strict=True))
    assert arc_metres(chord) == pytest.approx(metres_between(one, other), abs=1, rel=1e-6)


@given(st.floats(0, 2e7))
def test_an_arc_survives_the_way_to_its_chord_and_back(metres: float):
    assert arc_metres(chord_squared(metres)) == pytest.approx(metres, abs=0.5)


@settings(max_examples=300)
@given(POINTS, st.floats(1, 2_000_000), st.floats(0, 1), st.floats(0, 2 * math.pi))
def test_the_ranges_of_a_circle_hold_every_point_in_it(centre: Point, radius: float, share: float, bearing: float):
    angle = share * radius / 6_371_008.7714
    phi = math.radians(centre.latitude)
    target = math.asin(
        max(-1, min(1, math.sin(phi) * math.cos(angle) + math.cos(phi) * math.sin(angle) * math.cos(bearing)))
    )
    turn = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(phi), math.cos(angle) - math.sin(phi) * math.sin(target)
    )
    longitude = (centre.longitude + math.degrees(turn) + 540) % 360 - 180
    inside = Point(math.degrees(target), longitude)
    circle = Circle(centre, radius)
    if metres_between(centre, inside) > radius:
        return  # rounding put it just outside
    key = key_of(inside, sequence=12_345)
    assert any(low <= key < high for low, high in ranges_of(circle))


def test_the_ranges_of_a_circle_of_forty_miles_are_few_and_small():
    ranges = ranges_of(Circle(LONDON, 40 * METRES_IN_A_MILE))
    assert 11 <= len(ranges) <= 13
    degrees = sum((high - low) / (1 << 50) * 360 for low, high in ranges)
    assert degrees < 13 * 1.9
