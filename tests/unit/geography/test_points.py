"""Distances are bands that say how sure they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.geography.domain.points import (
    METRES_IN_A_MILE,
    BandedDistance,
    Disc,
    DistanceBand,
    Point,
    banded_distance,
    distance_band,
    may_be_within,
    metres,
    metres_between,
    miles,
)

LEEDS, LONDON = Point(53.7997, -1.5492), Point(51.5074, -0.1278)
POINTS = st.builds(Point, st.floats(49.5, 61), st.floats(-8.5, 2))


def test_leeds_is_272_kilometres_from_london():
    assert metres_between(LEEDS, LONDON) == pytest.approx(272_500, rel=0.005)


@given(POINTS, POINTS)
def test_the_way_there_is_as_long_as_the_way_back(first: Point, second: Point):
    assert metres_between(first, second) == pytest.approx(metres_between(second, first))
    assert metres_between(first, first) == 0


@pytest.mark.parametrize(
    ("away", "band"),
    [
        (0, DistanceBand.UNDER_5),
        (4.999, DistanceBand.UNDER_5),
        (5.001, DistanceBand.FROM_5_TO_10),
        (10.001, DistanceBand.FROM_10_TO_20),
        (19.999, DistanceBand.FROM_10_TO_20),
        (20.001, DistanceBand.FROM_20_TO_40),
        (40.001, DistanceBand.OVER_40),
        (400, DistanceBand.OVER_40),
    ],
)
def test_a_distance_is_in_the_band_that_holds_it(away: float, band: DistanceBand):
    assert distance_band(metres(away)) is band


@given(st.floats(0, 300))
def test_bands_leave_no_gap(away: float):
    band = distance_band(metres(away))
    assert band.starts_at_miles <= away + 1e-9
    assert band.ends_before_miles is None or away < band.ends_before_miles + 1e-9


def test_miles_and_metres_are_each_others_inverse():
    assert miles(METRES_IN_A_MILE) == 1
    assert miles(metres(17.5)) == pytest.approx(17.5)


def test_a_distance_between_areas_says_in_which_bands_it_may_be():
    first = Disc(Point(53.0, -1.5), 3_000)
    second = Disc(Point(53.12, -1.5), 4_000)  # 8.3 miles, give or take 4.3
    assert banded_distance(first, second) == BandedDistance(
        DistanceBand.FROM_5_TO_10, DistanceBand.UNDER_5, DistanceBand.FROM_10_TO_20, 7_000
    )
    assert not banded_distance(first, second).certain
    assert banded_distance(first, second).uncertainty_miles == 5


@given(POINTS, POINTS, st.floats(0, 20_000), st.floats(0, 20_000))
def test_the_stated_bands_hold_the_one_in_between(first: Point, second: Point, near: float, far: float):
    found = banded_distance(Disc(first, near), Disc(second, far))
    assert found.nearest.starts_at_miles <= found.band.starts_at_miles <= found.farthest.starts_at_miles


def test_two_known_points_leave_nothing_uncertain():
    assert banded_distance(Disc(LEEDS), Disc(LONDON)).certain


def test_not_near_takes_the_worst_case():
    place = Disc(Point(53.12, -1.5), 6_000)  # its centroid is 13.3 km away, its edge 7.3 km
    assert may_be_within(place, Disc(Point(53.0, -1.5)), metres(5))
    assert not may_be_within(place, Disc(Point(53.0, -1.5)), metres(4))
