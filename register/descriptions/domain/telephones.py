"""Which of a setting's two telephone numbers is answered at a given moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

# Longer than any row of days without a working day.
_LOOK_AHEAD = timedelta(days=14)


class Answered(StrEnum):
    """When the number that is given is answered."""

    NOW = "now"
    OUT_OF_HOURS = "out-of-hours"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Telephone:
    """The number to ring; `opens_at` says from when it is answered where nobody answers now."""

    number: str
    answered: Answered
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The hours of working days in which contact teams answer, in local time."""

    opens: time
    closes: time

    def open_at(self, local: datetime, *, works_on: Callable[[date], bool]) -> bool:
        """Whether offices are open at a local time."""
        return works_on(local.date()) and self.opens <= local.time() < self.closes

    def opening_after(self, local: datetime, *, works_on: Callable[[date], bool]) -> datetime | None:
        """Return when offices open next, as local time."""
        day = local.date() if local.time() < self.opens else local.date() + timedelta(days=1)
        last = local.date() + _LOOK_AHEAD
        while day <= last:
            if works_on(day):
                return datetime.combine(day, self.opens, local.tzinfo)
            day += timedelta(days=1)
        return None


def answering(
    contact: str | None,
    out_of_hours: str | None,
    *,
    office: OfficeHours,
    local: datetime,
    works_on: Callable[[date], bool],
) -> Telephone | None:
    """Return the number to ring at a local time, None where no number is given at all.

    In office hours the contact team's; outside of them the one given for that, and where there is none the contact
    team's with the time from which it is answered.
    """
    open_now = office.open_at(local, works_on=works_on)
    if contact and open_now:
        return Telephone(contact, Answered.NOW)
    if out_of_hours:
        return Telephone(out_of_hours, Answered.OUT_OF_HOURS)
    if contact:
        return Telephone(contact, Answered.LATER, office.opening_after(local, works_on=works_on))
    return None
