"""The start page: what somebody can do next."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from register.core.access import Role
from tests.builders.accounts import a_person, sign_in


def steps_on(client: FlaskClient) -> list[str]:
    page = client.get("/").get_data(as_text=True)
    main = page[page.index("<main") : page.index("</main")]
    return re.findall(r'href="([^"]+)"', main)


def test_a_stranger_is_led_to_signing_in_to_starting_as_a_provider_and_to_the_register(
    app: Flask, client: FlaskClient
) -> None:
    assert steps_on(client) == ["/sign-in", "/start-as-provider", "/settings"]


@pytest.mark.parametrize(
    ("role", "steps"),
    [
        (Role.PROVIDER_EDITOR, ["/dashboard", "/settings"]),
        (Role.PLACEMENTS_OFFICER, ["/find", "/vacancies/reserved", "/settings"]),
        (Role.VERIFIER, ["/queue", "/register/files", "/settings"]),
        (Role.AUDITOR, ["/register/trail", "/register/files", "/settings"]),
    ],
)
def test_whoever_is_signed_in_is_led_to_the_work_of_the_role(
    app: Flask, client: FlaskClient, role: Role, steps: list[str]
) -> None:
    sign_in(client, a_person(role))
    assert steps_on(client) == steps


def test_the_api_is_described_on_a_page_for_everybody(client: FlaskClient) -> None:
    page = client.get("/developers").get_data(as_text=True)
    assert "PUT /api/v1/vacancies/{reference}" in page
    assert "vacancies:write" in page
    assert 'id="shape-Row"' in page
    assert "source_checked_at" in page
