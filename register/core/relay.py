"""The relay: works every topic in a thread of its own, under a lease, until told to stop."""

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from register.core import audit, outbox
from register.core.db import db, new_id

log = logging.getLogger(__name__)
PAUSE_AFTER_ERROR = 1.0
TIDY_EVERY = timedelta(hours=1)


class Relay:
    """Works the outbox of one application; one instance a worker process."""

    def __init__(self, app: Flask, topics: Iterable[outbox.Topic], *, clock: Callable[[], datetime]) -> None:
        self._app = app
        self._topics = tuple(topics)
        self._clock = clock
        self._holder = new_id()
        self._stop = threading.Event()

    def run(self, *, poll: float, lease: float, seal_every: float, keep: timedelta) -> None:
        """Work until `stop`. Handled messages are forgotten after `keep`; the other arguments are in seconds."""
        threads = [
            threading.Thread(target=self._work, args=(topic, poll, timedelta(seconds=lease)), name=topic.name)
            for topic in self._topics
        ]
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

    def _work(self, topic: outbox.Topic, poll: float, lease: timedelta) -> None:
        with self._app.app_context():
            waker = Waker()
            renew_at = datetime.min.replace(tzinfo=UTC)
            while not self._stop.is_set():
                try:
                    now = self._clock()
                    if now >= renew_at:
                        if not outbox.take_lease(topic.name, holder=self._holder, now=now, length=lease):
                            self._stop.wait(lease.total_seconds() / 5)
                            continue
                        renew_at = now + lease / 3
                    if not outbox.work_topic(topic, clock=self._clock):
                        waker.wait(self._stop, poll)
                except SQLAlchemyError as error:
                    # The database is away: say so without its words, which may hold data, and come back.
                    log.warning("relay: topic %s waits for the database (%s)", topic.name, type(error).__name__)
                    renew_at = datetime.min.replace(tzinfo=UTC)
                    self._stop.wait(PAUSE_AFTER_ERROR)
            with suppress(SQLAlchemyError):
                outbox.release_lease(topic.name, holder=self._holder, now=self._clock())

    def _look_after(self, seal_every: float, keep: timedelta) -> None:
        """Seal the audit, and once an hour forget messages that were handled long ago."""
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
                            tidy_at = now + TIDY_EVERY
                except SQLAlchemyError as error:
                    log.warning("relay: looking after waits for the database (%s)", type(error).__name__)


class Waker:
    """Waits for the next look: sooner when the database says that something was committed.

    The hint is SQLite's `data_version`, which changes when another connection commits. It is a hint and never the
    truth: after a second the relay looks anyway. On PostgreSQL the relay simply looks at every poll.
    """

    def __init__(self) -> None:
        self._connection = db.engine.raw_connection() if db.engine.dialect.name == "sqlite" else None
        self._seen = self._version()

    def wait(self, stop: threading.Event, poll: float) -> None:
        """Return when something was committed, a second has passed, or the worker is told to stop."""
        for _ in range(max(1, int(1 / poll))):
            if stop.wait(poll):
                return
            version = self._version()
            if version is None or version != self._seen:
                self._seen = version
                return

    def _version(self) -> int | None:
        if self._connection is None:
            return None
        cursor = self._connection.cursor()
        try:
            row = cursor.execute("PRAGMA data_version").fetchone()
            return int(row[0])
        finally:
            cursor.close()
