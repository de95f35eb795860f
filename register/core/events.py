"""What happened: an event is written to the audit and, through the outbox, to whoever must act after the commit."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import insert
from sqlalchemy.orm import Session

from register.core import audit, outbox
from register.core.access import Principal
from register.core.audit import AuditEvent
from register.core.db import db
from register.core.outbox import OutboxMessage


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
    session.add(AuditEvent(**_audit_row(event, by=by, now=now)))
    for topic, key in event.messages():
        outbox.enqueue(session, topic=topic, key=key, now=now)


def record_many(events: Iterable[Event], *, by: Principal, now: datetime, session: Session | None = None) -> None:
    """Write many events as `record` does, in two statements; an outbox message that several ask for is sent once."""
    session = session or db.session()
    many = list(events)
    if not many:
        return
    session.execute(insert(AuditEvent), [_audit_row(one, by=by, now=now) for one in many])
    messages = dict.fromkeys(message for one in many for message in one.messages())
    if messages:
        rows = [
            {"topic": topic, "key": key, "created_at": now, "due_at": now, "attempts": 0} for topic, key in messages
        ]
        session.execute(insert(OutboxMessage), rows)


def _audit_row(event: Event, *, by: Principal, now: datetime) -> dict[str, Any]:
    details = {one.name: getattr(event, one.name) for one in fields(event)}
    subject_id = details.pop("subject_id")
    versions = (details.pop("version_from", None), details.pop("version_to", None))
    return audit.event_row(
        action=type(event).__name__,
        subject=(event.subject_kind, subject_id),
        by=by,
        now=now,
        versions=versions,
        details=details,
    )
