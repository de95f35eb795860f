"""push: 1,000 vacancies by API, beside the same rows written by bare SQL.

Ours is the whole of it: HTTP parsing in the application, the key, the allowance, JSON, the schema, the rules, the
screening of words, rows, history, audit, outbox and the answer. Theirs writes the same four kinds of rows in one
transaction, made ready beforehand. First all are new, then all change, as on the second night.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import insert

from register.app import create_app
from register.core import migrate
from register.core.clock import now
from register.core.db import db, new_id, own_transaction
from register.dwellings.models import Dwelling
from register.regulators.models import Setting
from register.settings import Settings
from tests.benchmark.measuring import Entry, percentile, seconds
from tests.builders.api_keys import Made, a_key
from tests.builders.search import a_small_country
from tests.builders.vacancies import a_description, a_held_setting, a_row

ROWS = 1_000
ROUNDS = 7
GOAL = 5.0
Found = list[dict[str, object]]
NEEDS = ("AUT", "TRM", "ATT", "SEMH", "PC", "UAS", "MIS", "CSE")


def rows(identifier: str, batch: int, *, more: int) -> list[dict[str, object]]:
    """A night's rows of an agency: every household is different, every tenth says something in words."""
    checked = (now() - timedelta(hours=1)).isoformat()
    return [
        a_row(
            identifier,
            f"b{batch}-household-{number}",
            place=f"H-{number:04}",
            places=1 + (number + more) % 3,
            age_min=number % 11,
            age_max=11 + number % 7,
            gender=("any", "female", "male")[number % 3],
            purposes=["STF", "LTF", "RSP"][: 1 + number % 3],
            needs={NEEDS[number % 5]: "core", NEEDS[(number + 1) % 5]: "specialist"},
            notice_hours=(number % 4) * 24,
            available_from=now().date().isoformat(),
            source_checked_at=checked,
            words=f"A quiet household with a garden, number {number}." if number % 10 == 0 else None,
        )
        for number in range(ROWS)
    ]


def household(setting_id: str, organisation_id: str, number: int) -> dict[str, object]:
    return {
        "id": new_id(),
        "setting_id": setting_id,
        "organisation_id": organisation_id,
        "kind": "household",
        "number": number + 1,
        "key": f"H-{number:04}",
        "capacity": 100,
        "area_id": "E08000003",
        "version": 1,
        "created_at": now(),
        "changed_at": now(),
    }


def push(client: FlaskClient, key: Made, batch: list[dict[str, object]], wanted: str) -> None:
    answer = client.put("/api/v1/vacancies", json={"vacancies": batch}, headers=key.header)
    assert answer.get_json()["counts"][wanted] == ROWS, answer.get_data(as_text=True)[:500]


class Bare:
    """Writes what the last push wrote, as bare SQL on a connection of its own."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=NORMAL")
        self.connection.execute("PRAGMA foreign_keys=ON")
        self.connection.execute("PRAGMA recursive_triggers=ON")

    def last(self, table: str, where: str = "1") -> list[dict[str, object]]:
        """The last rows of a table."""
        found = self.connection.execute(f"SELECT * FROM {table} WHERE {where} ORDER BY rowid DESC LIMIT {ROWS}")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found]

    def insert(self, table: str, found: list[dict[str, object]]) -> None:
        names = list(found[0])
        self.connection.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
            [tuple(_bound(value) for value in row.values()) for row in found],
        )

    def write(
        self, vacancies: list[dict[str, object]], beside: dict[str, list[dict[str, object]]], *, new: bool
    ) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        if new:
            self.insert("vacancy", vacancies)
        else:
            names = [name for name in vacancies[0] if name not in {"id", "setting_id", "organisation_id", "created_at"}]
            self.connection.executemany(
                f"UPDATE vacancy SET {', '.join(f'{name} = ?' for name in names)} WHERE id = ?",
                [(*(_bound(row[name]) for name in names), row["id"]) for row in vacancies],
            )
        for table, found in beside.items():
            self.insert(table, found)
        self.connection.execute("COMMIT")


def _bound(value: object) -> object:
    # What the database keeps as JSON is made into text for each row here too.
    return json.dumps(value) if isinstance(value, (dict, list)) else value


def _parsed(found: list[dict[str, object]], *columns: str) -> list[dict[str, object]]:
    return [row | {name: json.loads(str(row[name])) for name in columns if row[name] is not None} for row in found]


def prepared(bare: Bare, batch: int, *, new: bool) -> tuple[Found, dict[str, Found]]:
    """What the last push wrote, as rows that can be written once more."""
    mine = f"reference LIKE 'b{batch}-%' AND reference NOT LIKE '%-bare'"
    vacancies = _parsed(bare.last("vacancy", mine), "purposes", "needs", "contract_types")
    ids = {str(row["id"]): new_id() if new else str(row["id"]) for row in vacancies}
    for row in vacancies:
        row |= {"id": ids[str(row["id"])], "reference": f"{row['reference']}-bare" if new else row["reference"]}
    beside = {
        "vacancy_history": _parsed(bare.last("vacancy_history"), "state"),
        "audit_event": _parsed(bare.last("audit_event"), "details"),
        "outbox_message": bare.last("outbox_message"),
    }
    for table, column in (("vacancy_history", "vacancy_id"), ("audit_event", "subject_id"), ("outbox_message", "key")):
        for row in beside[table]:
            del row["id"]
            row[column] = ids[str(row[column])]
    return vacancies, beside


def measured(folder: Path) -> Iterator[tuple[bool, float, float]]:
    """Seconds of ours and theirs, for new rows and for changed ones."""
    a_small_country(folder)
    url = f"sqlite:///{folder / 'register.sqlite'}"
    migrate.upgrade(url)
    app = create_app(Settings(data=folder, api_requests_per_minute=10_000))
    with app.app_context():
        setting_id, organisation = a_held_setting("IFA")
        a_description(setting_id, organisation.id, age_min=0, age_max=18, exclusions={})
        with own_transaction() as session:
            session.execute(insert(Dwelling), [household(setting_id, organisation.id, one) for one in range(ROWS)])
        identifier, key = db.session.get_one(Setting, setting_id).identifier, a_key(organisation.id)
        db.session.remove()
        client, bare = app.test_client(), Bare(folder / "register.sqlite")
        for batch in range(ROUNDS + 1):
            for new, wanted in ((True, "created"), (False, "changed")):
                sent = rows(identifier, batch, more=0 if new else 1)
                ours = seconds(lambda sent=sent, wanted=wanted: push(client, key, sent, wanted))  # type: ignore[misc]
                vacancies, beside = prepared(bare, batch, new=new)
                theirs = seconds(lambda: bare.write(vacancies, beside, new=new))  # noqa: B023 - called at once
                if batch:
                    yield new, ours, theirs
        db.session.remove()
        db.engine.dispose()


def measure() -> Iterator[Entry]:
    """Push by turns with the bare rows, and report both."""
    with tempfile.TemporaryDirectory() as folder:
        found = list(measured(Path(folder)))
    for new, name in ((True, "new"), (False, "changed")):
        ours = [mine for each, mine, _ in found if each is new]
        ratios = [mine / other for each, mine, other in found if each is new]
        yield Entry(f"push:sqlite:1k-{name}:p50", ROWS / percentile(ours, 0.5), "rows/s")
        yield Entry(
            f"push-ratio:sqlite:1k-{name}:p50",
            percentile(ours, 0.5) * 1000,
            "ms",
            against="bare SQL",
            ratio=percentile(ratios, 0.5),
            most=GOAL,
        )
