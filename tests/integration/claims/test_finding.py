"""A provider finds its settings by number or owner, in whatever spelling, and claims many in one act."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.accounts.models import Person
from register.claims.models import Claim
from register.core.access import Role
from register.core.db import db
from register.organisations.models import Organisation
from register.regulators.queries.owners import owners_named
from tests.builders.accounts import a_person, sign_in
from tests.builders.claims import a_claim
from tests.builders.organisations import a_holding, an_organisation
from tests.builders.regulators import a_setting
from tests.pages import post, text_of


@pytest.fixture
def provider(app: Flask) -> Organisation:
    return an_organisation(name="Invented Care Limited", brand="Invented Care")


@pytest.fixture
def owner(client: FlaskClient, provider: Organisation) -> Person:
    person = a_person(Role.PROVIDER_ADMINISTRATOR, organisation_id=provider.id)
    sign_in(client, person)
    return person


def legends(page: str) -> list[str]:
    return re.findall(r'<h3 class="govuk-fieldset__heading">([^<]+)</h3>', page)


def claimed() -> set[str]:
    return set(db.session.scalars(select(Claim.setting_id)))


def test_settings_of_one_owner_are_one_group_however_it_is_spelt(client: FlaskClient, owner: Person) -> None:
    for spelling in ("Oakway Care Ltd", "Oakway Care Ltd", "OAKWAY CARE LIMITED", "The Oakway Care"):
        a_setting(owner_published=spelling)
    a_setting(owner_published="Oakway Care Group Ltd")
    page = text_of(client, "/claims/find?q=oakway+care")
    assert legends(page) == ["Oakway Care Ltd: 4 settings", "Oakway Care Group Ltd: 1 setting"]
    assert "Also spelt: The Oakway Care; OAKWAY CARE LIMITED" in page


def test_many_numbers_pasted_at_once_are_found_and_what_is_missing_is_said(client: FlaskClient, owner: Person) -> None:
    a_setting(identifier="SC111111", owner_published="Elm Ltd")
    a_setting(identifier="CS2019000001", scheme="ci-cs", nation="S", owner_published="Elm Limited")
    a_setting(identifier="SC222222", open=False)
    page = text_of(client, "/claims/find?q=sc111111%0ACS2019000001,+SC222222+hello")
    assert legends(page) == ["Elm Limited: 2 settings"]
    assert "no longer registered: SC222222" in page and "number: hello" in page


def test_a_number_leads_to_the_owners_other_settings(client: FlaskClient, owner: Person) -> None:
    a_setting(identifier="SC111111", owner_published="Elm Ltd")
    a_setting(identifier="SC333333", owner_published="Elm Ltd")
    page = text_of(client, "/claims/find?q=SC111111")
    assert legends(page) == ["Elm Ltd: 2 settings"] and "SC333333" not in page
    assert "See all settings of this owner" in page


def test_a_whole_group_or_some_of_it_is_claimed_in_one_act(client: FlaskClient, owner: Person) -> None:
    homes = [a_setting(owner_published="Oakway Care Ltd") for _ in range(12)]
    other = a_setting(owner_published="Elm Ltd")
    page = post(client, "/claims/new", status=200, owner="oakway care", setting=other)
    assert "Claim these 13 settings" in page and not claimed()
    chosen = re.findall(r'name="setting" value="([^"]+)"', page)
    answer = client.post("/claims/new", data={"setting": chosen, "step": "confirm"})
    assert answer.status_code == 303
    assert "13 settings claimed" in text_of(client, "/claims")
    assert claimed() == {*homes, other}


def test_what_is_held_claimed_or_out_of_scope_cannot_be_ticked(
    client: FlaskClient, owner: Person, provider: Organisation
) -> None:
    given = {"owner_published": "Elm Ltd"}
    held, waiting = a_setting(**given), a_setting(**given)
    a_holding(held, provider)
    a_claim(waiting, provider)
    school = a_setting(**given, provision=None, provision_published="Boarding school")
    page = text_of(client, "/claims/find?q=elm")
    assert 'type="checkbox"' not in page
    assert "yours" in page and "claimed, waits" in page and "this type offers no places here" in page
    for one in (held, school):
        assert "Choose at least one setting" in post(client, "/claims/new", status=422, setting=one)


def test_one_that_cannot_be_claimed_does_not_stop_the_others(
    client: FlaskClient, owner: Person, provider: Organisation
) -> None:
    free, gone = a_setting(owner_published="Elm Ltd"), a_setting(owner_published="Elm Ltd")
    page = post(client, "/claims/new", status=200, owner="elm")
    assert page.count('name="setting"') == 2
    a_claim(gone, provider)  # by a colleague, while this one looked at the page
    answer = client.post("/claims/new", data={"setting": [free, gone], "step": "confirm"})
    assert answer.status_code in {200, 303}
    assert claimed() == {free, gone}


def test_of_a_hidden_home_the_lists_show_authority_type_number_and_places_only(
    client: FlaskClient, owner: Person
) -> None:
    a_setting(name_published=None, hidden=True, owner_published=None, identifier="1999999", registered_places=4)
    page = text_of(client, "/claims/find?q=1999999")
    assert legends(page) == ["Owner not published: 1 setting"]
    assert "1999999, Children&#39;s home" in page and "Manchester, 4 registered places" in page


def test_owners_come_a_page_at_a_time_the_one_of_that_very_name_first(app: Flask) -> None:
    for name in ("Elm A Ltd", "Elm B Ltd", "The Elm Limited", "New Elm Care"):
        a_setting(owner_published=name)
    seen, after = [], None
    while True:
        page = owners_named("elm", after=after, limit=1)
        seen += [one.name for one in page.items]
        after = page.next_cursor
        if after is None:
            break
    assert seen == ["The Elm Limited", "Elm A Ltd", "Elm B Ltd", "New Elm Care"]
    assert [one.name for one in owners_named("newelm care").items] == ["New Elm Care"]
    assert not owners_named("100%").items
