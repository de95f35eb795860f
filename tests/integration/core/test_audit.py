import pytest
from flask import Flask
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DatabaseError

from register.core import audit, migrate
from register.core.access import Principal
from register.core.db import db, transaction
from tests.integration.conftest import Clock

OFFICER = Principal(person_id="01HZZZZZZZZZZZZZZZZZZZZZZZ", organisation_id="01HYYYYYYYYYYYYYYYYYYYYYYY")

# A trigger's own words on SQLite; on PostgreSQL, whose words are kept out of logs, that the role may not.
REFUSED = "append-only|InsufficientPrivilege|RaiseException"


def an_event(clock: Clock, subject_id: str = "SC000001") -> None:
    with transaction() as session:
        audit.write(session, action="Seen", subject=("setting", subject_id), by=OFFICER, now=clock())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET action = 'Nothing'",
        "DELETE FROM audit_event",
        "UPDATE audit_seal SET digest = ''",
        "DELETE FROM audit_sealed",
    ],
)
def test_the_database_refuses_to_alter_the_audit(app: Flask, clock: Clock, statement: str) -> None:
    an_event(clock)
    audit.seal_events(now=clock())
    with pytest.raises(DatabaseError, match=REFUSED), transaction() as session:
        session.execute(text(statement))
    assert db.session.scalars(select(audit.AuditEvent.action)).all() == ["Seen"]


def test_the_database_refuses_to_replace_or_empty_the_audit(app: Flask, clock: Clock) -> None:
    an_event(clock)
    if db.engine.dialect.name == "sqlite":
        statement = "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event"
    else:
        statement = "TRUNCATE audit_event CASCADE"
    with pytest.raises(DatabaseError, match=REFUSED), transaction() as session:
        session.execute(text(statement))


def test_seals_hold_over_everything_written(app: Flask, clock: Clock) -> None:
    for number in range(5):
        an_event(clock, f"SC{number:06}")
        if number % 2:
            assert audit.seal_events(now=clock.forward(seconds=10))
    check = audit.verify_seals(db.session())
    assert (check.holds, check.seals, check.events, check.unsealed) == (True, 2, 4, 1)


def test_an_altered_event_breaks_its_seal(app: Flask, clock: Clock, owned_database: str) -> None:
    an_event(clock)
    audit.seal_events(now=clock())
    engine = migrate.open_engine(owned_database)
    with engine.begin() as owner:  # somebody with the owner's rights takes the triggers away
        if engine.dialect.name == "sqlite":
            owner.execute(text("DROP TRIGGER audit_event_no_update"))
        else:
            owner.execute(text("DROP TRIGGER audit_event_no_change ON audit_event"))
        owner.execute(text("UPDATE audit_event SET subject_id = 'SC999999'"))
    engine.dispose()
    assert audit.verify_seals(db.session()).broken == 1


@pytest.mark.parametrize(("seal", "broken", "expired"), [(1, None, 1), (2, 2, 0)])
def test_events_that_are_gone_are_counted_at_the_beginning_and_break_the_chain_later(
    app: Flask, clock: Clock, owned_database: str, seal: int, broken: int | None, expired: int
) -> None:
    for number in range(2):
        an_event(clock, f"SC{number:06}")
        audit.seal_events(now=clock.forward(seconds=10))
    engine = migrate.open_engine(owned_database)
    with engine.begin() as owner:
        _take_triggers_away(owner)
        owner.execute(text("DELETE FROM audit_sealed WHERE seal_id = :seal"), {"seal": seal})
        owner.execute(text("DELETE FROM audit_event WHERE id NOT IN (SELECT event_id FROM audit_sealed)"))
    engine.dispose()
    check = audit.verify_seals(db.session())
    assert (check.broken, check.expired) == (broken, expired)


def _take_triggers_away(owner: Connection) -> None:
    sqlite = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit%'"
    real = "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'audit%'"
    on_sqlite = owner.dialect.name == "sqlite"
    for name, table in owner.execute(text(sqlite if on_sqlite else real)).all():
        owner.execute(text(f"DROP TRIGGER {name}" if on_sqlite else f"DROP TRIGGER {name} ON {table}"))


def test_words_cannot_enter_the_audit(app: Flask, clock: Clock) -> None:
    with pytest.raises(ValueError, match="ids and codes"), transaction() as session:
        audit.write(
            session, action="Seen", subject=("setting", "1"), by=OFFICER, now=clock(), details={"name": "Rose Cottage"}
        )


def test_a_disclosure_is_committed_before_anything_is_shown(app: Flask, clock: Clock) -> None:
    audit.disclose(("setting", "SC000001"), what="address", by=OFFICER, now=clock())
    db.session.rollback()
    assert db.session.scalars(select(audit.AuditEvent.action)).all() == ["Disclosed"]


def test_the_audit_refuses_words_as_what_was_seen(app: Flask, clock: Clock) -> None:
    with pytest.raises(ValueError, match="ids and codes only"):
        an_event(clock, "Thistledown House")
    assert db.session.scalars(select(audit.AuditEvent)).all() == []
