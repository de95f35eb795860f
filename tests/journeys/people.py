"""People who come into the service by an invitation and sign in with two factors."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import pyotp

from tests.journeys.running import Register
from tests.journeys.visiting import Visitor

PASSWORD = "a heron, two lanterns and some rain"
STEP = 30  # seconds that a code stands


@dataclass
class Phone:
    """An authenticator app. No code is accepted twice, so it offers the earliest one that is left."""

    secret: str
    last_step: int = field(default=0)

    def code(self) -> str:
        present = int(time.time()) // STEP
        # The service takes the code before and after the present one, for clocks that are a little off.
        step = max(self.last_step + 1, present - 1)
        if step > present + 1:
            time.sleep((step - 1) * STEP - time.time() + 1)
        self.last_step = step
        return str(pyotp.TOTP(self.secret).at(step * STEP))


@dataclass
class Person:
    """Somebody with an account."""

    name: str
    email: str
    phone: Phone | None = None


def join(visitor: Visitor, link: str, *, name: str, email: str) -> Person:
    """Open an invitation's link, take a password, and set up a second factor where the role needs one."""
    visitor.open(link)
    visitor.fill("Full name", name)
    visitor.fill("Choose a password", PASSWORD)
    visitor.press("Accept")
    person = Person(name, email)
    if visitor.heading() == "Set up your second factor":
        enrol(visitor, person)
    return person


def enrol(visitor: Visitor, person: Person) -> None:
    """Type the key into an app, and its first code into the page."""
    person.phone = Phone(visitor.page.locator(".app-key").inner_text().replace(" ", ""))
    visitor.fill("Code from your app", person.phone.code())
    visitor.press("Continue")
    visitor.sees("They are not shown again")
    visitor.press("I have kept them")


def sign_in(visitor: Visitor, person: Person, *, password: str = PASSWORD) -> None:
    """Sign in, with the second factor where there is one."""
    visitor.open("/sign-in")
    visitor.fill("Email address", person.email)
    visitor.fill("Password", password)
    visitor.press("Sign in")
    if person.phone is not None:
        visitor.fill("Code", person.phone.code())
        visitor.press("Continue")


def administrator(visitor: Visitor, register: Register, *, name: str = "Ada Fernhill") -> Person:
    """Come in as the first register administrator, invited at the terminal."""
    email = f"{name.lower().replace(' ', '.')}@register.example"
    invited = register.command("person", "invite", "--role", "register-administrator", email)
    return join(visitor, invited["link"], name=name, email=email)


def invite(visitor: Visitor, *, email: str, role: str) -> None:
    """Invite somebody to one's own organisation."""
    visitor.follow("People")
    visitor.press("Invite somebody")
    visitor.fill("Email address", email)
    visitor.choose(role)
    visitor.press("Send the invitation")
