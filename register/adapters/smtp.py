"""Mail by SMTP: encrypted, unless the server is on this machine."""

import smtplib
import ssl
from urllib.parse import unquote, urlsplit

from register.adapters.mail_message import as_email
from register.core.errors import Unavailable
from register.core.notices import OutgoingNotice

LOOPBACK = {"127.0.0.1", "::1", "localhost"}
PORTS = {"smtp": 587, "smtps": 465}
SECONDS = 20.0


class SmtpNotifier:
    """Hands messages to the server of an smtp:// (STARTTLS) or smtps:// (TLS from the first byte) address."""

    def __init__(self, url: str, *, sender: str, seconds: float = SECONDS) -> None:
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("the mail server's address begins with smtp:// or smtps:// and names a host")
        self.scheme, self.host = parts.scheme, parts.hostname
        self.port = parts.port or PORTS[parts.scheme]
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.sender = sender
        self.seconds = seconds

    def send(self, notice: OutgoingNotice) -> None:
        """Hand the message over. Raises Unavailable when the server is away, refuses it, or offers no encryption."""
        message = as_email(notice, sender=self.sender)
        try:
            with self._connect() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException):
            # Without the server's words: they may quote the address.
            raise Unavailable("The mail server did not take the message.") from None

    def _connect(self) -> smtplib.SMTP:
        if self.scheme == "smtps":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.seconds, context=ssl.create_default_context())
        server = smtplib.SMTP(self.host, self.port, timeout=self.seconds)
        try:
            self._encrypt(server)
        except BaseException:
            server.close()
            raise
        return server

    def _encrypt(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        elif self.host not in LOOPBACK:
            raise smtplib.SMTPNotSupportedError("the server offers no STARTTLS")
