"""A reminder comes, is answered without signing in; what nobody confirms is seen to go; two edit at once."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from register.app import create_app
from register.core import outbox
from register.core.access import Role
from register.core.clock import local_date, now
from register.core.db import db, transaction
from register.settings import Settings
from register.vacancies.models import Vacancy
from register.vacancies.services.watching import REMINDER
from search.engine.service import TOPIC
from tests.builders.accounts import PASSWORD, TOTP_SECRET, a_person
from tests.builders.vacancies import a_description, a_held_setting, a_vacancy
from tests.journeys.keyboard import Keyboard
from tests.journeys.running import Register
from tests.journeys.visiting import Visitor

Someone = Callable[..., Visitor]
LINK = re.compile(r"http://\S+/answer\S+")


@dataclass(frozen=True)
class Provider:
    """Somebody's address, and vacancies that are nearly due."""

    organisation_id: str
    setting_id: str
    email: str
    vacancies: tuple[str, ...]


@pytest.fixture(scope="module")
def app(register: Register) -> Iterator[Flask]:
    app = create_app(Settings(data=register.folder))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def provider(app: Flask) -> Provider:
    setting_id, organisation = a_held_setting(registered_places=8)
    organisation_id = organisation.id
    a_description(setting_id, organisation_id)
    nearly = now() - timedelta(days=6, hours=12)
    ids = tuple(a_vacancy(setting_id, organisation_id, last_confirmed_at=nearly, places=places) for places in (1, 2, 3))
    email = a_person(Role.PROVIDER_EDITOR, organisation_id=organisation_id).email
    return Provider(organisation_id, setting_id, email, ids)


def look_at(provider: Provider) -> None:
    with transaction() as session:
        outbox.enqueue(session, topic=REMINDER, key=provider.organisation_id, now=now())


def unconfirmed_for(vacancy_id: str, **length: float) -> None:
    """Set a vacancy back, as if nobody had confirmed it for so long."""
    with transaction() as session:
        session.get_one(Vacancy, vacancy_id).last_confirmed_at = now() - timedelta(**length)
        outbox.enqueue(session, topic=TOPIC, key=vacancy_id, now=now())


def sign_in(visitor: Visitor, email: str, *, code: bool = False) -> None:
    visitor.open("/sign-in")
    visitor.fill("Email address", email)
    visitor.fill("Password", PASSWORD)
    visitor.press("Sign in")
    if code:
        visitor.fill("Code", pyotp.TOTP(TOTP_SECRET).now())
        visitor.press("Continue")


@pytest.mark.parametrize(("phone", "scripts"), [(False, True), (True, False)], ids=["at a desk", "on a phone"])
def test_a_reminder_is_answered_from_the_mail_and_officers_see_what_is_left(
    provider: Provider, someone: Someone, *, phone: bool, scripts: bool
) -> None:
    look_at(provider)
    keeper = someone("keeper", phone=phone, scripts=scripts)
    body = keeper.mail(provider.email, subject="3 vacancies: are they still true?")
    found = LINK.search(body)
    assert found is not None
    kept, filled, left = provider.vacancies
    keeper.open(found[0])
    keeper.sees("Nothing happens until you press the button.")
    keeper.press("Save")
    keeper.sees("Choose an answer")
    keeper.choose("Nothing has changed", group=": 1 place")
    keeper.choose("Filled", group=": 2 places")
    keeper.choose("I answer later", group=": 3 places")
    keeper.press("Save")
    keeper.sees("2 answers saved. Thank you.")
    keeper.sees("Are these 2 vacancies still true?")

    officer = someone("officer", phone=phone, scripts=scripts)
    sign_in(officer, a_person(Role.PLACEMENTS_OFFICER).email, code=True)
    officer.open(f"/vacancies/{filled}")
    officer.sees("Page not found")
    officer.open(f"/vacancies/{kept}")
    officer.sees("Open")
    officer.does_not_see("Needs confirming")
    unconfirmed_for(left, days=8)
    officer.open(f"/vacancies/{left}")
    officer.sees("Needs confirming")
    unconfirmed_for(left, days=15)
    officer.open(f"/vacancies/{left}")
    officer.sees("Page not found")

    keeper.open(found[0])
    keeper.choose("Withdraw all of them")
    keeper.press("Save")
    keeper.sees("This link is no longer good")
    keeper.sees("What you can do")


def test_two_who_edit_at_once_and_how_the_places_stood(provider: Provider, someone: Someone) -> None:
    first, second = someone("first"), someone("second")
    vacancy_id = provider.vacancies[0]
    for editor in (first, second):
        sign_in(editor, provider.email)
        editor.open(f"/vacancies/{vacancy_id}/change")
    for editor, age in ((first, "15"), (second, "14")):
        editor.fill("Oldest age", age)
        editor.press("Save and confirm")
    first.sees("Saved, and confirmed as of now.")
    second.sees("Somebody else changed this first")
    second.sees("10 to 15")
    second.sees("10 to 14")
    second.press("Save what I entered")
    second.sees("10 to 14")
    first.press("Withdraw")
    first.sees("Somebody else changed this first")
    first.follow("Keep what is in the register")
    first.open(f"/settings/{provider.setting_id}/numbers")
    first.fill("Filled places", "9")
    first.press("Save")
    first.sees("can be filled")
    first.fill("Filled places", "1")
    first.press("Save")
    first.sees("1 filled")
    first.follow("History: how these places stood at any time")
    first.sees("Filled places told")


def test_a_vacancy_is_offered_with_the_keyboard_alone(provider: Provider, someone: Someone) -> None:
    keyboard = Keyboard(someone("keyboard"))
    sign_in(keyboard.visitor, provider.email)
    keyboard.open(f"/settings/{provider.setting_id}/vacancies/new")
    keyboard.go_to("How many places?")
    keyboard.page.keyboard.press("Control+a")
    keyboard.page.keyboard.type("2")
    keyboard.go_to("How much notice do you need?")
    keyboard.page.keyboard.press("Control+a")
    keyboard.page.keyboard.type("48")
    keyboard.choose("Open, but every child must first be matched")
    keyboard.press("Save and continue")
    keyboard.visitor.sees("Check your answers before you publish")
    keyboard.visitor.sees("48 hours")
    keyboard.press("Publish")
    keyboard.visitor.sees("Published.")
    keyboard.choose("Held for first refusal")
    keyboard.write("For how many hours?", "4")
    keyboard.press("Change the status")
    keyboard.visitor.sees("Held until")
    keyboard.visitor.sees("Then it opens again by itself.")
    assert str(local_date(now()).year) in keyboard.visitor.text()
