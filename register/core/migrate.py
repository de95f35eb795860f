"""Migrations: bring the database to the schema of this code, on a live service."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine

from register.core.db import Base, prepare_engine

APPEND_ONLY = ("audit_event", "audit_seal", "audit_sealed")
FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def config_for(url: str) -> Config:
    """Return Alembic's configuration for an address."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = url
    return config


def upgrade(url: str, *, app_role: str | None = None) -> tuple[str | None, str | None]:
    """Apply what is missing; returns the revision before and after. The same call twice changes nothing.

    `app_role` is PostgreSQL's role under which the application runs when it is not the one that migrates: it may use
    every table and owns none, and of the append-only tables it may only read and add to.
    """
    before = current(url)
    command.upgrade(config_for(url), "head")
    if app_role:
        _grant(url, app_role)
    return before, current(url)


def _grant(url: str, app_role: str) -> None:
    engine = open_engine(url)
    role = engine.dialect.identifier_preparer.quote(app_role)
    with engine.begin() as connection:
        for statement in (
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
            f"REVOKE UPDATE, DELETE ON {', '.join(APPEND_ONLY)} FROM {role}",
        ):
            connection.exec_driver_sql(statement)
    engine.dispose()


def current(url: str) -> str | None:
    """Return the database's revision, None before the first migration."""
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def head() -> str | None:
    """Return the newest revision that this code knows. Raises when there are several."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def differences(url: str) -> list[object]:
    """Return how the tables in the database differ from the models in the code; empty when they agree."""
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return list(compare_metadata(context, Base.metadata))
    finally:
        engine.dispose()


def open_engine(url: str) -> Engine:
    """Return an engine of its own for migrations."""
    engine = create_engine(url)
    prepare_engine(engine)
    return engine
