"""The postcode store and what is asked of it, on a small country."""

import os
from pathlib import Path

import pytest

from register.core.errors import RuleBroken
from register.geography.domain.origins import PlaceKind
from register.geography.domain.points import metres_between
from register.geography.domain.postcodes import PostcodeState
from register.geography.queries import Gazetteer, authorities, gazetteer
from register.geography.queries.store import FILE_NAME, StoreError
from register.geography.services.build import write_store
from register.geography.services.directory import Batch
from tests.places import BRADFORD, LEEDS, SCILLY, a_gazetteer, a_store, lattice, small_country


@pytest.fixture
def found(tmp_path: Path) -> Gazetteer:
    return a_gazetteer(tmp_path)


def test_a_postcode_gives_district_authority_region_and_nation(found: Gazetteer):
    answer = found.postcode("ls1 1aa")
    assert answer.state is PostcodeState.FOUND
    assert answer.place is not None
    assert answer.place.district == "LS1"
    authority = found.authority(answer.place.authority)
    assert authority is not None
    assert (authority.name, authority.region.name, authority.nation.name) == (
        "Leeds",
        "Yorkshire and The Humber",
        "ENGLAND",
    )
    assert answer.place.point.latitude == pytest.approx(53.79, abs=0.01)
    assert answer.place.point.longitude == pytest.approx(-1.55, abs=0.01)


def test_every_postcode_of_the_country_is_found_where_it_was_put(found: Gazetteer):
    for postcode, tier, east, _ in small_country():
        answer = found.postcode(postcode)
        if east is None or tier is None or not tier.startswith("E"):
            assert answer.state is not PostcodeState.FOUND
        else:
            assert answer.place is not None
            assert answer.place.lower_tier == tier
            assert answer.place.district == postcode.split()[0]


def test_a_district_councils_postcode_is_the_countys(found: Gazetteer):
    answer = found.postcode("GL7 1AA")
    assert answer.place is not None
    assert (answer.place.lower_tier, answer.place.authority) == ("E07000079", "E10000013")


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("LS1 9ZZ", PostcodeState.NO_LOCATION),
        ("LS1 8ZZ", PostcodeState.UNKNOWN),
        ("ZZ1 1ZZ", PostcodeState.UNKNOWN),
        ("BT1 1AA", PostcodeState.NORTHERN_IRELAND),
        ("BT99 9ZZ", PostcodeState.NORTHERN_IRELAND),
        ("JE2 3AA", PostcodeState.CHANNEL_ISLANDS),
        ("GY9 9ZZ", PostcodeState.CHANNEL_ISLANDS),
        ("IM1 1AA", PostcodeState.ISLE_OF_MAN),
        ("Leeds", PostcodeState.NOT_A_POSTCODE),
    ],
)
def test_a_postcode_without_a_place_says_why(found: Gazetteer, typed: str, state: PostcodeState):
    answer = found.postcode(typed)
    assert answer.state is state
    assert answer.place is None


def test_small_districts_are_merged_and_large_ones_stay(found: Gazetteer):
    assert [(area.id, area.name, area.locations) for area in found.areas_of(LEEDS)] == [
        (f"{LEEDS}-LS1", "LS1, BD1 and LS4, Leeds", 24),
        (f"{LEEDS}-LS2", "LS2 and LS3, Leeds", 15),
    ]


def test_an_authority_that_is_too_small_is_one_area(found: Gazetteer):
    (area,) = found.areas_of(SCILLY)
    assert area.whole_authority
    assert area.id == SCILLY
    assert area == found.whole(SCILLY)


def test_a_district_of_two_authorities_is_an_area_in_each(found: Gazetteer):
    assert [area.authority for area in found.areas_with("BD1")] == [BRADFORD, LEEDS]


def test_a_settings_authority_is_the_regulators(found: Gazetteer):
    in_bradford = found.area_of("BD1 1AA", authority=BRADFORD)
    assert in_bradford.agrees
    assert in_bradford.area is not None
    assert in_bradford.area.authority == BRADFORD
    said_to_be_leeds = found.area_of("BD1 1AA", authority=LEEDS)
    assert not said_to_be_leeds.agrees
    assert said_to_be_leeds.area is not None
    assert said_to_be_leeds.area.id == f"{LEEDS}-LS1"


def test_an_adjoining_authority_without_the_district_gives_its_nearest_area(found: Gazetteer):
    answer = found.area_of("LS2 1AA", authority=BRADFORD)
    assert not answer.agrees
    assert answer.area == found.whole(BRADFORD)  # its only area


def test_a_distant_authority_gives_itself_as_a_whole(found: Gazetteer):
    answer = found.area_of("LS2 1AA", authority=SCILLY)
    assert (answer.area, answer.agrees) == (found.whole(SCILLY), False)


