"""What every way of sending messages promises."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from register.adapters.mailbox import MailboxNotifier
from register.adapters.notify import NotifyNotifier
from register.adapters.smtp import SmtpNotifier
from register.core.db import new_id
from register.core.errors import Unavailable
from register.core.notices import Notifier, OutgoingNotice
from tests.contract.notifier.published_notify import API_KEY, TEMPLATE, published_notify

SENDER = "no-reply@register.invalid"


@dataclass
class Way:
    """A notifier, what arrived through it for an address, and the same notifier with nobody at the other end."""

    notifier: Notifier
    arrived: Callable[[str], list[OutgoingNotice]]
    away: Notifier


def closed_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def by_mailbox(tmp_path: Path, _stack: ExitStack) -> Way:
    notifier = MailboxNotifier(tmp_path / "mailbox", sender=SENDER)
    taken = tmp_path / "taken"
    taken.touch()
    return Way(
        notifier,
        lambda to: [one for one in notifier.messages(limit=50) if one.to == to],
        MailboxNotifier(taken / "mailbox", sender=SENDER),
    )


def by_smtp(_tmp_path: Path, _stack: ExitStack) -> Way:
    folder = Path(os.environ["REGISTER_TEST_MAIL_FOLDER"])

    def arrived(to: str) -> list[OutgoingNotice]:
        found = []
        for path in sorted(folder.glob("*.eml")):
            message = message_from_bytes(path.read_bytes(), EmailMessage, policy=SMTP)
            if message["To"] == to:
                assert message["X-Envelope-To"] == to
                number = str(message["Message-ID"]).strip("<>").partition("@")[0]
                found.append(OutgoingNotice(number, to, str(message["Subject"]), str(message.get_content())))
        return found

    return Way(
        SmtpNotifier(os.environ["REGISTER_TEST_SMTP"], sender=SENDER),
        arrived,
        SmtpNotifier(f"smtp://127.0.0.1:{closed_port()}", sender=SENDER),
    )


def by_notify(_tmp_path: Path, stack: ExitStack) -> Way:
    server = stack.enter_context(published_notify())

    def arrived(to: str) -> list[OutgoingNotice]:
        return [
            OutgoingNotice(one["reference"], to, one["personalisation"]["subject"], one["personalisation"]["body"])
            for one in server.accepted
            if one["email_address"] == to
        ]

    return Way(
        NotifyNotifier(API_KEY, template=TEMPLATE, url=server.url),
        arrived,
        NotifyNotifier(API_KEY, template=TEMPLATE, url=f"http://127.0.0.1:{closed_port()}"),
    )


@pytest.fixture(
    params=[
        by_mailbox,
        pytest.param(by_smtp, marks=pytest.mark.real_server("REGISTER_TEST_SMTP", "REGISTER_TEST_MAIL_FOLDER")),
        by_notify,
    ]
)
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    with ExitStack() as stack:
        yield request.param(tmp_path, stack)


@pytest.fixture
def notice() -> OutgoingNotice:
    number = new_id()
    return OutgoingNotice(
        number, f"{number.lower()}@people.example", "Ei gwahoddiad: tŷ, ŵyl, £5", "First line\n\nLast line"
    )


def test_a_message_arrives_whole(way: Way, notice: OutgoingNotice) -> None:
    way.notifier.send(notice)
    [found] = way.arrived(notice.to)
    assert (found.id, found.subject) == (notice.id, notice.subject)
    assert found.body.splitlines() == notice.body.splitlines()


def test_a_long_link_stays_in_one_piece(way: Way, notice: OutgoingNotice) -> None:
    link = "https://register.invalid/invitation?token=" + "a-_9" * 60
    way.notifier.send(OutgoingNotice(notice.id, notice.to, notice.subject, f"Follow this:\n\n{link}\n"))
    assert link in way.arrived(notice.to)[0].body.split()


def test_a_message_that_is_sent_twice_can_be_told(way: Way, notice: OutgoingNotice) -> None:
    way.notifier.send(notice)
    way.notifier.send(notice)
    assert {one.id for one in way.arrived(notice.to)} == {notice.id}


def test_a_line_break_in_a_subject_begins_no_header(way: Way, notice: OutgoingNotice) -> None:
    way.notifier.send(OutgoingNotice(notice.id, notice.to, "Hello\r\nBcc: all@people.example", notice.body))
    assert way.arrived(notice.to)[0].subject == "Hello Bcc: all@people.example"
    assert not way.arrived("all@people.example")


def test_nobody_at_the_other_end_is_said_in_one_way_and_without_the_address(way: Way, notice: OutgoingNotice) -> None:
    with pytest.raises(Unavailable) as refused:
        way.away.send(notice)
    assert notice.to not in str(refused.value)
