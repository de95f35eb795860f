"""Lock-out: it grows, it ends, it is the same for accounts that do not exist, and it keeps no address."""

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from register.accounts import domain
from register.accounts.domain import TryKind
from register.accounts.models import TryCount
from register.accounts.services import sign_in
from register.core.db import db, transaction
from tests.builders.accounts import PASSWORD, a_person
from tests.integration.conftest import Clock

WRONG = "not this one at all"
TOKEN = re.compile(r'name="csrf_token" value="[^"]+"')


def attempt(client: FlaskClient, email: str, password: str = WRONG, address: str = "192.0.2.1") -> TestResponse:
    return client.post(
        "/sign-in", data={"email": email, "password": password}, environ_overrides={"REMOTE_ADDR": address}
    )


def words(answer: TestResponse, email: str) -> str:
    return TOKEN.sub("", answer.text.replace(email, ""))


def test_after_five_wrong_passwords_the_right_one_waits_too(app: Flask, client: FlaskClient, clock: Clock) -> None:
    person = a_person()
    for _ in range(5):
        assert "is not right" in attempt(client, person.email).text
    assert "Wait 1 minute" in attempt(client, person.email, PASSWORD).text
    clock.forward(minutes=1)
    assert attempt(client, person.email, PASSWORD).status_code == 303


def test_each_further_failure_doubles_the_wait(app: Flask, client: FlaskClient, clock: Clock) -> None:
    person = a_person()
    for _ in range(5):
        attempt(client, person.email)
    for minutes in (1, 2, 4):
        clock.forward(minutes=minutes)
        attempt(client, person.email)
    assert "Wait 8 minutes" in attempt(client, person.email).text


def test_an_account_that_does_not_exist_is_refused_in_the_same_words_and_locked_alike(
    app: Flask, client: FlaskClient
) -> None:
    person = a_person()
    for _ in range(6):
        known = attempt(client, person.email)
        unknown = attempt(client, "stranger@people.example", address="192.0.2.2")
        assert known.status_code == unknown.status_code
        assert words(known, person.email) == words(unknown, "stranger@people.example")


def test_a_right_password_ends_the_counting(app: Flask, client: FlaskClient) -> None:
    person = a_person()
    for _ in range(4):
        attempt(client, person.email)
    attempt(client, person.email, PASSWORD)
    client.post("/sign-out")
    for _ in range(4):
        assert "is not right" in attempt(client, person.email).text


def test_one_address_cannot_try_many_accounts(app: Flask, client: FlaskClient, clock: Clock) -> None:
    digest = domain.keyed_digest(app.config["SECRET_KEY"], TryKind.ADDRESS, "192.0.2.1")
    for _ in range(domain.FREE_TRIES[TryKind.ADDRESS]):
        with transaction() as session:
            sign_in.count_tries(session, ((TryKind.ADDRESS, digest),), now=clock())
    assert "Too many tries" in attempt(client, "someone@people.example").text
    assert "Too many tries" not in attempt(client, "someone@people.example", address="192.0.2.2").text


def test_what_is_counted_names_neither_address_nor_account(app: Flask, client: FlaskClient) -> None:
    attempt(client, "someone@people.example", address="192.0.2.55")
    db.session.rollback()
    kept = str([(one.kind, one.digest, one.failures) for one in db.session.scalars(select(TryCount))])
    assert kept.count("'") == 8
    assert "192.0.2.55" not in kept and "someone" not in kept
