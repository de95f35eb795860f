from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.app import create_app
from register.core.db import db, transaction
from register.core.errors import Unavailable
from register.core.notices import NOTIFIER, OutgoingNotice, send_notice
from register.core.outbox import OutboxMessage
from register.core.relay import Relay
from register.settings import Settings
from tests.integration.conftest import Clock


class AwayForAWhile:
    """A notifier that fails the first times it is asked."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.sent: list[OutgoingNotice] = []

    def send(self, notice: OutgoingNotice) -> None:
        if self.failures:
            self.failures -= 1
            raise Unavailable(f"not to {notice.to}")
        self.sent.append(notice)


def write(clock: Clock, to: str = "person@people.example") -> str:
    with transaction() as session:
        return send_notice(session, to=to, subject="Hello", body="https://register.invalid/?token=x", now=clock())


def test_a_message_that_could_not_be_sent_waits_and_is_sent_once(app: Flask, clock: Clock, relay: Relay) -> None:
    notifier = app.extensions[NOTIFIER] = AwayForAWhile(failures=2)
    number = write(clock)
    for _ in range(4):
        relay.run_until_idle()
        clock.forward(minutes=1)
    assert [one.id for one in notifier.sent] == [number]
    db.session.rollback()
    message = db.session.scalars(select(OutboxMessage)).one()
    assert message.attempts == 2 and message.last_error == "Unavailable"


def test_one_address_that_fails_does_not_hold_up_the_others(app: Flask, clock: Clock, relay: Relay) -> None:
    notifier = app.extensions[NOTIFIER] = AwayForAWhile(failures=1)
    write(clock)
    second = write(clock, "another@people.example")
    relay.run_until_idle()
    assert [one.id for one in notifier.sent] == [second]


def test_the_local_mailbox_shows_what_was_sent_with_its_links(
    client: FlaskClient, clock: Clock, post: Callable[[], list[OutgoingNotice]]
) -> None:
    write(clock)
    post()
    page = client.get("/mailbox").text
    assert "person@people.example" in page
    assert '<a href="https://register.invalid/?token=x" rel="noopener">' in page


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}},
        {"base_url": "http://rebound.example"},
    ],
)
def test_the_local_mailbox_answers_nobody_from_elsewhere(client: FlaskClient, elsewhere: dict[str, object]) -> None:
    assert client.get("/mailbox").status_code == 200
    assert client.get("/mailbox", **elsewhere).status_code == 404  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given",
    [
        {"public_url": "https://register.invalid"},
        {"host": "0.0.0.0"},  # noqa: S104 - what must close the mailbox
        {"notifier": "smtp", "smtp_url": "smtp://127.0.0.1:1"},
    ],
)
def test_a_service_that_others_reach_has_no_mailbox(tmp_path: Path, given: dict[str, str]) -> None:
    app = create_app(Settings(data=tmp_path, **given))  # type: ignore[arg-type]
    assert "mailbox.inbox" not in app.view_functions
