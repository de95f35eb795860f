import re
from collections.abc import Callable

import pytest
from flask import Flask

from register.core.notices import NOTIFIER, OutgoingNotice
from register.core.relay import Relay

LINK = re.compile(r"http://127\.0\.0\.1:8000(/\S+)")


@pytest.fixture
def post(app: Flask, relay: Relay) -> Callable[[], list[OutgoingNotice]]:
    """Sends what waits; returns all messages in the local mailbox, newest first."""

    def send() -> list[OutgoingNotice]:
        relay.run_until_idle()
        return list(app.extensions[NOTIFIER].messages(limit=50))

    return send


@pytest.fixture
def newest_link(post: Callable[[], list[OutgoingNotice]]) -> Callable[[], str]:
    """Sends what waits; returns the path of the link in the newest message."""

    def find() -> str:
        found = LINK.search(post()[0].body)
        assert found is not None, "the message holds a link"
        return found[1]

    return find
