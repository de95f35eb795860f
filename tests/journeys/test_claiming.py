"""A new provider claims twelve homes of one owner at once, and holds them after two verifiers, a code and five days.

Without scripts on a phone for the provider, at a desk for the verifiers; axe-core reads every page.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from register.app import create_app
from register.core.db import db
from register.settings import Settings
from tests.builders.regulators import a_setting
from tests.journeys.claiming import approve, enter_code, let_the_days_pass, verifier
from tests.journeys.people import PASSWORD
from tests.journeys.running import Register
from tests.journeys.visiting import Visitor

Someone = Callable[..., Visitor]
SPELLINGS = ("Oakway Care Ltd", "Oakway Care Limited", "OAKWAY CARE LTD.")


@pytest.fixture(scope="module")
def app(register: Register) -> Iterator[Flask]:
    app = create_app(Settings(data=register.folder))
    with app.app_context():
        for number in range(12):
            a_setting(owner_published=SPELLINGS[number % 3])
        yield app
        db.session.remove()
        db.engine.dispose()


def come_in(visitor: Visitor, organisation: str, *, name: str, email: str) -> None:
    visitor.open("/start-as-provider")
    visitor.fill("Name of your organisation", organisation)
    visitor.fill("Your full name", name)
    visitor.fill("Your email address", email)
    visitor.press("Send the link")
    found = re.search(r"http\S+", visitor.mail(email))
    assert found
    visitor.open(found[0])
    visitor.fill("Choose a password", PASSWORD)
    visitor.press("Set up")


def test_twelve_homes_are_claimed_at_once_and_held_after_two_verifiers_a_code_and_five_days(
    app: Flask, someone: Someone, register: Register
) -> None:
    provider = someone("provider", phone=True, scripts=False)
    come_in(provider, "Oakway Care Limited", name="Olive Tarn", email="olive.tarn@oakway.example")
    provider.open("/claims/find")
    provider.fill("Regulator's numbers, or name of the registered owner", "oakway care")
    provider.press("Find")
    provider.sees("Oakway Care Limited: 12 settings")
    provider.sees("Also spelt: ")
    provider.press("Continue")
    provider.sees("Choose at least one setting")
    provider.choose("All 12 settings that can be claimed")
    provider.press("Continue")
    provider.sees("Claim these 12 settings")
    provider.sees("two verifiers decide")
    provider.press("Claim")
    provider.sees("12 settings claimed.")

    one = someone("verifier")
    verifier(one, register, name="Vera Millbrook")
    approve(one, "Oakway Care Limited", first=True)
    two = someone("second-verifier")
    verifier(two, register, name="Otto Fenwick")
    approve(two, "Oakway Care Limited", first=False)
    two.follow("To decide")
    two.sees("Waits for the code: 12")

    enter_code(provider)
    provider.open("/claims")
    provider.sees("Approved, open to objections")
    let_the_days_pass(register)
    provider.mail("olive.tarn@oakway.example", subject="12 of your claims were approved")
    provider.open("/dashboard")
    provider.sees("12 settings without a vacancy")


def test_a_holder_is_told_of_anothers_claim_objects_and_two_verifiers_decide_for_it(
    app: Flask, someone: Someone, register: Register
) -> None:
    rival = someone("rival")
    come_in(rival, "Larkfield Homes Limited", name="Rowan Pike", email="rowan.pike@larkfield.example")
    rival.open("/claims/find")
    rival.fill("Regulator's numbers, or name of the registered owner", "Oakway")
    rival.press("Find")
    rival.page.locator("input[name=setting]").first.check()
    rival.press("Continue")
    rival.sees("Another organisation holds one of them today")
    rival.press("Claim")
    rival.sees("1 setting claimed.")

    one = someone("verifier")
    verifier(one, register, name="Ivy Marsh")
    one.follow("To decide")
    one.follow("Larkfield Homes Limited")
    one.choose("Yes, approve")
    one.choose("Whoever holds them today no longer runs them: their holding ends")
    one.fill("E-mail address that you read in the regulator's own register", "post@larkfield-homes.example")
    one.fill("Where you read it", "The regulator's page of the service, today")
    one.press("Continue")
    one.press("Approve")
    holder = someone("holder", phone=True, scripts=False)
    message = holder.mail("olive.tarn@oakway.example", subject="A claim in the national vacancy register")
    found = re.search(r"http\S+", message)
    assert found
    holder.open(found[0])
    holder.sees("Larkfield Homes Limited says that it runs what is listed here.")
    holder.choose("We run this setting and have not passed it on")
    holder.press("Object")
    holder.sees("An objection was made")

    one.follow("To decide")
    one.page.locator("#disputes ~ ul a").first.click()
    one.look()
    one.press("I look after this")
    one.choose("The claim is refused")
    one.press("Propose")
    two = someone("second-verifier")
    verifier(two, register, name="Hal Brook")
    two.follow("To decide")
    two.page.locator("#disputes ~ ul a").first.click()
    two.look()
    two.press("I agree")
    two.sees("This dispute is over")
    rival.mail("rowan.pike@larkfield.example", subject="Your claim was not approved")
    rival.open("/claims")
    rival.sees("Not approved")
