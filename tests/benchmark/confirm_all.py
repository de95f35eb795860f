"""confirm-all: one-click confirm of 200 vacancies, at the service function, beside one bare-SQL transaction.

The plain one writes the same rows (updates, history, audit, outbox) with the values at hand: nothing is read, no rule
is asked. Both write to the same database, by turns.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from flask import Flask
from sqlalchemy import func, insert, select

from register.app import create_app
from register.core.access import Capacity, Principal, Role
from register.core.audit import AuditEvent
from register.core.clock import now
from register.core.db import db, new_id, own_transaction, transaction
from register.core.outbox import OutboxMessage
from register.settings import Settings
from register.vacancies import services
from register.vacancies.models import Vacancy, VacancyHistory
from tests.benchmark.measuring import Entry, paired
from tests.builders.vacancies import a_description, a_held_setting, a_vacancy
from tests.journeys.running import Register

CONFIRMED = 200
OTHERS = 6_000
SETTINGS = 40
ROUNDS = 31
GOAL = 3.0


class Plain:
    """The same rows by statements written by hand, over a connection that is set as the application's are."""

    def __init__(self, path: Path, vacancies: list[tuple[str, str, int, str]], by: Principal) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "recursive_triggers=ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._vacancies = vacancies
        self._by = by

    def confirm(self, at: datetime) -> None:
        moment = at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
        due = (at + timedelta(days=6)).replace(tzinfo=None).isoformat(" ", "microseconds")
        person, organisation = self._by.person_id, self._by.organisation_id
        run = self._connection
        run.execute("BEGIN IMMEDIATE")
        run.executemany(
            "UPDATE vacancy SET last_confirmed_at = ?, confirmed_by = ? WHERE id = ?",
            [(moment, person, vacancy_id) for vacancy_id, *_ in self._vacancies],
        )
        run.executemany(
            "INSERT INTO vacancy_history (vacancy_id, version, what, as_at, known_at, person_id)"
            " VALUES (?, ?, 'confirmed', ?, ?, ?)",
            [(vacancy_id, version, moment, moment, person) for vacancy_id, _, version, _ in self._vacancies],
        )
        run.executemany(
            "INSERT INTO audit_event (at, person_id, organisation_id, capacity, action, subject_kind, subject_id,"
            " version_from, version_to, details)"
            " VALUES (?, ?, ?, 'providing', 'VacancyConfirmed', 'vacancy', ?, ?, ?, ?)",
            [
                (moment, person, organisation, vacancy_id, version, version, self._details(setting_id, status))
                for vacancy_id, setting_id, version, status in self._vacancies
            ],
        )
        run.executemany(
            "INSERT INTO outbox_message (topic, key, created_at, due_at, attempts) VALUES ('index', ?, ?, ?, 0)",
            [(vacancy_id, moment, moment) for vacancy_id, *_ in self._vacancies],
        )
        run.execute(
            "INSERT INTO outbox_message (topic, key, created_at, due_at, attempts)"
            " VALUES ('confirmation-reminder', ?, ?, ?, 0)",
            (organisation, moment, due),
        )
        run.execute("COMMIT")

    def _details(self, setting_id: str, status: str) -> str:
        return json.dumps({"setting_id": setting_id, "status_from": status, "status_to": status})

    def close(self) -> None:
        self._connection.close()


def a_provider_with_vacancies() -> Principal:
    """Somebody who keeps 200 vacancies of 40 settings, among a country's worth of others."""
    first, organisation = a_held_setting("IFA")
    organisation_id = organisation.id
    own = [first, *(a_held_setting("IFA", organisation=organisation)[0] for _ in range(SETTINGS - 1))]
    elsewhere, other = a_held_setting("IFA")
    a_description(first, organisation_id)
    pattern_id = a_vacancy(first, organisation_id)
    other_id = other.id
    with own_transaction() as session:
        columns = Vacancy.__table__.columns
        pattern = {column.name: getattr(session.get_one(Vacancy, pattern_id), column.name) for column in columns}
        mine = [pattern | {"id": new_id(), "setting_id": own[number % SETTINGS]} for number in range(CONFIRMED - 1)]
        foreign = {"setting_id": elsewhere, "organisation_id": other_id}
        theirs = [pattern | foreign | {"id": new_id()} for _ in range(OTHERS)]
        session.execute(insert(Vacancy), mine + theirs)
    return Principal(
        person_id=new_id(),
        organisation_id=organisation_id,
        capacity=Capacity.PROVIDING,
        roles=frozenset({Role.PROVIDER_EDITOR}),
    )


def _rows() -> list[int]:
    models = (VacancyHistory, AuditEvent, OutboxMessage)
    db.session.rollback()
    return [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def measured(app: Flask, folder: Path) -> tuple[float, float, float]:
    """Median seconds of ours and of the plain one, and the median ratio."""
    with app.app_context():
        by = a_provider_with_vacancies()
        db.session.rollback()  # what was read before is older than the rows just written
        mine = db.session.execute(
            select(Vacancy.id, Vacancy.setting_id, Vacancy.version, Vacancy.status)
            .where(Vacancy.organisation_id == by.organisation_id)
            .order_by(Vacancy.id)
        )
        plain = Plain(folder / "register.sqlite", [(a, b, c, d) for a, b, c, d in mine], by)
        began, numbers = now(), count(1)

        def ours() -> None:
            db.session.remove()  # a request begins with nothing read
            with transaction():
                assert services.confirm_all(by=by, now=began + timedelta(minutes=next(numbers))) == CONFIRMED

        def theirs() -> None:
            plain.confirm(began + timedelta(minutes=next(numbers)))

        before = _rows()
        ours()
        between = _rows()
        theirs()
        after = _rows()
        grown = [[b - a for a, b in zip(x, y, strict=True)] for x, y in ((before, between), (between, after))]
        assert grown[0] == grown[1], f"both must write the same rows: {grown}"
        db.session.rollback()
        found = paired(ours, theirs, rounds=ROUNDS)
        plain.close()
        db.session.remove()
        db.engine.dispose()
        return found


def measure() -> Iterator[Entry]:
    """Confirm again and again, by turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        Register(folder).command("db", "upgrade")
        ours, _theirs, ratio = measured(create_app(Settings(data=folder)), folder)
    yield Entry("confirm-all:embedded:200:p50", ours * 1000, "ms", against="bare SQL", ratio=ratio, most=GOAL)
