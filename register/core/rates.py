"""How often somebody came in a span of time, counted in the database so that all workers count together."""

import math
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, String, delete, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.core.db import Model, own_transaction

SPAN_SECONDS = 60
# One row for each thing that is counted; a new span begins it again. What comes no more is forgotten within the hour.
_COUNT = text(
    "INSERT INTO rate_count (kind, counted, span, count) VALUES (:kind, :counted, :span, 1) "
    "ON CONFLICT (kind, counted) DO UPDATE SET "
    "count = CASE WHEN excluded.span > rate_count.span THEN 1 ELSE rate_count.count + 1 END, "
    "span = CASE WHEN excluded.span > rate_count.span THEN excluded.span ELSE rate_count.span END "
    "RETURNING count"
)


class RateCount(Model):
    """How often one thing (a key's organisation, a digest of an address) came in its newest span of time."""

    __tablename__ = "rate_count"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    counted: Mapped[str] = mapped_column(String(64), primary_key=True)
    span: Mapped[int] = mapped_column(BigInteger)
    count: Mapped[int]


@dataclass(frozen=True, slots=True)
class Rate:
    """What is left of an allowance: `remaining` of `limit`, below nought when used up, new in `resets` seconds."""

    limit: int
    seconds: int
    remaining: int
    resets: int

    @property
    def is_used_up(self) -> bool:
        """Whether this time was one too many."""
        return self.remaining < 0

    @property
    def headers(self) -> dict[str, str]:
        """Return it as the RateLimit header fields of the IETF's draft say it."""
        return {
            "RateLimit-Policy": f'"default";q={self.limit};w={self.seconds}',
            "RateLimit": f'"default";r={max(0, self.remaining)};t={self.resets}',
        }


def count(session: Session, kind: str, counted: str, *, limit: int, now: datetime) -> Rate:
    """Count one more in the caller's short transaction, and say what is left."""
    at = now.timestamp()
    span = int(at // SPAN_SECONDS)
    so_far: int = session.execute(_COUNT, {"kind": kind, "counted": counted, "span": span}).scalar_one()
    return Rate(limit, SPAN_SECONDS, limit - so_far, max(1, math.ceil((span + 1) * SPAN_SECONDS - at)))


def forget_old(*, before: datetime) -> None:
    """Delete what was last counted before an instant."""
    with own_transaction() as session:
        session.execute(delete(RateCount).where(RateCount.span < int(before.timestamp() // SPAN_SECONDS)))
