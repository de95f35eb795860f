"""What becomes of the rows that a provider's own system sends, or somebody uploads: pure rules and their words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from register.core.errors import Reason
from register.descriptions.domain.screening import Found
from register.vacancies.domain.numbers import Numbers
from register.vacancies.domain.status import OCCUPYING, Status, may_follow

MOST_ROWS = 1_000
REFERENCE = r"^[A-Za-z0-9][A-Za-z0-9._~:-]{0,63}$"
#: A source's clock may be a little ahead of ours; further ahead it says what nobody can have checked.
CLOCKS_APART = timedelta(minutes=2)
#: A full batch that withdraws more than this share waits for a person.
HELD_ABOVE = 10
ENDS = frozenset({Status.FILLED, Status.WITHDRAWN})
SENDABLE = frozenset(Status) - {Status.DRAFT}
State = dict[str, Any]


class Mode(StrEnum):
    """Whether vacancies that a batch does not name stay as they are, or are withdrawn."""

    PARTIAL = "partial"
    FULL = "full"


class Action(StrEnum):
    """What became of a row; each has exactly one."""

    CREATED = "created"
    CHANGED = "changed"
    CONFIRMED = "confirmed"
    UNCHANGED = "unchanged"
    FILLED = "filled"
    WITHDRAWN = "withdrawn"
    CONFLICT = "conflict"
    REFUSED = "refused"


ACTION_LABELS: MappingProxyType[Action, LazyString] = MappingProxyType(
    {
        Action.CREATED: _("Published"),
        Action.CHANGED: _("Changed"),
        Action.CONFIRMED: _("Confirmed, nothing changed"),
        Action.UNCHANGED: _("Stays as it is"),
        Action.FILLED: _("Filled"),
        Action.WITHDRAWN: _("Withdrawn"),
        Action.CONFLICT: _("Changed here meanwhile"),
        Action.REFUSED: _("Not taken"),
    }
)
FOUND_LABELS: MappingProxyType[Found, LazyString] = MappingProxyType(
    {
        Found.POSTCODE: _("the postcode"),
        Found.TELEPHONE: _("the telephone number"),
        Found.EMAIL: _("the email address"),
        Found.LINK: _("the link"),
        Found.POSITION: _("the position on a map"),
        Found.PLACE: _("what names the place"),
    }
)
WRITTEN = frozenset({Action.CREATED, Action.CHANGED, Action.CONFIRMED, Action.FILLED, Action.WITHDRAWN})


class BatchState(StrEnum):
    """How far a kept batch is: shown before anything changes, held for a person, done, or thrown away."""

    PREVIEWED = "previewed"
    HELD = "held"
    APPLIED = "applied"
    DISCARDED = "discarded"


@dataclass(slots=True)
class Outcome:
    """What becomes of one row (numbered from 1; 0 for a vacancy that a full batch does not name).

    `version` is the vacancy's afterwards. Where the row comes too late, `ours` and `yours` hold both versions.
    """

    row: int
    reference: str | None
    action: Action
    reasons: tuple[Reason, ...] = ()
    vacancy_id: str | None = None
    setting_id: str | None = None
    version: int | None = None
    before: State | None = None
    after: State | None = None
    ours: State | None = None
    yours: State | None = None
    differing: tuple[str, ...] = field(default=())


def reachable(before: Status, after: Status) -> bool:
    """Whether a vacancy may come to a status; a system that tells where things stand may leave "open" out between."""
    return (
        before is after
        or may_follow(before, after)
        or (may_follow(before, Status.OPEN) and may_follow(Status.OPEN, after))
    )


def without(numbers: Numbers, status: Status, places: int) -> Numbers:
    """Return the numbers of a setting without the places of one vacancy."""
    return _moved(numbers, status, -places)


def beside(numbers: Numbers, status: Status, places: int) -> Numbers:
    """Return the numbers of a setting with the places of one vacancy more."""
    return _moved(numbers, status, places)


def _moved(numbers: Numbers, status: Status, places: int) -> Numbers:
    if status not in OCCUPYING:
        return numbers
    name = str(status)
    return replace(numbers, **{name: getattr(numbers, name) + places})


def confirmed_at(checked: datetime | None, now: datetime) -> datetime | None:
    """Return the instant as of which a row counts as confirmed; None where nobody checked, or only in the future."""
    if checked is None or checked > now + CLOCKS_APART:
        return None
    return min(checked, now)


def is_held(*, withdrawn: int, live: int) -> bool:
    """Whether a full batch withdraws so much that a person looks first."""
    return withdrawn * HELD_ABOVE > live


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fields in which two states differ, in the order of a state."""
    return tuple(name for name in after if before.get(name) != after[name])
