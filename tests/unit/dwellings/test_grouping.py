"""A household is shown at a group of areas behind which it can hide."""

from collections.abc import Iterable, Mapping
from itertools import combinations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from register.dwellings.domain.grouping import household_groups

AREAS = [f"E08000035-LS{number}" for number in range(1, 8)]
MINIMUM = 20


@st.composite
def countries(draw: st.DrawFn) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Up to seven areas, any of them adjoining any other, and how many households each has."""
    areas = AREAS[: draw(st.integers(1, len(AREAS)))]
    pairs = [pair for pair in combinations(areas, 2) if draw(st.booleans())]
    adjoining = {
        area: sorted({other for pair in pairs if area in pair for other in pair if other != area}) for area in areas
    }
    return {area: draw(st.integers(0, 26)) for area in areas}, adjoining


def hangs_together(group: Iterable[str], adjoining: Mapping[str, list[str]]) -> bool:
    left = set(group)
    ahead = [left.pop()]
    while ahead:
        near = left.intersection(adjoining[ahead.pop()])
        left -= near
        ahead += near
    return not left


def test_an_area_with_enough_households_is_enough() -> None:
    adjoining = {"A": ["B"], "B": ["A"]}
    assert household_groups({"A": 20, "B": 31}, adjoining, minimum=20) == ({"A"}, {"B"})


def test_an_area_with_too_few_is_joined_by_its_neighbour_for_both() -> None:
    """Else whoever sees "A and B" beside "B" would know that the first is in A, where five households are."""
    adjoining = {"A": ["B"], "B": ["A", "C"], "C": ["B"]}
    assert household_groups({"A": 5, "B": 20, "C": 22}, adjoining, minimum=20) == ({"A", "B"}, {"C"})


def test_fewer_than_the_minimum_in_the_authority_say_the_authority_alone() -> None:
    assert household_groups({"A": 10, "B": 9}, {"A": ["B"], "B": ["A"]}, minimum=20) == ()


def test_households_of_an_area_that_is_not_there_say_the_authority_alone() -> None:
    assert household_groups({"A": 30, "GONE": 1}, {"A": []}, minimum=20) == ()


def test_areas_without_households_are_crossed_where_nothing_else_leads_there() -> None:
    adjoining = {"A": ["B"], "B": ["A", "C", "D"], "C": ["B"], "D": ["B"]}
    assert household_groups({"A": 12, "C": 12}, adjoining, minimum=20) == ({"A", "B", "C"},)


def test_what_joining_made_too_large_is_divided_again() -> None:
    adjoining = {"W": ["Z"], "X": ["Y"], "Y": ["X", "Z"], "Z": ["W", "Y"]}
    assert household_groups({"W": 15, "X": 10, "Y": 10, "Z": 5}, adjoining, minimum=20) == ({"W", "Z"}, {"X", "Y"})


def test_a_large_authority_with_few_households_in_each_area_is_divided_in_time() -> None:
    side = 9
    adjoining = {
        f"{x}{y}": [
            f"{x + dx}{y + dy}" for dx, dy in ((0, 1), (1, 0), (0, -1), (-1, 0)) if 0 <= x + dx < side > y + dy >= 0
        ]
        for x in range(side)
        for y in range(side)
    }
    groups = household_groups(dict.fromkeys(adjoining, 1), adjoining, minimum=20)
    assert sorted(area for one in groups for area in one) == sorted(adjoining)
    assert all(len(one) >= 20 and hangs_together(one, adjoining) for one in groups)
    assert len(groups) >= 2


@given(countries(), st.integers(1, 30))
def test_every_group_hangs_together_and_holds_enough(
    country: tuple[dict[str, int], dict[str, list[str]]], minimum: int
) -> None:
    counts, adjoining = country
    for group in household_groups(counts, adjoining, minimum=minimum):
        assert hangs_together(group, adjoining)
        assert sum(counts[area] for area in group) >= minimum


@given(countries())
def test_each_area_with_a_household_is_in_one_group_so_that_none_can_be_taken_from_another(
    country: tuple[dict[str, int], dict[str, list[str]]],
) -> None:
    counts, adjoining = country
    groups = household_groups(counts, adjoining, minimum=MINIMUM)
    listed = [area for group in groups for area in group]
    assert len(listed) == len(set(listed))
    if groups:
        assert {area for area, count in counts.items() if count} <= set(listed)


@given(countries())
def test_no_group_could_be_smaller(country: tuple[dict[str, int], dict[str, list[str]]]) -> None:
    counts, adjoining = country
    for group in household_groups(counts, adjoining, minimum=MINIMUM):
        for size in range(1, len(group)):
            for part in map(set, combinations(sorted(group), size)):
                rest = set(group) - part
                assert not (
                    hangs_together(part, adjoining)
                    and hangs_together(rest, adjoining)
                    and sum(counts[area] for area in part) >= MINIMUM
                    and sum(counts[area] for area in rest) >= MINIMUM
                )
        for area in group:
            assert counts[area] or not hangs_together(set(group) - {area}, adjoining)


@given(countries())
def test_only_what_cannot_be_grouped_is_left_to_the_authority(
    country: tuple[dict[str, int], dict[str, list[str]]],
) -> None:
    counts, adjoining = country
    if sum(counts.values()) >= MINIMUM and hangs_together(counts, adjoining):
        assert household_groups(counts, adjoining, minimum=MINIMUM)


@given(countries(), st.randoms(use_true_random=False))
def test_the_order_does_not_matter(country: tuple[dict[str, int], dict[str, list[str]]], random: Random) -> None:
    counts, adjoining = country
    shuffled = list(counts)
    random.shuffle(shuffled)
    again = household_groups(
        {area: counts[area] for area in shuffled},
        {area: list(reversed(adjoining[area])) for area in shuffled},
        minimum=MINIMUM,
    )
    assert again == household_groups(counts, adjoining, minimum=MINIMUM)
