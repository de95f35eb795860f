"""Open places never exceed what the registration and the four numbers allow."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from register.vacancies.domain.numbers import Numbers, filled_reasons, offer_reasons

COUNTS = st.integers(0, 12)
NUMBERS = st.builds(
    Numbers,
    registered=st.one_of(st.none(), COUNTS),
    filled=st.one_of(st.none(), COUNTS),
    held=COUNTS,
    matching=COUNTS,
    unavailable=COUNTS,
    open=COUNTS,
)


@given(NUMBERS, st.integers(1, 12))
def test_what_may_be_offered_never_takes_a_setting_over_its_registration(numbers: Numbers, places: int) -> None:
    after = numbers.offering(places)
    if numbers.registered is None:
        assert not offer_reasons(numbers, places)
    else:
        assert bool(offer_reasons(numbers, places)) == (after.taken > numbers.registered)


@given(NUMBERS, COUNTS)
def test_what_may_be_filled_leaves_room_for_every_empty_place_spoken_of(numbers: Numbers, filled: int) -> None:
    if not filled_reasons(numbers, filled):
        assert replace(numbers, filled=filled).over == 0


@given(NUMBERS, st.data())
def test_filling_an_open_place_moves_it_and_makes_no_new_one(numbers: Numbers, data: st.DataObject) -> None:
    places = data.draw(st.integers(0, numbers.open))
    after = replace(numbers, open=numbers.open - places).filled_by(places)
    assert after.taken == numbers.taken - (places if numbers.filled is None else 0)
    assert after.over <= numbers.over


@given(NUMBERS, COUNTS)
def test_a_place_that_becomes_free_can_be_offered_and_never_more(numbers: Numbers, places: int) -> None:
    after = numbers.freed(places)
    assert after.taken <= numbers.taken and (after.filled or 0) >= 0
    gained = numbers.taken - after.taken
    assert gained <= places
    if numbers.registered is not None and not numbers.over and gained:
        assert not offer_reasons(after, gained)


def test_nothing_but_the_number_of_filled_places_is_ever_asked() -> None:
    numbers = Numbers(registered=6, filled=3, held=1, unavailable=1)
    assert (numbers.empty, numbers.left, numbers.over) == (2, 1, 0)