def test_an_area_of_a_postcode_without_place_or_for_an_unknown_authority_says_why(found: Gazetteer):
    assert found.area_of("BT1 1AA", authority=LEEDS).state is PostcodeState.NORTHERN_IRELAND
    assert found.area_of("LS1 1AA", authority="E10000006").state is PostcodeState.UNKNOWN


def test_an_areas_old_id_leads_to_the_area_that_now_holds_its_district(found: Gazetteer):
    old = found.find_area(f"{LEEDS}-LS4")
    assert old is not None
    assert old.id == f"{LEEDS}-LS1"
    gone = found.find_area(f"{LEEDS}-LS29")
    assert gone == found.whole(LEEDS)
    assert found.find_area("nonsense") is None


def test_areas_know_which_of_their_authority_adjoin_them(found: Gazetteer):
    assert found.adjoining(LEEDS) == {f"{LEEDS}-LS1": [f"{LEEDS}-LS2"], f"{LEEDS}-LS2": [f"{LEEDS}-LS1"]}
    assert found.adjoining("E99999999") == {}


def test_areas_together_are_found_by_their_common_id(found: Gazetteer):
    both = found.find_area(f"{LEEDS}-LS1+LS2")
    assert both is not None
    assert (both.id, both.authority) == (f"{LEEDS}-LS1+LS2", LEEDS)
    assert not both.whole_authority
    # A district that is no area any more leads to the area that holds it; one of nowhere to the whole authority.
    assert found.find_area(f"{LEEDS}-LS3+LS2") == found.find_area(f"{LEEDS}-LS2")
    assert found.find_area(f"{LEEDS}-LS1+ZZ1") == found.whole(LEEDS)
    assert found.find_area("E99999999-LS1+LS2") is None


def test_a_centroid_lies_in_its_area(found: Gazetteer):
    centroid = found.centroid(f"{LEEDS}-LS2")
    assert centroid is not None
    assert centroid.latitude == pytest.approx(53.793, abs=0.005)


def test_a_postcodes_origin_is_its_area_and_holds_no_postcode(found: Gazetteer):
    answer = found.resolve_origin("LS2 1AA")
    assert answer.origin is not None
    assert answer.origin.place.label == "LS2 and LS3, Leeds"
    assert answer.origin.authority == LEEDS
    assert answer.origin.disc.centroid == found.centroid(f"{LEEDS}-LS2")
    assert "1AA" not in repr(answer)


def test_a_districts_origin_is_the_area_with_most_of_it(found: Gazetteer):
    answer = found.resolve_origin("bd1")
    assert answer.origin is not None
    assert answer.origin.authority == BRADFORD
    assert [place.code for place in answer.choices] == [f"{LEEDS}-LS1"]


@pytest.mark.parametrize(
    ("typed", "kind", "label"),
    [
        ("leeds", PlaceKind.AUTHORITY, "Leeds"),
        ("Leeds City Council", PlaceKind.AUTHORITY, "Leeds"),
        ("yorkshire and the humber", PlaceKind.REGION, "Yorkshire and The Humber"),
        ("Cotswold", PlaceKind.LOWER_TIER, "Cotswold"),
        (f"area:{LEEDS}-LS2", PlaceKind.AREA, "LS2 and LS3, Leeds"),
        (f"authority:{BRADFORD}", PlaceKind.AUTHORITY, "Bradford"),
    ],
)
def test_a_place_is_found_by_name_or_by_its_id(found: Gazetteer, typed: str, kind: PlaceKind, label: str):
    answer = found.resolve_origin(typed)
    assert answer.origin is not None
    assert (answer.origin.place.kind, answer.origin.place.label) == (kind, label)
    again = found.resolve_origin(answer.origin.place.id)
    assert again.origin == answer.origin


def test_a_county_is_all_its_authorities(found: Gazetteer):
    answer = found.resolve_origin("west yorkshire")
    assert answer.origin is not None
    assert (answer.origin.place.kind, answer.origin.authority) == (PlaceKind.COUNTY, None)
    assert {LEEDS, BRADFORD} < set(answer.origin.authorities)
    for code in (LEEDS, BRADFORD):
        whole = found.whole(code)
        assert whole is not None
        away = metres_between(answer.origin.disc.centroid, whole.centroid)
        assert away + whole.radius_m <= answer.origin.disc.radius_m
    assert found.resolve_origin("Merseyside").origin is None  # the small country has none of it


def test_an_abolished_authority_is_its_successors_together(tmp_path: Path):
    rows = [
        *lattice("CA1", "E06000063", 9, east=340_000, north=555_000),
        *lattice("LA9", "E06000064", 9, east=351_000, north=492_000),
    ]
    answer = a_gazetteer(tmp_path, rows).resolve_origin("Cumbria County Council")
    assert answer.origin is not None
    assert answer.origin.place.label == "Cumbria"
    assert answer.origin.place.within == "Cumberland, Westmorland and Furness"
    assert answer.origin.authorities == ("E06000063", "E06000064")


