import pytest
from flask import Flask

from register.core.access import Principal, Role
from register.organisations.domain import OrganisationKind
from register.organisations.models import Organisation
from tests.builders.organisations import an_organisation
from tests.builders.people import KnownPeople, known_people


@pytest.fixture
def people(app: Flask) -> KnownPeople:
    return known_people(app)


@pytest.fixture
def body(app: Flask) -> Organisation:
    """The national body that looks after the register."""
    return an_organisation(OrganisationKind.NATIONAL_BODY, name="Invented Register Office")


@pytest.fixture
def administrator(people: KnownPeople, body: Organisation) -> Principal:
    return people.principal(Role.REGISTER_ADMINISTRATOR, body.id)


@pytest.fixture
def second(people: KnownPeople, body: Organisation) -> Principal:
    return people.principal(Role.REGISTER_ADMINISTRATOR, body.id)


@pytest.fixture
def verifier(people: KnownPeople, body: Organisation) -> Principal:
    return people.principal(Role.VERIFIER, body.id)
