from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from register.core import outbox
from register.core.db import db, transaction
from tests.integration.conftest import Clock


class Handler:
    """Remembers what it was called with; fails the keys it is told to."""

    def __init__(self, *failing: str) -> None:
        self.calls: list[tuple[str, ...]] = []
        self.failing = set(failing)

    def __call__(self, keys: tuple[str, ...], _now: datetime) -> dict[str, str]:
        self.calls.append(keys)
        return dict.fromkeys(self.failing.intersection(keys), "refused")


def write_down(clock: Clock, *keys: str, due_in: timedelta = timedelta()) -> None:
    with transaction() as session:
        for key in keys:
            outbox.enqueue(session, topic="index", key=key, now=clock(), due_at=clock() + due_in)


def test_a_collapsing_topic_sees_each_key_once(app: Flask, clock: Clock) -> None:
    handler = Handler()
    write_down(clock, "a", "b", "a", "a")
    assert outbox.work_topic(outbox.Topic("index", outbox.Mode.COLLAPSE, handler), clock=clock) == 4
    assert handler.calls == [("a", "b")]


def test_a_topic_of_single_messages_sees_every_one(app: Flask, clock: Clock) -> None:
    handler = Handler()
    write_down(clock, "a", "b", "a")
    outbox.work_topic(outbox.Topic("index", outbox.Mode.EACH, handler), clock=clock)
    assert handler.calls == [("a",), ("b",), ("a",)]


def test_a_failure_waits_and_does_not_stop_the_rest(app: Flask, clock: Clock) -> None:
    handler = Handler("bad")
    topic = outbox.Topic("index", outbox.Mode.COLLAPSE, handler)
    write_down(clock, "bad", "good")
    assert outbox.work_topic(topic, clock=clock) == 1
    assert outbox.work_topic(topic, clock=clock) == 0, "it waits before the next try"
    handler.failing.clear()
    clock.forward(seconds=5)
    assert outbox.work_topic(topic, clock=clock) == 1
    assert outbox.lag(db.session(), topic="index", now=clock()).pending == 0


def test_what_a_handler_raises_is_kept_as_a_kind_without_its_words(app: Flask, clock: Clock) -> None:
    def raising(_keys: tuple[str, ...], _now: datetime) -> dict[str, str]:
        raise ValueError("Rose Cottage, LS6 1AA")

    write_down(clock, "a")
    outbox.work_topic(outbox.Topic("index", outbox.Mode.COLLAPSE, raising), clock=clock)
    assert db.session.scalars(select(outbox.OutboxMessage.last_error)).all() == ["ValueError"]


def test_a_message_is_left_alone_until_it_is_due(app: Flask, clock: Clock) -> None:
    handler = Handler()
    topic = outbox.Topic("index", outbox.Mode.COLLAPSE, handler)
    write_down(clock, "later", due_in=timedelta(hours=1))
    assert outbox.work_topic(topic, clock=clock) == 0
    clock.forward(hours=2)
    assert outbox.work_topic(topic, clock=clock) == 1


def test_a_rolled_back_action_leaves_no_message(app: Flask, clock: Clock) -> None:
    with pytest.raises(ZeroDivisionError), transaction() as session:
        outbox.enqueue(session, topic="index", key="a", now=clock())
        session.flush()
        _ = 1 / 0
    assert db.session.scalars(select(outbox.OutboxMessage.id)).all() == []


def test_a_topic_is_worked_by_one_holder_until_its_lease_ends(app: Flask, clock: Clock) -> None:
    length = timedelta(seconds=15)
    assert outbox.take_lease("index", holder="one", now=clock(), length=length)
    assert not outbox.take_lease("index", holder="two", now=clock(), length=length)
    assert outbox.take_lease("index", holder="one", now=clock.forward(seconds=5), length=length)
    assert outbox.take_lease("index", holder="two", now=clock.forward(seconds=20), length=length)


def test_messages_handled_long_ago_are_forgotten_and_waiting_ones_kept(app: Flask, clock: Clock) -> None:
    topic = outbox.Topic("index", outbox.Mode.COLLAPSE, Handler("bad"))
    write_down(clock, "bad", "good")
    outbox.work_topic(topic, clock=clock)
    assert outbox.forget_processed(before=clock()) == 0
    clock.forward(days=20)
    assert outbox.forget_processed(before=clock()) == 1
    assert db.session.scalars(select(outbox.OutboxMessage.key)).all() == ["bad"]
