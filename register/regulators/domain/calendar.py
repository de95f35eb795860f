"""When each regulator publishes: a source is stale when its next issue is overdue here, never by the age of a fact.

Sources: the publishers' release calendars (Ofsted, "Children's social care data in England", once a year as at 31
March in July; Care Inspectorate datastore and CIW's directory of services, once a month).
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a source is published: as at the last day of `months`, at the latest `within_days` after it."""

    months: tuple[int, ...]
    within_days: int
    page: str

    def issues_from(self, day: date) -> date:
        """Return the date of the first issue after a day."""
        year = day.year
        while True:
            for month in self.months:
                as_at = date(year, month, monthrange(year, month)[1])
                if as_at > day:
                    return as_at
            year += 1

    def due_on(self, as_at: date) -> date:
        """Return the last day on which the issue of a date should be out."""
        return as_at + timedelta(days=self.within_days)


EVERY_MONTH = tuple(range(1, 13))
RHYTHMS: Mapping[str, Rhythm] = {
    "ofsted": Rhythm(
        (3,), 122, "https://www.gov.uk/government/collections/childrens-social-care-statistics"
    ),  # out by 31 July
    "ciw": Rhythm(EVERY_MONTH, 31, "https://digital.careinspectorate.wales/directory"),
    "care-inspectorate": Rhythm(
        EVERY_MONTH, 31, "https://www.careinspectorate.com/index.php/publications-statistics/93-public/datastore"
    ),
}


@dataclass(frozen=True, slots=True)
class Due:
    """The next issue of a source: the date that it will be about, when it should be out, and whether it is overdue."""

    source: str
    newest: date | None
    as_at: date
    due_on: date
    overdue: bool
    page: str


def next_due(source: str, *, newest: date | None, today: date) -> Due:
    """Return the next issue of a source after the newest that is loaded; with none loaded, the latest that is out."""
    rhythm = RHYTHMS[source]
    as_at = rhythm.issues_from(newest or date(today.year - 2, 1, 1))
    if newest is None:
        while rhythm.due_on(rhythm.issues_from(as_at)) < today:
            as_at = rhythm.issues_from(as_at)
    due_on = rhythm.due_on(as_at)
    return Due(source, newest, as_at, due_on, overdue=today > due_on, page=rhythm.page)
