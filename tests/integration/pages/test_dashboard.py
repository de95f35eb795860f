"""A provider's dashboard: where it holds nothing yet, and where it holds much."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from register.core.access import Role
from tests.builders.accounts import a_person, sign_in
from tests.builders.claims import a_claim
from tests.builders.organisations import an_organisation
from tests.builders.regulators import a_setting
from tests.builders.vacancies import a_held_setting, a_vacancy
from tests.integration.conftest import Clock


def test_a_claim_that_waits_is_on_the_dashboard(app: Flask, client: FlaskClient) -> None:
    provider = an_organisation()
    sign_in(client, a_person(Role.PROVIDER_ADMINISTRATOR, organisation_id=provider.id))
    assert "not decided yet" not in client.get("/dashboard").get_data(as_text=True)
    a_claim(a_setting(), provider)
    page = client.get("/dashboard").get_data(as_text=True)
    assert "1 claim is not decided yet." in page
    assert 'href="/claims"' in page


def test_an_editor_learns_who_claims_settings(app: Flask, client: FlaskClient) -> None:
    sign_in(client, a_person(Role.PROVIDER_EDITOR))
    page = client.get("/dashboard").get_data(as_text=True)
    assert "An administrator of your organisation claims settings." in page
    assert "claim it" not in page


def test_what_needs_doing_stands_first_and_many_settings_are_paged_and_narrowed(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    provider = an_organisation(brand="Oakway Care")
    ids = [a_held_setting(organisation=provider)[0] for _ in range(25)]
    for setting_id in ids[:22]:
        a_vacancy(setting_id, provider.id)
    stale = a_vacancy(ids[0], provider.id, status="held", last_confirmed_at=clock() - timedelta(days=8))
    come = a_vacancy(ids[1], provider.id, status="planned", available_from=clock().date())
    sign_in(client, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id))
    page = client.get("/dashboard").get_data(as_text=True)
    first = page[page.index("What needs doing now") : page.index("<table")]
    assert stale in first and come in first and first.count("/vacancies/01") == 2
    assert "1 vacancy needs confirming." in first and "The day of 1 vacancy has come" in first
    assert "Nothing has changed: confirm all 23" in first, "the one whose day has come is not among them"
    assert "page 1 of 2" in page and "3 settings without a vacancy" in page
    assert page.count('scope="rowgroup"') == 20
    assert client.get("/dashboard?page=2").get_data(as_text=True).count('scope="rowgroup"') == 2
    held = client.get("/dashboard?status=held").get_data(as_text=True)
    assert held.count('scope="rowgroup"') == 1
    one = client.get(f"/dashboard?setting={ids[4]}").get_data(as_text=True)
    assert one.count('scope="rowgroup"') == 1 and f'id="setting-{ids[4]}"' in one
    assert "No vacancy of yours is like this." in client.get("/dashboard?authority=Nowhere").get_data(as_text=True)
