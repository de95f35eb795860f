import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.accounts import queries
from register.accounts.models import SignInSession
from register.core.access import Role
from register.core.audit import AuditEvent
from register.core.db import db
from register.core.notices import Notice
from tests.builders.accounts import PASSWORD, a_person, sign_in
from tests.integration.conftest import Clock

NEW_PASSWORD = "quiet herons over slate"


def test_signing_out_ends_the_session_on_the_server_too(app: Flask, client: FlaskClient) -> None:
    sign_in(client, a_person())
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    client.post("/sign-out")
    with client.session_transaction() as cookie:
        cookie.update(kept)
    assert client.get("/account").status_code == 303


def test_a_session_ends_after_its_longest_time(app: Flask, client: FlaskClient, clock: Clock) -> None:
    person = a_person()
    client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    clock.forward(hours=11, minutes=59)
    assert client.get("/account").status_code == 200
    clock.forward(minutes=2)
    assert client.get("/account").status_code == 303


def test_a_new_password_ends_every_other_session(app: Flask, client: FlaskClient) -> None:
    person = a_person()
    elsewhere = app.test_client()
    sign_in(elsewhere, person)
    sign_in(client, person)
    answer = client.post("/account/password", data={"present": PASSWORD, "password": NEW_PASSWORD})
    assert answer.status_code == 303
    assert elsewhere.get("/account").status_code == 303
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize(("present", "password"), [("wrong", NEW_PASSWORD), (PASSWORD, "password1234")])
def test_a_password_changes_only_with_the_old_one_and_to_a_good_one(
    app: Flask, client: FlaskClient, present: str, password: str
) -> None:
    person = a_person()
    before = person.password_hash
    sign_in(client, person)
    assert client.post("/account/password", data={"present": present, "password": password}).status_code == 422
    assert queries.get_person(person.id).password_hash == before


def test_signing_in_begins_a_new_session_whatever_the_browser_brought(app: Flask, client: FlaskClient) -> None:
    first, second = a_person(), a_person(name="Second Person")
    sign_in(client, first)
    with client.session_transaction() as cookie:
        old = cookie["_user_id"]
    client.post("/sign-in", data={"email": second.email, "password": PASSWORD})
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != old
    assert "Second Person" in client.get("/account").text


def test_neither_token_nor_code_nor_password_is_kept_as_it_is(app: Flask, client: FlaskClient) -> None:
    person = a_person()
    client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    db.session.rollback()
    kept = db.session.scalars(select(SignInSession)).one()
    assert token not in (kept.id, kept.token_digest)
    assert PASSWORD not in (queries.get_person(person.id).password_hash or "")


def test_the_audit_tells_what_happened_without_address_or_name(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    person = a_person(Role.PROVIDER_EDITOR, email="quiet.reader@people.example", name="Quiet Reader")
    client.post("/sign-in", data={"email": person.email, "password": "not this one"})
    client.post("/sign-in", data={"email": "nobody.known@people.example", "password": "not this one"})
    client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    client.post("/account/name", data={"name": "Loud Reader"})
    client.post("/sign-out")
    db.session.rollback()
    rows = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(one.action, one.subject_id) for one in rows] == [
        ("SignInFailed", person.id),
        ("SignInFailed", "unknown"),
        ("SignedIn", person.id),
        ("NameChanged", person.id),
        ("SignedOut", person.id),
    ]
    told = caplog.text + str([(one.details, one.subject_id) for one in rows])
    assert not [word for word in ("people.example", "Reader", "nobody.known", PASSWORD, "not this one") if word in told]


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:1"]
)
def test_signing_in_leads_nowhere_else(app: Flask, client: FlaskClient, target: str) -> None:
    person = a_person()
    client.post("/sign-in", data={"email": person.email, "password": PASSWORD, "next": target})
    assert client.get("/second-factor", query_string={"next": target}).headers["Location"] == "/"


def test_links_in_messages_hold_the_services_own_address_whatever_host_was_asked(
    app: Flask, client: FlaskClient
) -> None:
    person = a_person()
    client.post("/forgotten-password", data={"email": person.email}, base_url="http://evil.example")
    db.session.rollback()
    body = db.session.scalars(select(Notice)).one().body
    assert "http://127.0.0.1:8000/new-password?token=" in body and "evil.example" not in body
