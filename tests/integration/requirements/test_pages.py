"""The national set on pages: open to whoever is signed in, filtered, whole, with what is never asked."""

import re
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient

from prequal.requirements.domain.sets import Number, SetStatus
from prequal.requirements.queries import described_difference, lacking, live_set, national_catalogue
from register.core.access import Role
from tests.builders.accounts import a_person, sign_in
from tests.integration.conftest import Clock
from tests.pages import check_page

PAGES = ("/requirements", "/requirements/whole", "/requirements/do-not-ask", "/requirements/changes")


@pytest.fixture
def reader(app: Flask, client: FlaskClient) -> FlaskClient:
    sign_in(client, a_person(Role.PROVIDER_EDITOR))
    return client


def read(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("path", [*PAGES, "/requirements/INS-02"])
def test_whoever_is_not_signed_in_is_led_to_sign_in(client: FlaskClient, path: str):
    assert client.get(path).status_code == 303


def test_every_requirement_is_on_the_list_and_has_a_page(reader: FlaskClient):
    page = read(reader, "/requirements")
    assert "74 requirements" in page
    for one in national_catalogue():
        assert f"/requirements/{one.key}" in page
        assert "Rule" in read(reader, f"/requirements/{one.key}")


def test_the_list_is_linked_from_the_header(reader: FlaskClient):
    assert 'href="/requirements"' in read(reader, "/authorities")


def test_a_page_says_what_is_asked_why_and_how_far_a_framework_may_go(reader: FlaskClient):
    page = read(reader, "/requirements/INS-02")
    for words in (
        "Public liability: a limit of at least £10 million, in force today",
        "A framework may choose from £5 million to £10 million; more than £10 million needs a published reason",
        "Until its last day",
        "indem-insu",
        "Procurement specific questionnaire: not known",
    ):
        assert words in page


def test_a_key_in_small_letters_finds_its_page_and_an_unknown_one_none(reader: FlaskClient):
    assert "Public liability" in read(reader, "/requirements/ins-02")
    assert reader.get("/requirements/INS-99").status_code == 404


@pytest.mark.parametrize(
    ("query", "count", "there", "not_there"),
    [
        ("provision=IFA&nation=S", 52, "SAF-05", "SAF-04"),
        ("provision=CH&nation=E", 60, "REG-03", "FOS-01"),
        ("theme=INS", 6, "INS-06", "FIN-01"),
        ("provision=SA&nation=W&theme=FOS", 1, "FOS-04", "FOS-01"),
    ],
)
def test_filters_leave_what_is_asked_there(reader: FlaskClient, query: str, count: int, there: str, not_there: str):
    page = read(reader, f"/requirements?{query}")
    assert re.search(rf"\b{count} requirements?\b", page)
    assert f"/requirements/{there}" in page
    assert f"/requirements/{not_there}" not in page
    assert f"/requirements/whole?{query.split('&', maxsplit=1)[0]}" in page


def test_a_filter_that_is_not_on_the_list_is_named(reader: FlaskClient):
    answer = reader.get("/requirements?provision=CASTLE&nation=E&theme=ABC")
    assert answer.status_code == 422
    for words in ("Choose a kind of setting from the list", "Choose a theme from the list"):
        assert words in answer.get_data(as_text=True)


def test_everything_stands_on_one_page_to_be_printed(reader: FlaskClient):
    page = read(reader, "/requirements/whole?nation=S&provision=IFA")
    assert page.count("What it is used for") == 52


def test_the_page_of_a_requirement_shows_the_version_of_the_day(reader: FlaskClient, clock: Clock):
    assert "It is not in force yet: it begins on 1 April 2026." in read(reader, "/requirements/ORG-05")
    clock.forward(days=(date(2027, 4, 1) - date(2026, 3, 2)).days)
    sign_in(reader, a_person(Role.PROVIDER_EDITOR))
    page = read(reader, "/requirements/ORG-05")
    assert "Version 2, from 1 April 2027 (shown here)" in page
    assert "A change of law" in page


def test_what_is_never_asked_names_who_holds_it(reader: FlaskClient):
    page = read(reader, "/requirements/do-not-ask")
    for one in national_catalogue().held_elsewhere:
        assert one.what["en"].split(":")[0] in page.replace("&#39;", "'")
    assert "Companies House" in page


def test_changes_of_law_to_come_stand_with_their_day_and_from_what_to_what(reader: FlaskClient):
    page = read(reader, "/requirements/changes")
    assert page.index("1 April 2027") < page.index("1 April 2030")
    assert "From:" in page
    assert "National minimum fostering allowance, a week: no rates are loaded" in page


def test_the_list_of_what_is_not_known_names_only_what_is_empty(reader: FlaskClient):
    page = read(reader, "/requirements/changes")
    line = page[page.index("European single procurement document: none is known for") :].split("</details>")[0]
    assert "SAF-01" in line
    assert "INS-02" not in line


def test_a_newer_set_stands_with_what_it_adds_removes_and_moves(app: Flask):
    before = replace(live_set(), pins={"INS-01": 1, "ORG-05": 1})
    after = replace(live_set(), number=Number(2, 0, 0), status=SetStatus.CONSULTATION, pins={"INS-02": 1, "ORG-05": 3})
    with app.test_request_context("/requirements/changes"):
        page = render_template(
            "requirements/changes.html",
            sets=[(after, "In consultation", "Second set", ["Words."], described_difference(before, after))],
            law=[],
            lacking=lacking(),
            reference_words=str,
            tables=[],
        )
    check_page(page)
    for words in (
        "Added: INS-02, Public liability",
        "No longer asked: INS-01, Employers&#39; liability",
        "ORG-05, Not-for-profit status in Wales",
        "None that has a day.",
    ):
        assert words in page
