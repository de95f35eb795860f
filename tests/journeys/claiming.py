"""Seeing claims through: two verifiers, a code by mail, and the days to object, which a journey lets pass."""

import re
import sqlite3
from datetime import UTC, datetime, timedelta

from tests.journeys.people import Person, join
from tests.journeys.running import Register
from tests.journeys.visiting import Visitor

OFFICE = "office@oakway.example"


def verifier(visitor: Visitor, register: Register, *, name: str) -> Person:
    """Come in as a verifier, invited at the terminal."""
    email = f"{name.lower().replace(' ', '.')}@register.example"
    invited = register.command("person", "invite", "--role", "verifier", email)
    return join(visitor, invited["link"], name=name, email=email)


def approve(visitor: Visitor, claimed_by: str, *, first: bool) -> None:
    """Approve everything that an organisation claims for an owner; the first verifier says where the code goes."""
    visitor.follow("To decide")
    visitor.follow(claimed_by)
    visitor.choose("Yes, approve")
    if first:
        visitor.fill("E-mail address that you read in the regulator's own register", OFFICE)
        visitor.fill("Where you read it", "The regulator's page of the service, today")
    visitor.press("Continue")
    visitor.sees("Check your decision")
    visitor.press("Approve")
    visitor.sees("Decided.")


def enter_code(visitor: Visitor) -> None:
    """Ask whoever reads the office's post, and enter what they say."""
    message = visitor.mail(OFFICE, subject="A claim in the national vacancy register")
    found = re.search(r"\b[A-Z2-9]{5}-[A-Z2-9]{5}\b", message)
    assert found, message
    visitor.open("/claims")
    visitor.follow("Enter the code")
    visitor.fill("Code", found[0])
    visitor.press("Continue")
    visitor.sees("The code is right.")


def let_the_days_pass(register: Register) -> None:
    """Make it so that whoever was told was told a fortnight ago; the worker does the rest."""
    past = (datetime.now(UTC) - timedelta(minutes=1)).replace(tzinfo=None).isoformat(sep=" ")
    with sqlite3.connect(register.folder / "register.sqlite", timeout=15) as database:
        database.execute("UPDATE claim SET object_until = ? WHERE object_until IS NOT NULL", (past,))
        database.execute(
            "UPDATE outbox_message SET due_at = ? WHERE topic = 'claim-due' AND processed_at IS NULL", (past,)
        )
