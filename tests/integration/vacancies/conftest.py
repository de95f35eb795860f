import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from register.core.db import db
from register.core.notices import NOTIFIER, OutgoingNotice
from register.core.relay import Relay
from tests.builders.pushing import Provider, Send

LINK = re.compile(r"http://127\.0\.0\.1:8000(/answer\S+)")
Post = Callable[[], list[OutgoingNotice]]


@pytest.fixture
def post(app: Flask, relay: Relay) -> Post:
    """Sends what waits; returns all messages in the local mailbox, newest first."""

    def send() -> list[OutgoingNotice]:
        relay.run_until_idle()
        return list(app.extensions[NOTIFIER].messages(limit=50))

    return send


def link_in(notice: OutgoingNotice) -> str:
    """The path of the link by which a reminder is answered."""
    found = LINK.search(notice.body)
    assert found is not None, "the message holds a link"
    return found[1]


@pytest.fixture
def provider(client: FlaskClient) -> Provider:
    return Provider()


@pytest.fixture
def put(client: FlaskClient, provider: Provider) -> Send:
    def send(reference: str, *, headers: dict[str, str] | None = None, **given: object) -> TestResponse:
        row = provider.row(reference, **given)
        return client.put(f"/api/v1/vacancies/{reference}", json=row, headers=provider.key.header | (headers or {}))

    return send


@pytest.fixture
def batch(client: FlaskClient, provider: Provider) -> Send:
    def send(*rows: object, headers: dict[str, str] | None = None, **given: object) -> TestResponse:
        body = {"vacancies": list(rows)} | given
        return client.put("/api/v1/vacancies", json=body, headers=provider.key.header | (headers or {}))

    return send


@pytest.fixture
def counted(client: FlaskClient) -> Callable[[], int]:
    """Count the statements since it was last asked."""
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    def count() -> int:
        found = len(statements)
        statements.clear()
        return found

    return count
