"""What a batch writes to settings, in as few statements as it takes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from register.core.db import new_id
from register.core.outbox import OutboxMessage
from register.regulators.domain import SCHEMES
from register.regulators.models import FactSet, Setting
from register.regulators.services.batches import insert_all, insert_missing, update_all

CHANGED_TOPIC = "setting-changed"
FACT_SET = ("hash", "facts")
_NEW = ("id", "identifier", "scheme", "nation", "awaiting_file", "created_at", "changed_at")
_CHANGED = ("id", "changed_at", "awaiting_file", "queried_on")
_MESSAGE = ("key", "topic", "created_at", "due_at", "attempts")


class Writer:
    """Gathers what a batch writes to settings, and writes it in as few statements as it takes."""

    def __init__(self, session: Session, scheme: str, *, now: datetime) -> None:
        self._session = session
        self._now = now
        self._alike = (scheme, SCHEMES[scheme][1], False, now, now)  # of all that are added
        self.fact_sets: list[tuple[str, str]] = []
        self._added: list[tuple[Any, ...]] = []
        self._changed: list[tuple[Any, ...]] = []
        self._told: list[str] = []
        self._names: tuple[str, ...] = ()

    def _values(self, columns: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the columns that follow from facts, always in one order."""
        self._names = self._names or tuple(columns)
        return tuple([columns[name] for name in self._names])

    def add(self, identifier: str, columns: Mapping[str, Any]) -> None:
        """Put a setting that the register did not have."""
        self._added.append((new_id(), identifier, *self._alike, *self._values(columns)))

    def change(self, before: Row[Any], columns: Mapping[str, Any]) -> None:
        """Bring a setting to these columns, and say so to whoever depends on more than the date of its facts."""
        wanted = {"awaiting_file": False, "queried_on": None, **columns}
        differing = {name for name, value in wanted.items() if getattr(before, name) != value}
        if not differing:
            return
        told = bool(differing - {"facts_as_of", "first_listed_on"})
        changed_at = self._now if told else before.changed_at
        self._changed.append((before.id, changed_at, False, None, *self._values(columns)))
        if told:
            self._told.append(before.id)

    def write(self) -> None:
        """Write everything gathered, with one message for each setting that changed."""
        session, now = self._session, self._now
        insert_missing(session, FactSet, FACT_SET, self.fact_sets)
        insert_all(session, Setting, _NEW + self._names, self._added)
        update_all(session, Setting, _CHANGED + self._names, self._changed, keys=1)
        insert_all(session, OutboxMessage, _MESSAGE, [(key, CHANGED_TOPIC, now, now, 0) for key in self._told])
