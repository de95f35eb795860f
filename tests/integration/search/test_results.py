from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from register.core.access import Role
from register.core.db import db, own_transaction
from register.organisations.models import Organisation
from register.regulators.models import Setting
from register.settings import Settings
from register.vacancies.models import Vacancy
from search.engine.adapters.embedded import EmbeddedIndex
from search.engine.service import INDEX
from tests.builders.accounts import a_person, an_organisation_for, sign_in
from tests.builders.organisations import a_holding
from tests.builders.regulators import a_setting
from tests.builders.search import LEEDS, MANCHESTER
from tests.builders.vacancies import a_description, a_held_setting, a_restricted_place, a_vacancy
from tests.integration.conftest import Clock
from tests.integration.search.finding import NEAR_M1, Say, a_home, searched, stored


def test_an_officer_finds_a_vacancy_by_postcode_age_type_and_words_in_its_distance_band(
    officer: FlaskClient, say_changed: Say
):
    say_changed(a_home(words="We keep horses"), a_home(area="M22", age_min=3, age_max=9))
    page = searched(officer, age="12", provision=["CH"], words="horse")
    assert page.status_code == 200
    assert "1 vacancy" in page.text
    assert "Under 5 miles" in page.text
    assert "Oakway Care, home 1" in page.text
    assert "Takes a child of 12 (ages 10 to 16)" in page.text
    assert "Up to date" in page.text
    assert 'href="tel:03000000000"' in page.text


def test_each_result_is_explained_by_what_fits_what_does_not_and_what_is_not_known(
    officer: FlaskClient, say_changed: Say
):
    say_changed(a_home(needs={"AUT": "specialist", "SH": "core", "CSE": "not_offered"}, subject_to_matching=True))
    needs = {"need-AUT": "essential", "need-SH": "essential", "need-CSE": "desirable", "need-FASD": "desirable"}
    page = searched(officer, age="12", gender="female", **needs).text
    lists = re.split(r"<h4[^>]*>([^<]+)</h4>", page)
    said = dict(zip(lists[1::2], lists[2::2], strict=True))
    assert "Autism: a specialism, not verified, so counted as normally accepted" in said["Fits"]
    assert "Self-harm: normally accepted" in said["Fits"]
    assert "Girls and young women" in said["Fits"]
    assert "Sexual exploitation (desirable): not offered" in said["Does not fit"]
    assert "Fetal alcohol spectrum disorder (desirable): nothing is said" in said["Not known: ask"]
    assert "subject to matching" in said["Not known: ask"]


def test_what_a_setting_never_accepts_stands_before_what_its_vacancy_says(officer: FlaskClient, say_changed: Say):
    say_changed(a_home(needs={"FIR": "core"}))
    assert "0 vacancies" in searched(officer, **{"need-FIR": "essential"}).text
    page = searched(officer, **{"need-FIR": "desirable"}).text
    assert "Fire-setting (desirable): never accepted (Not insured for it)" in page


@pytest.mark.parametrize(
    ("hours", "given", "words", "number"),
    [
        (0, {}, "Ring Placements, who answer now:", "03000000000"),
        (8, {}, "Ring the out-of-hours number, which answers now:", "03000000001"),
        (8, {"out_of_hours_telephone": None}, "Ring Placements from 3 March 2026, 09:00:", "03000000000"),
        (0, {"contact_telephone": None}, "Ring the out-of-hours number", "03000000001"),
        (
            0,
            {"contact_telephone": None, "out_of_hours_telephone": None, "contact_email": "team@oakway.example"},
            "No telephone number is given. Write to",
            None,
        ),
        (0, {"contact_telephone": None, "out_of_hours_telephone": None}, "Ask your commissioning team", None),
    ],
)
def test_each_result_has_the_number_that_answers_now_or_says_what_to_do(
    officer: FlaskClient, say_changed: Say, clock: Clock, hours: int, given: dict[str, str], words: str, number: str
):
    setting_id, organisation = a_held_setting()
    a_description(setting_id, organisation.id, area_id=f"{MANCHESTER}-M1", **given)
    say_changed(a_vacancy(setting_id, organisation.id))
    clock.forward(hours=hours)
    page = searched(officer).text
    assert words in page
    assert re.findall(r'href="tel:([^"]+)"', page) == ([number] if number else [])


def test_own_and_in_house_services_are_marked(officer: FlaskClient, app: Flask, say_changed: Say):
    both = an_organisation_for(Role.PLACEMENTS_OFFICER)
    setting_id = a_setting("CH")
    a_holding(setting_id, db.session.get_one(Organisation, both), provision="CH")
    with own_transaction() as session:
        session.execute(update(Setting).where(Setting.id == setting_id).values(in_house_for_gss=LEEDS))
    a_description(setting_id, both, area_id=f"{MANCHESTER}-M1")
    say_changed(a_vacancy(setting_id, both), a_home())
    browser = app.test_client()
    sign_in(browser, a_person(Role.PLACEMENTS_OFFICER, organisation_id=both))
    assert searched(browser).text.count("Your own service") == 1
    elsewhere = searched(officer).text
    assert "Your own service" not in elsewhere
    assert "In-house: Leeds" in elsewhere


