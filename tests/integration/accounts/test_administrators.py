"""Administrators of the register let one another in, and everybody hears of it."""

from collections.abc import Callable

import pytest
from flask import Flask

from register.accounts.models import Person
from register.accounts.queries import People, find_person
from register.core.access import Role
from register.core.db import transaction
from register.core.notices import OutgoingNotice
from register.organisations.domain import CapacityStatus, OrganisationKind
from tests.builders.accounts import TOTP_SECRET, WHEN, a_person, a_role, sign_in
from tests.builders.organisations import a_capacity, an_authority, an_organisation

Post = Callable[[], list[OutgoingNotice]]
Let = Callable[[Person, str], Person]


@pytest.fixture
def body(app: Flask) -> str:
    return an_organisation(OrganisationKind.NATIONAL_BODY).id


@pytest.fixture
def let_in(app: Flask, body: str, post: Post) -> Let:
    """Has an administrator invite an address as one more, which accepts."""

    def invite(inviter: Person, email: str) -> Person:
        browser = app.test_client()
        sign_in(browser, inviter)
        given = {"email": email, "role": "register-administrator"}
        assert browser.post(f"/organisations/{body}/people/invite", data=given).status_code == 303
        [message] = [one.body for one in post() if one.to == email]
        given = {"token": message.split("token=")[1].split()[0], "name": "Nell", "password": "quiet herons over slate"}
        assert app.test_client().post("/invitation", data=given).status_code == 303
        with transaction():
            person = find_person(email)
            assert person is not None
            person.totp_secret, person.totp_confirmed_at = TOTP_SECRET, WHEN
        return person

    return invite


def test_every_administrator_hears_of_a_new_one(let_in: Let, body: str, post: Post) -> None:
    inviter, other = (a_person(Role.REGISTER_ADMINISTRATOR, organisation_id=body) for _ in range(2))
    addresses = {inviter.email, other.email}
    let_in(inviter, "second-self@people.example")
    told = {one.to: one.body for one in post() if one.subject == "There is a new register administrator"}
    assert told.keys() == addresses
    assert all("second-self@people.example" in words for words in told.values())


def test_a_second_address_of_ones_own_does_not_make_two(app: Flask, let_in: Let, body: str) -> None:
    proposer, independent = (a_person(Role.REGISTER_ADMINISTRATOR, organisation_id=body) for _ in range(2))
    proposer_id = proposer.id
    own = let_in(proposer, "second-self@people.example")
    further = let_in(own, "third-self@people.example")
    assert {People().goes_back_to(one.id) for one in (own, further)} == {proposer_id}
    capacity = a_capacity(
        an_authority(capacity=False), "E08000003", status=CapacityStatus.PROPOSED, proposed_by=proposer_id
    ).id
    for person, words in ((further, "were let in by the same person"), (independent, "Have you seen the evidence")):
        browser = app.test_client()
        sign_in(browser, person)
        assert words in browser.get(f"/capacities/{capacity}/decide").text
        given = {"decision": "approve", "version": "1"}
        expected = 303 if person is independent else 403
        assert browser.post(f"/capacities/{capacity}/decide", data=given).status_code == expected


def test_a_role_elsewhere_says_nothing_of_who_let_somebody_into_the_register(app: Flask, body: str) -> None:
    person = a_person(Role.REGISTER_ADMINISTRATOR, organisation_id=body)
    a_role(person, Role.PROVIDER_EDITOR)
    assert People().goes_back_to(person.id) == person.id
