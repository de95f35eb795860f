"""Freshness: computed from when a vacancy was last confirmed and from now, never stored.

A vacancy is fresh until it is due, then stale (shown last, with a badge), then hidden (not found) until somebody
confirms it. When each falls due is a setting of the service.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from register.vacancies.domain.status import Status


class Freshness(StrEnum):
    """How far a vacancy may still be believed."""

    FRESH = "fresh"
    STALE = "stale"
    HIDDEN = "hidden"


FRESHNESS_LABELS: MappingProxyType[Freshness, LazyString] = MappingProxyType(
    {
        Freshness.FRESH: _("Up to date"),
        Freshness.STALE: _("Needs confirming"),
        Freshness.HIDDEN: _("Hidden until you confirm"),
    }
)


@dataclass(frozen=True, slots=True)
class Due:
    """From `confirm_by` on a vacancy is stale, from `hidden_at` on it is not found; UTC instants.

    Its holder is reminded three times: at `remind_at`, when it is stale, and when it is hidden.
    """

    confirm_by: datetime
    hidden_at: datetime
    remind_at: datetime

    def at(self, now: datetime) -> Freshness:
        """Return how fresh it is at an instant."""
        if now >= self.hidden_at:
            return Freshness.HIDDEN
        return Freshness.STALE if now >= self.confirm_by else Freshness.FRESH

    def reminder_until(self, now: datetime) -> datetime | None:
        """Return until when the reminder of the present stage stands, None where none is due.

        A reminder stands until the next one; the last as long after hiding as hiding comes after staleness.
        """
        if now < self.remind_at:
            return None
        last = self.hidden_at + (self.hidden_at - self.confirm_by)
        return next((end for end in (self.confirm_by, self.hidden_at, last) if now < end), None)

    def next_reminder(self, now: datetime) -> datetime | None:
        """Return when the next reminder falls due, None after the last."""
        return next((at for at in (self.remind_at, self.confirm_by, self.hidden_at) if now < at), None)


@dataclass(frozen=True, slots=True)
class FreshnessRule:
    """How long a confirmation lasts, by provision; the application makes it of the service's settings.

    A vacancy that takes emergencies uses `emergency` and a planned one `planned`; an emergency always wins. A reminder
    goes out `remind_before` a vacancy is due, or in the last quarter of its time where that is shorter.
    """

    by_provision: Mapping[str, timedelta]
    otherwise: timedelta
    emergency: timedelta
    planned: timedelta
    hide_after: timedelta
    remind_before: timedelta = timedelta(days=1)

    @classmethod
    def of_groups(
        cls,
        *,
        homes: timedelta,
        fostering: timedelta,
        schools: timedelta,
        emergency: timedelta,
        planned: timedelta,
        hide_after: timedelta,
        remind_before: timedelta = timedelta(days=1),
    ) -> "FreshnessRule":
        """Build the rule from one length for each group of provisions; supported accommodation goes with homes."""
        lengths = dict.fromkeys(("IFA", "LAF"), fostering) | dict.fromkeys(("RSS", "RHS"), schools)
        return cls(MappingProxyType(lengths), homes, emergency, planned, hide_after, remind_before)

    def due(
        self,
        *,
        provision: str | None,
        status: Status,
        emergency: bool,
        confirmed_at: datetime,
        decide_at: datetime | None = None,
    ) -> Due:
        """Return when a vacancy confirmed at an instant is stale and hidden; stale at `decide_at` at the latest."""
        if emergency:
            lasts = self.emergency
        elif status is Status.PLANNED:
            lasts = self.planned
        else:
            lasts = self.by_provision.get(provision or "", self.otherwise)
        confirm_by = confirmed_at + lasts
        if decide_at is not None:
            confirm_by = min(confirm_by, max(decide_at, confirmed_at))
        before = min(self.remind_before, (confirm_by - confirmed_at) / 4)
        return Due(confirm_by, confirm_by + self.hide_after, confirm_by - before)
