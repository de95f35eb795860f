"""The append-only record of who saw and changed what, and the chain of seals that shows nothing was altered.

Rows hold ids and codes; names and words live where retention can empty them. The database refuses UPDATE and DELETE by
triggers (see the first migration). Committed rows are sealed afterwards, in the order of their ids, by the worker: no
request waits for another. A row that commits late, with a lower id than one already sealed, joins the next seal.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.core.access import Principal
from register.core.db import Model, UtcDateTime, own_transaction

BigKey = BigInteger().with_variant(Integer, "sqlite")
CODE = re.compile(r"[A-Za-z0-9_.:/+\-]{0,80}")
SEAL_BATCH = 5_000

Detail = str | int | bool | None | list[str]


class AuditEvent(Model):
    """One thing that somebody saw or changed."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    person_id: Mapped[str | None] = mapped_column(String(26), index=True)
    organisation_id: Mapped[str | None] = mapped_column(String(26))
    capacity: Mapped[str | None] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str] = mapped_column(String(80))
    version_from: Mapped[int | None]
    version_to: Mapped[int | None]
    details: Mapped[dict[str, Detail]] = mapped_column(JSON)


class AuditSeal(Model):
    """A digest over a run of events and over the seal before: altering any event or seal breaks the chain."""

    __tablename__ = "audit_seal"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=True)
    sealed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    events: Mapped[int]
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class AuditSealed(Model):
    """Which seal holds an event; kept apart so that the event's own row is never touched again."""

    __tablename__ = "audit_sealed"

    event_id: Mapped[int] = mapped_column(BigKey, ForeignKey("audit_event.id"), primary_key=True, autoincrement=False)
    seal_id: Mapped[int] = mapped_column(BigKey, ForeignKey("audit_seal.id"), index=True)


@dataclass(frozen=True, slots=True)
class SealCheck:
    """What checking the chain found; `broken` names the first seal that does not hold, or is None.

    `expired` counts the seals at the beginning whose events are gone: more than retention dropped means tampering.
    """

    seals: int
    events: int
    unsealed: int
    broken: int | None
    expired: int = 0

    @property
    def holds(self) -> bool:
        """Whether every seal holds."""
        return self.broken is None


def write(  # the fields of one row, each named by its caller
    session: Session,
    *,
    action: str,
    subject: tuple[str, str],
    by: Principal,
    now: datetime,
    versions: tuple[int | None, int | None] = (None, None),
    details: dict[str, Detail] | None = None,
) -> None:
    """Add one event to the session's transaction. Raises ValueError when any part is words instead of a code."""
    row = event_row(action=action, subject=subject, by=by, now=now, versions=versions, details=details)
    session.add(AuditEvent(**row))


def event_row(
    *,
    action: str,
    subject: tuple[str, str],
    by: Principal,
    now: datetime,
    versions: tuple[int | None, int | None] = (None, None),
    details: dict[str, Detail] | None = None,
) -> dict[str, Any]:
    """Return one event as a row; whoever writes many at once inserts them together. Raises ValueError as `write`.

    What a key did says which key, in the details.
    """
    details = {**(details or {}), **_means(by)}
    for name, value in (("subject", subject[0]), ("subject", subject[1]), *(details or {}).items()):
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, str) and not CODE.fullmatch(part):
                raise ValueError(f"the audit holds ids and codes only: {name}")
    return {
        "at": now,
        "person_id": by.person_id,
        "organisation_id": by.organisation_id,
        "capacity": by.capacity,
        "action": action,
        "subject_kind": subject[0],
        "subject_id": subject[1],
        "version_from": versions[0],
        "version_to": versions[1],
        "details": details,
    }


