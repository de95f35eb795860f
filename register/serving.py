"""Commands that run the service: serve, worker, database and audit."""

import gc
import os
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from types import FrameType

import click
from flask import Flask, current_app
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from register.app import create_app, database_name, relay_for, settings_of
from register.core import audit, clock, migrate
from register.core.db import db
from register.core.errors import Unavailable
from register.core.terminal import Outcome, operational
from register.demo.fill import wants_filling
from register.geography.queries import current_gazetteer
from search.engine.service import ask_for_rebuild, index_is_there


def _migration_url() -> str:
    settings = settings_of(_app())
    return settings.migration_url.get_secret_value() if settings.migration_url else settings.sqlalchemy_url


def _migrate() -> tuple[str | None, str | None]:
    """Bring the database up to date, as its owner where the application is not that."""
    settings = settings_of(_app())
    app_role = make_url(settings.sqlalchemy_url).username if settings.migration_url else None
    return migrate.upgrade(_migration_url(), app_role=app_role)


def _app() -> Flask:
    found: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - threads need it
    return found


def front() -> Flask:
    """Return the application as the pages are served from it.

    What lasts as long as the process (every postcode's place, code, templates) is kept from the garbage collector:
    going through it again and again while a search makes thousands of rows took longer than the search.
    """
    app = create_app()
    with app.app_context(), suppress(Unavailable):
        current_gazetteer()
    gc.collect()
    gc.freeze()
    return app


@click.group("db")
def database() -> None:
    """Look after the database."""


@database.command("upgrade")
@operational
def db_upgrade() -> Outcome:
    """Bring the database to the schema of this code."""
    before, after = _migrate()
    return Outcome({"from": before, "to": after}, (f"Database at {after}.",))


@database.command("check")
@operational
def db_check() -> Outcome:
    """Compare the tables in the database with the models in the code."""
    found = [str(one) for one in migrate.differences(_migration_url())]
    words = tuple(found) or ("The tables are those of the code.",)
    return Outcome({"differences": found, "revision": migrate.current(_migration_url())}, words, ok=not found)


@click.group("audit")
def audit_group() -> None:
    """Look at the audit's chain of seals."""


@audit_group.command("verify")
@operational
def audit_verify() -> Outcome:
    """Recompute every seal and say whether anything was altered."""
    check = audit.verify_seals(db.session())
    report = {
        "holds": check.holds,
        "seals": check.seals,
        "events": check.events,
        "unsealed": check.unsealed,
        "expired": check.expired,
        "broken": check.broken,
    }
    if check.holds:
        words = f"{check.events} events in {check.seals} seals: unaltered. {check.unsealed} not sealed yet."
        if check.expired:
            words += f" The events of the first {check.expired} seals are gone: compare with what retention dropped."
    else:
        words = f"Seal {check.broken} does not hold: events or seals were altered."
    return Outcome(report, (words,), ok=check.holds)


@click.command("worker")
def worker() -> None:
    """Do the work after commits (index, messages, seals) until told to stop."""
    app = _app()
    settings = settings_of(app)
    relay = relay_for(app)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        relay.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    # The first start, or one with code that lays the index out anew. With the database away the first search asks.
    with suppress(SQLAlchemyError):
        if not index_is_there():
            ask_for_rebuild(now=clock.now())
    relay.run(
        poll=settings.relay_poll_seconds,
        lease=settings.relay_lease_seconds,
        seal_every=settings.audit_seal_seconds,
        keep=timedelta(days=settings.outbox_keep_days),
    )


@click.command("serve")
@click.option("--demo/--no-demo", default=True, help="Fill an empty database with the fictional country first.")
def serve(*, demo: bool) -> None:
    """Set up what is missing, then serve pages and do the work after commits."""
    app = _app()
    settings = settings_of(app)
    _migrate()
    for name, arguments in _preparations(demo=demo):
        click.echo(f"{name} ...")
        done = subprocess.run([sys.argv[0], *arguments], check=False)  # noqa: S603 - our own command
        if done.returncode:
            sys.exit(done.returncode)
    click.echo(f"Register in {database_name(app)}")
    background = subprocess.Popen([sys.argv[0], "worker"])  # noqa: S603 - our own command
    address = f"{settings.host}:{settings.port}"
    click.echo(f"Open http://{address} (Ctrl-C stops)")
    front = subprocess.Popen(  # noqa: S603 - our own server
        [
            sys.executable,
            "-m",
            "gunicorn",
            f"--bind={address}",
            f"--workers={settings.web_workers}",
            "--threads=4",
            # Whoever stops the service waits some ten seconds; a browser's idle connection is no reason for more.
            "--graceful-timeout=5",
            "--log-level=warning",
            # No query strings in the log: a path is all that a log needs.
            "--access-logformat=%(t)s %(m)s %(U)s %(s)s %(M)sms",
            "register.serving:front()",
        ]
    )

    def stop(_signal: int, _frame: FrameType | None) -> None:
        front.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        status = front.wait()
    finally:
        background.terminate()
        background.wait()
    sys.exit(status if status not in (-signal.SIGTERM, -signal.SIGINT) else os.EX_OK)


def _preparations(*, demo: bool) -> list[tuple[str, list[str]]]:
    """Return what must be there before the first page: (words, arguments); each returns at once when done before."""
    prepared = [("Postcodes and areas", ["geography", "build"])]
    if demo and wants_filling():
        prepared.append(("Fictional country", ["demo"]))
    return prepared


SERVING = (database, audit_group, worker, serve)
