import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, StatementError

from register.core import migrate
from register.core.db import CROCKFORD, db, new_id, transaction
from register.core.errors import Conflict
from register.core.notices import Notice


def a_notice(at: datetime) -> Notice:
    return Notice(id=new_id(), to="someone@example.org", subject="s", body="b", created_at=at)


def test_an_instant_comes_back_in_utc_whatever_zone_it_was_given_in(app: Flask) -> None:
    given = datetime(2026, 7, 1, 23, 30, tzinfo=timezone(timedelta(hours=1)))
    with transaction() as session:
        session.add(a_notice(given))
    stored = db.session.scalars(select(Notice.created_at)).one()
    assert stored == given
    assert stored.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused(app: Flask) -> None:
    with pytest.raises(StatementError, match="time zone"), transaction() as session:
        session.add(a_notice(datetime(2026, 7, 1, 12, 0)))  # noqa: DTZ001 - the mistake under test


def test_the_words_of_an_error_quote_no_value(app: Flask) -> None:
    told = a_notice(datetime.now(UTC))
    told.subject = "Thistledown House"
    told.body = None  # type: ignore[assignment]  # the mistake under test
    with pytest.raises(IntegrityError) as failed, transaction() as session:
        session.add(told)
    assert "INSERT INTO notice" in str(failed.value)
    assert "Thistledown" not in str(failed.value)


def test_what_somebody_else_wrote_first_is_a_conflict_that_quotes_nothing(app: Flask) -> None:
    told = a_notice(datetime.now(UTC))
    again = Notice(id=told.id, to=told.to, subject="Thistledown House", body="b", created_at=told.created_at)
    with transaction() as session:
        session.add(told)
    db.session.expunge_all()
    with pytest.raises(Conflict, match="did this first") as failed, transaction() as session:
        session.add(again)
    assert failed.value.__cause__ is None
    assert "Thistledown" not in str(failed.value)


def test_a_transaction_inside_a_transaction_is_refused(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="one request, one transaction"), transaction(), transaction():
        pass


def test_an_error_leaves_nothing_behind(app: Flask) -> None:
    with pytest.raises(Conflict), transaction() as session:
        session.add(a_notice(datetime.now(UTC)))
        session.flush()
        raise Conflict("stop")
    assert db.session.scalars(select(Notice.id)).all() == []


def test_the_migrations_build_the_tables_of_the_models(owned_database: str) -> None:
    assert migrate.differences(owned_database) == []
    assert migrate.current(owned_database) == migrate.head()


def test_upgrading_twice_changes_nothing(owned_database: str) -> None:
    before, after = migrate.upgrade(owned_database)
    assert before == after == migrate.head()


def test_ids_sort_in_the_order_of_their_making() -> None:
    assert len(new_id()) == 26
    assert new_id()[:8] <= new_id()[:8]


def test_an_id_says_in_its_first_ten_characters_when_it_was_made() -> None:
    before = time.time_ns() // 1_000_000
    made = new_id()
    after = time.time_ns() // 1_000_000
    moment = 0
    for letter in made[:10]:
        moment = moment * 32 + CROCKFORD.index(letter)
    assert before <= moment <= after
    assert set(made) <= set(CROCKFORD)