def write_each(
    session: Session,
    source: Select[Any],
    *,
    action: str,
    subject: tuple[str, ColumnElement[str]],
    by: Principal,
    now: datetime,
    versions: tuple[ColumnElement[int], ColumnElement[int]],
    details: Mapping[str, ColumnElement[Any]],
) -> None:
    """Add one event for each row that `source` finds, in one statement: the database copies ids and codes by itself.

    For acts on hundreds of things at once. The columns must hold ids and codes only.
    """
    columns = {**details, **{name: literal(value) for name, value in _means(by).items()}}
    as_json = func.json_object if session.get_bind().dialect.name == "sqlite" else func.json_build_object
    written: dict[str, ColumnElement[Any]] = {
        "at": literal(now, UtcDateTime()),
        "person_id": literal(by.person_id, String()),
        "organisation_id": literal(by.organisation_id, String()),
        "capacity": literal(by.capacity, String()),
        "action": literal(action),
        "subject_kind": literal(subject[0]),
        "subject_id": subject[1],
        "version_from": versions[0],
        "version_to": versions[1],
        "details": as_json(*chain.from_iterable((literal(name), column) for name, column in columns.items())),
    }
    session.execute(insert(AuditEvent).from_select(list(written), source.with_only_columns(*written.values())))


def _means(by: Principal) -> dict[str, Detail]:
    """Return by what means somebody acts, where it is not a page behind a sign-in."""
    found: dict[str, Detail] = {"key": by.key_id, "means": by.means}
    return {name: value for name, value in found.items() if value is not None}


def disclose(subject: tuple[str, str], *, what: str, by: Principal, now: datetime) -> None:
    """Write down, and commit, that somebody is about to see something restricted.

    Called before the first restricted byte: when this fails, nothing may be shown.
    """
    with own_transaction() as session:
        write(session, action="Disclosed", subject=subject, by=by, now=now, details={"what": what})


def seal_events(*, now: datetime) -> int:
    """Seal what is committed and not yet sealed; returns how many events. Run by one worker at a time."""
    with own_transaction() as session:
        events = session.scalars(
            select(AuditEvent)
            .outerjoin(AuditSealed, AuditSealed.event_id == AuditEvent.id)
            .where(AuditSealed.event_id.is_(None))
            .order_by(AuditEvent.id)
            .limit(SEAL_BATCH)
        ).all()
        if not events:
            return 0
        last = session.scalars(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1)).first()
        previous = last.digest if last else ""
        seal = AuditSeal(sealed_at=now, events=len(events), previous=previous, digest=_digest(previous, events))
        session.add(seal)
        session.flush()
        session.add_all(AuditSealed(event_id=event.id, seal_id=seal.id) for event in events)
        return len(events)


def verify_seals(session: Session) -> SealCheck:
    """Recompute the whole chain and say where it first breaks."""
    previous = ""
    seals = checked = dropped = 0
    for seal in session.scalars(select(AuditSeal).order_by(AuditSeal.id)):
        events = session.scalars(
            select(AuditEvent)
            .join(AuditSealed, AuditSealed.event_id == AuditEvent.id)
            .where(AuditSealed.seal_id == seal.id)
            .order_by(AuditEvent.id)
            .execution_options(populate_existing=True)
        ).all()
        # A month dropped by its retention keeps only the seal; months are dropped from the oldest on, without a gap.
        expired = not events and seal.events > 0 and dropped == seals
        whole = expired or (len(events) == seal.events and seal.digest == _digest(previous, events))
        if seal.previous != previous or not whole:
            return SealCheck(seals, checked, _count_unsealed(session), seal.id, dropped)
        previous = seal.digest
        seals += 1
        dropped += expired
        checked += len(events)
    return SealCheck(seals, checked, _count_unsealed(session), None, dropped)


def _count_unsealed(session: Session) -> int:
    sealed = select(AuditSealed.event_id)
    return len(session.scalars(select(AuditEvent.id).where(AuditEvent.id.not_in(sealed))).all())


def _digest(previous: str, events: Sequence[AuditEvent]) -> str:
    digest = hashlib.sha256(previous.encode())
    for line in _lines(events):
        digest.update(line)
    return digest.hexdigest()


def _lines(events: Iterable[AuditEvent]) -> Iterable[bytes]:
    for event in events:
        row = [
            event.id,
            event.at.isoformat(timespec="microseconds"),
            event.person_id,
            event.organisation_id,
            event.capacity,
            event.action,
            event.subject_kind,
            event.subject_id,
            event.version_from,
            event.version_to,
            event.details,
        ]
        yield json.dumps(row, sort_keys=True, separators=(",", ":")).encode() + b"\n"
