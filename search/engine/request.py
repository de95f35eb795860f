"""What is asked of the index, and what it answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from register.geography.domain.points import DistanceBand
from search.engine.domain import Circle

MOST_HITS_ON_A_PAGE = 200

Chosen = frozenset[str] | frozenset[int] | int | date | bool


class Sort(StrEnum):
    """The orders that every engine gives alike; ties end by vacancy id.

    BAND: distance band, fresh before stale, distance. DISTANCE: distance alone. AVAILABLE: fresh before stale, the
    soonest first. The first two need a place to measure from.
    """

    BAND = "band"
    DISTANCE = "distance"
    AVAILABLE = "available"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """A search.

    `chosen` holds, by the name of a filter in `filters.FILTERS`, what was chosen: a set of codes, a set of ages, a
    number, a date or yes. `near` limits to a circle and gives distances. `facets` names the filters whose values are
    to be counted. `now` (aware, taken to the minute) decides what is stale and what is hidden. `cursor` is the
    `Found.cursor` of the page before.

    Raises ValueError when an order by distance has no place to measure from, or when `now` has no time zone.
    """

    now: datetime
    near: Circle | None = None
    words: str = ""
    chosen: Mapping[str, Chosen] = field(default_factory=lambda: MappingProxyType({}))
    facets: tuple[str, ...] = ()
    sort: Sort = Sort.BAND
    page_size: int = 20
    cursor: str | None = None

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("now must say its time zone")
        if self.near is None and self.sort is not Sort.AVAILABLE:
            raise ValueError("an order by distance needs a place to measure from")
        if not 1 <= self.page_size <= MOST_HITS_ON_A_PAGE:
            raise ValueError(f"a page has 1 to {MOST_HITS_ON_A_PAGE} results")
        # The exact body of a request is its key in an engine's cache, so every second of a minute asks the same.
        object.__setattr__(self, "now", self.now.replace(second=0, microsecond=0))

    def digest(self) -> str:
        """Give 12 digits that are the same for all pages of one search, whatever the minute."""
        circle = self.near and [self.near.centre.latitude, self.near.centre.longitude, self.near.radius_metres]
        chosen = {
            name: sorted(map(str, value)) if isinstance(value, frozenset) else str(value)
            for name, value in self.chosen.items()
        }
        plain = json.dumps([circle, self.words, chosen, self.sort], sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Hit:
    """One vacancy found; `distance_metres` is rounded to 10 and is for ordering, `band` is for telling."""

    vacancy_id: str
    stale: bool
    distance_metres: int | None = None
    band: DistanceBand | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: one page in order, the exact total, the counts by filter and value, where the next page starts."""

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    cursor: str | None = None
