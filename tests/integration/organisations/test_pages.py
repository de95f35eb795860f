"""Pages of organisations, from the first look to the decision, as people with these roles see them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from register.accounts.models import Person
from register.core.access import Role
from register.core.clock import local_date
from register.core.db import db
from register.core.identifiers import Scheme
from register.organisations import queries
from register.organisations.domain import CapacityStatus, OrganisationKind
from register.organisations.models import Organisation
from tests.builders.accounts import a_person, sign_in
from tests.builders.organisations import a_capacity, a_consortium, an_authority, an_organisation
from tests.integration.conftest import Clock
from tests.pages import post, post_twice, text_of

EVIDENCE = {"evidence": "council-decision", "reference": "Cabinet, 12 January", "note": ""}
LAST_DAY = {"ends_on-day": "31", "ends_on-month": "3", "ends_on-year": "2028"}


@pytest.fixture
def office(app: Flask) -> Organisation:
    return an_organisation(OrganisationKind.NATIONAL_BODY, name="Invented Register Office")


@pytest.fixture
def administrator(office: Organisation) -> Person:
    return a_person(Role.REGISTER_ADMINISTRATOR, organisation_id=office.id)


@pytest.fixture
def second(office: Organisation) -> Person:
    return a_person(Role.REGISTER_ADMINISTRATOR, organisation_id=office.id)


@pytest.fixture
def verifier(office: Organisation) -> Person:
    return a_person(Role.VERIFIER, organisation_id=office.id)


@pytest.fixture
def provider(app: Flask) -> Organisation:
    return an_organisation(name="Invented Care Limited", brand="Invented Care")


@pytest.fixture
def owner(provider: Organisation) -> Person:
    return a_person(Role.PROVIDER_ADMINISTRATOR, organisation_id=provider.id)


def reread() -> None:
    """See what other sessions have committed."""
    db.session.rollback()


def test_an_organisation_is_added_after_a_second_look(client: FlaskClient, administrator: Person) -> None:
    sign_in(client, administrator)
    fields = {"kind": "provider", "name": "Invented Homes Limited", "brand": "Invented Homes"}
    page = post(client, "/organisations/add", status=422, **fields, scheme="ofsted-urn", identifier="XXXXXXX")
    assert "not inspected by Ofsted" in page
    where = post_twice(client, "/organisations/add", **fields, scheme="gb-coh", identifier="sc 123456")
    assert "SC123456" in text_of(client, where)
    assert "Invented Homes Limited" in text_of(client, "/organisations?q=SC123456")
    page = post(client, "/organisations/add", status=422, **fields, scheme="gb-coh", identifier="SC123456")
    assert "already has this identifier" in page
    post_twice(client, "/organisations/add", **fields, scheme="gb-sc", identifier="SC123456")


def test_an_authority_is_known_by_its_name(client: FlaskClient, administrator: Person) -> None:
    sign_in(client, administrator)
    page = post(client, "/organisations/add", status=422, kind="local-authority", name="Nowhere Council")
    assert "No authority of today has this name" in page
    where = post_twice(client, "/organisations/add", kind="local-authority", name="Manchester City Council")
    assert "E08000003" in text_of(client, where)


def test_a_name_changed_by_two_at_once_is_a_plain_conflict(
    client: FlaskClient, administrator: Person, provider: Organisation
) -> None:
    sign_in(client, administrator)
    path = f"/organisations/{provider.id}/change"
    assert "Invented Care Limited" in text_of(client, path)
    post(client, path, name="Invented Care plc", brand="Invented Care", version="1")
    page = post(client, path, status=409, name="Other", brand="Other", version="1")
    assert "Somebody else changed this" in page


def test_identifiers_come_and_go(client: FlaskClient, administrator: Person, provider: Organisation) -> None:
    sign_in(client, administrator)
    base = f"/organisations/{provider.id}"
    text_of(client, f"{base}/identifiers/add")
    assert "Choose" in post(client, f"{base}/identifiers/add", status=422, scheme="gb-coh", identifier="12")
    post(client, f"{base}/identifiers/add", scheme="gb-coh", identifier="01234567")
    assert "01234567" in text_of(client, base)
    assert "Remove this identifier" in text_of(client, f"{base}/identifiers/gb-coh/01234567/remove")
    post(client, f"{base}/identifiers/gb-coh/01234567/remove")
    text_of(client, f"{base}/identifiers/gb-coh/01234567/remove", status=404)


def test_members_join_and_leave_a_consortium_by_the_day(client: FlaskClient, administrator: Person) -> None:
    authority, consortium = an_authority(name="Invented Borough"), a_consortium(name="Invented Consortium")
    sign_in(client, administrator)
    path = f"/organisations/{consortium.id}/members/add"
    day = {"joined_on-day": "1", "joined_on-month": "4", "joined_on-year": "2026"}
    assert "Invented Borough" in text_of(client, path)
    assert "real date" in post(client, path, status=422, authority_id=authority.id, **(day | {"joined_on-month": "14"}))
    assert "first day of membership" in post(client, path, status=422, authority_id=authority.id)
    post(client, path, authority_id=authority.id, **day)
    assert "already a member" in post(client, path, status=422, authority_id=authority.id, **day)
    reread()
    (member,) = queries.memberships_of(consortium.id)
    end = f"/organisations/members/{member.id}/end"
    left = {"left_on-day": "31", "left_on-month": "3", "left_on-year": "2026"}
    assert "cannot be before the first" in post(client, end, status=422, **left)
    post(client, end, **(left | {"left_on-year": "2027"}))
    assert "31 March 2027" in text_of(client, f"/organisations/{consortium.id}")
    assert "Invented Consortium" in text_of(client, f"/organisations/{authority.id}")


def test_a_capacity_is_proposed_by_one_and_granted_by_another(
    app: Flask, client: FlaskClient, administrator: Person, second: Person, clock: Clock
) -> None:
    trust = an_organisation(OrganisationKind.ACTING_BODY, name="Invented Children's Trust")
    sign_in(client, administrator)
    path = f"/organisations/{trust.id}/capacities/propose"
    assert "s trust" in text_of(client, path)
    fields = {"kind": "childrens-trust", **LAST_DAY, **EVIDENCE}
    page = post(client, path, status=422, **fields, authorities="Manchester\nNowhere")
    assert "There is no authority called: Nowhere" in page
    where = post_twice(client, path, **fields, authorities="352\r\nE08000006")
    capacity_id = where.rsplit("/", 1)[1]
    assert "Take this proposal back" in text_of(client, where)
    assert "another register administrator must decide" in text_of(client, f"{where}/decide")
    post(client, f"{where}/decide", status=403, decision="approve", version="1")

    other = app.test_client()
    sign_in(other, second)
    assert "Invented Children" in text_of(other, "/queue")
    assert "Manchester, Salford" in text_of(other, f"{where}/decide")
    assert "Choose what you decide" in post(other, f"{where}/decide", status=422, version="1")
    post(other, f"{where}/decide", decision="approve", version="1")
    reread()
    assert queries.authorities_bought_for(trust.id, on=local_date(clock())) == {"E08000003", "E08000006"}
    assert "Stands" in text_of(other, where)
    assert queries.get_capacity(capacity_id).decided_by == second.id


def test_what_is_wrong_with_a_proposal_stands_beside_its_fields(client: FlaskClient, administrator: Person) -> None:
    authority = an_authority(capacity=False)
    sign_in(client, administrator)
    path = f"/organisations/{authority.id}/capacities/propose"
    page = post(client, path, status=422)
    for words in ("Choose as what it buys", "Enter the last day", "Choose what you were shown"):
        assert words in page
    order = [page.index(f'href="#{name}"') for name in ("kind", "ends_on-day", "evidence", "reference")]
    assert order == sorted(order)
    page = post(client, path, status=422, kind="authority", **(LAST_DAY | {"ends_on-year": "2020"}), **EVIDENCE)
    assert "The last day must be in the future" in page
    assert 'href="#ends_on-day"' in page and 'id="ends_on-day"' in page
    page = post(client, path, status=200, kind="authority", **LAST_DAY, **EVIDENCE)
    assert "Manchester" in page


def test_a_granted_capacity_is_confirmed_and_revoked(client: FlaskClient, administrator: Person, clock: Clock) -> None:
    authority = an_authority(capacity=False)
    capacity = a_capacity(authority, "E08000003", confirm_by=local_date(clock()))
    path = f"/capacities/{capacity.id}"
    sign_in(client, administrator)
    assert "Stands, ends within 30 days" in text_of(client, "/queue")
    text_of(client, f"{path}/confirm")
    assert "Choose what you were shown" in post(client, f"{path}/confirm", status=422, version="1")
    post(client, f"{path}/confirm", **EVIDENCE, version="1")
    assert "2 March 2027" in text_of(client, path)
    assert "no longer look for places" in text_of(client, f"{path}/revoke")
    post(client, f"{path}/revoke", version="2")
    assert "Revoked" in text_of(client, path)


def test_a_proposal_is_taken_back_by_its_proposer(client: FlaskClient, administrator: Person) -> None:
    authority = an_authority(capacity=False)
    capacity = a_capacity(authority, "E08000003", status=CapacityStatus.PROPOSED, proposed_by=administrator.id)
    sign_in(client, administrator)
    text_of(client, f"/capacities/{capacity.id}/withdraw")
    post(client, f"/capacities/{capacity.id}/withdraw", version="1")
    assert "Taken back" in text_of(client, f"/capacities/{capacity.id}")


@pytest.mark.parametrize("role", [Role.PROVIDER_ADMINISTRATOR, Role.PLACEMENTS_OFFICER, Role.COMMISSIONING_LEAD])
def test_neither_side_opens_the_pages_of_the_register(client: FlaskClient, role: Role) -> None:
    organisation = an_organisation(identifiers={Scheme.GB_COH: "01234567"})
    sign_in(client, a_person(role))
    for path in ("/queue", "/organisations", "/organisations/add", f"/organisations/{organisation.id}"):
        text_of(client, path, status=403)


def test_what_people_typed_is_shown_as_text_and_never_run(client: FlaskClient, administrator: Person) -> None:
    name = 'A <script>alert(1)</script> & "Sons"'
    sign_in(client, administrator)
    page = post(client, "/organisations/add", status=200, kind="provider", name=name)
    assert "<script>alert" not in page
    where = post_twice(client, "/organisations/add", kind="provider", name="Plain")
    base = where.split("://")[-1]
    post(client, f"{base}/change", name=name, brand=name, version="1")
    for path in (where, f"{where}/change", "/organisations", f"{where}/capacities/propose"):
        assert "<script>alert" not in text_of(client, path)


def test_an_organisations_page_leads_its_administrator_to_inviting_its_people(
    client: FlaskClient, administrator: Person, verifier: Person
) -> None:
    authority = an_authority()
    people = f"/organisations/{authority.id}/people"
    sign_in(client, administrator)
    assert people in client.get(f"/organisations/{authority.id}").get_data(as_text=True)
    assert "Invite somebody" in client.get(people).get_data(as_text=True)
    sign_in(client, verifier)
    assert people not in client.get(f"/organisations/{authority.id}").get_data(as_text=True)
