"""An import writes in small transactions, and others write in between."""

import time
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from flask import Flask
from sqlalchemy import func, select, update

from register.core.clock import now
from register.core.db import db, own_transaction
from register.regulators.models import RegulatorFile, Statement
from register.regulators.services.batches import GOAL_SECONDS, LARGEST, SMALLEST, Pace
from register.regulators.services.loading import load_file
from tests.builders.opened_files import a_file, a_row

ROWS = 2 * LARGEST + SMALLEST


class AnotherWriter:
    """Writes while an import goes on, and sees how much of it is committed by then."""

    def __init__(self) -> None:
        self.stored: list[int] = []
        self.applied: list[int] = []

    def watch(self, items: Iterable[Any], _total: int | None, _words: str) -> Iterator[Any]:
        """Pass the import's rows on, and write as often as the smallest batch has rows."""
        for number, item in enumerate(items):
            if number % SMALLEST == 0:
                self.write()
            yield item
        self.write()

    def write(self) -> None:
        """Take the write lock, which would be refused if the import held it now."""
        with own_transaction() as session:
            session.execute(update(RegulatorFile).values(name="renamed"))
            self.stored.append(session.scalar(select(func.count()).select_from(Statement)) or 0)
            self.applied.append(session.scalar(select(func.count()).where(Statement.state.is_not(None))) or 0)


def largest_step(counts: list[int]) -> int:
    return max(after - before for before, after in pairwise(counts))


def test_another_writer_gets_in_between_batches_of_bounded_size(app: Flask) -> None:
    db.session.rollback()
    other = AnotherWriter()
    file = a_file(*(a_row(f"SC{number:06}", number) for number in range(1, ROWS + 1)))
    load_file(file, name="file.csv", gone_percent=10, clock=now, watch=other.watch)
    assert (other.stored[-1], other.applied[-1]) == (ROWS, ROWS)
    assert 0 < largest_step(other.stored) <= LARGEST
    assert 0 < largest_step(other.applied) <= LARGEST


def test_a_batch_never_grows_beyond_its_bound_however_fast_the_machine() -> None:
    pace = Pace()
    for _ in range(20):
        with pace:
            pass
    assert pace.size == LARGEST
    assert [len(batch) for batch in pace.batches(range(LARGEST + 1))] == [LARGEST, 1]


def test_a_batch_that_held_the_lock_too_long_is_followed_by_a_smaller_one() -> None:
    pace = Pace()
    before = pace.size
    with pace:
        time.sleep(4 * GOAL_SECONDS)
    assert pace.size <= before // 4
    for _ in range(3):
        with pace:
            time.sleep(4 * GOAL_SECONDS)
    assert pace.size == SMALLEST
