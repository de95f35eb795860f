from __future__ import annotations

import logging
import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from register.core.access import Role
from register.core.db import db
from tests.builders.accounts import a_person, an_organisation_for, sign_in
from tests.builders.search import MANCHESTER
from tests.builders.vacancies import a_description, a_held_setting, a_vacancy
from tests.integration.conftest import Clock
from tests.integration.search.finding import NEAR_M1, Say, a_home, searched, stored


def _on_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def test_an_essential_need_finds_only_who_accepts_it_and_a_desirable_one_leaves_nothing_out(
    officer: FlaskClient, say_changed: Say
):
    say_changed(a_home(needs={"SH": "core"}), a_home(needs={"SH": "not_offered"}), a_home(needs={}))
    assert "1 vacancy" in searched(officer, **{"need-SH": "essential"}).text
    assert "3 vacancies" in searched(officer, **{"need-SH": "desirable"}).text


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
