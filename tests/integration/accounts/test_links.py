from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.accounts import queries
from register.core.access import Role
from register.core.db import db
from register.core.notices import Notice, OutgoingNotice
from tests.builders.accounts import PASSWORD, a_person, sign_in
from tests.builders.organisations import an_organisation
from tests.integration.conftest import Clock

NEW_PASSWORD = "quiet herons over slate"
Post = Callable[[], list[OutgoingNotice]]
Link = Callable[[], str]


def token_of(path: str) -> str:
    return parse_qs(urlsplit(path).query)["token"][0]


@pytest.fixture
def invited(app: Flask, newest_link: Link) -> Callable[[str], str]:
    """Has an administrator invite an address as editor; returns the path in the mail."""

    def invite(email: str) -> str:
        administrator = a_person(Role.PROVIDER_ADMINISTRATOR, organisation_id=an_organisation(name="Invented Care").id)
        browser = app.test_client()
        sign_in(browser, administrator)
        own = queries.roles_of(administrator.id)[0].organisation_id
        answer = browser.post(f"/organisations/{own}/people/invite", data={"email": email, "role": "provider-editor"})
        assert answer.status_code == 303
        return newest_link()

    return invite


def test_an_invited_person_sets_a_password_and_is_in(client: FlaskClient, invited: Callable[[str], str]) -> None:
    path = invited("Nell@people.example")
    assert "Join Invented Care" in client.get(path).text
    answer = client.post("/invitation", data={"token": token_of(path), "name": "Nell", "password": NEW_PASSWORD})
    assert answer.status_code == 303
    page = client.get("/account")
    assert "Provider editor" in page.text and "nell@people.example" in page.text


def test_an_invitation_works_once(client: FlaskClient, invited: Callable[[str], str]) -> None:
    path = invited("nell@people.example")
    client.post("/invitation", data={"token": token_of(path), "name": "Nell", "password": NEW_PASSWORD})
    assert client.get(path).status_code == 404


def test_an_invitation_runs_out(client: FlaskClient, invited: Callable[[str], str], clock: Clock) -> None:
    path = invited("nell@people.example")
    clock.forward(days=7)
    assert client.get(path).status_code == 404


def test_opening_an_invitation_accepts_nothing(client: FlaskClient, invited: Callable[[str], str]) -> None:
    path = invited("nell@people.example")
    client.get(path)
    client.get(path)
    assert queries.find_person("nell@people.example") is None


def test_somebody_with_an_account_joins_with_it(client: FlaskClient, invited: Callable[[str], str]) -> None:
    person = a_person(None, email="nell@people.example")
    path = invited("nell@people.example")
    assert "Sign in with it" in client.get(path).text
    refused = client.post("/invitation", data={"token": token_of(path), "name": "Nell", "password": NEW_PASSWORD})
    assert refused.status_code == 409
    sign_in(client, person)
    assert client.post("/invitation/join", data={"token": token_of(path)}).status_code == 303
    assert [one.role for one in queries.roles_of(person.id)] == ["provider-editor"]


def test_nobody_accepts_an_invitation_to_another_address(client: FlaskClient, invited: Callable[[str], str]) -> None:
    path = invited("nell@people.example")
    sign_in(client, a_person(None))
    assert client.post("/invitation/join", data={"token": token_of(path)}).status_code == 403


def test_a_poor_password_is_refused_with_the_reason(client: FlaskClient, invited: Callable[[str], str]) -> None:
    path = invited("nell@people.example")
    answer = client.post("/invitation", data={"token": token_of(path), "name": "Nell", "password": "password1234"})
    assert answer.status_code == 422
    assert "tried first" in answer.text


def test_a_link_by_mail_sets_a_new_password_and_ends_all_sessions(
    app: Flask, client: FlaskClient, newest_link: Link
) -> None:
    person = a_person()
    elsewhere = app.test_client()
    sign_in(elsewhere, person)
    client.post("/forgotten-password", data={"email": person.email})
    path = newest_link()
    assert client.get(path).status_code == 200
    answer = client.post("/new-password", data={"token": token_of(path), "password": NEW_PASSWORD})
    assert answer.status_code == 303
    assert elsewhere.get("/account").status_code == 303
    assert client.post("/sign-in", data={"email": person.email, "password": PASSWORD}).status_code == 422
    assert client.post("/sign-in", data={"email": person.email, "password": NEW_PASSWORD}).status_code == 303
    assert client.get(path).status_code == 404


def test_asking_for_a_password_does_not_tell_whether_there_is_an_account(client: FlaskClient, post: Post) -> None:
    person = a_person()
    known = client.post("/forgotten-password", data={"email": person.email})
    unknown = client.post("/forgotten-password", data={"email": "stranger@people.example"})
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace(person.email, "") == unknown.text.replace("stranger@people.example", "")
    assert [one.to for one in post()] == [person.email]


def test_a_mailbox_is_not_flooded(client: FlaskClient, post: Post) -> None:
    person = a_person()
    statuses = [client.post("/forgotten-password", data={"email": person.email}).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 422, 422]
    assert len(post()) == 3


def test_a_new_provider_comes_in_by_a_link(client: FlaskClient, newest_link: Link) -> None:
    data = {"organisation": "Invented Lanterns Care", "name": "Ida", "email": "ida@people.example"}
    assert client.post("/start-as-provider", data=data).status_code == 200
    assert queries.find_person("ida@people.example") is None
    path = newest_link()
    assert "Invented Lanterns Care" in client.get(path).text
    answer = client.post("/start-as-provider/confirm", data={"token": token_of(path), "password": NEW_PASSWORD})
    assert answer.status_code == 303
    page = client.get("/people")
    assert page.status_code == 200
    assert "People of Invented Lanterns Care" in page.text and "Provider administrator" in page.text


def test_a_message_that_was_sent_keeps_no_link_in_the_database(client: FlaskClient, newest_link: Link) -> None:
    client.post("/forgotten-password", data={"email": a_person().email})
    token = token_of(newest_link())
    assert token not in str([(one.subject, one.body) for one in db.session.scalars(select(Notice))])
