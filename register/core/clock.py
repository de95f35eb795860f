"""Time: instants in UTC inside, days in Europe/London for people.

Only edges (routes, commands, the worker) call `now()`; everything inside is given `now`.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app, has_app_context

LONDON = ZoneInfo("Europe/London")
CLOCK = "register.clock"
#: Nobody means a later day: what is said to last longer than this is a slip of the keyboard.
LAST_DAY = date(2100, 12, 31)


def now() -> datetime:
    """Return the present instant in UTC, from the application's clock where one is set."""
    if has_app_context():
        clock: Callable[[], datetime] | None = current_app.extensions.get(CLOCK)
        if clock is not None:
            return clock()
    return datetime.now(UTC)


def local_date(instant: datetime) -> date:
    """Return the day in Europe/London of an aware instant."""
    return instant.astimezone(LONDON).date()


def starts_at(day: date) -> datetime:
    """Return the instant, in UTC, at which a day begins in Europe/London."""
    return datetime.combine(day, time.min, LONDON).astimezone(UTC)


def ends_at(day: date) -> datetime:
    """Return the instant, in UTC, at which something whose last day is `day` ends: midnight there after that day.

    What was said to last longer than until `LAST_DAY` ends with it.
    """
    return starts_at(min(day, LAST_DAY) + timedelta(days=1))
