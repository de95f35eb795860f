"""Postcodes as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.geography.domain.points import Point
from register.geography.domain.postcodes import (
    PostcodePlace,
    PostcodeState,
    elsewhere,
    parse_district,
    parse_postcode,
)

OUTWARD = ("B1", "LS6", "LS16", "W1A", "SW1A", "EC1A")


@pytest.mark.parametrize(
    "typed", ["LS6 2AB", "ls62ab", " Ls6  2aB ", "l s 6 2 a b", "LS6-2AB", "LS6.2AB", "LS6\N{NO-BREAK SPACE}2AB"]
)
def test_case_and_spacing_do_not_matter(typed: str):
    assert parse_postcode(typed) == ("LS6", "2AB")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("LS6 OAB", ("LS6", "0AB")),
        ("LSI IAA", ("LS1", "1AA")),
        ("0L1 1AA", ("OL1", "1AA")),
        ("LSl 1AA", ("LS1", "1AA")),
        ("SW1A 1AA", ("SW1A", "1AA")),
        ("GIR 0AA", ("GIR", "0AA")),
    ],
)
def test_letters_typed_for_digits_and_digits_for_letters_are_put_right(typed: str, meant: tuple[str, str]):
    assert parse_postcode(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "LS6", "LS6 2A", "Leeds", "2AB LS6", "LS6 2ABC", "6LS 2AB", "\0", "1" * 7, "L" * 99]
)
def test_what_has_not_the_shape_of_a_postcode_is_none(typed: str):
    assert parse_postcode(typed) is None


@given(
    st.sampled_from(OUTWARD),
    st.integers(0, 9),
    st.text("ABDEFGHJLN", min_size=2, max_size=2),
    st.integers(0, 3),
    st.booleans(),
)
def test_every_postcode_is_read_however_it_is_spaced(outward: str, digit: int, letters: str, gap: int, lower: bool):
    typed = f" {outward}{' ' * gap}{digit}{letters} "
    assert parse_postcode(typed.lower() if lower else typed) == (outward, f"{digit}{letters}")


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str):
    parts = parse_postcode(text)
    assert parts is None or len(parts[1]) == 3
    district = parse_district(text)
    assert district is None or 2 <= len(district) <= 4


@pytest.mark.parametrize(
    ("typed", "district"),
    [("ls6", "LS6"), (" LS 6 ", "LS6"), ("LS6 2", "LS6"), ("ls6 2a", "LS6"), ("sw1a", "SW1A"), ("B1", "B1")],
)
def test_a_district_may_be_typed_with_the_start_of_an_inward_part(typed: str, district: str):
    assert parse_district(typed) == district


@pytest.mark.parametrize("typed", ["Leeds", "6", "LS", "LS6 2AB X", "", "York 1"])
def test_words_are_no_district(typed: str):
    assert parse_district(typed) is None


def test_postcodes_outside_the_three_nations_are_told_by_their_letters():
    assert elsewhere("BT12") is PostcodeState.NORTHERN_IRELAND
    assert elsewhere("JE2") is PostcodeState.CHANNEL_ISLANDS
    assert elsewhere("GY1") is PostcodeState.CHANNEL_ISLANDS
    assert elsewhere("IM9") is PostcodeState.ISLE_OF_MAN
    assert elsewhere("B1") is None
    assert elsewhere("EC1A") is None


def test_the_point_of_a_postcode_is_not_printed():
    place = PostcodePlace("LS6", "E08000035", "E08000035", Point(53.81234, -1.56789))
    assert "53.8" not in repr(place)
    assert "53.8" not in f"{place}"
