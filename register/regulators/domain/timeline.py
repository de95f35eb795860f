"""From everything that the files say of one setting to how it stands, whatever the order in which they were loaded.

The rules, all of them functions of the set of files alone:

- Facts are those of the newest row of a list of settings; rows of leavers and joiners, and of other files, that are as
  new or newer lie over it fact by fact.
- A setting is gone from the date of the first full file that lacks it after the last that had it, or from the earlier
  date on which the regulator says that its registration ended.
- Files of one date count as one: what either lists is listed; where both state a fact the file with the greater digest
  wins, so that the order of loading does not.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from register.regulators.domain import ENDED, is_hidden, may_show_name
from register.regulators.domain.owners import owner_key
from register.regulators.domain.places import names_in, says_place

Plain = str | int | bool | None


class Stated(NamedTuple):
    """What one file says of one setting. `listed`: the file says that it is registered on that date."""

    as_of: date
    sha256: str
    partial: bool
    listed: bool
    provision: str
    code: str | None
    fact_hash: str


class Ending(NamedTuple):
    """A date on which the regulator says that a registration ended, and the status that it gave."""

    on: date
    status: str | None


class Course(NamedTuple):
    """How a setting stands: `layers` of facts, the upper over the lower; when it was first listed and is gone."""

    layers: tuple[Stated, ...]
    first_listed_on: date
    gone_on: date | None
    ended: Ending | None

    @property
    def newest(self) -> Stated:
        """The row that says what kind of setting this is."""
        return self.layers[-1]

    @property
    def facts_as_of(self) -> date:
        """The date of the newest facts."""
        return self.newest.as_of


def course_of(stated: Sequence[Stated], endings: Sequence[Ending], full_dates: Sequence[date]) -> Course:
    """Return how a setting stands by everything stated of it.

    `full_dates` are the dates of all full files of its regulator, ascending. `stated` holds at least one row.
    """
    layers = stated if len(stated) == 1 else _layers(stated)
    listed = max((one.as_of for one in stated if one.listed), default=None)
    candidates = [one for one in endings if listed is None or one.on >= listed] if endings else ()
    ended = min(candidates, key=lambda one: (one.on, one.status or ""), default=None)
    missing = _first_after(full_dates, listed) if listed else None
    if ended is not None and missing is not None and missing < ended.on:
        ended = None
    return Course(
        layers=tuple(layers),
        first_listed_on=min(one.as_of for one in stated),
        gone_on=ended.on if ended else missing,
        ended=ended,
    )


def _layers(stated: Sequence[Stated]) -> list[Stated]:
    """Return the rows whose facts count, the upper last: the newest list's, and what is partial and as new or newer."""
    base = max((one.as_of for one in stated if not one.partial), default=date.min)
    return sorted(
        (one for one in stated if one.as_of >= base), key=lambda one: (one.as_of, not one.partial, one.sha256)
    )


def _first_after(days: Sequence[date], day: date) -> date | None:
    position = bisect_right(days, day)
    return days[position] if position < len(days) else None


def overlaid(layers: Sequence[Mapping[str, Plain]]) -> dict[str, Plain]:
    """Lay facts over each other, the later over the earlier."""
    merged: dict[str, Plain] = {}
    for layer in layers:
        merged.update(layer)
    return merged


def changed_facts(before: Mapping[str, Plain], after: Mapping[str, Plain]) -> dict[str, tuple[Plain, Plain]]:
    """Return the facts stated both before and after that differ, as {key: (from, to)}.

    A column that only one of the two layouts has is no change of a fact.
    """
    return {key: (before[key], value) for key, value in after.items() if key in before and before[key] != value}


def standing_facts(course: Course, facts: Mapping[str, Plain]) -> dict[str, object]:
    """Return the columns of a setting that follow from its facts; the authority's code is left to geography."""
    newest = course.newest
    redacted, public = bool(facts.get("redacted")), facts.get("public_list") is not False
    shown = may_show_name(newest.code, redacted=redacted, public=public)
    hidden = is_hidden(newest.code, redacted=redacted, public=public)
    # A company of one home is often named after it: then its name is as secret as the home's.
    told_by_owner = hidden and not shown and says_place(facts.get("owner_name"), names_in(facts))
    owner = None if told_by_owner else _cut(facts.get("owner_name"), 300)
    status = course.ended.status if course.ended and course.ended.status else facts.get("registration_status")
    return {
        "provision": newest.code,
        "provision_published": newest.provision,
        "authority_published": facts.get("authority"),
        "hidden": hidden,
        "name_published": _cut(facts.get("name"), 300) if shown else None,
        "owner_published": owner,
        "owner_key": owner_key(owner),
        "registered_places": facts.get("places"),
        "registration_status": _cut(status, 60),
        "open": course.gone_on is None and str(status or "").casefold() not in ENDED,
        "gone_on": course.gone_on,
        "first_listed_on": course.first_listed_on,
        "facts_as_of": course.facts_as_of,
    }


def _cut(value: Plain, length: int) -> str | None:
    return None if value is None else str(value)[:length]


def years_begun(since: date, until: date) -> int:
    """Return how many years have begun between two dates, at least one: one year to the day is one year."""
    years = until.year - since.year
    if (until.month, until.day) > (since.month, since.day):
        years += 1
    return max(1, years)


def most_gone(listed_before: int, *, since: date, until: date, percent: float) -> int:
    """Return how many of `listed_before` settings may be gone in a full file before it is held for a person."""
    return int(listed_before * percent / 100 * years_begun(since, until))
