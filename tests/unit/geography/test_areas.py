"""Districts become areas behind which a home can hide."""

import math

from hypothesis import given
from hypothesis import strategies as st

from register.geography.domain.areas import Piece, area_id, area_name, group_districts, holding_radii

COORDINATE = st.integers(0, 30_000)
POINTS = st.lists(st.tuples(COORDINATE, COORDINATE), min_size=1, max_size=12)
PIECES = st.dictionaries(st.sampled_from([f"LS{number}" for number in range(1, 12)]), POINTS, min_size=1)


def pieces(found: dict[str, list[tuple[int, int]]]) -> list[Piece]:
    return [Piece(district, points) for district, points in found.items()]


def block(district: str, count: int, *, east: int, north: int = 0) -> Piece:
    return Piece(district, [(east + 50 * number, north) for number in range(count)])


@given(PIECES, st.integers(1, 40))
def test_every_district_is_in_exactly_one_area(found: dict[str, list[tuple[int, int]]], minimum: int):
    grouped = group_districts(pieces(found), minimum=minimum)
    assert sorted(district for group in grouped for district in group) == sorted(found)


@given(PIECES, st.integers(1, 40))
def test_no_area_is_under_the_minimum_unless_it_is_all_there_is(found: dict[str, list[tuple[int, int]]], minimum: int):
    grouped = group_districts(pieces(found), minimum=minimum)
    for group in grouped:
        locations = {point for district in group for point in found[district]}
        assert len(locations) >= minimum or len(grouped) == 1


@given(PIECES, st.integers(1, 40))
def test_the_order_in_which_districts_come_does_not_matter(found: dict[str, list[tuple[int, int]]], minimum: int):
    listed = pieces(found)
    assert group_districts(listed, minimum=minimum) == group_districts(reversed(listed), minimum=minimum)


@given(PIECES, st.integers(1, 12))
def test_a_district_that_is_large_enough_stays_alone_unless_a_small_one_joins_it(
    found: dict[str, list[tuple[int, int]]], minimum: int
):
    for group in group_districts(pieces(found), minimum=minimum):
        small = [district for district in group if len(set(found[district])) < minimum]
        assert len(group) == 1 or small


def test_postcodes_that_share_a_point_count_as_one_location():
    boxes = Piece("LS99", [(500, 500)] * 400)
    grouped = group_districts([boxes, block("LS1", 20, east=1_000)], minimum=10)
    assert grouped == [("LS1", "LS99")]


def test_a_small_district_joins_the_nearest_one_that_adjoins_it():
    small = block("LS2", 2, east=10_000)
    grouped = group_districts(
        [
            small,
            block("LS1", 40, east=8_000),
            block("LS3", 60, east=10_200),
            block("LS4", 40, east=10_000, north=2_500),
        ],
        minimum=10,
    )
    assert ("LS2", "LS4") not in grouped
    assert ("LS1", "LS2") in grouped


def test_an_island_joins_the_nearest_district_over_the_water():
    grouped = group_districts(
        [block("HS9", 2, east=0), block("HS1", 20, east=90_000), block("HS8", 20, east=40_000)], minimum=10
    )
    assert grouped == [("HS1",), ("HS8", "HS9")]


def test_an_authority_with_too_few_in_all_is_one_area():
    assert group_districts([block("TR21", 3, east=0), block("TR22", 2, east=5_000)], minimum=300) == [("TR21", "TR22")]


@given(POINTS)
def test_the_radius_holds_95_percent_and_the_reach_all(points: list[tuple[int, int]]):
    centre = (15_000.0, 15_000.0)
    radius, reach = holding_radii(points, centre, (0.95, 1.0))
    inside = sum(math.dist(point, centre) <= radius for point in points)
    assert inside >= 0.95 * len(points)
    assert all(math.dist(point, centre) <= reach for point in points)
    assert radius <= reach


def test_an_area_is_named_for_its_districts_with_the_largest_first():
    assert area_name("Leeds", {"LS6": 4}) == "LS6, Leeds"
    assert area_name("Borders", {"TD1": 4, "TD6": 9}) == "TD6 and TD1, Borders"
    assert area_name("Bradford", {"BD1": 3, "BD2": 2, "BD3": 1}) == "BD1, BD2 and BD3, Bradford"
    assert area_name("Bradford", {"BD1": 3, "BD2": 2, "BD3": 1, "BD4": 9}) == "BD4, BD1 and 2 more, Bradford"


def test_an_areas_id_is_its_authority_and_its_largest_district():
    assert area_id("E08000035", {"LS2": 5, "LS1": 5, "LS3": 1}) == "E08000035-LS1"
