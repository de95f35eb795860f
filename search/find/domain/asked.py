"""What an officer asks, kept without the place that was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from register.geography.domain.origins import Origin, PlaceKind
from register.geography.domain.points import metres
from search.engine.domain import Circle

KEPT_FOR = timedelta(days=30)
RADII_MILES = (5, 10, 20, 40, 80)
# Farther than any two places of the country are from each other.
ANY_DISTANCE_MILES = 1_000
WORDS_LENGTH = 100
MOST_CHILDREN = 6
# The filters that the page offers beside the results, in its order; the first two stand open.
OFFERED = (
    "provision",
    "need",
    "gender",
    "purpose",
    "emergency",
    "solo",
    "education",
    "language",
    "contract",
    "authority",
)
# Desirable needs leave nothing out: they are explained beside each result, and are no filter.
DESIRED = "desired"
# Essential ones are accepted ("need"), or at least not refused where an officer has widened the search ("unrefused").
NEEDED = ("need", "unrefused")

Values = list[str] | list[int]


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it is kept: `place_id` is geography's id of an area or larger, never a postcode.

    `chosen` holds lists of codes (ages and numbers as numbers, days as ISO text) by filter name, and under `DESIRED`
    the needs that are only desirable.
    """

    place_id: str
    radius_miles: int
    words: str
    chosen: Mapping[str, Values]

    @property
    def ages(self) -> tuple[int, ...]:
        """The age of each child, as far as given, youngest first."""
        return tuple(sorted(int(age) for age in self.chosen.get("age", ())))

    @property
    def children(self) -> int:
        """How many children are to be placed together."""
        return next((int(number) for number in self.chosen.get("places", ())), 1)

    @property
    def needed_by(self) -> date | None:
        """The day on which the place is needed, if it was given."""
        return next((date.fromisoformat(str(day)) for day in self.chosen.get("available", ())), None)

    def codes(self, *names: str) -> tuple[str, ...]:
        """Give the codes chosen under these names, each once, in order."""
        return tuple(sorted({str(code) for name in names for code in self.chosen.get(name, ())}))


def circle_around(origin: Origin, radius_miles: int) -> Circle:
    """Give the circle in which to look: around an area's middle, or around all of a larger place."""
    reach = 0.0 if origin.place.kind is PlaceKind.AREA else origin.disc.radius_m
    return Circle(origin.disc.centroid, metres(radius_miles) + reach)


def wider(radius_miles: int) -> tuple[int, ...]:
    """Give the radii beyond this one, nearest first, any distance last."""
    return tuple(one for one in (*RADII_MILES, ANY_DISTANCE_MILES) if one > radius_miles)
