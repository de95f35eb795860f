import re

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from register.accounts import queries
from register.accounts.models import Person
from register.core.access import Role
from register.core.db import db
from tests.builders.accounts import PASSWORD, TOTP_SECRET, a_person, sign_in
from tests.integration.conftest import Clock

CODE = re.compile(r"<code>([A-Z0-9-]{14})</code>")


def password(client: FlaskClient, email: str) -> None:
    assert client.post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 303


def code(clock: Clock, secret: str = TOTP_SECRET) -> str:
    return pyotp.TOTP(secret).at(clock())


def enrolled(client: FlaskClient, clock: Clock) -> tuple[str, list[str]]:
    """Set an app up as a person would; returns its secret and the recovery codes."""
    page = client.get("/account/second-factor").text
    found = re.search(r'class="app-key">([A-Z2-7 ]+)<', page)
    assert found is not None
    secret = found[1].replace(" ", "")
    answer = client.post("/account/second-factor", data={"code": code(clock, secret)})
    assert answer.status_code == 200
    return secret, CODE.findall(answer.text)


def test_a_role_that_needs_it_opens_nothing_before_it_is_set_up(app: Flask, client: FlaskClient, clock: Clock) -> None:
    sign_in(client, a_person(Role.REGISTER_ADMINISTRATOR, second_factor=False))
    assert client.get("/people").headers["Location"].startswith("/second-factor")
    assert client.get("/second-factor").headers["Location"].startswith("/account/second-factor")
    assert "data:image/svg+xml" in client.get("/account/second-factor").text
    _secret, codes = enrolled(client, clock)
    assert len(set(codes)) == 10
    assert client.get("/people").status_code == 200


def test_a_wrong_first_code_sets_nothing_up(app: Flask, client: FlaskClient) -> None:
    person = a_person()
    sign_in(client, person)
    client.get("/account/second-factor")
    assert client.post("/account/second-factor", data={"code": "000000"}).status_code == 422
    assert not queries.get_person(person.id).has_second_factor


def test_a_code_opens_once(app: Flask, client: FlaskClient, clock: Clock) -> None:
    person = a_person(Role.VERIFIER)
    password(client, person.email)
    assert client.post("/second-factor", data={"code": code(clock)}).status_code == 303
    client.post("/sign-out")
    password(client, person.email)
    assert client.post("/second-factor", data={"code": code(clock)}).status_code == 422
    clock.forward(seconds=30)
    assert client.post("/second-factor", data={"code": code(clock)}).status_code == 303


def test_an_old_code_opens_nothing_and_a_clock_may_be_a_step_off(app: Flask, client: FlaskClient, clock: Clock) -> None:
    person = a_person(Role.VERIFIER)
    early = code(clock)
    clock.forward(minutes=2)
    password(client, person.email)
    assert client.post("/second-factor", data={"code": early}).status_code == 422
    recent = code(clock)
    clock.forward(seconds=30)
    assert client.post("/second-factor", data={"code": recent}).status_code == 303


def test_a_recovery_code_stands_in_for_the_phone_once(app: Flask, client: FlaskClient, clock: Clock) -> None:
    person = a_person()
    sign_in(client, person)
    _secret, codes = enrolled(client, clock)
    client.post("/sign-out")
    for attempt, status in ((f" {codes[0].lower()} ", 303), (codes[0], 422), (codes[1].replace("-", " "), 303)):
        password(client, person.email)
        assert client.post("/second-factor", data={"code": attempt}).status_code == status
        client.post("/sign-out")
    assert queries.count_recovery_codes(person.id) == 8


def test_new_recovery_codes_replace_the_old_ones(app: Flask, client: FlaskClient, clock: Clock) -> None:
    person = a_person()
    sign_in(client, person)
    _secret, old = enrolled(client, clock)
    new = CODE.findall(client.post("/account/recovery-codes").text)
    assert len(new) == 10 and not set(new) & set(old)
    client.post("/sign-out")
    password(client, person.email)
    assert client.post("/second-factor", data={"code": old[0]}).status_code == 422
    assert client.post("/second-factor", data={"code": new[0]}).status_code == 303


def test_wrong_codes_lock_the_second_step(app: Flask, client: FlaskClient, clock: Clock) -> None:
    person = a_person(Role.VERIFIER)
    password(client, person.email)
    for _ in range(5):
        client.post("/second-factor", data={"code": "000000"})
    answer = client.post("/second-factor", data={"code": code(clock)})
    assert "Wait 1 minute" in answer.text


def test_a_role_that_needs_it_cannot_switch_it_off(app: Flask, client: FlaskClient) -> None:
    sign_in(client, a_person(Role.VERIFIER))
    assert client.post("/account/second-factor/remove", data={"password": PASSWORD}).status_code == 403


def test_a_provider_may_switch_it_off_with_the_password(app: Flask, client: FlaskClient) -> None:
    person = a_person(second_factor=True)
    sign_in(client, person)
    assert client.post("/account/second-factor/remove", data={"password": "wrong"}).status_code == 422
    assert client.post("/account/second-factor/remove", data={"password": PASSWORD}).status_code == 303
    assert not queries.get_person(person.id).has_second_factor


def test_setting_it_up_ends_other_browsers(app: Flask, client: FlaskClient, clock: Clock) -> None:
    person = a_person()
    elsewhere = app.test_client()
    sign_in(elsewhere, person)
    sign_in(client, person)
    enrolled(client, clock)
    assert elsewhere.get("/account").status_code == 303
    assert client.get("/account").status_code == 200


def test_the_database_alone_does_not_hold_the_secret_of_the_app(app: Flask) -> None:
    person = a_person(Role.VERIFIER)
    stored = db.session.execute(text("SELECT totp_secret FROM person WHERE id = :id"), {"id": person.id}).scalar_one()
    assert stored
    assert TOTP_SECRET not in stored
    assert db.session.get_one(Person, person.id).totp_secret == TOTP_SECRET


def test_after_the_secret_key_changed_a_code_is_refused_in_words_and_nothing_breaks(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    person = a_person(Role.VERIFIER)
    app.config["SECRET_KEY"] = "another key than the one that sealed it"
    password(client, person.email)
    answer = client.post("/second-factor", data={"code": code(clock)})
    assert answer.status_code == 422
    assert "code" in answer.text
    assert client.get("/queue").status_code == 303
