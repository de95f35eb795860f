import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.api_keys.models import ApiKey
from register.core.access import Role
from register.core.audit import AuditEvent
from register.core.db import db
from tests.builders.accounts import a_person, sign_in
from tests.builders.api_keys import a_key
from tests.builders.organisations import an_organisation
from tests.integration.conftest import Clock

WANTED = {"name": "Case system", "scopes": ["vacancies:read", "vacancies:write"], "days": "90"}


@pytest.fixture
def organisation(app: Flask) -> str:
    return an_organisation().id


@pytest.fixture
def administrator(client: FlaskClient, organisation: str) -> FlaskClient:
    sign_in(client, a_person(Role.PROVIDER_ADMINISTRATOR, organisation_id=organisation))
    return client


def shown_key(page: str) -> str:
    found = re.search(r'id="key">(nvr_[\w-]{43})<', page)
    assert found is not None
    return found[1]


def test_an_administrator_makes_a_key_which_is_shown_once_and_works(administrator: FlaskClient, app: Flask) -> None:
    made = shown_key(administrator.post("/keys/new", data=WANTED).get_data(as_text=True))
    answer = app.test_client().get("/api/v1/key", headers={"Authorization": f"Bearer {made}"})
    assert answer.get_json()["name"] == "Case system"
    listed = administrator.get("/keys").get_data(as_text=True)
    assert made not in listed
    assert f"ends in {made[-4:]}" in listed


def test_a_form_that_is_not_whole_says_what_is_missing(administrator: FlaskClient) -> None:
    answer = administrator.post("/keys/new", data={"name": "", "days": "4000"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Enter the name of the program" in page
    assert "Choose what the key may do" in page
    assert "Choose how long the key works" in page
    assert not db.session.scalars(select(ApiKey)).all()


def test_a_replaced_key_works_beside_the_new_one_until_the_overlap_ends(
    administrator: FlaskClient, app: Flask, clock: Clock
) -> None:
    old = shown_key(administrator.post("/keys/new", data=WANTED).get_data(as_text=True))
    key_id = db.session.scalars(select(ApiKey.id)).one()
    new = shown_key(administrator.post(f"/keys/{key_id}/rotate", data={"overlap": "1"}).get_data(as_text=True))
    program = app.test_client()

    def status(key: str) -> int:
        return program.get("/api/v1/key", headers={"Authorization": f"Bearer {key}"}).status_code

    assert (status(old), status(new)) == (200, 200)
    assert administrator.post(f"/keys/{key_id}/rotate", data={"overlap": "1"}).status_code == 422
    clock.forward(days=1)
    assert (status(old), status(new)) == (401, 200)


def test_a_key_that_must_go_at_once_is_replaced_without_overlap(administrator: FlaskClient, app: Flask) -> None:
    old = shown_key(administrator.post("/keys/new", data=WANTED).get_data(as_text=True))
    key_id = db.session.scalars(select(ApiKey.id)).one()
    administrator.post(f"/keys/{key_id}/rotate", data={"overlap": "0"})
    assert app.test_client().get("/api/v1/key", headers={"Authorization": f"Bearer {old}"}).status_code == 401


def test_keys_of_another_organisation_are_not_there(administrator: FlaskClient) -> None:
    other = a_key(an_organisation().id)
    assert administrator.get(f"/keys/{other.id}/rotate").status_code == 404
    assert administrator.post(f"/keys/{other.id}/revoke").status_code == 404
    assert db.session.get_one(ApiKey, other.id).revoked_at is None


def test_more_keys_than_anybody_needs_are_refused(administrator: FlaskClient, organisation: str) -> None:
    for _ in range(20):
        a_key(organisation)
    answer = administrator.post("/keys/new", data=WANTED)
    assert answer.status_code == 422
    assert "Revoke one that is no longer used" in answer.get_data(as_text=True)


def test_the_audit_says_who_made_replaced_and_revoked_which_key(administrator: FlaskClient, organisation: str) -> None:
    administrator.post("/keys/new", data=WANTED)
    first = db.session.scalars(select(ApiKey.id)).one()
    administrator.post(f"/keys/{first}/rotate", data={"overlap": "7"})
    administrator.post(f"/keys/{first}/revoke")
    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.subject_kind == "api-key").order_by(AuditEvent.id)
    ).all()
    assert [one.action for one in events] == ["ApiKeyCreated", "ApiKeyRotated", "ApiKeyRevoked"]
    assert {one.subject_id for one in events} == {first}
    assert all(one.person_id and one.organisation_id == organisation for one in events)
