"""Batches that hold the write lock for a small fraction of a second, whatever the machine."""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from register.core.db import Model

Item = TypeVar("Item")
#: Passes items on and may draw a progress bar: (items, total or None, words).
Watch = Callable[[Iterable[Any], int | None, str], Iterable[Any]]

FIRST = 400
SMALLEST, LARGEST = 25, 1_000
GOAL_SECONDS = 0.08


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
    """Insert rows whose key is not there yet; the others stay as they are."""
    if not rows:
        return
    table = table_of(model)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sqlite.insert(table).on_conflict_do_nothing(), rows)
    else:
        session.execute(postgresql.insert(table).on_conflict_do_nothing(), rows)


def insert_all(session: Session, model: type[Model], rows: list[dict[str, Any]]) -> None:
    """Insert rows."""
    if rows:
        session.execute(table_of(model).insert(), rows)
