"""A database built by the migrations, one copy a test.

SQLite by default, a real PostgreSQL where REGISTER_TEST_POSTGRESQL is set.

A copy rather than a rolled-back transaction, because the relay, the importer and the audit open transactions of their
own, and what they commit must be there to be seen (docs/decisions/0002).
"""

import os
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg import sql
from sqlalchemy.engine import make_url

from register.accounts.services.passwords import PASSWORD_HASHER
from register.app import create_app, relay_for
from register.core import migrate
from register.core.db import db
from register.core.relay import Relay
from register.settings import Settings
from tests.builders.accounts import QUICK_HASHER
from tests.pages import CheckingClient

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **length: float) -> datetime:
        self.at += timedelta(**length)
        return self.at


@pytest.fixture(scope="session")
def server() -> str | None:
    """The address of a real PostgreSQL whose role may create databases, or None for SQLite."""
    return os.environ.get("REGISTER_TEST_POSTGRESQL")


@pytest.fixture(scope="session")
def template(server: str | None, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """Yield the address of a migrated, empty database."""
    if server is None:
        url = f"sqlite:///{tmp_path_factory.mktemp('template') / 'register.sqlite'}"
        migrate.upgrade(url)
        yield url
        return
    name = f"template_{worker_id}_{os.getpid()}"
    with _admin(server) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    migrate.upgrade(url, app_role=make_url(os.environ["REGISTER_TEST_POSTGRESQL_APP"]).username)
    yield url
    _drop(server, name)


@pytest.fixture
def owned_database(server: str | None, template: str, tmp_path: Path) -> Iterator[str]:
    """Yield the address of this test's own copy, under the role that owns its tables."""
    if server is None:
        copy = tmp_path / "register.sqlite"
        shutil.copy(template.removeprefix("sqlite:///"), copy)
        yield f"sqlite:///{copy}"
        return
    source, name = make_url(template).database or "", f"test_{os.getpid()}_{tmp_path.parent.name}_{tmp_path.name}"[:60]
    with _admin(server) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(source)))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    _drop(server, name)


@pytest.fixture
def database(server: str | None, owned_database: str) -> str:
    """The same copy as the application sees it: under a role that owns no table."""
    if server is None:
        return owned_database
    app = make_url(os.environ["REGISTER_TEST_POSTGRESQL_APP"])
    return app.set(database=make_url(owned_database).database).render_as_string(hide_password=False)


def _drop(server: str, name: str) -> None:
    """Drop a database; while the server itself cleans up in it, that is refused, and tried again."""
    for _ in range(50):
        try:
            with _admin(server) as admin:
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"the database {name} could not be dropped in ten seconds")


def _admin(server: str) -> psycopg.Connection:
    plain = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, database_url=database)  # type: ignore[arg-type]


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    app = create_app(settings, now=clock)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = CheckingClient
    app.extensions[PASSWORD_HASHER] = QUICK_HASHER
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def relay(app: Flask) -> Relay:
    return relay_for(app)
