"""What every stage of the fictional country shares: its day, its size, ids that the seed decides, bulk writing."""

import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from register.core.clock import starts_at
from register.core.db import CROCKFORD, Model
from register.demo.country import generator

BATCH = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The country that is being filled."""

    seed: int
    today: date
    settings: int
    vacancies: int

    def rng(self, part: str) -> random.Random:
        """Return the generator of one part."""
        return generator(self.seed, self.today, part)

    def id(self, kind: str, number: int | str) -> str:
        """Return the id of one thing: the form of a ULID, decided by the seed."""
        digest = hashlib.sha256(f"{self.seed}:{self.today}:{kind}:{number}".encode()).digest()
        bits = int.from_bytes(digest[:16]) >> 3  # the first character of a ULID is at most 7
        return "".join(CROCKFORD[(bits >> shift) & 31] for shift in range(125, -1, -5))

    def moment(self, days_ago: float, rng: random.Random) -> datetime:
        """Return an instant in the working hours of a day so long ago, never after now."""
        day = self.today - timedelta(days=int(days_ago))
        return starts_at(day) + timedelta(minutes=rng.randrange(0, 30) if days_ago < 1 else rng.randrange(480, 1080))


def write(session: Session, model: type[Model], rows: Iterable[dict[str, Any]]) -> int:
    """Insert rows in batches; returns how many."""
    pending, count = iter(rows), 0
    while batch := list(islice(pending, BATCH)):
        session.execute(insert(model), batch)
        count += len(batch)
    return count
