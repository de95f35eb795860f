"""A home, premises and a household are described, at a desk, on a phone without scripts, and by keyboard alone."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from register.app import create_app
from register.core.access import Role
from register.core.clock import local_date, now
from register.core.db import db
from register.organisations.models import Organisation
from register.settings import Settings
from tests.builders.accounts import PASSWORD, a_person
from tests.builders.vacancies import a_held_setting
from tests.journeys.running import Register
from tests.journeys.visiting import Visitor

Someone = Callable[..., Visitor]
BOTH = pytest.mark.parametrize(("phone", "scripts"), [(False, True), (True, False)], ids=["at a desk", "on a phone"])


@pytest.fixture(scope="module")
def app(register: Register) -> Iterator[Flask]:
    app = create_app(Settings(data=register.folder))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def held(app: Flask) -> dict[str, str]:
    """A home, supported accommodation and a fostering agency by provision, and the address of who keeps them."""
    home, provider = a_held_setting()
    organisation_id, settings = provider.id, {"CH": home}
    for provision in ("SA", "IFA"):
        organisation = db.session.get_one(Organisation, organisation_id)
        settings[provision], _ = a_held_setting(provision, organisation=organisation)
    return settings | {"email": a_person(Role.PROVIDER_EDITOR, organisation_id=organisation_id).email}


def come_in(visitor: Visitor, held: dict[str, str], *, to: str) -> None:
    visitor.open("/sign-in")
    visitor.fill("Email address", held["email"])
    visitor.fill("Password", PASSWORD)
    visitor.press("Sign in")
    visitor.open(f"/settings/{held[to]}/description")


@BOTH
def test_a_home_says_who_is_there_and_what_it_is_like_and_comes_back_later(
    held: dict[str, str], someone: Someone, *, phone: bool, scripts: bool
) -> None:
    visitor = someone("editor", phone=phone, scripts=scripts)
    come_in(visitor, held, to="CH")
    visitor.follow("Staff by day and by night")
    visitor.press("Save and continue")
    visitor.sees("Choose how many staff there are by day")
    visitor.choose("Two staff to one child")
    visitor.choose("Waking: somebody is awake all night")
    visitor.press("Save and continue")
    visitor.follow("The home")
    visitor.select("Pets", "Pets live there")
    visitor.select("Garden", "A garden")
    visitor.press("Save and continue")
    # Away, and back another day: what was said is still there.
    visitor.open("/dashboard")
    visitor.open(f"/settings/{held['CH']}/description")
    visitor.follow("Check your answers")
    for words in ("Two staff to one child", "Pets live there", "A garden", "Not said"):
        visitor.sees(words)
    visitor.follow("Change pets")
    assert visitor.page.get_by_label("Pets", exact=True).input_value() == "live"


@BOTH
def test_premises_are_told_and_a_place_in_them_is_offered(
    held: dict[str, str], someone: Someone, *, phone: bool, scripts: bool
) -> None:
    visitor = someone("editor", phone=phone, scripts=scripts)
    come_in(visitor, held, to="SA")
    visitor.follow("Premises and their addresses")
    visitor.press("Add premises")
    visitor.press("Save")
    visitor.sees("There is a problem")
    visitor.choose("Self-contained unit")
    visitor.fill("How many young people is there room for?", "2")
    visitor.fill("Address", "14 Quarrybank Rise")
    visitor.fill("Postcode", "M20 2RN")
    visitor.press("Save")
    visitor.sees("Others see: M20, Manchester")
    visitor.does_not_see("Quarrybank")
    visitor.follow("Offer a vacancy")
    visitor.select("At which premises?", "Premises 1: M20, Manchester")
    fill_vacancy(visitor, places="3")
    visitor.press("Save and continue")
    visitor.press("Publish")
    visitor.sees("There is room for 2")
    visitor.follow("Change places")
    visitor.fill("How many places?", "2")
    visitor.press("Save and continue")
    visitor.press("Publish")
    visitor.sees("Published. Placements officers find it from now on.")


@BOTH
def test_a_household_is_told_by_key_alone_and_a_place_with_it_is_offered(
    held: dict[str, str], someone: Someone, *, phone: bool, scripts: bool
) -> None:
    visitor = someone("editor", phone=phone, scripts=scripts)
    come_in(visitor, held, to="IFA")
    visitor.follow("Households, by your own key")
    visitor.select("Authority", "Manchester")
    visitor.press("Say how many live there")
    visitor.fill("M20, Manchester", "25")
    visitor.press("Save")
    visitor.press("Add a household")
    visitor.fill("Your own key for this household", "The Smiths 1")
    visitor.fill("For how many children is it approved?", "2")
    visitor.select("In which area does it live?", "M20, Manchester")
    visitor.press("Save")
    visitor.sees("Enter a key without words: it may be")
    visitor.fill("Your own key for this household", "H-0412")
    visitor.press("Save")
    visitor.sees("In M20, Manchester. Others see: M20, Manchester")
    visitor.follow("Offer a vacancy")
    visitor.select("With which household?", "H-0412: M20, Manchester")
    fill_vacancy(visitor, places="1")
    visitor.press("Save and continue")
    visitor.press("Publish")
    visitor.sees("Published. Placements officers find it from now on.")


def test_premises_are_told_by_keyboard_alone(held: dict[str, str], someone: Someone) -> None:
    visitor = someone("editor", phone=False, scripts=True)
    come_in(visitor, held, to="SA")
    visitor.follow("Premises and their addresses")
    visitor.press("Add premises")
    keys = visitor.page.keyboard
    typed = {"category": " ", "capacity": "2", "address": "14 Quarrybank Rise", "postcode": "M20 2RN"}
    for _ in range(40):
        keys.press("Tab")
        focused = visitor.page.evaluate("[document.activeElement.name || '', document.activeElement.tagName]")
        if focused[0] in typed:
            keys.type(typed.pop(focused[0]))
        elif focused[1] == "BUTTON" and not typed:
            outline = visitor.page.evaluate("getComputedStyle(document.activeElement).boxShadow")
            assert outline != "none", "where one is can be seen"
            keys.press("Enter")
            break
    visitor.look()
    visitor.sees("Others see: M20, Manchester")


def fill_vacancy(visitor: Visitor, *, places: str) -> None:
    visitor.fill("How many places?", places)
    visitor.fill("Youngest age", "16")
    visitor.fill("Oldest age", "17")
    visitor.choose("Any gender")
    today = local_date(now())
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        visitor.fill(part, str(value))
