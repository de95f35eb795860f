from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from werkzeug.test import TestResponse

from register.core.access import Role
from register.core.db import db, own_transaction
from register.organisations.models import Organisation
from register.regulators.models import Setting
from register.settings import Settings
from register.vacancies.models import Vacancy
from search.engine.adapters.embedded import EmbeddedIndex
from search.engine.ports import VacancyIndex
from search.engine.service import INDEX
from search.find.models import StoredSearch
from tests.builders.accounts import a_person, an_organisation_for, sign_in
from tests.builders.organisations import a_holding
from tests.builders.regulators import a_setting
from tests.builders.search import LEEDS, MANCHESTER
from tests.builders.vacancies import a_description, a_held_setting, a_restricted_place, a_vacancy
from tests.integration.conftest import Clock

Say = Callable[..., None]
NEAR_M1 = {"place": "M1 3AB", "radius": "20"}


@pytest.fixture
def officer(client: FlaskClient, index: VacancyIndex) -> FlaskClient:
    sign_in(client, a_person(Role.PLACEMENTS_OFFICER))
    return client


def searched(client: FlaskClient, **asked: object) -> TestResponse:
    answer = client.post("/find", data=NEAR_M1 | asked)
    assert answer.status_code == 303, answer.text
    return client.get(answer.headers["Location"])


def a_home(area: str = "M1", **given: object) -> str:
    setting_id, organisation = a_held_setting(str(given.pop("provision", "CH")))
    a_description(setting_id, organisation.id, area_id=f"{MANCHESTER}-{area}")
    return a_vacancy(setting_id, organisation.id, **given)


def stored() -> list[StoredSearch]:
    db.session.rollback()
    return list(db.session.scalars(select(StoredSearch).order_by(StoredSearch.id)))


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


def test_an_essential_need_finds_only_who_accepts_it_and_a_desirable_one_leaves_nothing_out(
    officer: FlaskClient, say_changed: Say
):
    say_changed(a_home(needs={"SH": "core"}), a_home(needs={"SH": "not_offered"}), a_home(needs={}))
    assert "1 vacancy" in searched(officer, **{"need-SH": "essential"}).text
    assert "3 vacancies" in searched(officer, **{"need-SH": "desirable"}).text


def test_what_a_setting_never_accepts_stands_before_what_its_vacancy_says(officer: FlaskClient, say_changed: Say):
    say_changed(a_home(needs={"FIR": "core"}))
    assert "0 vacancies" in searched(officer, **{"need-FIR": "essential"}).text
    page = searched(officer, **{"need-FIR": "desirable"}).text
    assert "Fire-setting (desirable): never accepted (Not insured for it)" in page


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ({"age": "9, 11"}, {"age_min": 8, "places": 2, "siblings_max": 2}),
        ({"children": "2"}, {"places": 2, "siblings_max": 3}),
        ({"when": "emergency"}, {"emergency": True}),
        ({"when": "day", "day-day": "4", "day-month": "3", "day-year": "2026"}, {"available_from": date(2026, 3, 4)}),
        ({"solo": "true"}, {"solo": "possible"}),
        ({"gender": "female"}, {"gender": "by-discussion"}),
        ({"purpose": ["LTF", "STF"]}, {"purposes": ["STF"]}),
    ],
)
def test_what_the_child_needs_finds_the_vacancies_that_offer_it(
    officer: FlaskClient, say_changed: Say, asked: dict[str, object], given: dict[str, object]
):
    otherwise = {"age_min": 10, "available_from": date(2026, 3, 9), "gender": "male"}
    say_changed(a_home(words="other.", **otherwise), a_home(words="meant.", **given))
    page = searched(officer, **asked).text
    assert "meant." in page
    assert "other." not in page


