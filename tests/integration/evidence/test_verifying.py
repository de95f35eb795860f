"""Verifiers: one item is one person's, accepted or sent back, and never of one's own organisation."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.core.access import Role
from register.core.audit import AuditEvent
from register.core.db import db
from register.core.relay import Relay
from tests.builders.accounts import a_person, a_role, sign_in
from tests.builders.documents import a_pdf
from tests.builders.evidence import REVIEWED, an_evidence
from tests.integration.conftest import Clock
from tests.integration.evidence.conftest import Provider

RETURN = {"decision": "returned", "reason": "answers-differ", "words": "The policy says 2024."}


@pytest.fixture
def verifier(client: FlaskClient) -> FlaskClient:
    sign_in(client, a_person(Role.VERIFIER))
    return client


@pytest.fixture
def item(provider: Provider, relay: Relay) -> str:
    """The page of a policy that waits for a verifier."""
    found = f"/evidence-queue/{an_evidence(provider.organisation_id)}"
    relay.run_until_idle()
    db.session.rollback()
    return found


def text(client: FlaskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def test_what_waits_is_listed_taken_up_and_accepted(verifier: FlaskClient, item: str) -> None:
    assert "1 waits" in text(verifier, "/evidence-queue")
    assert "Open the file" not in text(verifier, item)
    assert verifier.get(f"{item}/file").status_code == 409
    assert verifier.post(item, data={"decision": "accepted"}).status_code == 409
    verifier.post(f"{item}/hold")
    served = verifier.get(verifier.get(f"{item}/file").location.removeprefix("http://127.0.0.1:8000"))
    assert served.data == a_pdf()
    verifier.post(item, data={"decision": "accepted"})
    assert "Accepted." in text(verifier, item)
    assert "0 wait" in text(verifier, "/evidence-queue")
    done = db.session.scalars(select(AuditEvent.action).where(AuditEvent.capacity == "register")).all()
    assert done == ["Disclosed", "EvidenceAccepted"]


def test_what_is_sent_back_tells_the_provider_why(
    verifier: FlaskClient, item: str, app: Flask, provider: Provider
) -> None:
    verifier.post(f"{item}/hold")
    assert "Say why you send it back" in verifier.post(item, data={"decision": "returned"}).get_data(as_text=True)
    verifier.post(item, data=RETURN)
    editor = app.test_client()
    sign_in(editor, a_person(Role.PROVIDER_EDITOR, organisation_id=provider.organisation_id))
    page = text(editor, item.replace("evidence-queue", "evidence"))
    assert "The answers are not what the document says" in page
    assert "The policy says 2024." in page
    assert "Sent back by a verifier" in text(editor, "/evidence")


def test_two_verifiers_are_never_at_the_same_item(verifier: FlaskClient, item: str, app: Flask, clock: Clock) -> None:
    other = app.test_client()
    sign_in(other, a_person(Role.VERIFIER))
    verifier.post(f"{item}/hold")
    assert "Somebody is at it" in text(other, "/evidence-queue")
    assert other.post(f"{item}/hold").status_code == 409
    assert other.post(item, data={"decision": "accepted"}).status_code == 409
    clock.forward(minutes=31)
    assert other.post(f"{item}/hold").status_code == 303
    assert verifier.post(item, data={"decision": "accepted"}).status_code == 409


def test_a_decision_is_undone_for_ten_minutes_by_whoever_took_it(
    verifier: FlaskClient, item: str, app: Flask, clock: Clock
) -> None:
    verifier.post(f"{item}/hold")
    verifier.post(item, data=RETURN)
    other = app.test_client()
    sign_in(other, a_person(Role.VERIFIER))
    assert other.post(f"{item}/undo").status_code == 409
    clock.forward(minutes=9)
    assert verifier.post(f"{item}/undo").status_code == 303
    verifier.post(item, data={"decision": "accepted"})
    clock.forward(minutes=11)
    assert verifier.post(f"{item}/undo").status_code == 409
    assert "Accepted." in text(verifier, item)


def test_nobody_verifies_an_organisation_of_their_own(client: FlaskClient, item: str, provider: Provider) -> None:
    person = a_person(Role.VERIFIER)
    a_role(person, Role.SIGNATORY, organisation_id=provider.organisation_id)
    sign_in(client, person)
    client.post("/capacity", data={"capacity": "register"})
    assert client.post(f"{item}/hold").status_code in {303, 403}
    assert "Take this up" not in text(client, item)


def test_what_ends_first_comes_first_and_figures_do_not_wait(
    verifier: FlaskClient, provider: Provider, relay: Relay
) -> None:
    for number, ends in enumerate(("2027-01-01", "2026-04-01", "2026-12-01")):
        an_evidence(
            provider.organisation_id,
            kind=("certificate/cyber-essentials", "certificate/carer-cover", "policy/equality")[number],
            content=a_pdf(f"Certificate {number}"),
            answers={"ends_on": ends} if number < 2 else dict(REVIEWED),
        )
    an_evidence(provider.organisation_id, kind="figure/enhanced-checks", answers={"share": 100})
    relay.run_until_idle()
    page = text(verifier, "/evidence-queue")
    assert "3 wait" in page
    assert page.index("carer") < page.index("Equality") < page.index("Cyber")


def test_a_verifier_sees_what_changed_since_the_version_before(
    verifier: FlaskClient, provider: Provider, relay: Relay
) -> None:
    an_evidence(provider.organisation_id)
    newer = an_evidence(
        provider.organisation_id,
        content=a_pdf("A newer policy on safeguarding"),
        answers=REVIEWED | {"approved_by": "The new board"},
    )
    relay.run_until_idle()
    page = text(verifier, f"/evidence-queue/{newer}")
    assert "The new board" in page
    assert page.count("Before:") == 1
    assert "1 waits" in text(verifier, "/evidence-queue"), "the older version is superseded"
