"""A request sent twice is done once: its answer is kept in the transaction that did it, and given again."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import JSON, ForeignKey, Index, String, bindparam, delete, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.core.db import Model, Ulid, UtcDateTime
from register.core.errors import Reason, RuleBroken

KEPT_FOR = timedelta(hours=48)
LONGEST_KEY = 200
_TAKE = text(
    "INSERT INTO given_answer (organisation_id, key_digest, request_digest, at, status, body) "
    "VALUES (:organisation_id, :key_digest, :request_digest, :at, 0, '{}') "
    "ON CONFLICT (organisation_id, key_digest) DO NOTHING RETURNING key_digest"
).bindparams(bindparam("at", type_=UtcDateTime))


class GivenAnswer(Model):
    """An answer of the API as it was given to a request that carried an idempotency key."""

    __tablename__ = "given_answer"
    __table_args__ = (Index("ix_given_answer_at", "organisation_id", "at"),)

    organisation_id: Mapped[Ulid] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    key_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    request_digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[int]
    body: Mapped[dict[str, object]] = mapped_column(JSON)


@dataclass(frozen=True, slots=True)
class Sent:
    """A request with its idempotency key, both as digests."""

    organisation_id: str
    key_digest: str
    request_digest: str

    @classmethod
    def of(cls, organisation_id: str, key: str, *parts: bytes) -> "Sent":
        """Build from the key and from everything that makes the request what it is."""
        whole = hashlib.sha256()
        for part in parts:
            whole.update(len(part).to_bytes(8) + part)
        return cls(organisation_id, hashlib.sha256(key.encode()).hexdigest(), whole.hexdigest())


def begin(session: Session, sent: Sent, *, now: datetime) -> GivenAnswer | None:
    """Take the key for this request, first thing in the transaction that does the work; answers of old ones go.

    Returns the answer that the same request got before, else None. Whoever sends it twice at once waits here for the
    first to be committed. Raises RuleBroken where the key came with another request.
    """
    session.execute(
        delete(GivenAnswer).where(GivenAnswer.organisation_id == sent.organisation_id, GivenAnswer.at <= now - KEPT_FOR)
    )
    taken = session.execute(
        _TAKE,
        {
            "organisation_id": sent.organisation_id,
            "key_digest": sent.key_digest,
            "request_digest": sent.request_digest,
            "at": now,
        },
    )
    if taken.first() is not None:
        return None
    found = session.get_one(GivenAnswer, (sent.organisation_id, sent.key_digest), populate_existing=True)
    if found.request_digest != sent.request_digest:
        words = "This idempotency key came with another request before: give every request a key of its own."
        raise RuleBroken(Reason("Idempotency-Key", "idempotency-key-reused", words))
    return found


def finish(session: Session, sent: Sent, *, status: int, body: dict[str, object]) -> None:
    """Keep the answer, in the transaction that `begin` began."""
    found = session.get_one(GivenAnswer, (sent.organisation_id, sent.key_digest), populate_existing=True)
    found.status, found.body = status, body
