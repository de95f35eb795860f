"""The relay at work: threads that sleep until something is due."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from flask import Flask

from register.core import outbox
from register.core.db import db, transaction
from register.core.relay import LOOK_ANYWAY, Relay

SEEN: list[tuple[str, ...]] = []


def handle(keys: tuple[str, ...], _now: datetime) -> Mapping[str, str]:
    SEEN.append(keys)
    return {}


@contextmanager
def at_work(app: Flask) -> Iterator[threading.Thread]:
    SEEN.clear()
    topics = [outbox.Topic(name, outbox.Mode.COLLAPSE, handle) for name in ("this", "that")]
    relay = Relay(app, topics, clock=lambda: datetime.now(UTC))
    lengths = {"poll": 0.02, "lease": 15.0, "seal_every": 60.0, "keep": timedelta(days=14)}
    thread = threading.Thread(target=lambda: relay.run(**lengths))  # type: ignore[arg-type]  # each is what it is named
    thread.start()
    try:
        yield thread
    finally:
        relay.stop()
        thread.join(5)
        assert not thread.is_alive(), "told to stop, it stops"


def wait_for(key: str, *, seconds: float) -> float:
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        if any(key in keys for keys in SEEN):
            return time.monotonic() - began
        time.sleep(0.002)
    raise AssertionError(f"{key} was not handled in {seconds} seconds, only {SEEN}")


def write(topic: str, key: str, **later: float) -> None:
    now = datetime.now(UTC)
    with transaction() as session:
        outbox.enqueue(session, topic=topic, key=key, now=now, due_at=now + timedelta(**later))
    db.session.remove()


def test_a_commit_wakes_its_topic_long_before_it_would_look_by_itself(app: Flask) -> None:
    with at_work(app):
        write("this", "first")
        wait_for("first", seconds=10)
        taken = []
        for number in range(5):
            write("that", f"key-{number}")
            taken.append(wait_for(f"key-{number}", seconds=10))
        assert sorted(taken)[2] < LOOK_ANYWAY / 2


def test_what_falls_due_later_is_handled_then_without_any_commit(app: Flask) -> None:
    with at_work(app):
        write("this", "later", seconds=1.5)
        assert wait_for("later", seconds=10) > 1.0


def test_only_topics_with_something_due_are_told(app: Flask) -> None:
    now = datetime.now(UTC)
    write("this", "due")
    write("that", "not yet", hours=1)
    with transaction() as session:
        assert outbox.due_topics(session, ["this", "that", "neither"], now=now + timedelta(seconds=1)) == ["this"]