def test_a_result_leads_to_all_that_others_may_know_of_the_vacancy_and_back(officer: FlaskClient, say_changed: Say):
    vacancy_id = a_home()
    say_changed(vacancy_id)
    results = searched(officer)
    to_vacancy = re.search(rf'href="(/vacancies/{vacancy_id}[^"]*)"', results.text)
    assert to_vacancy
    page = officer.get(to_vacancy[1])
    assert page.status_code == 200
    assert f'href="{results.request.path}"' in page.text


def test_the_page_of_a_vacancy_says_how_it_answers_the_search_of_whoever_came_from_it(
    officer: FlaskClient, app: Flask, say_changed: Say
):
    vacancy_id = a_home(needs={"SH": "core"})
    say_changed(vacancy_id)
    search_id = searched(officer, **{"need-SH": "essential", "need-AUT": "desirable"}).request.path.rsplit("/", 1)[1]
    page = officer.get(f"/vacancies/{vacancy_id}?search={search_id}").text
    assert "How it answers your search" in page
    assert "Self-harm: normally accepted" in page
    assert "Autism (desirable): nothing is said" in page
    assert "Ring Placements, who answer now:" in page
    assert "In your own words" not in page
    other = app.test_client()
    sign_in(other, a_person(Role.PLACEMENTS_OFFICER))
    for browser, address in (
        (other, f"/vacancies/{vacancy_id}?search={search_id}"),
        (officer, f"/vacancies/{vacancy_id}"),
    ):
        page = browser.get(address).text
        assert "How it answers" not in page
        assert search_id not in page


def test_bands_come_nearest_first_and_fresh_before_stale_in_each(officer: FlaskClient, say_changed: Say, clock: Clock):
    say_changed(a_home("M22", words="farther"), a_home(words="older"))
    clock.forward(days=8)
    say_changed(a_home(words="newer"))
    sign_in(officer, a_person(Role.PLACEMENTS_OFFICER))
    page = searched(officer).text
    places = [page.index(word) for word in ("Under 5 miles", "newer", "older", "5 to 10 miles", "farther")]
    assert places == sorted(places)
    assert page.count("Needs confirming") == 2


def test_no_secret_of_a_hidden_home_is_on_the_page(officer: FlaskClient, say_changed: Say):
    setting_id, organisation = a_held_setting()
    a_description(setting_id, organisation.id, area_id=f"{MANCHESTER}-M1", about="We love Thistledown House.")
    a_restricted_place(setting_id, organisation.id)
    say_changed(a_vacancy(setting_id, organisation.id))
    page = searched(officer).text
    assert "Oakway Care, home 1" in page
    for secret in ("Thistledown", "Quarrybank", "Netherby", "ZZ9"):
        assert secret not in page


@pytest.mark.parametrize("status", ["withdrawn", "filled", "held"])
def test_a_vacancy_that_has_left_is_not_shown_though_the_index_still_finds_it(
    officer: FlaskClient, say_changed: Say, status: str
):
    vacancy_id = a_home()
    say_changed(vacancy_id)
    with own_transaction() as session:
        session.execute(update(Vacancy).where(Vacancy.id == vacancy_id).values(status=status))
    assert "Oakway Care" not in searched(officer).text


def test_a_vacancy_that_nobody_confirmed_for_long_is_not_found(officer: FlaskClient, say_changed: Say, clock: Clock):
    say_changed(a_home())
    clock.forward(days=14)
    sign_in(officer, a_person(Role.PLACEMENTS_OFFICER))
    assert "No vacancy in the register fits" in searched(officer).text


def test_filters_count_what_they_would_show_and_narrow_what_is_shown(officer: FlaskClient, say_changed: Say):
    say_changed(a_home(words="one", gender="female"), a_home("M22", words="two", provision="IFA", gender="any"))
    answer = officer.post("/find", data=NEAR_M1)
    first = answer.headers["Location"]
    page = officer.get(first).text
    assert "Fostering: independent agency (1)" in page
    assert "Girls and young women (2)" in page
    assert "Boys and young men (1)" in page
    narrowed = officer.post(first, data={"radius": "20", "provision": ["IFA"]})
    page = officer.get(narrowed.headers["Location"]).text
    assert "1 vacancy" in page
    assert "home (1)" in page, "the other type says what choosing it as well would add"
    assert "two" in page
    assert officer.get(first).text.count("<article") == 2, "the search before is still there"


def wider(page: TestResponse) -> dict[str, str]:
    """The wider searches that a page offers: the words and the count by key."""
    return dict(re.findall(r'name="widen" value="([^"]+)">([^<]+)<', page.text))


