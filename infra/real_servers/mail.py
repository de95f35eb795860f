"""A mail server that delivers nothing: every message becomes a file."""

from __future__ import annotations

import signal
import smtplib
import sys
from pathlib import Path

CATCHER = Path(__file__).with_name("mail_catcher.py")


class Mail:
    """SMTP on loopback; each message is one `.eml` file in REGISTER_TEST_MAIL_FOLDER, oldest first by name."""

    name = "mail"
    about = "mail catcher (aiosmtpd): every message becomes a file"
    stop_signal: int = signal.SIGTERM
    needs_ordinary_user = False
    seconds_to_answer = 15.0

    def prepare(self, home: Path, *, user: str | None) -> None:  # noqa: ARG002 - the Protocol's signature
        (home / "messages").mkdir(exist_ok=True)

    def command(self, home: Path, *, port: int) -> list[str]:
        return [sys.executable, str(CATCHER), "--port", str(port), "--folder", str(home / "messages")]

    def answers(self, home: Path, *, port: int) -> bool:  # noqa: ARG002 - the Protocol's signature
        try:
            with smtplib.SMTP("127.0.0.1", port, timeout=2) as asked:
                return asked.noop()[0] == 250  # noqa: PLR2004 - SMTP's "OK"
        except (OSError, smtplib.SMTPException):
            return False

    def furnish(self, home: Path, *, port: int) -> None:
        """Nothing: a mailbox needs no making."""

    def settings(self, home: Path, *, port: int) -> dict[str, str]:
        return {
            "REGISTER_NOTIFIER": "smtp",
            "REGISTER_SMTP_URL": f"smtp://127.0.0.1:{port}",
            "REGISTER_TEST_SMTP": f"smtp://127.0.0.1:{port}",
            "REGISTER_TEST_MAIL_FOLDER": str(home / "messages"),
        }
