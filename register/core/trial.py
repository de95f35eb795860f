"""Whether everything in this database is invented: set once, on an empty database, and never taken back."""

from datetime import datetime

from flask import Flask
from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from register.core.db import Model, UtcDateTime, db

TRIAL = "trial"


class RegisterMark(Model):
    """Something that is so of the whole database, since when."""

    __tablename__ = "register_mark"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def is_trial(session: Session) -> bool:
    """Return whether this database holds invented data."""
    return session.get(RegisterMark, TRIAL) is not None


def mark_trial(session: Session, *, now: datetime) -> None:
    """Mark the database as a trial, in the caller's transaction."""
    if not is_trial(session):
        session.add(RegisterMark(name=TRIAL, at=now))


def init_trial(app: Flask) -> None:
    """Give every template `trial`. The mark is never taken back, so only "not marked" is asked again."""
    app.context_processor(lambda: {"trial": _marked(app)})


def _marked(app: Flask) -> bool:
    if not app.extensions.get(RegisterMark.__tablename__):
        app.extensions[RegisterMark.__tablename__] = is_trial(db.session())
    return bool(app.extensions[RegisterMark.__tablename__])
