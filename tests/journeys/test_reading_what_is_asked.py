"""A provider reads what is asked nationally: at a desk, and on a phone without scripts."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from register.app import create_app
from register.core.access import Role
from register.core.db import db
from register.settings import Settings
from tests.builders.accounts import PASSWORD, a_person
from tests.journeys.running import Register
from tests.journeys.visiting import Visitor


@pytest.fixture(scope="module")
def app(register: Register) -> Iterator[Flask]:
    app = create_app(Settings(data=register.folder))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(("phone", "scripts"), [(False, True), (True, False)], ids=["at a desk", "on a phone"])
def test_a_provider_reads_what_is_asked_of_it(
    app: Flask, someone: Callable[..., Visitor], *, phone: bool, scripts: bool
) -> None:
    person = a_person(Role.PROVIDER_EDITOR)
    provider = someone("provider", phone=phone, scripts=scripts)
    provider.open("/sign-in")
    provider.fill("Email address", person.email)
    provider.fill("Password", PASSWORD)
    provider.press("Sign in")

    provider.follow("What is asked")
    provider.sees("74 requirements")
    provider.select("Kind of setting", "Independent fostering agency")
    provider.select("Nation", "Scotland")
    provider.press("Show")
    provider.sees("52 requirements")
    provider.does_not_see("Inspection floor in England")

    provider.follow("INS-02: Public liability")
    provider.sees("a limit of at least £10 million, in force today")
    provider.sees("more than £10 million needs a published reason")
    provider.follow("What is asked nationally")

    provider.follow("ORG-05")
    provider.sees("From 1 April 2030")
    provider.follow("What is asked nationally")

    provider.follow("What is never asked")
    provider.sees("Companies House")
    provider.follow("What is asked nationally")

    provider.follow("What has changed")
    provider.sees("Changes of law to come")
    provider.follow("What is asked nationally")

    provider.follow("to be printed")
    provider.sees("What it is used for")
