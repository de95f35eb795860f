import re
from collections.abc import Callable

import pytest
from flask import Flask

from register.core.notices import NOTIFIER, OutgoingNotice
from register.core.relay import Relay

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
