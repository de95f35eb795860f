"""What happens to the index after a commit.

A message's key is a vacancy's id, or `rebuild`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from register.core.errors import Unavailable
from register.core.outbox import Mode, Topic
from search.engine import indexer
from search.engine.ports import IndexMissing
from search.engine.service import REBUILD, TOPIC, vacancy_index


def index(keys: tuple[str, ...], now: datetime) -> Mapping[str, str]:
    """Bring the index up to date with whatever these keys name; a missing index is made anew."""
    try:
        if REBUILD in keys:
            indexer.rebuild(vacancy_index(), now=now, only_if_missing=True)
        return _all_or_each(keys, now)
    except IndexMissing:
        # It re-reads everything, so all that was asked for is done by it; where somebody else has just made the index,
        # the keys that it may have missed are still pending and come back in a moment.
        made = indexer.rebuild(vacancy_index(), now=now, only_if_missing=True)
        return {} if made is not None else dict.fromkeys(keys, "index-made-anew")
    except Unavailable as error:
        return dict.fromkeys(keys, type(error).__name__)


def _all_or_each(keys: tuple[str, ...], now: datetime) -> Mapping[str, str]:
    try:
        indexer.bring_up_to_date(set(keys) - {REBUILD}, index=vacancy_index(), now=now)
    except (Unavailable, SQLAlchemyError):
        raise  # the index, geography or the database is away: for every key alike
    except Exception as error:  # noqa: BLE001 - one document that cannot be made must not hold up the others
        if len(keys) == 1:
            return {keys[0]: type(error).__name__}
        return {key: reason for one in keys for key, reason in _all_or_each((one,), now).items()}
    return {}


TOPICS = (Topic(TOPIC, Mode.COLLAPSE, index),)
