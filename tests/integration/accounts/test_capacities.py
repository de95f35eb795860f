"""One person, one organisation, one side at a time."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.accounts import queries
from register.accounts.models import SignInSession
from register.core.access import Capacity, Principal, Role, may_decide_about
from register.core.db import db
from register.organisations.domain import OrganisationKind
from tests.builders.accounts import a_person, a_role, sign_in
from tests.builders.organisations import a_capacity, a_consortium, an_authority, an_organisation
from tests.integration.conftest import Clock


def principal_of(client: FlaskClient, clock: Clock) -> Principal:
    """The principal that the browser's newest session stands for."""
    db.session.rollback()
    newest = db.session.scalars(select(SignInSession).order_by(SignInSession.id.desc()).limit(1)).one()
    return queries.principal_of(newest, now=clock())


def test_a_person_with_several_roles_chooses_and_acts_as_one(app: Flask, client: FlaskClient, clock: Clock) -> None:
    person = a_person(Role.PROVIDER_ADMINISTRATOR)
    second = a_role(person, Role.PROVIDER_ADMINISTRATOR, organisation_id=an_organisation(name="Invented Second").id)
    sign_in(client, person)
    assert principal_of(client, clock).roles == frozenset()
    assert client.get("/people").headers["Location"].startswith("/act-as")
    assert "Invented Second" in client.get("/act-as").text
    answer = client.post("/act-as", data={"acting": f"{second}:providing", "next": "/people"})
    assert answer.headers["Location"] == "/people"
    assert "People of Invented Second" in client.get("/people").text
    assert principal_of(client, clock).organisation_id == second


def test_nobody_acts_where_they_have_no_role(app: Flask, client: FlaskClient) -> None:
    person = a_person()
    sign_in(client, person)
    elsewhere = an_organisation().id
    assert client.post("/act-as", data={"acting": f"{elsewhere}:providing"}).status_code == 403


def test_roles_on_both_sides_are_declared_before_anything_opens(app: Flask, client: FlaskClient, clock: Clock) -> None:
    person = a_person(Role.VERIFIER)
    provider = a_role(person, Role.PROVIDER_EDITOR)
    sign_in(client, person)
    assert client.get("/people").headers["Location"].startswith("/declare-sides")
    assert "Provider editor" in client.get("/declare-sides").text
    assert client.post("/declare-sides", data={"next": "/account"}).status_code == 303
    national = next(one for one in queries.choices_of(queries.roles_of(person.id)) if one.organisation_id != provider)
    client.post("/act-as", data={"acting": national.value})
    principal = principal_of(client, clock)
    assert principal.roles == {Role.VERIFIER}
    assert principal.sides == {Capacity.PROVIDING, Capacity.REGISTER}
    assert not may_decide_about(principal, provider, side=Capacity.PROVIDING)
    assert not may_decide_about(principal, an_organisation().id, side=Capacity.PROVIDING)
    assert may_decide_about(principal, an_organisation(OrganisationKind.LOCAL_AUTHORITY).id, side=Capacity.BUYING)


def test_a_declaration_holds_only_for_the_organisations_it_names(app: Flask, client: FlaskClient, clock: Clock) -> None:
    person = a_person(Role.VERIFIER)
    a_role(person, Role.PROVIDER_EDITOR)
    sign_in(client, person)
    client.post("/declare-sides")
    assert not principal_of(client, clock).declaration_due
    a_role(person, Role.PROVIDER_EDITOR)
    assert principal_of(client, clock).declaration_due


def test_a_buying_role_opens_nothing_without_a_standing_grant(app: Flask, client: FlaskClient, clock: Clock) -> None:
    authority = an_authority(capacity=False)
    sign_in(client, a_person(Role.PLACEMENTS_OFFICER, organisation_id=authority.id))
    assert principal_of(client, clock).roles == frozenset()
    assert client.get("/find").status_code == 403
    assert "no buying capacity stands" in client.get("/account").text
    a_capacity(authority, "E08000003", ends_on=date(2026, 3, 2))
    assert principal_of(client, clock).buys_for == {"E08000003"}
    clock.at = clock.at.replace(hour=23, minute=59)
    assert principal_of(client, clock).roles == {Role.PLACEMENTS_OFFICER}, "the last day counts to its end"
    clock.forward(minutes=1)
    assert principal_of(client, clock).roles == frozenset()


def test_a_consortiums_manager_needs_members(app: Flask, client: FlaskClient, clock: Clock) -> None:
    lonely = a_consortium()
    sign_in(client, a_person(Role.CONSORTIUM_MANAGER, organisation_id=lonely.id))
    assert principal_of(client, clock).roles == frozenset()
    peopled = a_consortium(an_authority("E08000035"))
    sign_in(client, a_person(Role.CONSORTIUM_MANAGER, organisation_id=peopled.id))
    assert principal_of(client, clock).buys_for == {"E08000035"}


@pytest.mark.parametrize(
    ("where", "audited"),
    [("nation", None), ("authority", {"E08000003"}), ("consortium", {"E08000003"})],
)
def test_an_auditor_looks_at_a_nation_an_authority_or_a_consortium(
    app: Flask, client: FlaskClient, clock: Clock, where: str, audited: set[str] | None
) -> None:
    authority = an_authority("E08000003")
    organisation = {
        "nation": an_organisation(OrganisationKind.NATIONAL_BODY),
        "authority": authority,
        "consortium": a_consortium(authority),
    }[where]
    sign_in(client, a_person(Role.AUDITOR, organisation_id=organisation.id))
    assert principal_of(client, clock).audits == audited


def test_a_limit_on_one_role_holds_for_the_other_too(app: Flask, client: FlaskClient, clock: Clock) -> None:
    person = a_person(Role.PROVIDER_EDITOR, settings=["A" * 26])
    own = queries.roles_of(person.id)[0].organisation_id
    a_role(person, Role.SIGNATORY, organisation_id=own)
    sign_in(client, person)
    assert principal_of(client, clock).settings == {"A" * 26}
