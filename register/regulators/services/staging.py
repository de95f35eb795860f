"""Reading a file into store: every row becomes a statement, a premises, an inspection, a movement or a rejection.

Nothing of it shows on a setting until the file is applied. Each batch commits its rows together with how far it came,
so that a killed process carries on where its last commit was: rows are counted per stage, in the file's order.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.core.db import Model, own_transaction
from register.regulators.importers.facts import FactValue
from register.regulators.importers.rows import (
    InspectionRow,
    JoinerRow,
    Kind,
    LeaverRow,
    OpenedFile,
    PremisesRow,
    RejectedRow,
    SettingRow,
)
from register.regulators.models import FactSet, Inspection, Movement, Premises, Rejection, Statement
from register.regulators.services.batches import Pace, Watch, insert_all, insert_missing
from register.regulators.services.turns import keep_turn
from register.regulators.services.writing import FACT_SET

STAGES = ("settings", "listing", "premises", "inspections", "leavers", "joiners")
DECIDING = frozenset({"settings", "listing"})
MOVEMENTS = frozenset({"leavers", "joiners"})
Resolve = Callable[[str | None], str | None]
#: What is stored of a row, table by table, in the order of the tuples below; each begins with the file.
COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Statement: ("file_id", "identifier", "row", "partial", "provision", "code", "fact_hash"),
    Premises: (
        "file_id", "number", "identifier", "category", "places", "authority_published", "authority_gss",
        "registration_status", "registered_on",
    ),
    Inspection: (
        "file_id", "number", "identifier", "event_type", "event_number", "inspected_on", "published_on", "judgements",
    ),
    Movement: ("file_id", "kind", "number", "identifier", "opened_on", "ended_on", "status_after", "reason"),
    Rejection: ("file_id", "number", "stage", "sheet", "row", "column", "value", "why", "remedy"),
}  # fmt: skip


def hash_of(facts: str) -> str:
    """Return the key of a fact set: 32 hexadecimal characters of BLAKE2b."""
    return hashlib.blake2b(facts.encode(), digest_size=16).hexdigest()


def facts_as_text(facts: Mapping[str, FactValue]) -> str:
    """Return facts as JSON that is the same for the same facts."""
    return orjson.dumps(facts, option=orjson.OPT_SORT_KEYS).decode()


class Staging:
    """Stores the rows of one file."""

    def __init__(self, file_id: str, opened: OpenedFile, *, counts: dict[str, Any], resolve: Resolve) -> None:
        self._file_id = file_id
        self._opened = opened
        self._resolve = resolve
        self.counts = counts
        self._pace = Pace()
        self._provisions: dict[str, str] = {}
        kinds = {sheet.kind for sheet in opened.head.sheets}
        #: A file of leavers and joiners alone: its rows are what the report counts.
        self._movements_only = not kinds & {Kind.SETTINGS, Kind.LISTING}
        self._fact_sets: list[tuple[str, str]] = []
        self._rows: dict[type[Model], list[tuple[Any, ...]]] = {model: [] for model in COLUMNS}

    def run(self, stage: str, done: int, *, clock: Callable[[], datetime], watch: Watch) -> None:
        """Store every stage from `stage` on, of which `done` items are stored already."""
        self._remember()
        for name in STAGES[STAGES.index(stage) :]:
            skip, done = done, 0
            total = self._opened.expected_rows if name == "settings" else None
            items = watch(islice(self._items(name), skip, None), total, f"Reading {name}")
            self._store(name, skip, items, clock)
        with own_transaction() as session:
            keep_turn(session, self._file_id, now=clock(), values={"stage": "hold", "done": 0})

    def _items(self, stage: str) -> Iterator[Any]:
        items: Callable[[], Iterator[Any]] = getattr(self._opened, stage)
        return items()

    def _remember(self) -> None:
        with own_transaction() as session:
            known = session.execute(
                select(Statement.identifier, Statement.provision).where(Statement.file_id == self._file_id)
            )
            self._provisions = {identifier: provision for identifier, provision in known}  # noqa: C416 - rows, not pairs

    def _store(self, stage: str, done: int, items: Iterable[Any], clock: Callable[[], datetime]) -> None:
        for batch in self._pace.batches(items):
            for number, item in enumerate(batch, done + 1):
                self._take(stage, number, item)
            done += len(batch)
            with self._pace, own_transaction() as session:
                self._write(session)
                values = {"stage": stage, "done": done, "counts": self.counts}
                keep_turn(session, self._file_id, now=clock(), values=values)

    def _write(self, session: Session) -> None:
        insert_missing(session, FactSet, FACT_SET, self._fact_sets)
        self._fact_sets.clear()
        for model, rows in self._rows.items():
            insert_all(session, model, COLUMNS[model], rows)
            rows.clear()

    def _take(self, stage: str, number: int, item: Any) -> None:  # noqa: ANN401 - one of the row classes, told apart here
        if isinstance(item, RejectedRow):
            self._reject(stage, item)
        elif isinstance(item, SettingRow):
            self._state(stage, item)
        elif isinstance(item, PremisesRow):
            self._take_premises(number, item)
        elif isinstance(item, InspectionRow):
            self._take_inspection(number, item)
        else:
            self._take_movement(stage, number, item)

    def _decides(self, stage: str) -> bool:
        return stage in DECIDING or (self._movements_only and stage in MOVEMENTS)

    def _reject(self, stage: str, row: RejectedRow) -> None:
        kind = "rejected" if self._decides(stage) else "rejected_beside"
        self.counts[kind] = self.counts.get(kind, 0) + 1
        number = self.counts.get("rejected", 0) + self.counts.get("rejected_beside", 0)
        where = (row.sheet[:80], row.row, row.column[:200], row.value[:80])
        self._rows[Rejection].append((self._file_id, number, stage, *where, row.why[:300], row.remedy[:300]))

    def _state(self, stage: str, row: SettingRow | LeaverRow | JoinerRow) -> None:
        """Keep what the row says of a setting; a second row of one setting is refused, or repeats a movement."""
        if row.id in self._provisions:
            if isinstance(row, SettingRow):
                why = "This setting has an earlier row in the file."
                remedy = "Ask the regulator which of the two rows holds; the first was taken."
                self._reject(stage, RejectedRow(row.row, "", "identifier", row.id, why, remedy))
            else:
                self.counts["repeated"] = self.counts.get("repeated", 0) + 1
            return
        self._provisions[row.id] = row.provision
        facts = facts_as_text(row.facts)
        key = hash_of(facts)
        self._fact_sets.append((key, facts))
        partial = not isinstance(row, SettingRow)
        self._rows[Statement].append((self._file_id, row.id, row.row, partial, row.provision[:200], row.code, key))
        self._count("settings", row.provision, 1)
        places = row.facts.get("places")
        if isinstance(places, int):
            self._count("places", row.provision, places)

    def _count(self, kind: str, provision: str, number: int) -> None:
        found = self.counts.setdefault(kind, {})
        found[provision] = found.get(provision, 0) + number

    def _take_premises(self, number: int, row: PremisesRow) -> None:
        self._count("premises", self._provisions.get(row.id, "not listed"), 1)
        authority = (row.authority, self._resolve(row.authority))
        self._rows[Premises].append(
            (
                self._file_id, number, row.id, row.category, row.places, *authority, row.registration_status,
                row.registered_on,
            )
        )  # fmt: skip

    def _take_inspection(self, number: int, row: InspectionRow) -> None:
        self.counts["inspections"] = self.counts.get("inspections", 0) + 1
        judgements = orjson.dumps(row.judgements, option=orjson.OPT_SORT_KEYS).decode()
        self._rows[Inspection].append(
            (
                self._file_id, number, row.id, row.event_type, row.event_number, row.inspected_on, row.published_on,
                judgements,
            )
        )  # fmt: skip

    def _take_movement(self, stage: str, number: int, row: LeaverRow | JoinerRow) -> None:
        self.counts[stage] = self.counts.get(stage, 0) + 1
        # Without a date of its own, it had ended by the date of the file.
        ended_on = (row.ended_on or self._opened.head.as_of) if isinstance(row, LeaverRow) else None
        kind = "leaver" if isinstance(row, LeaverRow) else "joiner"
        reason = None if row.reason is None else row.reason[:300]
        self._rows[Movement].append(
            (self._file_id, kind, number, row.id, row.opened_on, ended_on, row.status_after, reason)
        )
        if self._movements_only:
            self._state(stage, row)
