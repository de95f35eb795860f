"""What a vacancy may offer."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.descriptions.domain.answers import Gender
from register.descriptions.domain.needs import Offer
from register.vacancies.domain.contracts import Solo
from register.vacancies.domain.dwellings import Room
from register.vacancies.domain.numbers import Numbers
from register.vacancies.domain.terms import Limits, Terms, publish_reasons, terms_reasons

TODAY = date(2026, 3, 2)
HOME = Limits(provision="CH", numbers=Numbers(registered=4), out_of_hours=True)


def terms(**given: object) -> Terms:
    values: dict[str, object] = {
        "places": 1,
        "age_min": 10,
        "age_max": 16,
        "gender": Gender.ANY,
        "available_from": TODAY,
        "needs": {},
    }
    return Terms(**(values | given))  # type: ignore[arg-type]


def codes(offered: Terms, limits: Limits = HOME) -> set[str]:
    return {one.code for one in publish_reasons(offered, limits, today=TODAY)}


def test_an_ordinary_vacancy_of_an_open_home_can_be_offered() -> None:
    assert publish_reasons(terms(), HOME, today=TODAY) == ()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"age_min": 17}, "ages"),
        ({"age_max": 22}, "too-old"),
        ({"places": 5}, "more-than-registered"),
        ({"places": 0}, "places"),
        ({"siblings_max": 3, "places": 2}, "too-few-places"),
        ({"siblings_max": 2, "places": 2, "solo": Solo.ONLY}, "solo-siblings"),
        ({"purposes": frozenset({"STF"})}, "purpose"),
        ({"needs": {"S25": Offer.CORE}}, "need"),
        ({"contract_types": frozenset()}, "none"),
        ({"available_from": TODAY + timedelta(weeks=12, days=1)}, "too-far"),
    ],
)
def test_each_rule_refuses_what_breaks_it(given: dict[str, object], code: str) -> None:
    assert codes(terms(**given)) == {code}


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(provision=None), "out-of-scope"),
        (Limits(provision="CH", open=False), "not-registered"),
        (Limits(provision="CH", suspended=True), "suspended"),
        (Limits(provision="CH", numbers=Numbers(registered=4, filled=2, open=2)), "more-than-registered"),
        (Limits(provision="CH", age_min=11), "below-setting"),
        (Limits(provision="CH", age_max=15), "above-setting"),
    ],
)
def test_the_setting_sets_limits(limits: Limits, code: str) -> None:
    assert codes(terms(), limits) == {code}


def test_a_fostering_agency_without_registered_places_is_not_counted_but_its_household_is() -> None:
    there = terms(places=3, dwelling_id="household")
    assert codes(there, Limits(provision="IFA", room=Room(3, 0))) == set()
    assert codes(there, Limits(provision="IFA", room=Room(3, 1))) == {"more-than-dwelling"}


@pytest.mark.parametrize("provision", ["SA", "IFA", "LAF"])
def test_a_place_that_is_at_the_office_alone_is_not_offered(provision: str) -> None:
    nowhere = terms(age_min=16, age_max=17)
    assert codes(nowhere, Limits(provision=provision)) == {"missing"}
    assert terms_reasons(nowhere, Limits(provision=provision)) == ()


def test_a_dwelling_that_is_not_the_settings_is_refused_even_in_a_draft() -> None:
    assert [one.code for one in terms_reasons(terms(dwelling_id="elsewhere"), Limits(provision="CH"))] == ["unknown"]


def test_an_emergency_needs_an_out_of_hours_number() -> None:
    assert codes(terms(emergency=True), Limits(provision="CH")) == {"no-out-of-hours"}


def test_what_a_setting_never_accepts_its_vacancies_do_not_offer() -> None:
    limits = Limits(provision="CH", exclusions=frozenset({"FIR"}))
    assert codes(terms(needs={"FIR": Offer.CORE}), limits) == {"excluded"}
    assert codes(terms(needs={"FIR": Offer.NOT_OFFERED}), limits) == set()


@given(age=st.integers(0, 15))
def test_supported_accommodation_never_takes_anybody_under_16(age: int) -> None:
    found = {one.code for one in terms_reasons(terms(age_min=age, age_max=17), Limits(provision="SA"))}
    assert "too-young" in found
