"""After a commit: a file that was taken is stored, scanned and offered, in that order, each by itself."""

from collections.abc import Callable, Mapping
from datetime import datetime

from register.core.db import db
from register.core.outbox import Mode, Topic
from register.evidence.queries import OFFER, REMOVE, SCAN, STORE
from register.evidence.services import offer_file, remove_file, scan_file, store_file


def _each(work: Callable[..., None]) -> Callable[[tuple[str, ...], datetime], Mapping[str, str]]:
    def handle(file_ids: tuple[str, ...], now: datetime) -> Mapping[str, str]:
        try:
            for file_id in file_ids:
                work(file_id, now=now)
        finally:
            db.session.remove()
        return {}

    return handle


TOPICS = (
    Topic(STORE, Mode.EACH, _each(store_file)),
    Topic(SCAN, Mode.EACH, _each(scan_file)),
    Topic(OFFER, Mode.EACH, _each(offer_file)),
    Topic(REMOVE, Mode.EACH, _each(remove_file)),
)
