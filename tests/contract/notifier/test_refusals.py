"""What one way of sending meets that the others cannot."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from register.adapters.notify import NotifyNotifier
from register.adapters.smtp import SmtpNotifier
from register.core.errors import Unavailable
from register.core.notices import OutgoingNotice
from tests.contract.notifier.published_notify import API_KEY, SECRET, TEMPLATE, published_notify

SENDER = "no-reply@register.invalid"
NOTICE = OutgoingNotice("01KABCDEFGHJKMNPQRSTVWXYZ0", "person@people.example", "Hello", "Body")


@contextmanager
def mail_server(
    *, refuse: str | None = None, silent: bool = False, host: str = "127.0.0.1", heard: list[str] | None = None
) -> Iterator[int]:
    """A mail server that refuses one command with 550, or that never says a word; `heard` gets the commands."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if silent:
                self.rfile.readline()
                return
            self.wfile.write(b"220 here\r\n")
            for line in self.rfile:
                word = line[:4].decode().upper()
                if heard is not None:
                    heard.append(word)
                if word == "QUIT":
                    return
                self.wfile.write(b"550 not for person@people.example\r\n" if word == refuse else b"250 fine\r\n")

    with socketserver.ThreadingTCPServer((host, 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
def test_a_mail_server_that_refuses_is_tried_again_later(command: str) -> None:
    with mail_server(refuse=command) as port, pytest.raises(Unavailable) as refused:
        SmtpNotifier(f"smtp://127.0.0.1:{port}", sender=SENDER).send(NOTICE)
    assert "people.example" not in str(refused.value)


def test_a_mail_server_that_is_silent_is_not_waited_for() -> None:
    with mail_server(silent=True) as port, pytest.raises(Unavailable):
        SmtpNotifier(f"smtp://127.0.0.1:{port}", sender=SENDER, seconds=0.2).send(NOTICE)


def test_mail_is_not_sent_in_the_clear_beyond_this_machine() -> None:
    heard: list[str] = []
    # This machine still, but not by a name that counts as it.
    with mail_server(host="127.0.0.2", heard=heard) as port, pytest.raises(Unavailable):
        SmtpNotifier(f"smtp://somebody:secret@127.0.0.2:{port}", sender=SENDER).send(NOTICE)
    assert heard[0] == "EHLO" and not {"MAIL", "AUTH"} & set(heard)


@pytest.mark.parametrize("url", ["http://mail.invalid", "smtp://", "mail.invalid:25"])
def test_an_address_that_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="smtp://"):
        SmtpNotifier(url, sender=SENDER)


@pytest.mark.parametrize("status", [400, 429, 500])
def test_a_failing_notify_is_tried_again_later(status: int) -> None:
    with published_notify() as server:
        server.fail_with = status
        with pytest.raises(Unavailable):
            NotifyNotifier(API_KEY, template=TEMPLATE, url=server.url).send(NOTICE)


def test_notify_refuses_a_token_that_is_signed_with_another_key() -> None:
    other = API_KEY.replace(SECRET, SECRET[::-1])
    with published_notify() as server:
        with pytest.raises(Unavailable):
            NotifyNotifier(other, template=TEMPLATE, url=server.url).send(NOTICE)
        assert not server.accepted
