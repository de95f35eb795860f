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

from register.core.db import own_transaction
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

STAGES = ("settings", "listing", "premises", "inspections", "leavers", "joiners")
DECIDING = frozenset({"settings", "listing"})
MOVEMENTS = frozenset({"leavers", "joiners"})
Resolve = Callable[[str | None], str | None]


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
        self._provisions: dict[str, str] = {}
        kinds = {sheet.kind for sheet in opened.head.sheets}
        #: A file of leavers and joiners alone: its rows are what the report counts.
        self._movements_only = not kinds & {Kind.SETTINGS, Kind.LISTING}
        self._rows: dict[type, list[dict[str, Any]]] = {}

    def run(self, stage: str, done: int, *, clock: Callable[[], datetime], watch: Watch) -> None:
        """Store every stage from `stage` on, of which `done` items are stored already."""
        self._remember()
        for name in STAGES[STAGES.index(stage) :]:
            skip, done = done, 0
            total = self._opened.expected_rows if name == "settings" else None
            items = watch(islice(self._items(name), skip, None), total, f"Reading {name}")
            self._store(name, skip, items, clock)

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
        pace = Pace()
        for batch in pace.batches(items):
            for number, item in enumerate(batch, done + 1):
                self._take(stage, number, item)
            done += len(batch)
            with pace, own_transaction() as session:
                insert_missing(session, FactSet, self._rows.pop(FactSet, []))
                for model in (Statement, Premises, Inspection, Movement, Rejection):
                    insert_all(session, model, self._rows.pop(model, []))
                values = {"stage": stage, "done": done, "counts": self.counts}
                keep_turn(session, self._file_id, now=clock(), values=values)
        following = [*STAGES, "hold"][STAGES.index(stage) + 1]
        with own_transaction() as session:
            keep_turn(session, self._file_id, now=clock(), values={"stage": following, "done": 0})

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

    def _add(self, model: type, row: dict[str, Any]) -> None:
        row["file_id"] = self._file_id
        self._rows.setdefault(model, []).append(row)

    def _decides(self, stage: str) -> bool:
        return stage in DECIDING or (self._movements_only and stage in MOVEMENTS)

    def _reject(self, stage: str, row: RejectedRow) -> None:
        kind = "rejected" if self._decides(stage) else "rejected_beside"
        self.counts[kind] = self.counts.get(kind, 0) + 1
        self._add(
            Rejection,
            {
                "number": self.counts.get("rejected", 0) + self.counts.get("rejected_beside", 0),
                "stage": stage,
                "sheet": row.sheet[:80],
                "row": row.row,
                "column": row.column[:200],
                "value": row.value[:80],
                "why": row.why[:300],
                "remedy": row.remedy[:300],
            },
        )

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
        self._rows.setdefault(FactSet, []).append({"hash": key, "facts": facts})
        self._add(
            Statement,
            {
                "identifier": row.id,
                "row": row.row,
                "partial": not isinstance(row, SettingRow),
                "provision": row.provision[:200],
                "code": row.code,
                "fact_hash": key,
                "state": None,
                "changes": None,
            },
        )
        self._count("settings", row.provision, 1)
        places = row.facts.get("places")
        if isinstance(places, int):
            self._count("places", row.provision, places)

    def _count(self, kind: str, provision: str, number: int) -> None:
        found = self.counts.setdefault(kind, {})
        found[provision] = found.get(provision, 0) + number

    def _take_premises(self, number: int, row: PremisesRow) -> None:
        self._count("premises", self._provisions.get(row.id, "not listed"), 1)
        self._add(
            Premises,
            {
                "number": number,
                "identifier": row.id,
                "category": row.category,
                "places": row.places,
                "authority_published": row.authority,
                "authority_gss": self._resolve(row.authority),
                "registration_status": row.registration_status,
                "registered_on": row.registered_on,
            },
        )

    def _take_inspection(self, number: int, row: InspectionRow) -> None:
        self.counts["inspections"] = self.counts.get("inspections", 0) + 1
        self._add(
            Inspection,
            {
                "number": number,
                "identifier": row.id,
                "event_type": row.event_type,
                "event_number": row.event_number,
                "inspected_on": row.inspected_on,
                "published_on": row.published_on,
                "judgements": orjson.dumps(row.judgements, option=orjson.OPT_SORT_KEYS).decode(),
            },
        )

    def _take_movement(self, stage: str, number: int, row: LeaverRow | JoinerRow) -> None:
        leaves = isinstance(row, LeaverRow)
        self.counts[stage] = self.counts.get(stage, 0) + 1
        self._add(
            Movement,
            {
                "kind": "leaver" if leaves else "joiner",
                "number": number,
                "identifier": row.id,
                "opened_on": row.opened_on,
                # Without a date of its own, it had ended by the date of the file.
                "ended_on": (row.ended_on or self._opened.head.as_of) if isinstance(row, LeaverRow) else None,
                "status_after": row.status_after,
                "reason": None if row.reason is None else row.reason[:300],
            },
        )
        if self._movements_only:
            self._state(stage, row)