def test_a_town_is_the_area_of_its_district(tmp_path: Path):
    rows = [
        *lattice("BD18", BRADFORD, 9, east=404_000, north=447_000),
        *lattice("BD16", BRADFORD, 9, east=405_000, north=438_000),
    ]
    known = a_gazetteer(tmp_path, rows)
    origin = known.resolve_origin("bingley").origin
    assert origin is not None
    assert (origin.place.label, origin.place.within, origin.authority) == ("Bingley", "Bradford", BRADFORD)
    assert origin.disc.centroid in {area.centroid for area in known.areas()}
    assert known.resolve_origin(origin.place.id).origin == origin


def test_a_name_that_several_towns_have_asks_which_is_meant(found: Gazetteer):
    answer = found.resolve_origin("Gillingham")
    assert answer.origin is None
    assert len(answer.choices) > 1
    assert {place.label for place in answer.choices} == {"Gillingham"}


@pytest.mark.parametrize("typed", ["", "   ", "qqqq", "authority:nonsense", "area:", "\0", "a" * 5000])
def test_nonsense_starts_no_search(found: Gazetteer, typed: str):
    assert found.resolve_origin(typed).origin is None


def test_suggestions_come_for_the_start_of_any_word(found: Gazetteer):
    assert [place.label for place in found.find_places("tyne")] == [
        "Tyne and Wear",
        "Newcastle upon Tyne",
        "North Tyneside",
        "South Tyneside",
        "Blaydon-on-Tyne",
    ]
    assert next(iter(found.find_places("ls1"))).label == "LS1, BD1 and LS4, Leeds"
    assert len(found.find_places("s", limit=4)) == 4
    assert found.find_places("") == ()


def test_the_same_rows_make_the_same_file_to_the_byte(tmp_path: Path):
    a_store(tmp_path / "one")
    a_store(tmp_path / "two")
    assert (tmp_path / "one" / FILE_NAME).read_bytes() == (tmp_path / "two" / FILE_NAME).read_bytes()


def test_a_new_store_is_seen_by_a_process_that_has_the_old_one_open(tmp_path: Path):
    before = a_gazetteer(tmp_path)
    assert before.postcode("LS5 1AA").state is PostcodeState.UNKNOWN
    rows = [*small_country(), *lattice("LS5", LEEDS, 9, east=428_000, north=436_000)]
    after = a_gazetteer(tmp_path, rows)
    assert after.postcode("LS5 1AA").state is PostcodeState.FOUND
    assert before.postcode("LS1 1AA").state is PostcodeState.FOUND
    assert gazetteer(tmp_path) is after


@pytest.mark.parametrize("kept", [0, 4, 11, 40, 0.5, 0.999])
def test_a_store_that_is_cut_short_is_refused(tmp_path: Path, kept: float):
    a_store(tmp_path)
    path = tmp_path / FILE_NAME
    whole = path.read_bytes()
    path.write_bytes(whole[: int(kept if kept >= 1 else kept * len(whole))])
    with pytest.raises(StoreError):
        gazetteer(tmp_path)


def test_something_else_in_its_place_is_refused(tmp_path: Path):
    (tmp_path / FILE_NAME).write_bytes(os.urandom(5000))
    with pytest.raises(StoreError):
        gazetteer(tmp_path)


@pytest.mark.parametrize("postcodes", [["LS1 1AB", "LS1 1AA"], ["LS1 1AA", "LS1 1AA"]])
def test_rows_out_of_order_or_twice_are_refused(tmp_path: Path, postcodes: list[str]):
    padded = [postcode.replace("LS1 ", "LS1 ") for postcode in postcodes]
    batch = Batch([f"{one[:3]} {one[4:]}" for one in padded], [LEEDS] * 2, [430_000.0] * 2, [433_000.0] * 2)
    with pytest.raises(RuleBroken):
        write_store(tmp_path, [batch], recipe={"version": "test", "minimum": 1}, known=authorities())
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_understood_is_counted_and_named(tmp_path: Path):
    batch = Batch(
        ["LS1 1AA", "LS1 1A", "!!!!1AA", "LS2 1AA"],
        [LEEDS, LEEDS, LEEDS, "E06999999"],
        [430_000.0] * 4,
        [433_000.0] * 4,
    )
    report = write_store(tmp_path, [batch], recipe={"version": "test", "minimum": 1}, known=authorities())
    assert (report.postcodes, report.malformed, report.unknown_codes) == (2, 2, ["E06999999"])
    assert not report.complete
    assert gazetteer(tmp_path).postcode("LS2 1AA").state is PostcodeState.NO_LOCATION
