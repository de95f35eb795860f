"""What the search is given of a vacancy."""

from datetime import timedelta

import pytest
from flask import Flask

from register.settings import Settings
from register.vacancies.queries import document_rows, findable_ids
from tests.builders.dwellings import a_household
from tests.builders.regulators import some_facts
from tests.builders.search import a_small_country
from tests.builders.vacancies import a_description, a_held_setting, a_restricted_place, a_vacancy


def test_a_row_holds_all_that_others_may_know(app: Flask, clock: object) -> None:
    setting_id, provider = a_held_setting()
    a_description(setting_id, provider.id, area_id="E08000003-M14", about="A calm home with a large garden.")
    vacancy_id = a_vacancy(setting_id, provider.id, words="Room for two.", siblings_max=2, emergency=True)
    row = document_rows([vacancy_id])[vacancy_id]
    assert row.provider_id == provider.id
    assert row.label == "Oakway Care, home 1"
    assert row.area_id == "E08000003-M14"
    assert row.authority_gss == "E08000003"
    assert row.purposes == {"BRG", "EMG", "SIB2"}
    assert row.needs_core == {"AUT"}
    assert row.needs_specialist == {"TRM"}
    assert row.needs_not_offered == {"FIR"}
    assert row.words == "Room for two. A calm home with a large garden."
    assert row.due.hidden_at - row.due.confirm_by == timedelta(days=7)
    assert findable_ids() == [vacancy_id]


def test_a_school_whose_address_the_regulator_publishes_lies_in_its_area_and_is_not_asked(
    app: Flask, settings: Settings
) -> None:
    a_small_country(settings.data)
    school, provider = a_held_setting("RSS", facts_hash=some_facts(postcode="M1 0AA"), hidden=False)
    hidden, _same = a_held_setting("RFC", organisation=provider, facts_hash=some_facts(postcode="M1 1AA"), hidden=True)
    rows = document_rows([a_vacancy(school, provider.id), a_vacancy(hidden, provider.id)])
    assert {row.setting_id: row.area_id for row in rows.values()} == {school: "E08000003-M1", hidden: None}


@pytest.mark.parametrize("status", ["draft", "held", "matching", "filled", "unavailable", "withdrawn"])
def test_what_is_not_offered_is_not_found(app: Flask, status: str) -> None:
    vacancy_id = a_vacancy(status=status)
    assert document_rows([vacancy_id]) == {}
    assert findable_ids() == []


def test_a_vacancy_of_a_closed_setting_is_not_found(app: Flask) -> None:
    setting_id, provider = a_held_setting(open=False)
    vacancy_id = a_vacancy(setting_id, provider.id)
    assert document_rows([vacancy_id]) == {}
    assert findable_ids() == []


def test_a_vacancy_of_an_earlier_holder_is_not_found(app: Flask) -> None:
    setting_id, _provider = a_held_setting()
    _other_setting, other = a_held_setting()
    vacancy_id = a_vacancy(setting_id, other.id)
    assert document_rows([vacancy_id]) == {}
    assert findable_ids() == []


def test_words_that_hold_a_place_given_later_do_not_leave(app: Flask) -> None:
    setting_id, provider = a_held_setting()
    a_description(setting_id, provider.id, about="Thistledown has a large garden.")
    vacancy_id = a_vacancy(setting_id, provider.id, words="Room for two.")
    a_restricted_place(setting_id, provider.id)
    assert document_rows([vacancy_id])[vacancy_id].words == "Room for two."


def test_words_that_hold_another_place_or_a_household_key_of_their_holder_do_not_leave(app: Flask) -> None:
    elsewhere, provider = a_held_setting()
    setting_id, _same = a_held_setting("IFA", organisation=provider)
    foreign, other = a_held_setting()
    names_place = a_vacancy(setting_id, provider.id, words="Siblings live at Thistledown House.")
    names_key = a_vacancy(setting_id, provider.id, words="Ask about case FH-0412.")
    of_another = a_vacancy(foreign, other.id, words="A house like FH-0412.")
    a_restricted_place(elsewhere, provider.id)
    a_household(setting_id, provider.id, key="FH-0412")
    rows = document_rows([names_place, names_key, of_another])
    assert [rows[one].words for one in (names_place, names_key)] == ["", ""]
    assert rows[of_another].words == "A house like FH-0412.", "whatever another organisation keeps to itself"
