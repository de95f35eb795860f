"""What an officer asks, kept without the place that was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from register.geography.domain.origins import Origin, PlaceKind
from register.geography.domain.points import metres
from search.engine.domain import Circle

KEPT_FOR = timedelta(days=30)
RADII_MILES = (5, 10, 20, 40, 80)
# Farther than any two places of the country are from each other.
ANY_DISTANCE_MILES = 1_000
WORDS_LENGTH = 100
# The filters that the page offers beside the results, in its order; the first three stand open.
OFFERED = ("provision", "gender", "need", "purpose", "authority")


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it is kept: `place_id` is geography's id of an area or larger, never a postcode.

    `chosen` holds lists of codes (ages as numbers) by filter name.
    """

    place_id: str
    radius_miles: int
    words: str
    chosen: Mapping[str, list[str] | list[int]]

    @property
    def age(self) -> int | None:
        """The child's age, if it was given."""
        return next((int(age) for age in self.chosen.get("age", ())), None)


def circle_around(origin: Origin, radius_miles: int) -> Circle:
    """Give the circle in which to look: around an area's middle, or around all of a larger place."""
    reach = 0.0 if origin.place.kind is PlaceKind.AREA else origin.disc.radius_m
    return Circle(origin.disc.centroid, metres(radius_miles) + reach)


def wider(radius_miles: int) -> tuple[int, ...]:
    """Give the radii beyond this one, nearest first, any distance last."""
    return tuple(one for one in (*RADII_MILES, ANY_DISTANCE_MILES) if one > radius_miles)


def overlap(wanted: Iterable[str] | Iterable[int], offered: Iterable[str]) -> tuple[str, ...]:
    """Give what is both wanted and offered, in the order of the codes."""
    return tuple(sorted({str(one) for one in wanted} & set(offered)))
