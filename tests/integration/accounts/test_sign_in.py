import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from register.core.access import Role
from tests.builders.accounts import PASSWORD, TOTP_SECRET, a_person, sign_in
from tests.integration.conftest import Clock


@pytest.mark.parametrize("role", list(Role))
def test_every_role_signs_in_and_sees_its_account(app: Flask, client: FlaskClient, role: Role) -> None:
    person = a_person(role)
    sign_in(client, person)
    page = client.get("/account")
    assert page.status_code == 200
    assert "acting now" in page.text


def test_address_and_password_sign_a_provider_in(app: Flask, client: FlaskClient) -> None:
    person = a_person(email="mo@people.example")
    answer = client.post("/sign-in", data={"email": " MO@people.example", "password": PASSWORD, "next": "/account"})
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"], follow_redirects=True)
    assert page.request.path == "/account"
    assert person.name in page.text


def test_a_second_factor_is_asked_before_anything_opens(app: Flask, client: FlaskClient, clock: Clock) -> None:
    person = a_person(Role.PLACEMENTS_OFFICER)
    client.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    assert client.get("/account").headers["Location"].startswith("/sign-in")
    assert "six digits" in client.get("/sign-in", follow_redirects=True).text
    code = pyotp.TOTP(TOTP_SECRET).at(clock())
    assert client.post("/second-factor", data={"code": code, "next": "/account"}).headers["Location"] == "/account"
    assert client.get("/account").status_code == 200
