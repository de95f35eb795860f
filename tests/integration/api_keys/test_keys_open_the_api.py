from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.api_keys.models import ApiKey
from register.app import create_app
from register.core.access import Role
from register.core.db import db
from register.core.rates import RateCount, forget_old
from register.settings import Settings
from tests.builders.accounts import a_person, sign_in
from tests.builders.api_keys import a_key
from tests.builders.organisations import an_organisation
from tests.integration.conftest import Clock

HERE = "/api/v1/key"


def test_a_key_opens_the_api_and_its_last_use_is_noted(client: FlaskClient, clock: Clock) -> None:
    made = a_key(an_organisation().id)
    clock.forward(hours=1)
    answer = client.get(HERE, headers=made.header)
    assert answer.status_code == 200
    assert answer.get_json()["scopes"] == ["vacancies:read", "vacancies:write"]
    assert db.session.get_one(ApiKey, made.id).last_used_at == clock.at


def test_what_is_kept_of_a_key_is_no_key(app: Flask) -> None:
    made = a_key(an_organisation().id)
    row = db.session.get_one(ApiKey, made.id)
    kept = {name: str(getattr(row, name)) for name in row.__table__.columns.keys()}  # noqa: SIM118 - a collection of columns
    assert not [name for name, value in kept.items() if made.text in value]
    assert len(row.digest) == 64
    assert len(made.text.removeprefix("nvr_")) == 43  # 256 bits


@pytest.mark.parametrize(
    "header", [None, "Bearer", "Bearer nvr_wrong", "Basic dTpw", "Bearer ünlesbar".encode().decode("latin-1")]
)
def test_without_a_key_that_works_the_answer_is_a_problem_that_says_how(
    client: FlaskClient, header: str | None
) -> None:
    answer = client.get(HERE, headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_that_ran_out_or_was_revoked_opens_nothing_more(client: FlaskClient, clock: Clock) -> None:
    organisation = an_organisation().id
    old = a_key(organisation, expires_at=clock.at + timedelta(days=1))
    revoked = a_key(organisation)
    browser = client.application.test_client()
    sign_in(browser, a_person(Role.PROVIDER_ADMINISTRATOR, organisation_id=organisation))
    assert client.get(HERE, headers=old.header).status_code == 200
    assert browser.post(f"/keys/{revoked.id}/revoke").status_code == 303
    assert client.get(HERE, headers=revoked.header).status_code == 401
    clock.forward(days=1)
    assert client.get(HERE, headers=old.header).status_code == 401


def test_a_cookie_counts_for_nothing_under_api(client: FlaskClient) -> None:
    sign_in(client, a_person(Role.PROVIDER_ADMINISTRATOR))
    assert client.get("/dashboard").status_code == 200
    assert client.get(HERE).status_code == 401


def test_a_key_counts_for_nothing_on_pages(client: FlaskClient) -> None:
    made = a_key(an_organisation().id)
    assert client.get("/dashboard", headers=made.header).status_code == 303


def test_pages_want_the_token_of_their_form_and_the_api_does_not(settings: Settings, clock: Clock) -> None:
    app = create_app(settings, now=clock)
    with app.app_context():
        made = a_key(an_organisation().id)
        browser = app.test_client()
        sign_in(browser, a_person(Role.PROVIDER_ADMINISTRATOR))
        assert browser.post("/keys/new", data={"name": "Case system"}).status_code == 400
        # There is no such method here, which nothing but the method could know: no token was asked for.
        assert browser.post(HERE, headers=made.header).status_code == 405
        db.session.remove()
        db.engine.dispose()


def test_what_is_wrong_with_a_request_is_a_problem_too(client: FlaskClient) -> None:
    made = a_key(an_organisation().id)
    wrong = client.delete(HERE, headers=made.header)
    assert (wrong.status_code, wrong.content_type) == (405, "application/problem+json")
    assert "GET" in wrong.headers["Allow"]
    assert client.get("/api/v1/nowhere", headers=made.header).content_type == "application/problem+json"


def test_an_unexpected_error_is_a_problem_without_words_of_the_request(app: Flask) -> None:
    made = a_key(an_organisation().id)
    app.config["TESTING"] = False
    app.config["API_REQUESTS_PER_MINUTE"] = "not a number"
    answer = app.test_client().get(HERE, headers=made.header)
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert made.text not in answer.get_data(as_text=True)


def test_all_keys_of_an_organisation_share_an_allowance_and_are_told_what_is_left(app: Flask, clock: Clock) -> None:
    app.config["API_REQUESTS_PER_MINUTE"] = 3
    organisation = an_organisation().id
    one, other, stranger = a_key(organisation), a_key(organisation), a_key(an_organisation().id)
    client = app.test_client()
    assert client.get(HERE, headers=one.header).headers["RateLimit"] == '"default";r=2;t=60'
    clock.forward(seconds=20)
    assert client.get(HERE, headers=other.header).headers["RateLimit"] == '"default";r=1;t=40'
    assert client.get(HERE, headers=one.header).status_code == 200
    refused = client.get(HERE, headers=other.header)
    assert (refused.status_code, refused.content_type) == (429, "application/problem+json")
    assert refused.headers["Retry-After"] == "40"
    assert refused.headers["RateLimit-Policy"] == '"default";q=3;w=60'
    assert client.get(HERE, headers=stranger.header).status_code == 200
    clock.forward(seconds=40)
    assert client.get(HERE, headers=one.header).status_code == 200


def test_another_worker_counts_on_where_the_first_stopped(app: Flask, settings: Settings, clock: Clock) -> None:
    made = a_key(an_organisation().id)
    app.test_client().get(HERE, headers=made.header)
    worker = create_app(settings, now=clock)
    with worker.app_context():
        assert worker.test_client().get(HERE, headers=made.header).headers["RateLimit"] == '"default";r=298;t=60'
        db.session.remove()
        db.engine.dispose()


def test_whoever_tries_keys_has_to_wait(client: FlaskClient) -> None:
    for _ in range(60):
        assert client.get(HERE, headers={"Authorization": "Bearer nvr_wrong"}).status_code == 401
    assert client.get(HERE, headers={"Authorization": "Bearer nvr_wrong"}).status_code == 429


def test_whoever_guesses_from_many_addresses_of_one_network_is_counted_once_and_forgotten(
    client: FlaskClient, clock: Clock
) -> None:
    def guess(address: str) -> None:
        client.get(HERE, headers={"Authorization": "Bearer nvr_wrong"}, environ_base={"REMOTE_ADDR": address})

    def counts() -> list[int]:
        db.session.rollback()
        return sorted(db.session.scalars(select(RateCount.count)))

    for address in ("2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:1::1", "192.0.2.1", "192.0.2.2"):
        guess(address)
    assert counts() == [1, 1, 1, 2]
    forget_old(before=clock.at)
    assert counts() == [1, 1, 1, 2]
    forget_old(before=clock.at + timedelta(minutes=1))
    assert counts() == []


def test_the_api_is_described_as_openapi(client: FlaskClient) -> None:
    found = client.get("/api/v1/openapi.json").get_json()
    assert found["openapi"] == "3.1.0"
    operation = found["paths"][HERE]["get"]
    assert operation["security"] == [{"key": []}]
    assert {"200", "401", "403", "429", "500"} <= operation["responses"].keys()


def test_every_key_belongs_to_one_organisation(app: Flask) -> None:
    first, second = an_organisation().id, an_organisation().id
    a_key(first)
    a_key(second)
    assert {one.organisation_id for one in db.session.scalars(select(ApiKey))} == {first, second}
