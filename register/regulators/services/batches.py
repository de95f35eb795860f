"""Batches that hold the write lock for a small fraction of a second, whatever the machine."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from enum import Enum
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Boolean, Date, Dialect, Insert, Integer, String, Table, Update, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from register.core.db import Model, UtcDateTime

Item = TypeVar("Item")
Names = tuple[str, ...]
Rows = Sequence[tuple[Any, ...]]
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


def insert_missing(session: Session, model: type[Model], names: Names, rows: Rows) -> None:
    """Insert rows, given as the values of the columns `names`, whose key is not there yet; the others stay."""
    _run_many(session, _Write.MISSING, model, names, rows)


def insert_all(session: Session, model: type[Model], names: Names, rows: Rows) -> None:
    """Insert rows, given as the values of the columns `names`."""
    _run_many(session, _Write.INSERT, model, names, rows)


def update_all(session: Session, model: type[Model], names: Names, rows: Rows, *, keys: int) -> None:
    """Update rows, given as the values of the columns `names`, of which the first `keys` say which row."""
    _run_many(session, _Write.UPDATE, model, names, rows, keys=keys)


class _Write(Enum):
    INSERT = "insert"
    MISSING = "insert missing"
    UPDATE = "update"


def _run_many(session: Session, write: _Write, model: type[Model], names: Names, rows: Rows, *, keys: int = 0) -> None:
    """Run one statement for many rows.

    On SQLite the rows go to the driver as they are: what SQLAlchemy does for each row takes longer than SQLite.
    """
    if not rows:
        return
    connection = session.connection()
    dialect = connection.dialect
    if dialect.name != "sqlite":
        parameters = [f"b_{name}" for name in names]
        connection.execute(
            _statement(dialect, write, model, names, keys), [dict(zip(parameters, row, strict=True)) for row in rows]
        )
        return
    text, order, converters = _for_driver(dialect, write, model, names, keys)
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for index, convert in converters:
        columns[index] = [None if value is None else convert(value) for value in columns[index]]
    connection.exec_driver_sql(text, list(zip(*(columns[index] for index in order), strict=True)))


@lru_cache(maxsize=64)
def _statement(dialect: Dialect, write: _Write, model: type[Model], names: Names, keys: int) -> Insert | Update:
    table = table_of(model)
    parameters = {name: bindparam(f"b_{name}", type_=table.c[name].type) for name in names}
    if write is _Write.UPDATE:
        where = [table.c[name] == parameters[name] for name in names[:keys]]
        return table.update().where(*where).values({name: parameters[name] for name in names[keys:]})
    if write is _Write.INSERT:
        return table.insert().values(parameters)
    if dialect.name == "sqlite":
        return sqlite.insert(table).values(parameters).on_conflict_do_nothing()
    return postgresql.insert(table).values(parameters).on_conflict_do_nothing()


@lru_cache(maxsize=64)
def _for_driver(
    dialect: Dialect, write: _Write, model: type[Model], names: Names, keys: int
) -> tuple[str, list[int], list[tuple[int, Callable[[Any], Any]]]]:
    """Return a statement's text, the order in which it takes the values, and which of them have to be converted."""
    compiled = _statement(dialect, write, model, names, keys).compile(dialect=dialect)
    if not isinstance(compiled, SQLCompiler):
        raise TypeError("not a statement of the expression language")
    parameters = [f"b_{name}" for name in names]
    order = [parameters.index(name) for name in compiled.positiontup or ()]
    kinds = [_converter(compiled.binds[name].type, dialect) for name in parameters]
    return str(compiled), order, [(index, convert) for index, convert in enumerate(kinds) if convert is not None]


def _converter(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    if isinstance(kind, Date):
        return date.isoformat
    if isinstance(kind, (Boolean, String, Integer)):
        return None  # the driver takes these as they are
    convert = kind.dialect_impl(dialect).bind_processor(dialect)
    # a batch has one instant
    return lru_cache(maxsize=64)(convert) if convert and isinstance(kind, UtcDateTime) else convert
