"""What others call an organisation never leads to a place that it keeps secret."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from register.core.access import Role
from register.core.db import db
from register.organisations.models import Organisation
from tests.builders.accounts import a_person, sign_in
from tests.builders.dwellings import a_dwelling, the_place_of
from tests.builders.organisations import an_organisation
from tests.builders.vacancies import a_held_setting, a_restricted_place


@pytest.fixture
def provider(app: Flask, client: FlaskClient) -> str:
    """A provider of a hidden home and of premises, about to be renamed by an administrator."""
    organisation = an_organisation(name="Oakway Care Limited", brand="Oakway Care")
    organisation_id = organisation.id
    home, _ = a_held_setting(organisation=organisation)
    a_restricted_place(home, organisation_id, name="Oakway Thistledown", address="14 Quarrybank Rise\nNetherby")
    scheme, _ = a_held_setting("SA", organisation=db.session.get_one(Organisation, organisation_id))
    the_place_of(a_dwelling(scheme, organisation_id), scheme, organisation_id, name="", address="3 Larkspur Yard")
    sign_in(client, a_person(Role.REGISTER_ADMINISTRATOR))
    return organisation_id


def change(client: FlaskClient, organisation_id: str, brand: str) -> tuple[int, str]:
    db.session.rollback()
    version = db.session.get_one(Organisation, organisation_id).version
    sent = {"name": "Oakway Care Limited", "brand": brand, "version": str(version)}
    answer = client.post(f"/organisations/{organisation_id}/change", data=sent)
    return answer.status_code, answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "brand",
    [
        "Thistledown Care",
        "Quarrybank Homes",
        "THISTLE-DOWN",
        "Larkspur Lets",
        "Oakway Thistledown",
        "Oakway, M22 1AB",
        "Oakway 01632 960 001",
        "oakway.example.org",
    ],
)
def test_a_brand_that_could_lead_to_a_place_is_refused(client: FlaskClient, provider: str, brand: str) -> None:
    status, page = change(client, provider, brand)
    assert status == 422
    assert "could lead to a home" in page
    assert "Quarrybank Rise" not in page
    db.session.rollback()
    assert db.session.get_one(Organisation, provider).brand == "Oakway Care"


@pytest.mark.parametrize("brand", ["Oakway", "Oakway Homes", "Another Name Altogether"])
def test_any_other_brand_is_taken_also_one_of_words_that_it_had(client: FlaskClient, provider: str, brand: str) -> None:
    assert change(client, provider, brand)[0] == 303
    db.session.rollback()
    assert db.session.get_one(Organisation, provider).brand == brand
