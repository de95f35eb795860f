"""Who belongs to an organisation, and what each may change about it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.accounts import domain, queries
from register.accounts.models import Membership
from register.core.access import Role
from register.core.db import db
from register.organisations.domain import OrganisationKind
from tests.builders.accounts import a_person, a_role, sign_in
from tests.builders.organisations import a_holding, an_organisation
from tests.builders.regulators import a_setting

ADMINISTRATOR = Role.PROVIDER_ADMINISTRATOR


@pytest.fixture
def provider(app: Flask) -> str:
    return an_organisation(name="Invented Care").id


@pytest.fixture
def administrator(provider: str, client: FlaskClient) -> str:
    person = a_person(ADMINISTRATOR, organisation_id=provider)
    sign_in(client, person)
    return person.id


def roles_of(person_id: str) -> dict[str, list[str] | None]:
    return {one.role: one.setting_ids for one in queries.roles_of(person_id)}


def change(client: FlaskClient, provider: str, person_id: str, *roles: Role, settings: tuple[str, ...] = ()) -> int:
    data = {"roles": [str(role) for role in roles], "settings": list(settings)}
    return client.post(f"/organisations/{provider}/people/{person_id}", data=data).status_code


def test_an_administrator_changes_roles_and_limits_them_to_settings(
    client: FlaskClient, provider: str, administrator: str
) -> None:
    editor = a_person(Role.PROVIDER_EDITOR, organisation_id=provider).id
    setting_id = a_setting()
    organisation = queries.get_organisation(provider)
    a_holding(setting_id, organisation)
    assert change(client, provider, editor, Role.PROVIDER_EDITOR, Role.SIGNATORY, settings=(setting_id,)) == 303
    assert roles_of(editor) == {"provider-editor": [setting_id], "signatory": [setting_id]}
    page = client.get("/people").text
    assert "Invented Care, home 1" in page


def test_a_limit_to_another_providers_setting_is_refused(
    client: FlaskClient, provider: str, administrator: str
) -> None:
    editor = a_person(Role.PROVIDER_EDITOR, organisation_id=provider).id
    assert change(client, provider, editor, Role.PROVIDER_EDITOR, settings=(a_setting(),)) == 422
    assert roles_of(editor) == {"provider-editor": None}


def test_whoever_loses_a_role_is_signed_out(app: Flask, client: FlaskClient, provider: str, administrator: str) -> None:
    editor = a_person(Role.PROVIDER_EDITOR, organisation_id=provider)
    browser = app.test_client()
    sign_in(browser, editor)
    assert change(client, provider, editor.id, Role.SIGNATORY) == 303
    assert browser.get("/account").status_code == 303


def test_the_last_administrator_cannot_be_changed_removed_or_leave(
    client: FlaskClient, provider: str, administrator: str
) -> None:
    assert change(client, provider, administrator, Role.SIGNATORY) == 422
    assert change(client, provider, administrator) == 422
    answer = client.post(f"/account/leave/{provider}")
    assert answer.status_code == 422
    assert "at least one administrator" in answer.text
    assert roles_of(administrator) == {"provider-administrator": None}


def test_one_of_two_administrators_may_leave(client: FlaskClient, provider: str, administrator: str) -> None:
    a_person(ADMINISTRATOR, organisation_id=provider)
    assert client.post(f"/account/leave/{provider}").status_code == 303
    assert roles_of(administrator) == {}
    assert client.get("/account").status_code == 303


@pytest.mark.parametrize("kind", list(OrganisationKind))
def test_each_kind_of_organisation_keeps_its_own_kind_of_administrator(
    app: Flask, client: FlaskClient, kind: OrganisationKind
) -> None:
    role = domain.ADMINISTRATOR_OF[kind]
    organisation = an_organisation(kind)
    person = a_person(role, organisation_id=organisation.id)
    sign_in(client, person)
    assert client.post(f"/account/leave/{organisation.id}").status_code == 422


def test_a_provider_gives_buying_roles_only_while_a_buying_capacity_stands(
    client: FlaskClient, provider: str, administrator: str
) -> None:
    url = f"/organisations/{provider}/people/invite"
    assert "placements-officer" not in client.get(url).text
    data = {"email": "officer@people.example", "role": "placements-officer"}
    assert client.post(url, data=data).status_code == 422


def test_a_register_administrator_invites_into_any_organisation(app: Flask, client: FlaskClient, provider: str) -> None:
    sign_in(client, a_person(Role.REGISTER_ADMINISTRATOR))
    data = {"email": "first@people.example", "role": "provider-administrator"}
    assert client.post(f"/organisations/{provider}/people/invite", data=data).status_code == 303
    assert "first@people.example" in client.get(f"/organisations/{provider}/people").text


def test_an_invitation_that_was_taken_back_opens_nothing(
    client: FlaskClient, provider: str, administrator: str
) -> None:
    data = {"email": "late@people.example", "role": "signatory"}
    client.post(f"/organisations/{provider}/people/invite", data=data)
    page = client.get("/people").text
    path = page.split("/people/invitations/")[1].split("/")[0]
    assert client.post(f"/organisations/{provider}/people/invitations/{path}/withdraw").status_code == 303
    assert "late@people.example" not in client.get("/people").text


def test_a_lost_app_is_taken_away_by_an_administrator_but_not_from_who_works_elsewhere_too(
    app: Flask, client: FlaskClient, provider: str, administrator: str
) -> None:
    editor = a_person(Role.PROVIDER_EDITOR, organisation_id=provider, second_factor=True)
    url = f"/organisations/{provider}/people/{editor.id}/second-factor"
    assert client.post(url).status_code == 303
    assert not queries.get_person(editor.id).has_second_factor
    verifier = a_person(Role.VERIFIER)
    a_role(verifier, Role.PROVIDER_EDITOR, organisation_id=provider)
    assert client.post(f"/organisations/{provider}/people/{verifier.id}/second-factor").status_code == 403
    assert queries.get_person(verifier.id).has_second_factor


def test_roles_are_closed_and_never_edited(client: FlaskClient, provider: str, administrator: str) -> None:
    editor = a_person(Role.PROVIDER_EDITOR, organisation_id=provider).id
    change(client, provider, editor, Role.SIGNATORY)
    change(client, provider, editor, Role.PROVIDER_EDITOR)
    rows = db.session.scalars(select(Membership).where(Membership.person_id == editor).order_by(Membership.began_at))
    assert [(one.role, one.ended_at is None) for one in rows] == [
        ("provider-editor", False),
        ("signatory", False),
        ("provider-editor", True),
    ]
