"""The database: one session a request, one transaction an action, aware instants, ids that cannot be counted."""

import logging
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, String, event
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from register.core.errors import Conflict

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Two characters for ten bits at a time: an import makes thousands of ids, and base64.b32encode is pure Python.
_PAIRS = tuple(first + second for first in CROCKFORD for second in CROCKFORD)
_PAIR_SHIFTS = tuple(range(120, -1, -10))
BUSY_SECONDS = 15
UNIQUE_VIOLATIONS = frozenset({sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, "23505"})


class Base(DeclarativeBase):
    """What every table builds on; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: refuses naive values, stores UTC, gives back aware values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; SQLite keeps no zone, so the stored text is UTC without one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give back an aware instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Ulid = Annotated[str, mapped_column(String(26))]
UlidKey = Annotated[str, mapped_column(String(26), primary_key=True)]


def new_id() -> str:
    """Return a ULID: 26 characters, in the order of their making, unguessable (80 random bits)."""
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    # 26 characters of 5 bits are 130: the first two bits are nought.
    return "".join([_PAIRS[number >> shift & 0x3FF] for shift in _PAIR_SHIFTS])


def init_db(app: Flask) -> None:
    """Bind the application to its database and set what every connection needs."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    if url.startswith("sqlite"):
        options: dict[str, Any] = {"connect_args": {"timeout": BUSY_SECONDS}}
    else:
        options = {"pool_pre_ping": True}
    # An error's words end in logs and terminals: they quote the statement, never the values.
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {**options, "hide_parameters": True})
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)


def prepare_engine(engine: Engine) -> None:
    """Make SQLite behave as the house needs; PostgreSQL does so by itself, but for the values in its errors' words."""
    # Turned up as far as it goes, the database's own log would list the rows that it reads.
    logging.getLogger("sqlalchemy.engine.Engine").addFilter(_says_no_rows)
    if engine.dialect.name != "sqlite":
        event.listen(engine, "handle_error", _say_no_values)
        return

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: object) -> None:
        # The driver must not open transactions on its own: "begin" below does, in the mode that the action needs.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            # Without it INSERT OR REPLACE deletes rows unseen by the append-only triggers.
            "recursive_triggers=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A deferred transaction that reads and then writes fails at once with "database is locked", whatever the
        # time-out; one that will write therefore takes the lock first.
        mode = connection.get_execution_options().get("register_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")


def _says_no_rows(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG


def _say_no_values(context: ExceptionContext) -> None:
    """Leave of a server's error what it is, where, and no more: its details quote the row."""
    original = context.original_exception
    diagnosis = getattr(original, "diag", None)
    if diagnosis is None or diagnosis.sqlstate is None:
        return
    parts = (type(original).__name__, diagnosis.sqlstate, diagnosis.table_name, diagnosis.constraint_name)
    original.args = (" ".join(part for part in parts if part),)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = original.args


@contextmanager
def transaction() -> Iterator[Session]:
    """Run one action in one transaction of the request's session: committed at the end, rolled back on any error.

    Raises Conflict where a row was changed by somebody else meanwhile, or there already before this one was written.
    """
    session = db.session()
    if session.info.get("in_transaction"):
        raise RuntimeError("one request, one transaction: this one is already open")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("something was changed outside a transaction")
    session.rollback()  # ends the read transaction that looking things up began
    session.info["in_transaction"] = True
    try:
        session.connection(execution_options={"register_begin": "IMMEDIATE"})
        yield session
        session.commit()
    except StaleDataError:
        session.rollback()
        raise Conflict("Somebody else changed this while you were looking at it.") from None
    except IntegrityError as error:
        session.rollback()
        if not _is_there_already(error):
            raise
        raise Conflict("Somebody else did this first. Look at what is there now before you try again.") from None
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("in_transaction", None)


def _is_there_already(error: IntegrityError) -> bool:
    """Whether two people wrote the same thing at once, and the other one was first."""
    code = getattr(error.orig, "sqlite_errorcode", None) or getattr(error.orig, "sqlstate", None)
    return code in UNIQUE_VIOLATIONS


@contextmanager
def own_transaction() -> Iterator[Session]:
    """Run a short transaction of its own, beside whatever the request's session has read."""
    if db.session().info.get("in_transaction"):
        raise RuntimeError("a transaction of its own cannot begin inside another")
    with Session(db.engine) as session:
        session.connection(execution_options={"register_begin": "IMMEDIATE"})
        yield session
        session.commit()
