"""The whole postcode directory: 2.7 million postcodes, each in exactly one area."""

import math
import random
from collections import Counter

import pytest

from register.geography.domain.points import metres_between
from register.geography.domain.postcodes import PostcodeState
from register.geography.queries import Gazetteer, authorities, gazetteer
from register.geography.services.build import build_store
from register.geography.services.directory import Batch, PostcodeDirectory
from tests.places import national_folder


@pytest.fixture(scope="module")
def nation() -> Gazetteer:
    return gazetteer(national_folder())


@pytest.fixture(scope="module")
def sample() -> Batch:
    """20,000 rows from all over the directory."""
    chance = random.Random(3)
    rows = []
    for batch in PostcodeDirectory().batches():
        every = list(zip(batch.postcodes, batch.tiers, batch.eastings, batch.northings, strict=True))
        rows += chance.sample(every, max(1, len(every) // 135))
    return Batch(*(list(column) for column in zip(*rows, strict=True)))


def test_every_postcode_with_a_place_is_in_exactly_one_area(nation: Gazetteer):
    report = build_store(national_folder(), minimum=300)
    assert not report.built
    assert report.complete
    placed = report.postcodes - sum(report.without_place.values())
    assert sum(area.postcodes for area in nation.areas()) == placed
    holding = Counter((area.authority, district) for area in nation.areas() for district in area.districts)
    assert set(holding.values()) == {1}


def test_every_authority_has_areas_and_none_is_too_small_to_hide_in(nation: Gazetteer):
    for authority in authorities():
        areas = nation.areas_of(authority.gss)
        assert areas, authority.name
        whole = nation.whole(authority.gss)
        assert whole is not None
        assert sum(area.postcodes for area in areas) == whole.postcodes
        assert all(area.locations >= 300 or area == whole for area in areas)


def test_the_smallest_authority_is_an_area_of_its_own(nation: Gazetteer):
    undivided = [area.name for area in nation.areas() if area.whole_authority]
    assert undivided == ["Rutland", "Isles of Scilly"]


def test_a_sample_is_found_in_the_area_of_its_district_and_authority(nation: Gazetteer, sample: Batch):
    states: Counter[PostcodeState] = Counter()
    outside = 0
    for postcode, tier, east in zip(sample.postcodes, sample.tiers, sample.eastings, strict=True):
        answer = nation.postcode(postcode)
        states[answer.state] += 1
        if not isinstance(tier, str) or tier[0] not in "ESW" or math.isnan(east):
            assert answer.place is None
            continue
        owner = authorities().of_lower_tier(tier)
        assert owner is not None
        assert answer.place is not None
        assert answer.place.authority == owner.gss
        placed = nation.area_of(postcode, authority=owner.gss)
        assert placed.agrees
        assert placed.area is not None
        assert postcode[:4].strip() in placed.area.districts
        away = metres_between(placed.area.centroid, answer.place.point)
        assert away <= placed.area.reach_m + 25  # the grid's scale and the rounding of both points
        outside += away > placed.area.radius_m
    assert outside < 0.06 * len(sample.postcodes)
    assert states[PostcodeState.NORTHERN_IRELAND]
    assert states[PostcodeState.CHANNEL_ISLANDS] + states[PostcodeState.ISLE_OF_MAN]


@pytest.mark.parametrize(
    ("typed", "authority"),
    [
        ("SW1A 2AA", "Westminster"),
        ("LS1 1UR", "Leeds"),
        ("CF10 4UW", "Cardiff"),
        ("EH1 1YZ", "City of Edinburgh"),
        ("S70 2TA", "Barnsley"),
        ("CA1 1RD", "Cumberland"),
        ("LA9 4UQ", "Westmorland and Furness"),
        ("NN1 1DE", "West Northamptonshire"),
    ],
)
def test_a_postcode_is_the_authoritys_of_today(nation: Gazetteer, typed: str, authority: str):
    answer = nation.postcode(typed)
    assert answer.place is not None
    found = nation.authority(answer.place.authority)
    assert found is not None
    assert found.name == authority


def test_a_terminated_postcode_resolves(nation: Gazetteer):
    assert nation.postcode("AB1 0AA").state is PostcodeState.FOUND
