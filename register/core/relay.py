"""The relay: works every topic in a thread of its own, under a lease, until told to stop."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import PoolProxiedConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from register.core import audit, outbox, rates
from register.core.db import db, new_id

log = logging.getLogger(__name__)
PAUSE_AFTER_ERROR = 1.0
TIDY_EVERY = timedelta(hours=1)
LOOK_ANYWAY = 1.0
# SQLite answers in microseconds whether anything was committed.
ASKED_AS_OFTEN = 8


class Relay:
    """Works the outbox of one application; one instance a worker process."""

    def __init__(self, app: Flask, topics: Iterable[outbox.Topic], *, clock: Callable[[], datetime]) -> None:
        self._app = app
        self._topics = tuple(topics)
        self._clock = clock
        self._holder = new_id()
        self._stop = threading.Event()
        self._waker = Waker((topic.name for topic in self._topics), clock=clock)

    def run(self, *, poll: float, lease: float, seal_every: float, keep: timedelta) -> None:
        """Work until `stop`. Handled messages are forgotten after `keep`; the other arguments are in seconds."""
        threads = [
            threading.Thread(target=self._work, args=(topic, timedelta(seconds=lease)), name=topic.name)
            for topic in self._topics
        ]
        threads.append(threading.Thread(target=self._watch, args=(poll,), name="waker"))
        threads.append(threading.Thread(target=self._look_after, args=(seal_every, keep), name="look-after"))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def stop(self) -> None:
        """Finish what is in hand and end."""
        self._stop.set()

    def run_until_idle(self, *, rounds: int = 100) -> int:
        """Work every topic in turn until nothing is due; returns how many messages were settled."""
        settled = 0
        with self._app.app_context():
            for _ in range(rounds):
                done = sum(outbox.work_topic(topic, clock=self._clock) for topic in self._topics)
                if not done:
                    break
                settled += done
        return settled

    def _work(self, topic: outbox.Topic, lease: timedelta) -> None:
        with self._app.app_context():
            renew_at = datetime.min.replace(tzinfo=UTC)
            while not self._stop.is_set():
                try:
                    now = self._clock()
                    if now >= renew_at:
                        if not outbox.take_lease(topic.name, holder=self._holder, now=now, length=lease):
                            self._stop.wait(lease.total_seconds() / 5)
                            continue
                        renew_at = now + lease / 3
                    self._waker.looking(topic.name)
                    if not outbox.work_topic(topic, clock=self._clock):
                        self._waker.wait(topic.name)
                except SQLAlchemyError as error:
                    # The database is away: say so without its words, which may hold data, and come back.
                    log.warning("relay: topic %s waits for the database (%s)", topic.name, type(error).__name__)
                    renew_at = datetime.min.replace(tzinfo=UTC)
                    self._stop.wait(PAUSE_AFTER_ERROR)
            with suppress(SQLAlchemyError):
                outbox.release_lease(topic.name, holder=self._holder, now=self._clock())

    def _watch(self, poll: float) -> None:
        with self._app.app_context():
            self._waker.watch(self._stop, poll)

    def _look_after(self, seal_every: float, keep: timedelta) -> None:
        """Seal the audit, and once an hour forget old counts and messages handled long ago."""
        with self._app.app_context():
            lease = timedelta(seconds=seal_every * 3)
            tidy_at = datetime.min.replace(tzinfo=UTC)
            while not self._stop.wait(seal_every):
                try:
                    now = self._clock()
                    if outbox.take_lease("audit-seal", holder=self._holder, now=now, length=lease):
                        while audit.seal_events(now=now):
                            pass
                        if now >= tidy_at:
                            while outbox.forget_processed(before=now - keep):
                                pass
                            rates.forget_old(before=now - TIDY_EVERY)
                            tidy_at = now + TIDY_EVERY
                except SQLAlchemyError as error:
                    log.warning("relay: looking after waits for the database (%s)", type(error).__name__)


class Waker:
    """Wakes the topics for which something is due, so that a commit costs one question and not one a topic.

    On SQLite it asks first whether another connection has committed at all (`data_version`, microseconds) and can
    therefore ask often; on PostgreSQL it asks at every poll. A hint and never the truth: after a second every topic
    looks by itself.
    """

    def __init__(self, topics: Iterable[str], *, clock: Callable[[], datetime]) -> None:
        self._due = {name: threading.Event() for name in topics}
        self._clock = clock

    def looking(self, topic: str) -> None:
        """Say that a topic looks now: what is told from here on has come since."""
        self._due[topic].clear()

    def wait(self, topic: str) -> None:
        """Return when something is due in a topic, or a second has passed."""
        self._due[topic].wait(LOOK_ANYWAY)

    def watch(self, stop: threading.Event, poll: float) -> None:
        """Wake topics until told to stop; all of them then, so that nobody waits for nothing."""
        connection = db.engine.raw_connection() if db.engine.dialect.name == "sqlite" else None
        pause = poll if connection is None else poll / ASKED_AS_OFTEN
        seen = None
        while not stop.wait(pause):
            version = _data_version(connection) if connection is not None else None
            if version is None or version != seen:
                seen = version
                self._wake()
        for event in self._due.values():
            event.set()
        if connection is not None:
            connection.close()

    def _wake(self) -> None:
        try:
            with Session(db.engine) as session:
                due = outbox.due_topics(session, self._due, now=self._clock())
        except SQLAlchemyError:
            return  # each topic finds out by itself, and says so
        for topic in due:
            self._due[topic].set()


def _data_version(connection: PoolProxiedConnection) -> int | None:
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA data_version")
        row = cursor.fetchone()
        return int(row[0]) if row else None
    except sqlite3.Error:
        return None
    finally:
        cursor.close()
