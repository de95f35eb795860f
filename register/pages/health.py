"""How the parts of the service are: for people on a page, for machines as JSON."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from flask import current_app
from flask_babel import gettext
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from register.core import migrate, outbox
from register.core.db import db
from register.core.errors import Unavailable
from register.core.files import file_store
from register.core.scanning import ScansNothing, scanner
from register.evidence.queries import SCAN, STORE
from search.engine.service import index_is_there

CHECKS = "register.health"
SLOW_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Part:
    """One part: whether it is well, in words for people, and the numbers behind them."""

    name: str
    well: bool
    words: str
    numbers: dict[str, float]


def parts(now: datetime) -> list[Part]:
    """Look at every part; one that is away is reported, never raised."""
    found = [_database()]
    if found[0].well:
        found += [
            _search(now),
            _topic("notice", gettext("Messages"), now),
            _topic(STORE, gettext("Evidence to store"), now),
            _topic(SCAN, gettext("Evidence to scan"), now),
        ]
    found += [_files(), _scanner()]
    extra: list[Callable[[], Part]] = current_app.extensions.get(CHECKS, [])
    return found + [check() for check in extra]


def as_json(found: list[Part]) -> dict[str, object]:
    """Return the parts as a machine reads them."""
    return {"well": all(part.well for part in found), "parts": [asdict(part) for part in found]}


def _database() -> Part:
    name = gettext("Register")
    try:
        revision = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError:
        db.session.rollback()
        return Part(name, well=False, words=gettext("The database does not answer."), numbers={})
    if revision != migrate.head():
        return Part(name, well=False, words=gettext("The database is not at this version yet."), numbers={})
    return Part(name, well=True, words=gettext("Saves and shows what is given."), numbers={})


def _search(now: datetime) -> Part:
    name = gettext("Search")
    if not index_is_there():
        return Part(name, well=False, words=gettext("There is no search index; the worker makes one."), numbers={})
    return _topic("index", name, now)


def _files() -> Part:
    name = gettext("Files")
    try:
        file_store().check()
    except Unavailable as away:
        return Part(name, well=False, words=str(away), numbers={})
    return Part(name, well=True, words=gettext("Keeps and gives back files."), numbers={})


def _scanner() -> Part:
    name = gettext("Virus scanner")
    if isinstance(scanner(), ScansNothing):
        return Part(name, well=True, words=gettext("There is none here: files are not scanned."), numbers={})
    try:
        scanner().check()
    except Unavailable as away:
        return Part(name, well=False, words=str(away), numbers={})
    return Part(name, well=True, words=gettext("Looks at what people give us."), numbers={})


def _topic(topic: str, name: str, now: datetime) -> Part:
    lag = outbox.lag(db.session(), topic=topic, now=now)
    numbers = {"pending": lag.pending, "oldest_seconds": round(lag.oldest_seconds, 1)}
    if lag.oldest_seconds < SLOW_SECONDS:
        return Part(name, well=True, words=gettext("Up to date."), numbers=numbers)
    words = gettext("Behind by %(minutes)d minutes; catching up.", minutes=round(lag.oldest_seconds / 60))
    return Part(name, well=False, words=words, numbers=numbers)
