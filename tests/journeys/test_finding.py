"""An officer finds a place: at a desk, and on a phone without scripts."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from register.app import create_app
from register.core.access import Role
from register.core.clock import now
from register.core.db import db
from register.geography.queries import current_gazetteer
from register.settings import Settings
from tests.builders.accounts import PASSWORD, TOTP_SECRET, a_person
from tests.builders.vacancies import a_description, a_held_setting, a_vacancy
from tests.journeys.running import Register
from tests.journeys.visiting import Visitor


@pytest.fixture(scope="module")
def app(register: Register) -> Iterator[Flask]:
    app = create_app(Settings(data=register.folder))
    with app.app_context():
        _fill()
        db.session.remove()
        register.command("search", "rebuild")
        yield app
        db.session.remove()
        db.engine.dispose()


def _fill() -> None:
    for district, provision, given in (
        ("M1", "CH", {"words": "We keep horses and a large garden.", "age_min": 8, "age_max": 15}),
        ("M1", "CH", {"words": "A quiet street.", "last_confirmed_at": now() - timedelta(days=9)}),
        ("M22", "IFA", {"words": "Carers who speak Urdu.", "gender": "female", "emergency": True}),
        ("M22", "SA", {"age_min": 16, "age_max": 17, "status": "planned"}),
    ):
        setting_id, organisation = a_held_setting(provision)
        a_description(setting_id, organisation.id, area_id=current_gazetteer().areas_with(district)[0].id)
        a_vacancy(setting_id, organisation.id, **given)


@pytest.mark.parametrize(("phone", "scripts"), [(False, True), (True, False)], ids=["at a desk", "on a phone"])
def test_an_officer_finds_narrows_and_widens(
    app: Flask, someone: Callable[..., Visitor], *, phone: bool, scripts: bool
) -> None:
    person = a_person(Role.PLACEMENTS_OFFICER)
    officer = someone("officer", phone=phone, scripts=scripts)
    officer.open("/sign-in")
    officer.fill("Email address", person.email)
    officer.fill("Password", PASSWORD)
    officer.press("Sign in")
    officer.fill("Code", pyotp.TOTP(TOTP_SECRET).now())
    officer.press("Continue")

    officer.open("/find")
    officer.press("Find places")
    officer.sees("Enter a postcode, a town or a local authority")
    officer.fill("Near which place?", "m11ae")
    officer.fill("Age in years (optional)", "12")
    officer.press("Find places")
    officer.sees("3 vacancies")
    officer.sees("Under 5 miles")
    officer.sees("Needs confirming")
    assert "m11ae" not in officer.page.url.lower()
    officer.does_not_see("m11ae")

    officer.choose("Fostering: independent agency (1)", group="Type of provision")
    officer.press("Apply filters")
    officer.sees("1 vacancy")
    officer.sees("Takes emergencies")

    officer.follow("Change the search")
    officer.fill("Near which place?", "PR1")
    officer.select("Within", "5 miles")
    officer.fill("Words (optional)", "Urdu")
    officer.press("Find places")
    officer.sees("No vacancy in the register fits this search.")
    officer.does_not_see("Within 10 miles:")
    officer.press("At any distance: 1")
    officer.sees("Says: urdu")
