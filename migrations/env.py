"""Runs migrations: one at a time, with short locks, so that a live service goes on."""

from alembic import context
from sqlalchemy import text

from register.core.db import Base
from register.core.migrate import open_engine

ADVISORY_LOCK = 7_203_114


def run() -> None:
    engine = open_engine(context.config.attributes["url"])
    with engine.connect() as connection:
        postgresql = engine.dialect.name == "postgresql"
        if postgresql:
            # A second migrator waits here; a statement that would stop the service gives up instead.
            connection.execute(text(f"SELECT pg_advisory_lock({ADVISORY_LOCK})"))
            connection.execute(text("SET lock_timeout = '4s'"))
            connection.execute(text("SET statement_timeout = '60s'"))
            connection.commit()
        context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
        if postgresql:
            connection.execute(text(f"SELECT pg_advisory_unlock({ADVISORY_LOCK})"))
            connection.commit()
    engine.dispose()


run()
