"""The pages on which a provider offers places and keeps them true."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.accounts.models import Person
from register.core.access import Role
from register.core.db import db
from register.vacancies.domain.status import Status
from register.vacancies.models import Vacancy
from tests.builders.accounts import a_person, sign_in
from tests.builders.vacancies import a_description, a_held_setting, a_vacancy
from tests.integration.conftest import Clock

FORM = {
    "version": "0",
    "places": "2",
    "age_min": "10",
    "age_max": "16",
    "gender": "any",
    "available_from-day": "2",
    "available_from-month": "3",
    "available_from-year": "2026",
    "notice_hours": "24",
    "solo": "no",
    "purposes": "BRG",
    "contract_types": "SPOT",
    "needs-AUT": "core",
}


@pytest.fixture
def held(app: Flask) -> tuple[str, str]:
    setting_id, provider = a_held_setting(registered_places=3)
    return setting_id, provider.id


@pytest.fixture
def editor(client: FlaskClient, held: tuple[str, str]) -> Person:
    person = a_person(Role.PROVIDER_EDITOR, organisation_id=held[1])
    sign_in(client, person)
    return person


def status_of(vacancy_id: str) -> str:
    db.session.rollback()
    return db.session.get_one(Vacancy, vacancy_id).status


def test_a_vacancy_goes_from_form_over_check_answers_to_published(
    client: FlaskClient, editor: Person, held: tuple[str, str]
) -> None:
    setting_id, organisation_id = held
    a_description(setting_id, organisation_id)
    page = client.get(f"/settings/{setting_id}/vacancies/new").get_data(as_text=True)
    assert re.search(r'name="age_min"[^>]*value="8"', page), "the form starts from the description"
    assert ">None<" not in page and 'value="None"' not in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids)), "every id is one element's"
    answer = client.post(f"/settings/{setting_id}/vacancies/new", data=FORM)
    assert answer.status_code == 303
    check = client.get(answer.location).get_data(as_text=True)
    assert "Check your answers before you publish" in check
    assert "10 to 16" in check and "Autism" in check
    answer = client.post(f"{answer.location}/publish", follow_redirects=True)
    assert answer.status_code == 200
    assert "Published. Placements officers find it from now on." in answer.get_data(as_text=True)
    vacancy = db.session.scalars(select(Vacancy)).one()
    assert (vacancy.status, vacancy.places, vacancy.needs) == (Status.OPEN, 2, {"AUT": "core"})


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("places", "two", "Enter how many places, in figures"),
        ("available_from-month", "13", "Enter the day from which a child can move in"),
        ("age_max", "9", "The oldest age must be the youngest age or more"),
        ("needs-AUT", "perhaps", "Choose from the list"),
        ("words", "Ring 0113 496 0123", "Remove the marked text"),
    ],
)
def test_a_mistake_in_the_form_is_shown_beside_its_field_with_what_was_typed(
    client: FlaskClient, editor: Person, held: tuple[str, str], field: str, typed: str, words: str
) -> None:
    answer = client.post(f"/settings/{held[0]}/vacancies/new", data=FORM | {field: typed})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "There is a problem" in page and words in page
    assert "<title>Error: " in page
    assert db.session.scalars(select(Vacancy)).all() == []


def test_marked_words_show_where_the_trouble_is(client: FlaskClient, editor: Person, held: tuple[str, str]) -> None:
    answer = client.post(f"/settings/{held[0]}/vacancies/new", data=FORM | {"words": "Ring 0113 496 0123 at once"})
    assert "Ring <mark>0113 496 0123</mark> at once" in answer.get_data(as_text=True)


def test_what_was_typed_comes_back_as_it_was_typed(client: FlaskClient, editor: Person, held: tuple[str, str]) -> None:
    answer = client.post(f"/settings/{held[0]}/vacancies/new", data=FORM | {"words": '<b> & "so"', "places": '"2'})
    page = answer.get_data(as_text=True)
    assert "&lt;b&gt; &amp; &#34;so&#34;</textarea>" in page
    assert 'value="&#34;2"' in page


def test_what_the_registration_forbids_is_said_when_publishing(
    client: FlaskClient, editor: Person, held: tuple[str, str]
) -> None:
    vacancy_id = a_vacancy(*held, status="draft", places=4)
    answer = client.post(f"/vacancies/{vacancy_id}/publish")
    assert answer.status_code == 422
    assert "This setting is registered for 3" in answer.get_data(as_text=True)
    assert status_of(vacancy_id) == Status.DRAFT


def test_the_second_of_two_editors_sees_both_versions_and_may_still_save(
    client: FlaskClient, editor: Person, held: tuple[str, str]
) -> None:
    vacancy_id = a_vacancy(*held)
    first = client.post(f"/vacancies/{vacancy_id}/change", data=FORM | {"version": "1", "age_max": "15"})
    assert first.status_code == 303
    second = client.post(f"/vacancies/{vacancy_id}/change", data=FORM | {"version": "1", "age_max": "14"})
    assert second.status_code == 409
    page = second.get_data(as_text=True)
    assert "10 to 15" in page and "10 to 14" in page
    sent = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    again = client.post(f"/vacancies/{vacancy_id}/change", data=dict(sent))
    assert again.status_code == 303
    db.session.rollback()
    assert db.session.get_one(Vacancy, vacancy_id).age_max == 14


def test_the_dashboard_shows_what_needs_confirming_and_one_click_confirms_all(
    client: FlaskClient, editor: Person, held: tuple[str, str], clock: Clock
) -> None:
    vacancy_id = a_vacancy(*held)
    clock.forward(days=8)
    sign_in(client, editor)
    page = client.get("/dashboard").get_data(as_text=True)
    assert "1 vacancy needs confirming." in page and "Needs confirming" in page
    page = client.post("/vacancies/confirm-all", follow_redirects=True).get_data(as_text=True)
    assert "1 vacancy confirmed." in page and "All vacancies are up to date." in page
    db.session.rollback()
    assert db.session.get_one(Vacancy, vacancy_id).last_confirmed_at == clock.at


def test_a_vacancy_that_nobody_confirms_is_stale_then_hidden(
    client: FlaskClient, editor: Person, held: tuple[str, str], clock: Clock
) -> None:
    a_vacancy(*held)
    for length, words in ((timedelta(days=6), "Up to date"), (timedelta(days=1), "Needs confirming")):
        clock.at += length
        sign_in(client, editor)
        assert words in client.get("/dashboard").get_data(as_text=True)
    clock.forward(days=7)
    sign_in(client, editor)
    assert "Hidden until you confirm" in client.get("/dashboard").get_data(as_text=True)


def test_filling_from_the_dashboard_comes_back_to_it(
    client: FlaskClient, editor: Person, held: tuple[str, str]
) -> None:
    vacancy_id = a_vacancy(*held)
    answer = client.post(f"/vacancies/{vacancy_id}/fill", data={"back": "dashboard"})
    assert (answer.status_code, answer.location) == (303, "/dashboard")
    assert status_of(vacancy_id) == Status.FILLED


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"status": "held", "hours": "4"}, Status.HELD),
        ({"status": "matching"}, Status.MATCHING),
        ({"status": "unavailable", "unavailable_reason": "staffing"}, Status.UNAVAILABLE),
    ],
)
def test_the_status_is_changed_with_what_it_needs(
    client: FlaskClient, editor: Person, held: tuple[str, str], sent: dict[str, str], status: Status
) -> None:
    vacancy_id = a_vacancy(*held)
    assert client.post(f"/vacancies/{vacancy_id}/status", data=sent).status_code == 303
    assert status_of(vacancy_id) == status
    page = client.get(f"/vacancies/{vacancy_id}")
    assert page.status_code == 200
    assert client.post(f"/vacancies/{vacancy_id}/withdraw").status_code == 303
    assert status_of(vacancy_id) == Status.WITHDRAWN


@pytest.mark.parametrize("sent", [{"status": "held"}, {"status": "unavailable"}, {"status": "filled"}, {}])
def test_a_status_without_what_it_needs_is_asked_again(
    client: FlaskClient, editor: Person, held: tuple[str, str], sent: dict[str, str]
) -> None:
    vacancy_id = a_vacancy(*held)
    assert client.post(f"/vacancies/{vacancy_id}/status", data=sent).status_code == 422
    assert status_of(vacancy_id) == Status.OPEN


def test_for_another_provider_there_is_nothing_here(client: FlaskClient, held: tuple[str, str]) -> None:
    setting_id = held[0]
    vacancy_id = a_vacancy(*held)
    sign_in(client, a_person(Role.PROVIDER_ADMINISTRATOR))
    for path in (
        f"/vacancies/{vacancy_id}",
        f"/vacancies/{vacancy_id}/change",
        f"/settings/{setting_id}/vacancies/new",
        f"/settings/{setting_id}/description",
        f"/settings/{setting_id}/description/contact",
        f"/settings/{setting_id}/description/check-answers",
    ):
        assert client.get(path).status_code == 404, path
    for action in ("publish", "confirm", "fill", "withdraw", "status"):
        assert client.post(f"/vacancies/{vacancy_id}/{action}", data={"status": "matching"}).status_code == 404
    assert status_of(vacancy_id) == Status.OPEN


def test_a_role_limited_to_other_settings_sees_nothing_here(client: FlaskClient, held: tuple[str, str]) -> None:
    vacancy_id = a_vacancy(*held)
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=held[1], settings=["another"]))
    assert client.get(f"/vacancies/{vacancy_id}").status_code == 404
    page = client.get("/dashboard").get_data(as_text=True)
    assert "Your organisation holds no setting yet." in page
