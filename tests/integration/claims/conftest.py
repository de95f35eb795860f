from dataclasses import dataclass

import pytest
from flask import Flask

from register.claims import services
from register.claims.models import Claim
from register.core.access import Principal, Role
from register.core.db import transaction
from register.core.relay import Relay
from register.organisations.domain import OrganisationKind
from register.organisations.models import Organisation
from tests.builders.claims import settled
from tests.builders.organisations import an_organisation
from tests.builders.people import KnownPeople, known_people
from tests.integration.conftest import Clock


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
def verifier(people: KnownPeople, body: Organisation) -> Principal:
    return people.principal(Role.VERIFIER, body.id)


@pytest.fixture
def second(people: KnownPeople, body: Organisation) -> Principal:
    """Another verifier."""
    return people.principal(Role.VERIFIER, body.id)


@pytest.fixture
def provider(app: Flask) -> Organisation:
    return an_organisation(name="Invented Care Limited", brand="Invented Care")


@pytest.fixture
def claimant(people: KnownPeople, provider: Organisation) -> Principal:
    return people.principal(Role.PROVIDER_ADMINISTRATOR, provider.id)


@dataclass
class Deciders:
    """Sees claims through to the end, or takes one step."""

    claimant: Principal
    verifiers: tuple[Principal, Principal]
    clock: Clock
    relay: Relay

    def claim(self, setting_id: str, *, by: Principal | None = None) -> Claim:
        with transaction():
            return services.claim_setting(setting_id, by=by or self.claimant, now=self.clock())

    def settle(self, claim: Claim, *, take_over: bool = False, claimant: Principal | None = None) -> Claim:
        return settled(
            claim,
            claimant=claimant or self.claimant,
            verifiers=self.verifiers,
            clock=self.clock,
            relay=self.relay,
            take_over=take_over,
        )


@pytest.fixture
def deciders(claimant: Principal, verifier: Principal, second: Principal, clock: Clock, relay: Relay) -> Deciders:
    return Deciders(claimant, (verifier, second), clock, relay)
