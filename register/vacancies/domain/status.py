"""Statuses of a vacancy: decisions of people, and what may follow what."""

from datetime import date
from enum import StrEnum
from types import MappingProxyType

from flask_babel import LazyString
from flask_babel import lazy_gettext as _


class Status(StrEnum):
    """What has been decided about a vacancy. Stale and hidden are no statuses: they are computed (freshness)."""

    DRAFT = "draft"
    PLANNED = "planned"
    OPEN = "open"
    HELD = "held"
    MATCHING = "matching"
    FILLED = "filled"
    UNAVAILABLE = "unavailable"
    WITHDRAWN = "withdrawn"


STATUS_LABELS: MappingProxyType[Status, LazyString] = MappingProxyType(
    {
        Status.DRAFT: _("Draft"),
        Status.PLANNED: _("Planned"),
        Status.OPEN: _("Open"),
        Status.HELD: _("Held for first refusal"),
        Status.MATCHING: _("Matching"),
        Status.FILLED: _("Filled"),
        Status.UNAVAILABLE: _("Not available"),
        Status.WITHDRAWN: _("Withdrawn"),
    }
)

# The one table of what may follow what. Filled and withdrawn are ends: the next place is a new vacancy, so that a
# record of a filled place is never turned back into an offer.
TRANSITIONS: MappingProxyType[Status, frozenset[Status]] = MappingProxyType(
    {
        Status.DRAFT: frozenset({Status.PLANNED, Status.OPEN, Status.UNAVAILABLE, Status.WITHDRAWN}),
        Status.PLANNED: frozenset({Status.OPEN, Status.UNAVAILABLE, Status.WITHDRAWN}),
        Status.OPEN: frozenset({Status.HELD, Status.MATCHING, Status.FILLED, Status.UNAVAILABLE, Status.WITHDRAWN}),
        Status.HELD: frozenset({Status.OPEN, Status.MATCHING, Status.FILLED, Status.UNAVAILABLE, Status.WITHDRAWN}),
        Status.MATCHING: frozenset({Status.OPEN, Status.FILLED, Status.UNAVAILABLE, Status.WITHDRAWN}),
        Status.UNAVAILABLE: frozenset({Status.OPEN, Status.PLANNED, Status.WITHDRAWN}),
        Status.FILLED: frozenset(),
        Status.WITHDRAWN: frozenset(),
    }
)

# Those that officers find; the others look alike from outside: simply not there.
FINDABLE = frozenset({Status.PLANNED, Status.OPEN})
# Those that speak of a registered place as an empty one; a planned one's place is still what it was.
OCCUPYING = frozenset({Status.OPEN, Status.HELD, Status.MATCHING, Status.UNAVAILABLE})
# Those whose provider is asked again whether they are still true.
CONFIRMABLE = frozenset({Status.PLANNED, Status.OPEN, Status.HELD, Status.MATCHING, Status.UNAVAILABLE})
LIVE = CONFIRMABLE | {Status.DRAFT}


def asks_for_a_decision(status: Status, *, available_from: date, unavailable_until: date | None, today: date) -> bool:
    """Whether a day has come on which somebody must decide: nothing opens by itself.

    A planned place should be free by now; a place that could not be used until a day may be used again.
    """
    if status is Status.PLANNED:
        return available_from <= today
    return status is Status.UNAVAILABLE and unavailable_until is not None and unavailable_until < today


class UnavailableReason(StrEnum):
    """Why a place that is empty cannot be used."""

    STAFFING = "staffing"
    REFURBISHMENT = "refurbishment"
    MATCHING = "matching-restriction"
    CARER_BREAK = "carer-break"
    REVIEW = "review-pending"
    REGULATOR = "regulator-restriction"
    OTHER = "other"


UNAVAILABLE_LABELS: MappingProxyType[UnavailableReason, LazyString] = MappingProxyType(
    {
        UnavailableReason.STAFFING: _("Not enough staff"),
        UnavailableReason.REFURBISHMENT: _("Repairs or refurbishment"),
        UnavailableReason.MATCHING: _("Cannot be matched with children who live there"),
        UnavailableReason.CARER_BREAK: _("The carers are taking a break"),
        UnavailableReason.REVIEW: _("A review is pending"),
        UnavailableReason.REGULATOR: _("Restricted by the regulator"),
        UnavailableReason.OTHER: _("Another reason"),
    }
)


def may_follow(before: Status, after: Status) -> bool:
    """Whether a vacancy may go from one status to another."""
    return after in TRANSITIONS[before]