def test_an_empty_result_offers_wider_searches_with_what_each_would_find(officer: FlaskClient, say_changed: Say):
    say_changed(
        a_home("M22", needs={"SH": "core"}, words="the far one."),
        a_home(needs={"SH": "core"}, solo="no", words="shares."),
        a_home(needs={}, solo="only", words="says nothing."),
    )
    page = searched(officer, radius="5", solo="true", **{"need-SH": "essential"})
    assert "No vacancy in the register fits this search." in page.text
    assert wider(page) == {
        "unsaid.SH": "Also where nothing is said of \u201cSelf-harm\u201d: 1",
        "need.SH": "Without \u201cSelf-harm\u201d: 1",
        "solo": "Without \u201cCan be the only child there\u201d: 1",
    }
    for key, words in (("unsaid.SH", "says nothing."), ("need.SH", "says nothing."), ("solo", "shares.")):
        widened = officer.post(page.request.path, data={"widen": key})
        assert words in officer.get(widened.headers["Location"]).text
    unsaid = officer.post(page.request.path, data={"widen": "unsaid.SH"})
    assert "Self-harm: nothing is said" in officer.get(unsaid.headers["Location"]).text


def test_few_results_offer_what_lies_farther_away(officer: FlaskClient, say_changed: Say):
    say_changed(a_home("M22"), a_home())
    page = searched(officer, radius="5")
    assert wider(page) == {
        "radius.10": "Within 10 miles: 2",
        "radius.20": "Within 20 miles: 2",
        "radius.1000": "At any distance: 2",
    }
    widened = officer.post(page.request.path, data={"widen": "radius.10"})
    assert officer.get(widened.headers["Location"]).text.count("<article") == 2


def test_many_results_offer_nothing_wider(officer: FlaskClient, say_changed: Say):
    say_changed(a_home("M22"), *(a_home() for _ in range(6)))
    assert wider(searched(officer, radius="5")) == {}


def test_widening_keeps_the_filters(officer: FlaskClient, say_changed: Say):
    say_changed(a_home("M22"))
    page = searched(officer, radius="5", provision=["SA"])
    officer.post(page.request.path, data={"widen": "radius.10"})
    assert [search.chosen for search in stored()] == [{"provision": ["SA"]}] * 2


def test_a_widening_that_there_is_not_leads_back(officer: FlaskClient, say_changed: Say):
    say_changed(a_home())
    page = searched(officer)
    for key in ("radius.20", "need.SH", "nonsense", ""):
        assert officer.post(page.request.path, data={"widen": key}).headers["Location"] == page.request.path


def test_an_index_that_is_away_is_said_in_plain_words_and_the_search_is_kept(
    officer: FlaskClient, say_changed: Say, settings: Settings
):
    say_changed(a_home())
    answer = officer.post("/find", data=NEAR_M1)
    (settings.data / "index" / "current").unlink()
    page = officer.get(answer.headers["Location"])
    assert page.status_code == 503
    assert "Search is not answering just now" in page.text
    assert officer.get("/find").status_code == 200
    say_changed()
    assert "Oakway Care" in officer.get(answer.headers["Location"]).text


def test_a_search_that_takes_too_long_is_said_in_plain_words(
    officer: FlaskClient, say_changed: Say, app: Flask, settings: Settings
):
    say_changed(*(a_home() for _ in range(3)))
    answer = officer.post("/find", data=NEAR_M1)
    app.extensions[INDEX] = EmbeddedIndex(settings.data / "index", patience_seconds=-1, steps_between_looks=1)
    page = officer.get(answer.headers["Location"])
    assert page.status_code == 503
    assert "This search took too long" in page.text


def test_counts_of_wider_searches_that_take_too_long_are_left_out(officer: FlaskClient, say_changed: Say, app: Flask):
    say_changed(a_home())
    there = app.extensions[INDEX]

    class NoTimeToCount:
        search = there.search

        def totals(self, requests: Sequence[object]) -> tuple[int | None, ...]:
            return (2, *[None] * (len(requests) - 1))

    app.extensions[INDEX] = NoTimeToCount()
    page = searched(officer, radius="5")
    assert "Oakway Care" in page.text
    assert wider(page) == {
        "radius.10": "Within 10 miles: 2",
        "radius.20": "Within 20 miles",
        "radius.1000": "At any distance",
    }


def test_pages_follow_each_other_and_a_damaged_link_leads_to_the_first(officer: FlaskClient, say_changed: Say):
    setting_id, organisation = a_held_setting()
    a_description(setting_id, organisation.id, area_id=f"{MANCHESTER}-M1")
    say_changed(*(a_vacancy(setting_id, organisation.id, words=f"number {number}.") for number in range(23)))
    page = searched(officer)
    following = re.search(r'href="([^"]+after=[^"]+)"', page.text)
    assert following is not None
    rest = officer.get(following[1].replace("&amp;", "&"))
    assert (page.text.count("<article"), rest.text.count("<article")) == (20, 3)
    damaged = officer.get(f"{page.request.path}?after=nonsense")
    assert damaged.headers["Location"] == page.request.path


def test_a_planned_vacancy_says_when_and_that_it_is_planned(officer: FlaskClient, say_changed: Say):
    say_changed(a_home(status="planned", available_from=date(2026, 4, 20)))
    page = searched(officer).text
    assert "Planned" in page
    assert "Available from 20 April 2026" in page
