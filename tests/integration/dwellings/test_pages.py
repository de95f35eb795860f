"""Pages on which a holder tells of premises and households."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.core.access import Role
from register.core.audit import AuditEvent
from register.core.db import db
from register.dwellings.models import Dwelling
from register.settings import Settings
from tests.builders.accounts import a_person, sign_in
from tests.builders.dwellings import a_dwelling, a_household, households, the_place_of
from tests.builders.search import a_small_country
from tests.builders.vacancies import a_held_setting, a_vacancy

MANCHESTER = "E08000003"
M1, M22 = f"{MANCHESTER}-M1", f"{MANCHESTER}-M22"
PREMISES = {
    "category": "shared",
    "capacity": "4",
    "name": "Thistledown Court",
    "address": "14 Quarrybank Rise\nNetherby",
    "postcode": "m22 1ab",
}


def held(client: FlaskClient, provision: str) -> tuple[str, str]:
    setting_id, provider = a_held_setting(provision)
    organisation_id = provider.id
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=organisation_id))
    return setting_id, organisation_id


@pytest.fixture(autouse=True)
def country(app: Flask, settings: Settings) -> None:
    a_small_country(settings.data)


def test_premises_are_added_listed_by_area_shown_after_the_audit_and_changed(client: FlaskClient) -> None:
    setting_id, _ = held(client, "SA")
    assert "Premises and their addresses" in client.get(f"/settings/{setting_id}/description").get_data(as_text=True)
    answer = client.post(f"/settings/{setting_id}/dwellings/new", data=PREMISES | {"version": "0"})
    assert (answer.status_code, answer.location) == (303, f"/settings/{setting_id}/dwellings")
    page = client.get(answer.location).get_data(as_text=True)
    assert "Premises 1" in page and "Others see: M22, Manchester" in page
    assert "Thistledown" not in page and "Quarrybank" not in page
    dwelling_id = db.session.scalars(select(Dwelling.id)).one()
    page = client.get(f"/dwellings/{dwelling_id}").get_data(as_text=True)
    assert "Quarrybank Rise" in page and "M22 1AB" in page
    db.session.rollback()
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "Disclosed")).one()
    assert (event.subject_kind, event.subject_id) == ("dwelling", dwelling_id)
    changed = client.post(f"/dwellings/{dwelling_id}", data=PREMISES | {"version": "1", "capacity": "5"})
    assert changed.status_code == 303
    assert client.post(f"/dwellings/{dwelling_id}", data=PREMISES | {"version": "1"}).status_code == 409


def test_a_mistake_is_said_beside_its_field_and_nothing_that_was_typed_is_lost(client: FlaskClient) -> None:
    setting_id, _ = held(client, "SA")
    answer = client.post(
        f"/settings/{setting_id}/dwellings/new", data=PREMISES | {"capacity": "many", "postcode": "M22"}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "in figures" in page and "Quarrybank Rise" in page
    answer = client.post(f"/settings/{setting_id}/dwellings/new", data=PREMISES | {"postcode": "M22"})
    assert "Enter a full postcode" in answer.get_data(as_text=True)


def test_an_agency_counts_its_households_and_adds_one_by_its_own_key(client: FlaskClient) -> None:
    setting_id, _ = held(client, "IFA")
    base = f"/settings/{setting_id}"
    assert "You have not said yet" in client.get(f"{base}/dwellings").get_data(as_text=True)
    chosen = client.get(f"{base}/household-counts?authority={MANCHESTER}")
    assert (chosen.status_code, chosen.location) == (303, f"{base}/household-counts/{MANCHESTER}")
    assert client.post(chosen.location, data={M22: "twenty"}).status_code == 422
    assert client.post(chosen.location, data={M22: "21", M1: ""}).status_code == 303
    sent = {"version": "0", "key": "Smith 1", "capacity": "2", "area_id": M22}
    answer = client.post(f"{base}/dwellings/new", data=sent)
    assert answer.status_code == 422 and "it may be somebody" in answer.get_data(as_text=True)
    assert client.post(f"{base}/dwellings/new", data=sent | {"key": "H-0412"}).status_code == 303
    page = client.get(f"{base}/dwellings").get_data(as_text=True)
    assert "H-0412" in page and "In M22, Manchester. Others see: M22, Manchester" in page
    assert client.get(f"/dwellings/{db.session.scalars(select(Dwelling.id)).one()}").status_code == 200


def test_a_dwelling_is_ended_after_asking_and_not_while_places_are_offered(client: FlaskClient) -> None:
    setting_id, organisation_id = held(client, "SA")
    dwelling_id = a_dwelling(setting_id, organisation_id, number=1)
    vacancy_id = a_vacancy(setting_id, organisation_id, dwelling_id=dwelling_id)
    assert "used no more?" in client.get(f"/dwellings/{dwelling_id}/end").get_data(as_text=True)
    answer = client.post(f"/dwellings/{dwelling_id}/end", data={"version": "1"})
    assert answer.status_code == 422 and "Withdraw those vacancies first" in answer.get_data(as_text=True)
    client.post(f"/vacancies/{vacancy_id}/withdraw")
    assert client.post(f"/dwellings/{dwelling_id}/end", data={"version": "1"}).status_code == 303
    assert "None yet" in client.get(f"/settings/{setting_id}/dwellings").get_data(as_text=True)


def test_a_home_has_no_such_pages(client: FlaskClient) -> None:
    setting_id, _ = held(client, "CH")
    for path in ("dwellings", "dwellings/new", f"household-counts/{MANCHESTER}"):
        assert client.get(f"/settings/{setting_id}/{path}").status_code == 404
    assert "Premises and their" not in client.get(f"/settings/{setting_id}/description").get_data(as_text=True)


def test_a_vacancy_says_where_it_is_before_it_is_published(client: FlaskClient) -> None:
    setting_id, organisation_id = held(client, "SA")
    dwelling_id = a_dwelling(setting_id, organisation_id, number=2, capacity=1)
    the_place_of(dwelling_id, setting_id, organisation_id)
    form = {
        "places": "2", "age_min": "16", "age_max": "17", "gender": "any", "contract_types": "SPOT",
        "available_from-day": "2", "available_from-month": "3", "available_from-year": "2026",
    }  # fmt: skip
    page = client.get(f"/settings/{setting_id}/vacancies/new").get_data(as_text=True)
    assert "At which premises?" in page and "Premises 2: M22, Manchester" in page
    draft = client.post(f"/settings/{setting_id}/vacancies/new", data=form).location
    answer = client.post(f"{draft}/publish")
    assert answer.status_code == 422 and "Choose at which premises" in answer.get_data(as_text=True)
    assert client.post(f"{draft}/change", data=form | {"version": "1", "dwelling_id": "nonsense"}).status_code == 422
    chosen = form | {"version": "1", "dwelling_id": dwelling_id}
    assert client.post(f"{draft}/change", data=chosen).status_code == 303
    answer = client.post(f"{draft}/publish")
    assert answer.status_code == 422 and "There is room for 1" in answer.get_data(as_text=True)
    assert client.post(f"{draft}/change", data=chosen | {"version": "2", "places": "1"}).status_code == 303
    assert client.post(f"{draft}/publish").status_code == 303
    assert "Premises 2: M22, Manchester" in client.get(draft).get_data(as_text=True)
    sign_in(client, a_person(Role.PLACEMENTS_OFFICER))
    page = client.get(draft).get_data(as_text=True)
    assert "supported accommodation 1, premises 2" in page and "M22, Manchester" in page
    assert "Thistledown" not in page


def test_an_officer_sees_of_a_fostering_vacancy_no_key_and_no_number(client: FlaskClient) -> None:
    setting_id, organisation_id = held(client, "IFA")
    households(setting_id, organisation_id, {M22: 20, M1: 20})
    dwelling_id = a_household(setting_id, organisation_id, key="H-0412", number=77, area_id=M22)
    vacancy_id = a_vacancy(setting_id, organisation_id, dwelling_id=dwelling_id)
    assert "H-0412" in client.get(f"/vacancies/{vacancy_id}").get_data(as_text=True)
    sign_in(client, a_person(Role.PLACEMENTS_OFFICER))
    page = client.get(f"/vacancies/{vacancy_id}").get_data(as_text=True)
    assert "M22, Manchester" in page
    assert "H-0412" not in page and "77" not in page
