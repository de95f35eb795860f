"""Forms with their protection on, as in service; the other tests switch it off."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.builders.accounts import PASSWORD, a_person

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
OURS = "https://register.example"


@pytest.fixture
def guarded(app: Flask) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = True
    return app.test_client()


def _token(client: FlaskClient) -> str:
    found = TOKEN.search(client.get("/sign-in", base_url=OURS).get_data(as_text=True))
    assert found is not None
    return found[1]


def test_a_form_without_the_token_of_its_page_is_refused(guarded: FlaskClient) -> None:
    person = a_person(second_factor=False)
    given = {"email": person.email, "password": PASSWORD}
    assert (
        guarded.post("/sign-in", data=given, base_url=OURS, headers={"Referer": f"{OURS}/sign-in"}).status_code == 400
    )


def test_every_form_refuses_a_post_without_a_token(app: Flask, guarded: FlaskClient) -> None:
    with app.test_request_context():
        posts = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
        paths = [rule.build(dict.fromkeys(rule.arguments, "x"), append_unknown=False) for rule in posts]
    assert len(paths) > 30
    answers = {path[1]: guarded.post(path[1]).status_code for path in paths if path is not None}
    assert set(answers.values()) == {400}, answers


def test_over_https_a_browser_that_follows_our_own_headers_may_send_a_form(guarded: FlaskClient) -> None:
    person = a_person(second_factor=False)
    policy = guarded.get("/sign-in", base_url=OURS).headers["Referrer-Policy"]
    # What a browser under this policy says of where it comes from: to ourselves the page, to others nothing.
    headers = {"Referer": f"{OURS}/sign-in"} if policy == "same-origin" else {}
    given = {"email": person.email, "password": PASSWORD, "csrf_token": _token(guarded)}
    assert guarded.post("/sign-in", data=given, base_url=OURS, headers=headers).status_code == 303
