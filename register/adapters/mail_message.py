"""A message as mail: one form for the local mailbox and for SMTP."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from register.core.clock import now
from register.core.notices import OutgoingNotice


def as_email(notice: OutgoingNotice, *, sender: str) -> EmailMessage:
    """Build a plain-text mail; its Message-ID is the notice's id, so that one that is sent twice is one message."""
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = f"<{notice.id}@{sender.rpartition('@')[2]}>"
    message["From"] = sender
    message["To"] = notice.to
    # A line break in a subject would begin another header.
    message["Subject"] = " ".join(notice.subject.split())
    message["Date"] = format_datetime(now())
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(notice.body)
    return message
