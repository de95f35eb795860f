"""Which council is meant, and which adjoin."""

import pytest

from register.geography.domain.authorities import (
    AbolishedAuthority,
    Authority,
    LocationClass,
    Nation,
    loose_key,
    name_key,
)
from register.geography.queries import authorities


def code(name: str) -> str:
    found = authorities().by_name(name)
    assert found is not None, name
    return found.gss


def test_there_are_153_english_22_welsh_and_32_scottish_authorities():
    counted = {nation: sum(found.nation is nation for found in authorities()) for nation in Nation}
    assert counted == {Nation.ENGLAND: 153, Nation.WALES: 22, Nation.SCOTLAND: 32}


def test_every_english_authority_has_a_code_of_the_department_for_education_of_its_own():
    codes = [found.dfe_code for found in authorities() if found.nation is Nation.ENGLAND]
    assert all(found and len(found) == 3 and found.isdigit() for found in codes)
    assert len(set(codes)) == 153


@pytest.mark.parametrize(
    ("spelling", "gss"),
    [
        ("Southend on Sea", "E06000033"),
        ("Bournemouth, Christchurch & Poole", "E06000058"),
        ("Westmorland and Furness", "E06000064"),
        ("Bristol", "E06000023"),
        ("BRISTOL, CITY OF", "E06000023"),
        ("Durham", "E06000047"),
        ("Herefordshire", "E06000019"),
        ("Kingston upon Hull", "E06000010"),
        ("St Helens", "E08000013"),
        ("St. Helen's", "E08000013"),
        ("London Borough of Camden", "E09000007"),
        ("Royal Borough of Kensington and Chelsea", "E09000020"),
        ("Telford & Wrekin", "E06000020"),
        ("  stoke-on-trent ", "E06000021"),
        ("Ynys Môn", "W06000001"),
        ("Comhairle nan Eilean Siar", "S12000013"),
        ("Barnsley", "E08000038"),
        ("Dorset", "E06000059"),
    ],
)
def test_a_spelling_of_the_sources_finds_its_authority(spelling: str, gss: str):
    assert code(spelling) == gss


@pytest.mark.parametrize("nonsense", ["", "REDACTED", "Council", "of", "Atlantis", "The Borough"])
def test_a_name_of_no_authority_finds_none(nonsense: str):
    assert authorities().by_name(nonsense) is None


def test_cities_and_counties_of_one_name_stay_apart():
    assert code("Nottingham") != code("Nottinghamshire")
    assert code("City of London") == "E09000001"
    assert authorities().by_name("London") is None


def test_an_abolished_authority_keeps_its_name_and_names_its_successors():
    cumbria = authorities().by_name("Cumbria")
    assert isinstance(cumbria, AbolishedAuthority)
    assert cumbria.name == "Cumbria"
    assert cumbria.ended_on.isoformat() == "2023-03-31"
    assert [found.name for found in map(authorities().current, cumbria.successors) if found] == [
        "Cumberland",
        "Westmorland and Furness",
    ]
    assert authorities().current("E10000006") is None


def test_an_abolished_authority_with_one_successor_is_that_one_today():
    poole = authorities().by_name("Poole")
    assert isinstance(poole, AbolishedAuthority)
    today = authorities().current(poole.gss)
    assert today is not None
    assert today.name == "Bournemouth, Christchurch and Poole"


@pytest.mark.parametrize(
    ("former", "newest"), [("E08000016", "E08000038"), ("S12000046", "S12000049"), ("E10000023", "E06000065")]
)
def test_a_former_code_leads_to_the_authority_of_today(former: str, newest: str):
    found = authorities().current(former)
    assert found is not None
    assert found.gss == newest


def test_a_district_council_belongs_to_its_county_and_a_merged_one_to_its_successor():
    assert [
        found.name for found in map(authorities().of_lower_tier, ("E07000193", "E07000027", "E08000035")) if found
    ] == [
        "Staffordshire",
        "Westmorland and Furness",
        "Leeds",
    ]
    assert authorities().of_lower_tier("N09000003") is None


def test_adjoining_is_mutual_and_never_with_itself():
    for found in authorities():
        assert found.gss not in found.adjoining
        for other in found.adjoining:
            neighbour = authorities().current(other)
            assert isinstance(neighbour, Authority)
            assert found.gss in neighbour.adjoining


def test_authorities_adjoin_over_land_over_an_estuary_and_over_a_national_border():
    leeds = [other.name for other in authorities().adjoining("E08000035")]
    assert leeds == ["Bradford", "Kirklees", "North Yorkshire", "Wakefield"]
    assert "Wirral" in [other.name for other in authorities().adjoining(code("Liverpool"))]
    assert "Scottish Borders" in [other.name for other in authorities().adjoining(code("Northumberland"))]


def test_islands_adjoin_nobody():
    alone = [found.name for found in authorities() if not found.adjoining]
    assert alone == ["Isle of Wight", "Isles of Scilly", "Na h-Eileanan Siar", "Orkney Islands", "Shetland Islands"]


def test_a_placement_is_in_area_adjoining_or_distant():
    leeds, bradford, kent = code("Leeds"), code("Bradford"), code("Kent")
    of = authorities().location_class
    assert of(leeds, leeds) is LocationClass.OWN
    assert of(leeds, bradford) is LocationClass.ADJOINING
    assert of(leeds, kent) is LocationClass.DISTANT
    assert of("E08000016", "E08000038") is LocationClass.OWN
    assert of(leeds, "E10000006") is None


def test_the_regulators_region_may_stand_for_two():
    found = authorities().regions_by_name("North East, Yorkshire and the Humber")
    assert [region.name for region in found] == ["North East", "Yorkshire and The Humber"]
    assert [region.name for region in authorities().regions_by_name("yorkshire and the humber")] == [
        "Yorkshire and The Humber"
    ]
    assert authorities().regions_by_name("Mercia") == ()


def test_counties_and_towns_lie_in_authorities_of_today():
    known = authorities()
    for county in known.counties:
        assert len(county.members) > 1
        assert all(known.current(code) for code in county.members), county.name
        assert known.county(county.code) == county
    for town in known.towns:
        assert known.current(town.authority), town.name
    assert len({town.code for town in known.towns}) == len(known.towns)
    assert len(known.towns) > 800


def test_a_region_lists_its_authorities():
    assert len(authorities().of_region("E12000007")) == 33
    assert len(authorities().of_region("W92000004")) == 22
    assert len(authorities().of_region(Nation.ENGLAND)) == 153


def test_spellings_are_compared_without_case_accents_and_punctuation():
    assert name_key("Bournemouth,  Christchurch & Poole") == name_key("bournemouth christchurch AND poole")
    assert name_key("Sant Helen\N{RIGHT SINGLE QUOTATION MARK}s-Ŷnys") == "sant helens ynys"
    assert loose_key("London Borough of Richmond upon Thames") == "richmond upon thames"
    assert loose_key("Council") == ""
