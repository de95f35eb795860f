"""A provider's dashboard, where it holds nothing yet."""

from flask import Flask
from flask.testing import FlaskClient

from register.core.access import Role
from tests.builders.accounts import a_person, sign_in
from tests.builders.claims import a_claim
from tests.builders.organisations import an_organisation
from tests.builders.regulators import a_setting


def test_a_claim_that_waits_is_on_the_dashboard(app: Flask, client: FlaskClient) -> None:
    provider = an_organisation()
    sign_in(client, a_person(Role.PROVIDER_ADMINISTRATOR, organisation_id=provider.id))
    assert "waits for a verifier" not in client.get("/dashboard").get_data(as_text=True)
    a_claim(a_setting(), provider)
    page = client.get("/dashboard").get_data(as_text=True)
    assert "1 claim waits for a verifier." in page
    assert 'href="/claims"' in page


def test_an_editor_learns_who_claims_settings(app: Flask, client: FlaskClient) -> None:
    sign_in(client, a_person(Role.PROVIDER_EDITOR))
    page = client.get("/dashboard").get_data(as_text=True)
    assert "An administrator of your organisation claims settings." in page
    assert "claim it" not in page
