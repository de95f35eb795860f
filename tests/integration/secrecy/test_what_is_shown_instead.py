"""What an officer is shown instead of a place, and what a provider must change before its place is taken."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.core.access import Role
from register.core.db import db
from register.core.relay import Relay
from register.descriptions.models import RestrictedPlace
from register.settings import Settings
from register.vacancies.models import Vacancy
from tests.builders.accounts import a_person, sign_in
from tests.builders.organisations import an_organisation
from tests.builders.search import a_small_country
from tests.builders.vacancies import a_held_setting
from tests.integration.vacancies.test_describing import SECTIONS
from tests.integration.vacancies.test_pages import FORM

PLACE = {"name": "Thistledown House", "address": "14 Quarrybank Rise\nNetherby", "postcode": "M22 1AB"}


@pytest.fixture
def offered(app: Flask, client: FlaskClient, settings: Settings, relay: Relay) -> tuple[str, str]:
    """A home described with its place by its own editor, and a vacancy published: (setting id, vacancy id)."""
    a_small_country(settings.data)
    setting_id, provider = a_held_setting()
    organisation_id = provider.id
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=organisation_id))
    for done, (section, answers) in enumerate({"place": PLACE, **SECTIONS}.items()):
        sent = {**answers, "version": str(done)}
        assert client.post(f"/settings/{setting_id}/description/{section}", data=sent).status_code == 303
    assert "Thistledown" in client.get(f"/settings/{setting_id}/description/place").get_data(as_text=True)
    answer = client.post(f"/settings/{setting_id}/vacancies/new", data=FORM | {"words": "A room with a view."})
    assert client.post(f"{answer.location}/publish").status_code == 303
    relay.run_until_idle()
    return setting_id, db.session.scalars(select(Vacancy.id)).one()


def test_an_officer_sees_label_area_and_words(client: FlaskClient, offered: tuple[str, str]) -> None:
    sign_in(client, a_person(Role.PLACEMENTS_OFFICER))
    page = client.get(f"/vacancies/{offered[1]}").get_data(as_text=True)
    for words in ("Oakway Care, home 1", "M22, Manchester", "A room with a view.", "01632 960 001", "Polish"):
        assert words in page
    assert "History" not in page


def test_a_brand_that_is_the_homes_name_is_changed_before_the_place_is_taken(
    app: Flask, client: FlaskClient, settings: Settings
) -> None:
    a_small_country(settings.data)
    setting_id, provider = a_held_setting(organisation=an_organisation(brand="Thistledown House Ltd"))
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id))
    answer = client.post(f"/settings/{setting_id}/description/place", data=PLACE | {"version": "0"})
    assert answer.status_code == 422
    assert "The name under which others see your organisation" in answer.get_data(as_text=True)
    assert db.session.scalars(select(RestrictedPlace)).all() == []
