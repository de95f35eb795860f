"""What a batch writes to settings, in as few statements as it takes."""

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


class Writer:
    """Gathers what a batch writes to settings, and writes it in as few statements as it takes."""

    def __init__(self, session: Session, scheme: str, *, now: datetime) -> None:
        self._session = session
        self._scheme = scheme
        self._now = now
        self.fact_sets: list[dict[str, Any]] = []
        self._added: list[dict[str, Any]] = []
        self._changed: list[dict[str, Any]] = []
        self._told: list[str] = []

    def add(self, identifier: str, columns: dict[str, Any]) -> None:
        """Put a setting that the register did not have."""
        self._added.append(
            columns
            | {
                "id": new_id(),
                "scheme": self._scheme,
                "identifier": identifier,
                "nation": SCHEMES[self._scheme][1],
                "awaiting_file": False,
                "created_at": self._now,
                "changed_at": self._now,
            }
        )

    def change(self, before: Row[Any], columns: dict[str, Any]) -> None:
        """Bring a setting to these columns, and say so to whoever depends on more than the date of its facts."""
        columns = columns | {"awaiting_file": False, "queried_on": None}
        differing = {name for name, value in columns.items() if getattr(before, name) != value}
        if not differing:
            return
        told = bool(differing - {"facts_as_of", "first_listed_on"})
        changed_at = self._now if told else before.changed_at
        self._changed.append(columns | {"id": before.id, "changed_at": changed_at})
        if told:
            self._told.append(before.id)

    def write(self) -> None:
        """Write everything gathered, with one message for each setting that changed."""
        session = self._session
        insert_missing(session, FactSet, self.fact_sets)
        insert_all(session, Setting, self._added)
        update_all(session, Setting, self._changed, keys=("id",))
        insert_all(
            session,
            OutboxMessage,
            [
                {
                    "topic": CHANGED_TOPIC,
                    "key": setting_id,
                    "created_at": self._now,
                    "due_at": self._now,
                    "attempts": 0,
                }
                for setting_id in self._told
            ],
        )
