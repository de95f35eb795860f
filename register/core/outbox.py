"""The transactional outbox: what must happen after a commit is written down by the commit.

A message says *which*, never *what*. A topic either collapses its messages to distinct keys (re-index, re-evaluate) or
handles each one by itself (mail). At least once: a handler must bear being called again for the same key.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Index,
    Integer,
    Select,
    String,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.core.db import Model, UtcDateTime, db, own_transaction

FIRST_RETRY = timedelta(seconds=1)
LONGEST_RETRY = timedelta(minutes=15)


class Mode(StrEnum):
    """How a topic treats several messages with one key."""

    COLLAPSE = "collapse"
    EACH = "each"


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of work after commits.

    The handler gets the keys due and `now`, opens its own transactions, and returns the keys that failed with a short
    reason (a code, never words that people wrote); an exception fails every key of the call. An `each` topic is called
    with one key at a time.
    """

    name: str
    mode: Mode
    handler: Callable[[tuple[str, ...], datetime], Mapping[str, str]]
    batch: int = 500


class OutboxMessage(Model):
    """Something that must happen after the commit that wrote it."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index(
            "ix_outbox_message_pending",
            "topic",
            "due_at",
            "id",
            sqlite_where=text("processed_at IS NULL"),
            postgresql_where=text("processed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    topic: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(80))
    processed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OutboxLease(Model):
    """Which worker holds a topic, until when: one topic is worked by one worker at a time."""

    __tablename__ = "outbox_lease"

    topic: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(26))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the work after commits is behind: messages waiting, and the age of the oldest that is due, in seconds."""

    pending: int
    oldest_seconds: float


def enqueue(session: Session, *, topic: str, key: str, now: datetime, due_at: datetime | None = None) -> None:
    """Write down, in the caller's transaction, that a topic must look at a key, now or once `due_at` has come."""
    session.add(OutboxMessage(topic=topic, key=key, created_at=now, due_at=due_at or now))


def enqueue_each(session: Session, source: Select[Any], *, topic: str, key: ColumnElement[str], now: datetime) -> None:
    """Write down that a topic must look at the key in each row that `source` finds, in one statement."""
    moment = literal(now, UtcDateTime())
    written: dict[str, ColumnElement[Any]] = {
        "topic": literal(topic),
        "key": key,
        "created_at": moment,
        "due_at": moment,
        "attempts": literal(0),
    }
    session.execute(insert(OutboxMessage).from_select(list(written), source.with_only_columns(*written.values())))


def lag(session: Session, *, topic: str, now: datetime) -> Lag:
    """Return how far a topic is behind."""
    pending, oldest = session.execute(
        select(func.count(), func.min(OutboxMessage.created_at)).where(
            OutboxMessage.topic == topic,
            OutboxMessage.processed_at.is_(None),
            OutboxMessage.created_at <= now,
            or_(OutboxMessage.due_at <= now, OutboxMessage.attempts > 0),
        )
    ).one()
    return Lag(pending, (now - oldest).total_seconds() if pending else 0.0)


def forget_processed(*, before: datetime, batch: int = 2_000) -> int:
    """Delete a batch of messages that were handled before an instant; returns how many. Those that wait are kept."""
    with own_transaction() as session:
        old = session.scalars(select(OutboxMessage.id).where(OutboxMessage.processed_at < before).limit(batch)).all()
        if old:
            session.execute(delete(OutboxMessage).where(OutboxMessage.id.in_(old)))
        return len(old)


def due_topics(session: Session, topics: Iterable[str], *, now: datetime) -> list[str]:
    """Return those of the topics in which something is due, in one question."""
    pending = (OutboxMessage.processed_at.is_(None), OutboxMessage.due_at <= now)
    questions = [
        select(literal(name)).where(select(OutboxMessage.id).where(OutboxMessage.topic == name, *pending).exists())
        for name in topics
    ]
    return list(session.scalars(union_all(*questions)))


def take_lease(topic: str, *, holder: str, now: datetime, length: timedelta) -> bool:
    """Take or renew the lease on a topic; False while another worker holds it."""
    with own_transaction() as session:
        lease = session.get(OutboxLease, topic, with_for_update=True)
        if lease is None:
            session.add(OutboxLease(topic=topic, holder=holder, until=now + length))
            return True
        if lease.holder != holder and lease.until > now:
            return False
        lease.holder, lease.until = holder, now + length
        return True


def release_lease(topic: str, *, holder: str, now: datetime) -> None:
    """Give a topic back at once, so that another worker need not wait for the lease to end."""
    with own_transaction() as session:
        session.execute(
            update(OutboxLease).where(OutboxLease.topic == topic, OutboxLease.holder == holder).values(until=now)
        )


def each_alone(keys: Iterable[str], work: Callable[[str], object]) -> dict[str, str]:
    """Do a piece of work for each key, in a session of its own; returns what failed, as a handler says it."""
    failed = {}
    for key in keys:
        try:
            work(key)
        except Exception as error:  # noqa: BLE001 - whatever one key fails by, the others are not held up
            failed[key] = type(error).__name__
        finally:
            db.session.remove()
    return failed


def work_topic(topic: Topic, *, clock: Callable[[], datetime]) -> int:
    """Handle what is due in a topic once; returns how many messages were settled. The caller holds the lease."""
    now = clock()
    # Looking takes no lock: whoever is writing need not wait for those who only look.
    with Session(db.engine) as session:
        rows = session.execute(
            select(OutboxMessage.id, OutboxMessage.key)
            .where(
                OutboxMessage.topic == topic.name,
                OutboxMessage.processed_at.is_(None),
                OutboxMessage.due_at <= now,
            )
            .order_by(OutboxMessage.due_at, OutboxMessage.id)
            .limit(topic.batch)
        ).all()
    if not rows:
        return 0
    ids_of: dict[str, list[int]] = {}
    for message_id, key in rows:
        ids_of.setdefault(key, []).append(message_id)
    if topic.mode is Mode.COLLAPSE:
        failed = dict(_call(topic, tuple(ids_of), now))
        return _settle(ids_of, failed, now=clock())
    settled = 0
    for message_id, key in rows:
        settled += _settle({key: [message_id]}, dict(_call(topic, (key,), clock())), now=clock())
    return settled


def _call(topic: Topic, keys: tuple[str, ...], now: datetime) -> Mapping[str, str]:
    try:
        return topic.handler(keys, now)
    except Exception as error:  # noqa: BLE001 - whatever failed, the messages wait and the rest goes on
        # The kind of error only: its words may hold what somebody typed.
        return dict.fromkeys(keys, type(error).__name__)


def _settle(ids_of: dict[str, list[int]], failed: Mapping[str, str], *, now: datetime) -> int:
    done = [one for key, ids in ids_of.items() if key not in failed for one in ids]
    with own_transaction() as session:
        if done:
            session.execute(update(OutboxMessage).where(OutboxMessage.id.in_(done)).values(processed_at=now))
        for key, reason in failed.items():
            for message in session.scalars(select(OutboxMessage).where(OutboxMessage.id.in_(ids_of.get(key, [])))):
                message.attempts += 1
                message.last_error = reason[:80]
                message.due_at = now + min(FIRST_RETRY * 2 ** min(message.attempts - 1, 12), LONGEST_RETRY)
    return len(done)
