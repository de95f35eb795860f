"""Applying a stored file: every setting that it touches is derived anew from all files, a batch a transaction."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import Session

from register.core.db import own_transaction
from register.regulators.domain import RowState
from register.regulators.domain.timeline import (
    Course,
    Ending,
    Plain,
    Stated,
    changed_facts,
    course_of,
    overlaid,
    standing_facts,
)
from register.regulators.importers.facts import FACTS
from register.regulators.models import FactSet, Movement, RegulatorFile, Setting, Statement
from register.regulators.services.batches import Pace, Watch, table_of, update_all
from register.regulators.services.courses import courses_of, endings_of, fact_sets, full_dates, is_first
from register.regulators.services.notes import settle_notes
from register.regulators.services.staging import Resolve, facts_as_text, hash_of
from register.regulators.services.turns import keep_turn
from register.regulators.services.writing import Writer

NOT_SHOWN = "(not shown)"
States = dict[str, tuple[RowState, dict[str, Any]]]
Facts = dict[str, Plain]


class Applying:
    """Applies one file whose rows are stored; the caller holds the turn."""

    def __init__(self, file: RegulatorFile, *, resolve: Resolve, clock: Callable[[], datetime]) -> None:
        self._file_id, self._scheme = file.id, file.scheme
        self._sha256, self._as_of, self._full = file.sha256, file.as_of, file.full
        self.counts: dict[str, Any] = dict(file.counts)
        self._resolve = resolve
        self._clock = clock
        self._full_dates: list[date] = []
        self._file = file
        self._first = False
        self._endings: Mapping[str, list[Ending]] = {}
        self._leavers: set[tuple[str, str]] = set()

    def run(self, *, watch: Watch) -> None:
        """Give every row its state, then look at the settings that the file lacks or says have ended."""
        with own_transaction() as session:
            self._full_dates = full_dates(session, self._scheme)
            self._first = is_first(session, self._file)
            if self._first:
                self._endings, self._leavers = endings_of(session, Movement.file_id == self._file_id)
            total = session.scalar(select(func.count()).where(*self._waiting())) or 0
        bar = iter(watch(range(total), total, "Applying"))
        pace = Pace()
        while done := self._apply_batch(pace):
            for _ in range(done):
                next(bar, None)
        last: str | None = ""
        while last is not None:
            last = self._look_beside(pace, last)

    def _waiting(self) -> tuple[Any, ...]:
        return (Statement.file_id == self._file_id, Statement.state.is_(None))

    def _apply_batch(self, pace: Pace) -> int:
        with pace, own_transaction() as session:
            rows = session.execute(
                select(
                    Statement.identifier,
                    Statement.partial,
                    Statement.provision,
                    Statement.code,
                    Statement.fact_hash,
                    FactSet.facts,
                )
                .join(FactSet, FactSet.hash == Statement.fact_hash)
                .where(*self._waiting())
                .order_by(Statement.row)
                .limit(pace.size)
            ).all()
            if rows:
                states = self._derive_rows(session, rows)
                self._keep_states(session, states)
            keep_turn(session, self._file_id, now=self._clock(), values={"counts": self.counts})
        return len(rows)

    def _derive_rows(self, session: Session, rows: Sequence[Any]) -> States:
        """Derive the settings of rows of the file; in an empty register from the rows alone."""
        if not self._first:
            return self._derive(session, [row.identifier for row in rows])
        courses = {}
        for identifier, partial, provision, code, fact_hash, _ in rows:
            listed = not (partial and (identifier, self._sha256) in self._leavers)
            stated = Stated(self._as_of, self._sha256, partial, listed, provision, code, fact_hash)
            courses[identifier] = course_of([stated], self._endings.get(identifier, ()), self._full_dates)
        return self._write(session, courses, {}, {row.fact_hash: row.facts for row in rows})

    def _look_beside(self, pace: Pace, after: str) -> str | None:
        """Derive a batch of settings that have no row in the file; return where to go on, None at the end."""
        of_file = select(Statement.identifier).where(Statement.file_id == self._file_id)
        moved = select(Movement.identifier).where(Movement.file_id == self._file_id)
        concerned: ColumnElement[bool] = Setting.identifier.in_(moved)
        if self._full:
            may_be_gone = or_(Setting.gone_on.is_(None), Setting.gone_on > self._as_of)
            concerned = or_(concerned, (Setting.facts_as_of <= self._as_of) & may_be_gone)
        with pace, own_transaction() as session:
            identifiers = session.scalars(
                select(Setting.identifier)
                .where(
                    Setting.scheme == self._scheme,
                    Setting.identifier > after,
                    Setting.identifier.not_in(of_file),
                    concerned,
                )
                .order_by(Setting.identifier)
                .limit(pace.size)
            ).all()
            if identifiers:
                self._derive(session, identifiers)
            keep_turn(session, self._file_id, now=self._clock(), values={"counts": self.counts})
        return identifiers[-1] if identifiers else None

    def _derive(self, session: Session, identifiers: Sequence[str]) -> States:
        """Bring the settings of these identifiers to what all files say; returns how each row of the file ended."""
        table = table_of(Setting)
        known = {
            row.identifier: row
            for row in session.execute(
                select(table).where(table.c.scheme == self._scheme, table.c.identifier.in_(identifiers))
            )
        }
        courses = courses_of(session, self._scheme, identifiers, full_dates=self._full_dates)
        wanted = {one.fact_hash for course in courses.values() for one in course.layers}
        wanted |= {row.facts_hash for row in known.values() if row.facts_hash}
        return self._write(session, courses, known, fact_sets(session, wanted))

    def _write(
        self,
        session: Session,
        courses: Mapping[str, Course],
        known: Mapping[str, Row[Any]],
        sets: Mapping[str, str],
    ) -> States:
        writer = Writer(session, self._scheme, now=self._clock())
        states = {}
        for identifier, course in courses.items():
            before = known.get(identifier)
            key, text = self._merged(course, sets)
            facts: Facts = orjson.loads(text)
            columns = standing_facts(course, facts)
            columns["authority_gss"] = self._resolve(facts.get("authority"))  # type: ignore[arg-type]
            columns["facts_hash"] = key
            if key not in sets:
                writer.fact_sets.append((key, text))
            if before is None:
                writer.add(identifier, columns)
            else:
                writer.change(before, columns)
            states[identifier] = self._state(before, course, columns, facts, sets)
        writer.write()
        if known:
            settle_notes(session, [row.id for row in known.values()], file_id=self._file_id, as_of=self._as_of)
        return states

    def _merged(self, course: Course, sets: Mapping[str, str]) -> tuple[str, str]:
        if len(course.layers) == 1:
            key = course.newest.fact_hash
            return key, sets[key]
        text = facts_as_text(overlaid([orjson.loads(sets[one.fact_hash]) for one in course.layers]))
        return hash_of(text), text

    def _state(
        self, before: Row[Any] | None, course: Course, columns: dict[str, Any], facts: Facts, sets: Mapping[str, str]
    ) -> tuple[RowState, dict[str, Any]]:
        if before is None or before.facts_hash is None:
            if before is not None:
                self.counts["joined"] = self.counts.get("joined", 0) + 1
            return RowState.NEW, {}
        if before.gone_on is None and columns["gone_on"] is not None:
            self.counts["gone"] = self.counts.get("gone", 0) + 1
        if self._sha256 not in {one.sha256 for one in course.layers}:
            return RowState.UNCHANGED, {}  # older than what the register has: it only adds to the history
        changes: dict[str, Any] = {}
        if before.facts_hash != columns["facts_hash"]:
            changes = {
                key: [NOT_SHOWN, NOT_SHOWN] if key in FACTS and FACTS[key].locates else list(pair)
                for key, pair in changed_facts(orjson.loads(sets[before.facts_hash]), facts).items()
            }
        if before.gone_on is not None and columns["gone_on"] is None:
            return RowState.RESTORED, changes
        return (RowState.CHANGED if changes else RowState.UNCHANGED), changes

    def _keep_states(self, session: Session, states: Mapping[str, tuple[RowState, dict[str, Any]]]) -> None:
        rows = []
        for identifier, (state, changes) in states.items():
            self.counts[state] = self.counts.get(state, 0) + 1
            rows.append((identifier, self._file_id, state.value, changes or None))
        update_all(session, Statement, ("identifier", "file_id", "state", "changes"), rows, keys=2)
