"""Batches that hold the write lock for a small fraction of a second, whatever the machine."""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Boolean, Date, Dialect, Insert, Integer, String, Table, Update, bindparam, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from register.core.db import Model, UtcDateTime

Item = TypeVar("Item")
#: Passes items on and may draw a progress bar: (items, total or None, words).
Watch = Callable[[Iterable[Any], int | None, str], Iterable[Any]]

FIRST = 400
SMALLEST, LARGEST = 25, 2_000
GOAL_SECONDS = 0.1


def unwatched(items: Iterable[Any], _total: int | None, _words: str) -> Iterable[Any]:
    """Pass items on without a progress bar."""
    return items


class Pace:
    """How many items the next batch takes, so that its transaction lasts about GOAL_SECONDS."""

    def __init__(self) -> None:
        self.size = FIRST
        self._began = 0.0

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(self, *_exc: object) -> None:
        taken = max(time.perf_counter() - self._began, 1e-6)
        # Never more than doubled at once: one fast batch says little of the next.
        self.size = max(SMALLEST, min(LARGEST, self.size * 2, int(self.size * GOAL_SECONDS / taken)))

    def batches(self, items: Iterable[Item]) -> Iterator[list[Item]]:
        """Cut items into batches of the size that is right at that moment."""
        source = iter(items)
        while batch := list(islice(source, self.size)):
            yield batch


def table_of(model: type[Model]) -> Table:
    """Return a model's table, for statements over many rows at once."""
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} is not one table")
    return table


def insert_missing(session: Session, model: type[Model], rows: list[dict[str, Any]]) -> None:
    """Insert rows whose key is not there yet; the others stay as they are. All rows name the same columns."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    run_many(session, dialect.insert(table_of(model)).on_conflict_do_nothing(), rows)


def insert_all(session: Session, model: type[Model], rows: list[dict[str, Any]]) -> None:
    """Insert rows, which all name the same columns."""
    run_many(session, table_of(model).insert(), rows)


def update_all(session: Session, model: type[Model], rows: list[dict[str, Any]], *, keys: tuple[str, ...]) -> None:
    """Update rows by the columns `keys`; all rows name the same columns."""
    if not rows:
        return
    table = table_of(model)
    statement = (
        update(table)
        .where(*(table.c[name] == bindparam(f"b_{name}") for name in keys))
        .values({name: bindparam(f"b_{name}") for name in rows[0] if name not in keys})
    )
    run_many(session, statement, [{f"b_{name}": value for name, value in row.items()} for row in rows])


def run_many(session: Session, statement: Insert | Update, rows: list[dict[str, Any]]) -> None:
    """Run one statement for many rows.

    On SQLite the rows go to the driver as they are: what SQLAlchemy does for each row takes longer than SQLite.
    """
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        connection.execute(statement, rows)
        return
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(rows[0]))
    if not isinstance(compiled, SQLCompiler):
        raise TypeError("not a statement of the expression language")
    names = compiled.positiontup or []
    for name in names:
        convert = _converter(compiled.binds[name].type, connection.dialect)
        if convert is not None:
            for row in rows:
                value = row[name]
                if value is not None:
                    row[name] = convert(value)
    pick = itemgetter(*names)
    connection.exec_driver_sql(str(compiled), [pick(row) for row in rows])


def _converter(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    if isinstance(kind, Date):
        return date.isoformat
    if isinstance(kind, (Boolean, String, Integer)):
        return None  # the driver takes these as they are
    convert = kind.dialect_impl(dialect).bind_processor(dialect)
    return cache(convert) if convert and isinstance(kind, UtcDateTime) else convert  # a batch has one instant
