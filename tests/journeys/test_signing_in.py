"""Coming in, going out, coming back: with two factors, on a phone, without scripts."""

import re
from collections.abc import Callable

from tests.journeys.people import PASSWORD, Person, administrator, invite, join, sign_in
from tests.journeys.running import Register
from tests.journeys.visiting import Visitor

Someone = Callable[..., Visitor]


def link_in(message: str) -> str:
    found = re.search(r"http\S+", message)
    assert found, message
    return found[0]


def test_the_first_administrator_invites_a_verifier_who_signs_in_on_a_phone_without_scripts(
    someone: Someone, register: Register
) -> None:
    first = someone("administrator")
    administrator(first, register)
    first.sees("Sign out")
    invite(first, email="vera.millbrook@register.example", role="Verifier")
    message = first.mail("vera.millbrook@register.example")

    second = someone("verifier", phone=True, scripts=False)
    vera = join(second, link_in(message), name="Vera Millbrook", email="vera.millbrook@register.example")
    assert vera.phone is not None, "a verifier sees more than one organisation and needs a second factor"
    second.press("Sign out")
    sign_in(second, vera)
    second.sees("Sign out")
    second.follow("Your account")
    second.sees("Vera Millbrook")


def test_a_wrong_password_is_told_in_words_that_tell_nothing_of_accounts(someone: Someone, register: Register) -> None:
    visitor = someone("stranger")
    answers = set()
    for email in ("nobody@register.example", "ada.fernhill@register.example"):
        sign_in(visitor, Person("Nobody", email), password="not that heron, and no lantern")
        answers.add(visitor.page.locator(".govuk-error-summary").inner_text())
    assert len(answers) == 1


def test_a_new_provider_comes_in_by_a_link_in_the_mail(someone: Someone, register: Register) -> None:
    visitor = someone("provider", phone=True)
    visitor.open("/sign-in")
    visitor.follow("Start as a new provider")
    visitor.fill("Name of your organisation", "Oakway Care Limited")
    visitor.fill("Your full name", "Olive Tarn")
    visitor.fill("Your email address", "olive.tarn@oakway.example")
    visitor.press("Send the link")
    visitor.sees("Look into your mail")
    visitor.open(link_in(visitor.mail("olive.tarn@oakway.example")))
    visitor.fill("Choose a password", PASSWORD)
    visitor.press("Set up")
    visitor.sees("Sign out")
