"""Which areas adjoin, and what is said of several of them together."""

from hypothesis import given
from hypothesis import strategies as st

from register.geography.domain.areas import Area
from register.geography.domain.neighbours import adjoining_areas, reach_of, together, together_id
from register.geography.domain.points import Point, metres_between

COORDINATE = st.integers(0, 12_000)
POINTS = st.dictionaries(
    st.sampled_from("ABCDEF"), st.lists(st.tuples(COORDINATE, COORDINATE), min_size=1, max_size=4), min_size=1
)


def area(district: str, latitude: float, *, postcodes: int = 100) -> Area:
    return Area(
        f"E08000035-{district}", district, "E08000035", (district,), Point(latitude, -1.5), 900, 1_500, postcodes, 80
    )


@given(POINTS)
def test_adjoining_goes_both_ways_and_never_to_itself(points: dict[str, list[tuple[int, int]]]) -> None:
    found = adjoining_areas(points)
    for one, others in found.items():
        assert one not in others
        assert all(one in found[other] for other in others)


def test_areas_adjoin_where_their_square_kilometres_touch() -> None:
    found = adjoining_areas({"A": [(500, 500)], "B": [(1_999, 1_999)], "C": [(3_500, 500)]})
    assert (found["A"], "C" in found["A"]) == (["B"], False)


def test_an_island_adjoins_what_is_nearest() -> None:
    found = adjoining_areas({"A": [(500, 500)], "B": [(1_999, 1_999)], "C": [(9_500, 500)]})
    assert found == {"A": ["B"], "B": ["A", "C"], "C": ["B"]}


@given(POINTS)
def test_all_areas_hang_together(points: dict[str, list[tuple[int, int]]]) -> None:
    found = adjoining_areas(points)
    assert reach_of(min(found), found, within=found) == set(points)


def test_several_areas_together_are_one_that_holds_all_of_them() -> None:
    parts = [area("LS2", 53.80), area("LS10", 53.86, postcodes=300)]
    found = together(parts, authority_name="Leeds")
    assert found.id == "E08000035-LS10+LS2" == together_id([one.id for one in reversed(parts)])
    assert found.name == "LS10 and LS2, Leeds"
    for one in parts:
        assert metres_between(found.centroid, one.centroid) + one.radius_m <= found.radius_m


def test_one_area_alone_is_itself() -> None:
    assert together([area("LS2", 53.8)], authority_name="Leeds") == area("LS2", 53.8)
    assert together_id(["E08000035-LS2"]) == "E08000035-LS2"
