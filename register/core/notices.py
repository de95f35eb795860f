"""Messages to people: written in the transaction that causes them, sent afterwards, kept only as long as needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask import current_app
from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.core import outbox
from register.core.db import Model, UlidKey, UtcDateTime, db, new_id, transaction

NOTIFIER = "register.notifier"
TOPIC = "notice"


@dataclass(frozen=True, slots=True)
class OutgoingNotice:
    """One message as an adapter sends it; `id` is stable, so that sending twice can be recognised."""

    id: str
    to: str
    subject: str
    body: str


class Notifier(Protocol):
    """Sends a message to one address. Raises Unavailable when it could not be handed over; it is then tried again."""

    def send(self, notice: OutgoingNotice) -> None:
        """Hand the message over."""


class Mailbox(Protocol):
    """A notifier whose messages stay here to be read."""

    def messages(self, *, limit: int) -> Sequence[OutgoingNotice]:
        """Return the newest messages first."""


class Notice(Model):
    """A message, from being written to being sent."""

    __tablename__ = "notice"

    id: Mapped[UlidKey]
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def send_notice(session: Session, *, to: str, subject: str, body: str, now: datetime) -> str:
    """Queue a plain-text message in the caller's transaction; returns its id."""
    notice = Notice(id=new_id(), to=to, subject=subject, body=body, created_at=now)
    session.add(notice)
    outbox.enqueue(session, topic=TOPIC, key=notice.id, now=now)
    return notice.id


def _deliver(keys: tuple[str, ...], now: datetime) -> Mapping[str, str]:
    notifier: Notifier = current_app.extensions[NOTIFIER]
    for key in keys:
        notice = db.session.get(Notice, key)
        if notice is None or notice.sent_at is not None:
            continue
        outgoing = OutgoingNotice(notice.id, notice.to, notice.subject, notice.body)
        db.session.rollback()  # no read transaction stays open while the mail server is slow
        notifier.send(outgoing)
        with transaction() as session:
            sent = session.get_one(Notice, key)
            sent.sent_at = now
            sent.body = ""  # links in it open things; once sent, only its reader holds them
    return {}


TOPICS = (outbox.Topic(TOPIC, outbox.Mode.EACH, _deliver, batch=20),)
