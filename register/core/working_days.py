"""Days on which offices are open: not at weekends, not on the bank holidays of a nation."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

SATURDAY = 5
_PARTS = {"E": "ENG", "S": "SCT", "W": "WLS"}


def is_working_day(day: date, *, nation: str) -> bool:
    """Whether offices in a nation of the register (E, S or W) are open on a day."""
    return day.weekday() < SATURDAY and day not in _bank_holidays(nation, day.year)


def add_working_days(day: date, number: int, *, nation: str) -> date:
    """Return the last of `number` working days after a day: five after a Friday end on the next Friday."""
    while number:
        day += timedelta(days=1)
        number -= is_working_day(day, nation=nation)
    return day


@lru_cache(maxsize=50)
def _bank_holidays(nation: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv=_PARTS[nation], years=year))
