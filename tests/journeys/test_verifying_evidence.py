"""A verifier takes an item up, reads its file beside the answers, sends it back, undoes that and accepts it."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from register.app import create_app, relay_for
from register.core.access import Role
from register.core.db import db
from register.settings import Settings
from tests.builders.accounts import PASSWORD, TOTP_SECRET, a_person
from tests.builders.evidence import an_evidence
from tests.builders.organisations import an_organisation
from tests.journeys.people import Person, Phone, sign_in
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
def test_a_verifier_decides_about_an_item(
    app: Flask, someone: Callable[..., Visitor], *, phone: bool, scripts: bool
) -> None:
    organisation = an_organisation()
    an_evidence(organisation.id)
    relay_for(app).run_until_idle()
    account = a_person(Role.VERIFIER)
    verifier = someone("verifier", phone=phone, scripts=scripts)
    sign_in(verifier, Person(account.name, account.email, Phone(TOTP_SECRET)), password=PASSWORD)
    verifier.follow("Evidence to verify")
    verifier.sees("What ends first comes first")
    verifier.follow(organisation.name)
    verifier.press("Take this up")
    verifier.sees("Open the file")
    verifier.press("Decide")
    verifier.sees("Accept it or send it back")
    verifier.choose("No, send it back")
    verifier.select("Why is it sent back?", "The answers are not what the document says")
    verifier.press("Decide")
    verifier.sees("Sent back.")
    verifier.press("Undo")
    verifier.choose("Yes, accept it")
    verifier.press("Decide")
    verifier.sees("Accepted.")
