"""An officer finds a place: at a desk, on a phone without scripts, with nothing but the keyboard."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from register.accounts.models import Person
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


def sign_in(visitor: Visitor, person: Person) -> None:
    visitor.open("/sign-in")
    visitor.fill("Email address", person.email)
    visitor.fill("Password", PASSWORD)
    visitor.press("Sign in")
    visitor.fill("Code", pyotp.TOTP(TOTP_SECRET).now())
    visitor.press("Continue")


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


TYPED = "m11ae"


@pytest.mark.parametrize(("phone", "scripts"), [(False, True), (True, False)], ids=["at a desk", "on a phone"])
def test_an_officer_finds_narrows_opens_and_widens(
    app: Flask, register: Register, someone: Callable[..., Visitor], *, phone: bool, scripts: bool
) -> None:
    officer = someone("officer", phone=phone, scripts=scripts)
    sign_in(officer, a_person(Role.PLACEMENTS_OFFICER))

    officer.open("/find")
    officer.press("Find places")
    officer.sees("Enter a postcode, a town or a local authority")
    officer.fill("Near which place?", TYPED)
    officer.fill("Age in years (optional)", "12")
    officer.page.locator("summary", has_text="Disability and health").click()
    officer.select("Autism", "Essential")
    officer.page.locator("summary", has_text="Mental health and behaviour").click()
    officer.select("Self-harm", "Desirable")
    officer.press("Find places")
    officer.sees("3 vacancies")
    officer.sees("Under 5 miles")
    officer.sees("Needs confirming")
    officer.sees("Autism: normally accepted")
    officer.sees("Self-harm (desirable): nothing is said")
    assert TYPED not in officer.page.url.lower()
    officer.does_not_see(TYPED)

    officer.choose("Fostering: independent agency (1)", group="Type of provision")
    officer.press("Apply filters")
    officer.sees("1 vacancy")
    officer.sees("Takes emergencies")
    ring = officer.place("Carers who speak Urdu.").locator("a[href^='tel:']")
    assert ring.count() == 1
    assert ring.get_attribute("href") in {"tel:03000000000", "tel:03000000001"}
    officer.follow("Oakway Care, fostering agency 1")
    officer.sees("Oakway Care, fostering agency 1")
    officer.follow("Back to the results")
    officer.sees("1 vacancy")

    officer.follow("Change the search")
    assert officer.page.get_by_label("Near which place?", exact=True).input_value().startswith("M1, ")
    officer.fill("Near which place?", "PR1")
    officer.select("Within", "5 miles")
    officer.fill("Words (optional)", "Urdu")
    officer.press("Find places")
    officer.sees("No vacancy in the register fits this search.")
    officer.does_not_see("Within 10 miles:")
    officer.press("At any distance: 1")
    officer.sees("Says: urdu")
    _leaves_no_trace(register)


def _leaves_no_trace(register: Register) -> None:
    """What was typed is in no log and no file of the service; the directory of all postcodes holds every one."""
    left = [
        path.name
        for path in register.folder.rglob("*")
        if path.is_file() and path.name != "geography.bin" and re.search(rb"m1 ?1ae", path.read_bytes(), re.IGNORECASE)
    ]
    assert left == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_officer_finds_with_nothing_but_the_keyboard(
    app: Flask, someone: Callable[..., Visitor], *, scripts: bool
) -> None:
    officer = someone("keyboard", phone=True, scripts=scripts)
    sign_in(officer, a_person(Role.PLACEMENTS_OFFICER))
    officer.open("/find")
    keys = Keyboard(officer)
    keys.to("Skip to main content").press("Enter")
    keys.to("Near which place?").type("M1")
    keys.to("Within").type("40")
    keys.to("Age in years (optional)").type("12")
    keys.to("Any").press("ArrowDown")
    assert officer.page.get_by_label("Girls and young women").is_checked()
    keys.press("ArrowUp")
    keys.to("Disability and health").press("Enter")
    keys.to("Autism").type("Ess")
    keys.to("Find places").press("Enter")
    officer.page.wait_for_url("**/find/*")
    officer.look()
    officer.sees("3 vacancies")

    keys.to("Go to the filters").press("Enter")
    keys.to("Fostering: independent agency (1)").press("Space")
    keys.to("Purpose of the placement").press("Enter")
    keys.to("Bridging, or step down from residential care (3)").press("Space")
    before = officer.page.url
    keys.to("Apply filters").press("Enter")
    officer.page.wait_for_url(lambda url: url.split("#")[0] != before.split("#")[0])
    officer.look()
    officer.sees("1 vacancy")
    keys.to("Without \u201cFostering: independent agency\u201d", starts=True)
    keys.to("Oakway Care, fostering agency 1", back=True).press("Enter")
    officer.page.wait_for_url("**/vacancies/*")
    officer.look()
    officer.sees("Oakway Care, fostering agency 1")


class Keyboard:
    """Somebody who uses no mouse: goes from one thing to the next, sees where they are, and presses keys."""

    def __init__(self, visitor: Visitor) -> None:
        self.page = visitor.page

    def to(self, name: str, *, starts: bool = False, back: bool = False) -> "Keyboard":
        """Go on until the focus is on what has this name, and hold it to being seen there."""
        seen = []
        for _ in range(160):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            seen.append(self.page.evaluate(_FOCUSED))
            if seen[-1] == name or (starts and seen[-1].startswith(name)):
                assert self.page.evaluate(_STANDS_OUT), f"nobody sees that {name} has the focus"
                return self
        raise AssertionError(f"the keyboard does not reach {name!r}, only {seen}")

    def press(self, key: str) -> "Keyboard":
        self.page.keyboard.press(key)
        return self

    def type(self, words: str) -> "Keyboard":
        self.page.keyboard.type(words)
        return self


_FOCUSED = """() => {
    const at = document.activeElement;
    const label = at.labels && at.labels.length ? at.labels[0].innerText : at.innerText || at.value || "";
    return label.trim();
}"""
_STANDS_OUT = """() => {
    const at = document.activeElement;
    const box = at.getBoundingClientRect();
    const inside = box.top < window.innerHeight && box.bottom > 0;
    const nearby = [at, at.nextElementSibling, at.querySelector("span")].filter(Boolean);
    const marked = nearby.some((one) => ["", "::before"].some((part) => {
        const style = getComputedStyle(one, part || null);
        return (style.outlineStyle !== "none" && style.outlineWidth !== "0px") || style.boxShadow !== "none";
    }));
    return inside && marked;
}"""


def test_an_index_that_is_gone_is_said_in_plain_words_and_mends_itself(
    app: Flask, register: Register, someone: Callable[..., Visitor]
) -> None:
    officer = someone("patient", phone=True, scripts=False)
    sign_in(officer, a_person(Role.PLACEMENTS_OFFICER))
    officer.open("/find")
    officer.fill("Near which place?", "M1")
    officer.press("Find places")
    officer.sees("4 vacancies")
    (register.folder / "index" / "current").unlink()
    officer.page.reload()
    officer.complaints.clear()  # that this page answers 503 is the point
    officer.look()
    officer.sees("Search is not answering just now")
    officer.sees("No vacancy is lost")
    deadline = time.monotonic() + 60
    while "Search is not answering" in officer.text():
        assert time.monotonic() < deadline, "the worker made no new index"
        officer.page.get_by_role("link", name="Try it again").click()
        officer.complaints.clear()
        time.sleep(0.2)
    officer.look()
    officer.sees("4 vacancies")
