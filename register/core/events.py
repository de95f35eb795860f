"""What happened: an event is written to the audit and, through the outbox, to whoever must act after the commit."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from register.core import audit, outbox
from register.core.access import Principal
from register.core.db import db


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events: named in the past tense, holding ids and codes only.

    `subject_kind` says what `subject_id` is. Every further field becomes a detail of the audit row, except
    `version_from` and `version_to`. `messages()` names the outbox messages as (topic, key).
    """

    subject_kind: ClassVar[str]
    subject_id: str

    def messages(self) -> tuple[tuple[str, str], ...]:
        """Return what must happen after the commit; nothing by default."""
        return ()


def record(event: Event, *, by: Principal, now: datetime, session: Session | None = None) -> None:
    """Write the event in the caller's transaction: one audit row, and its outbox messages."""
    session = session or db.session()
    details = {one.name: getattr(event, one.name) for one in fields(event)}
    subject_id = details.pop("subject_id")
    versions = (details.pop("version_from", None), details.pop("version_to", None))
    audit.write(
        session,
        action=type(event).__name__,
        subject=(event.subject_kind, subject_id),
        by=by,
        now=now,
        versions=versions,
        details=details,
    )
    for topic, key in event.messages():
        outbox.enqueue(session, topic=topic, key=key, now=now)
