"""Migrations: bring the database to the schema of this code, on a live service."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine

from register.core.db import Base, prepare_engine

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def config_for(url: str) -> Config:
    """Return Alembic's configuration for an address."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> tuple[str | None, str | None]:
    """Apply what is missing; returns the revision before and after. The same call twice changes nothing."""
    before = current(url)
    command.upgrade(config_for(url), "head")
    return before, current(url)


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
