"""The index that this application was built with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from register.core import outbox
from register.core.db import own_transaction
from search.engine.ports import IndexMissing, IndexUnavailable, VacancyIndex
from search.engine.request import Found, SearchRequest

INDEX = "search.index"
TOPIC = "index"
# The key of a message that asks for a new index rather than for one vacancy.
REBUILD = "rebuild"


def vacancy_index() -> VacancyIndex:
    """Return the index; the composition root has chosen which."""
    found: VacancyIndex = current_app.extensions[INDEX]
    return found


def find(request: SearchRequest, *, now: datetime) -> Found:
    """Answer a search; where the index is missing, ask the worker for a new one before saying so.

    Raises IndexUnavailable and CursorRefused.
    """
    try:
        return vacancy_index().search(request)
    except IndexMissing:
        ask_for_rebuild(now=now)
        raise


def totals(requests: Sequence[SearchRequest]) -> tuple[int | None, ...]:
    """Count what each of these searches would find; None where the index does not say so in a moment."""
    try:
        return vacancy_index().totals(requests)
    except IndexUnavailable:
        return (None,) * len(requests)


def index_is_there() -> bool:
    """Whether there is an index that can be searched; False also while it does not answer."""
    try:
        next(iter(vacancy_index().entries()), None)
    except IndexUnavailable:
        return False
    return True


def ask_for_rebuild(*, now: datetime) -> None:
    """Write down that the index must be made anew, unless that is written down already."""
    message = outbox.OutboxMessage
    with own_transaction() as session:
        waiting = select(message.id).where(
            message.topic == TOPIC, message.key == REBUILD, message.processed_at.is_(None)
        )
        if session.scalar(waiting.limit(1)) is None:
            outbox.enqueue(session, topic=TOPIC, key=REBUILD, now=now)
