"""A provider describes a setting, offers a place, keeps it true and fills it; also on a phone, without scripts."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask

from register.app import create_app
from register.core.access import Role
from register.core.clock import local_date, now
from register.core.db import db
from register.settings import Settings
from tests.builders.accounts import PASSWORD, a_person
from tests.builders.vacancies import a_held_setting, a_vacancy
from tests.journeys.running import Register
from tests.journeys.visiting import Visitor

Someone = Callable[..., Visitor]


@pytest.fixture(scope="module")
def app(register: Register) -> Iterator[Flask]:
    app = create_app(Settings(data=register.folder))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def editor(app: Flask) -> str:
    """The address of somebody who keeps the vacancies of two homes, one of them long unconfirmed."""
    _home, provider = a_held_setting()
    organisation_id = provider.id
    other, _provider = a_held_setting(organisation=provider)
    a_vacancy(other, organisation_id, last_confirmed_at=now() - timedelta(days=9), places=2)
    return a_person(Role.PROVIDER_EDITOR, organisation_id=organisation_id).email


@pytest.mark.parametrize(("phone", "scripts"), [(False, True), (True, False)], ids=["at a desk", "on a phone"])
def test_a_place_is_described_offered_confirmed_and_filled(
    editor: str, someone: Someone, *, phone: bool, scripts: bool
) -> None:
    visitor = someone("editor", phone=phone, scripts=scripts)
    visitor.open("/sign-in")
    visitor.fill("Email address", editor)
    visitor.fill("Password", PASSWORD)
    visitor.press("Sign in")
    visitor.open("/dashboard")
    visitor.sees("1 vacancy needs confirming.")
    _describe(visitor)
    visitor.follow("Check your answers")
    visitor.sees("M20, Manchester")
    visitor.does_not_see("Thistledown")
    _offer(visitor)
    visitor.sees("Published. Placements officers find it from now on.")
    visitor.open("/dashboard")
    visitor.press("Nothing has changed: confirm all 2")
    visitor.sees("All vacancies are up to date.")
    visitor.press("Filled")
    visitor.sees("Marked as filled.")
    visitor.follow("2 places, ages 10 to 16")
    visitor.choose("Not available")
    visitor.press("Change the status")
    visitor.sees("There is a problem")
    visitor.choose("Not available")
    visitor.choose("Not enough staff")
    visitor.press("Change the status")
    visitor.sees("Not enough staff")


def _describe(visitor: Visitor) -> None:
    visitor.follow("Describe this setting", within="Oakway Care, home 1")
    visitor.follow("Name and address")
    visitor.fill("Name of the home", "Thistledown House")
    visitor.fill("Address", "14 Quarrybank Rise")
    visitor.fill("Postcode", "M20 2RN")
    visitor.press("Save and continue")
    visitor.follow("Whom to contact")
    visitor.fill("Who answers", "Placements team")
    visitor.fill("Telephone number", "01632 960 001")
    visitor.press("Save and continue")
    visitor.follow("Age and gender")
    visitor.fill("Youngest age", "8")
    visitor.fill("Oldest age", "17")
    visitor.choose("Any gender")
    visitor.press("Save and continue")
    visitor.follow("Kinds of placement")
    visitor.press("Save and continue")
    visitor.follow("Needs and specialisms")
    visitor.select("Complex trauma", "A specialism")
    visitor.press("Save and continue")
    visitor.follow("Needs never accepted")
    visitor.select("Fire-setting", "Not insured for it")
    visitor.press("Save and continue")
    visitor.follow("Education and languages")
    visitor.choose("English")
    visitor.press("Save and continue")
    visitor.follow("In your own words")
    about = "What should placements officers know about this setting? (optional)"
    visitor.fill(about, "Ring Thistledown on 01632 960 001")
    visitor.press("Save and continue")
    visitor.sees("There is a problem")
    assert visitor.page.locator("mark").all_inner_texts() == ["Thistledown", "01632 960 001"]
    visitor.fill(about, "A calm place to live.")
    visitor.press("Save and continue")


def _offer(visitor: Visitor) -> None:
    visitor.follow("Offer a vacancy")
    today = local_date(now())
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        visitor.fill(part, str(value))
    visitor.choose("A child can come in an emergency, the same day")
    visitor.press("Save and continue")
    visitor.sees("Check your answers before you publish")
    visitor.press("Publish")
    visitor.sees("Emergencies need an out-of-hours number")
    visitor.follow("Change")
    visitor.page.get_by_label("A child can come in an emergency, the same day").uncheck()
    visitor.press("Save and continue")
    visitor.press("Publish")