def test_education_and_languages_of_the_home_are_found(officer: FlaskClient, say_changed: Say):
    for education, languages, words in ((["on-site"], ["eng", "urd"], "meant."), (["local"], ["eng"], "other.")):
        setting_id, organisation = a_held_setting()
        area = f"{MANCHESTER}-M1"
        a_description(setting_id, organisation.id, area_id=area, education=education, languages=languages)
        say_changed(a_vacancy(setting_id, organisation.id, words=words))
    for asked in ({"education": ["on-site"]}, {"language": ["eng", "urd"]}):
        page = searched(officer, **asked).text
        assert "meant." in page
        assert "other." not in page


def test_a_search_is_changed_with_every_answer_still_there(officer: FlaskClient, say_changed: Say):
    say_changed(a_home())
    asked = {
        "age": "4, 9", "gender": "male", "need-SH": "essential", "need-AUT": "desirable", "solo": "true",
        "when": "day", "day-day": "4", "day-month": "3", "day-year": "2026", "provision": ["CH"], "language": ["cym"],
    }  # fmt: skip
    first = searched(officer, **asked).request.path
    again = officer.get(f"/find?again={first.rsplit('/', 1)[1]}").text
    inputs = [dict(re.findall(r'(\w+)="([^"]*)"', one)) for one in re.findall("<input([^>]+)>", again)]
    fields = {one["name"]: one.get("value", "") for one in inputs}
    assert fields["place"] == "M1, Manchester"
    for said in (
        'value="essential" selected',
        'value="desirable" selected',
        'value="CH" checked',
        'value="cym" checked',
    ):
        assert said in again
    sent = NEAR_M1 | asked | {"place": fields["place"], "known": fields["known"], "age": fields["age"]}
    assert officer.post("/find", data=sent).status_code == 303
    before, after = stored()
    assert before.chosen == after.chosen
    assert [search.place_id for search in stored()] == [f"area:{MANCHESTER}-M1"] * 2


def test_a_mistake_elsewhere_brings_back_the_area_and_not_the_postcode(officer: FlaskClient):
    answer = officer.post("/find", data=NEAR_M1 | {"age": "old"})
    assert answer.status_code == 422
    assert not re.search("M1 ?3AB", answer.text)
    assert 'value="M1, Manchester"' in answer.text


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


def test_bands_come_nearest_first_and_fresh_before_stale_in_each(officer: FlaskClient, say_changed: Say, clock: Clock):
    say_changed(a_home("M22", words="farther"), a_home(words="older"))
    clock.forward(days=8)
    say_changed(a_home(words="newer"))
    sign_in(officer, a_person(Role.PLACEMENTS_OFFICER))
    page = searched(officer).text
    places = [page.index(word) for word in ("Under 5 miles", "newer", "older", "5 to 10 miles", "farther")]
    assert places == sorted(places)
    assert page.count("Needs confirming") == 2


