"""A restricted name and address is planted; nothing that anybody else can see or read afterwards holds any of it."""

import json
import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.core.access import Role
from register.core.db import Base, db
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
PLANTED = ("thistledown", "quarrybank", "netherby", "m22 1ab", "m221ab")
OTHERS = (
    Role.PLACEMENTS_OFFICER,
    Role.COMMISSIONING_LEAD,
    Role.PROVIDER_ADMINISTRATOR,
    Role.VERIFIER,
    Role.REGISTER_ADMINISTRATOR,
    Role.AUDITOR,
)


def planted_in(content: str) -> list[str]:
    return [one for one in PLANTED if one in content.casefold()]


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
    # Mistakes that quote: refused words and a refused place.
    refused = FORM | {"words": "Thistledown, 14 Quarrybank Rise, M22 1AB"}
    assert client.post(f"/settings/{setting_id}/vacancies/new", data=refused).status_code == 422
    assert client.post(f"/settings/{setting_id}/description/place", data=PLACE).status_code == 409
    relay.run_until_idle()
    return setting_id, db.session.scalars(select(Vacancy.id)).one()


def test_no_table_and_no_file_but_its_own_holds_any_of_it(offered: tuple[str, str], settings: Settings) -> None:
    for table in Base.metadata.sorted_tables:
        if table.name == RestrictedPlace.__tablename__:
            continue
        for row in db.session.execute(select(table)):
            assert not planted_in(json.dumps([str(one) for one in row])), table.name
    found = [
        path.name
        for path in settings.data.rglob("*")
        if path.is_file() and not path.name.startswith("register.sqlite")
        if planted_in(path.read_bytes().decode("utf-8", "ignore"))
    ]
    assert found == []
    assert not planted_in(repr(db.session.scalars(select(RestrictedPlace)).one()))


def test_no_line_of_the_log_holds_any_of_it(caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest) -> None:
    with caplog.at_level(logging.DEBUG):
        request.getfixturevalue("offered")
    assert not planted_in(caplog.text)


def test_no_page_for_others_holds_any_of_it(app: Flask, client: FlaskClient, offered: tuple[str, str]) -> None:
    setting_id, vacancy_id = offered
    paths = [
        str(rule).replace("<setting_id>", setting_id).replace("<vacancy_id>", vacancy_id).replace("<section>", "place")
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.arguments <= {"setting_id", "vacancy_id", "section"}
    ]
    assert f"/settings/{setting_id}/description/place" in paths
    for role in (None, *OTHERS):
        with client.session_transaction() as cookie:
            cookie.clear()
        if role is not None:
            sign_in(client, a_person(role))
        for path in paths:
            with app.app_context():
                answer = client.get(path)
            assert not planted_in(answer.get_data(as_text=True)), (role, path)
            assert not planted_in(str(answer.headers)), (role, path)


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