def test_what_was_typed_is_in_no_address_log_or_table(
    officer: FlaskClient, say_changed: Say, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    say_changed(a_home())
    answer = officer.post("/find", data=NEAR_M1)
    page = officer.get(answer.headers["Location"])
    for said in (answer.headers["Location"], page.text, caplog.text):
        assert not re.search("M1 ?3AB", said, re.IGNORECASE)
    assert [search.place_id for search in stored()] == [f"area:{MANCHESTER}-M1"]
    names = db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")) if _on_sqlite() else ()
    for name in list(names):
        rows = db.session.execute(text(f'SELECT * FROM "{name}"')).all()  # noqa: S608 - our own tables
        assert not re.search("M1 ?3AB", repr(rows), re.IGNORECASE), name


def _on_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


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


def test_an_empty_result_offers_wider_circles_that_work(officer: FlaskClient, say_changed: Say):
    say_changed(a_home("M22"))
    page = searched(officer, radius="5")
    assert "No vacancy in the register fits this search." in page.text
    assert "Look within 10 miles" in page.text
    widened = officer.post(page.request.path, data={"widen": "yes", "radius": "10"})
    assert "Oakway Care" in officer.get(widened.headers["Location"]).text


def test_widening_keeps_the_filters(officer: FlaskClient, say_changed: Say):
    say_changed(a_home("M22"))
    page = searched(officer, radius="5", provision=["SA"])
    officer.post(page.request.path, data={"widen": "yes", "radius": "10"})
    assert [search.chosen for search in stored()] == [{"provision": ["SA"]}] * 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"place": ""}, "Enter a postcode, a town or a local authority"),
        ({"place": "Nowhere at all"}, "We know no such place"),
        ({"place": "M1 9ZZ"}, "We cannot place this postcode"),
        ({"place": "BT1 5GS"}, "This service covers England, Scotland and Wales"),
        ({"age": "x"}, "Enter each age in whole years"),
        ({"age": "42"}, "Enter each age in whole years"),
        ({"radius": "7"}, "Select how far away to look"),
        ({"words": "call 07700 900123"}, "Leave out postcodes"),
        ({"provision": "XX"}, "Select from the list"),
    ],
)
def test_what_is_wrong_with_a_search_is_said_beside_the_field(officer: FlaskClient, typed: dict[str, str], words: str):
    answer = officer.post("/find", data=NEAR_M1 | typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert "There is a problem" in answer.text
    assert stored() == []


def test_a_name_that_several_places_have_asks_which_and_takes_the_answer(officer: FlaskClient):
    answer = officer.post("/find", data=NEAR_M1 | {"place": "Lanc"})
    assert answer.status_code == 422
    assert "Which place do you mean?" in answer.text
    place_id = re.search(r'name="place_id" type="radio" value="([^"]+)"', answer.text)
    assert place_id is not None
    answer = officer.post("/find", data=NEAR_M1 | {"place": "Lanc", "place_id": place_id[1]})
    assert answer.status_code == 303
    assert stored()[0].place_id == place_id[1]


def test_a_search_in_a_whole_authority_reaches_all_of_it(officer: FlaskClient, say_changed: Say):
    say_changed(a_home("M22"))
    assert "Oakway Care" in searched(officer, place="Manchester", radius="5").text


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


def test_a_search_belongs_to_the_organisation_that_made_it(officer: FlaskClient, app: Flask, say_changed: Say):
    organisation_id = an_organisation_for(Role.PLACEMENTS_OFFICER)
    browsers = [app.test_client() for _ in range(3)]
    sign_in(browsers[0], a_person(Role.PLACEMENTS_OFFICER, organisation_id=organisation_id))
    sign_in(browsers[1], a_person(Role.COMMISSIONING_LEAD, organisation_id=organisation_id))
    sign_in(browsers[2], a_person(Role.PLACEMENTS_OFFICER))
    say_changed(a_home())
    where = browsers[0].post("/find", data=NEAR_M1).headers["Location"]
    assert [browser.get(where).status_code for browser in browsers] == [200, 200, 404]
    assert browsers[2].post(where, data={"radius": "5"}).status_code == 404
    assert browsers[2].get(f"/find?again={where.rsplit('/', 1)[1]}").status_code == 404


@pytest.mark.parametrize(
    "role", [role for role in Role if role.value not in {"placements-officer", "commissioning-lead"}]
)
def test_nobody_but_buyers_of_places_opens_the_search(client: FlaskClient, role: Role):
    sign_in(client, a_person(role))
    assert client.get("/find").status_code == 403
    assert client.post("/find", data=NEAR_M1).status_code == 403


def test_searches_are_removed_when_their_time_is_over(officer: FlaskClient, clock: Clock, say_changed: Say):
    where = officer.post("/find", data=NEAR_M1).headers["Location"]
    clock.forward(days=30)
    sign_in(officer, a_person(Role.PLACEMENTS_OFFICER))
    assert officer.get(where).status_code == 404
    officer.post("/find", data=NEAR_M1)
    assert len(stored()) == 1


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
