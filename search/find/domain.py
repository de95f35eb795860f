"""What an officer asks, kept without the place that was typed, and why a vacancy fits it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from register.geography.domain.origins import Origin, PlaceKind
from register.geography.domain.points import DistanceBand, metres
from search.engine.domain import Circle

KEPT_FOR = timedelta(days=30)
RADII_MILES = (5, 10, 20, 40, 80)
# Farther than any two places of the country are from each other.
ANY_DISTANCE_MILES = 1_000
WORDS_LENGTH = 100
# The filters that the page offers beside the results, in its order; the first three stand open.
OFFERED = ("provision", "gender", "need", "purpose", "authority")

PROVISION_LABELS: Mapping[str, LazyString] = MappingProxyType(
    {
        "CH": _("Children\u2019s home"),
        "CH-SB": _("Children\u2019s home, short breaks only"),
        "SCH": _("Secure children\u2019s home"),
        "SA": _("Supported accommodation, 16 and 17"),
        "IFA": _("Fostering: independent agency"),
        "LAF": _("Fostering: local authority"),
        "RFC": _("Residential family centre"),
        "RSS": _("Residential special school"),
        "RHS": _("Residential holiday scheme"),
    }
)
BAND_LABELS: Mapping[DistanceBand, LazyString] = MappingProxyType(
    {
        DistanceBand.UNDER_5: _("Under 5 miles"),
        DistanceBand.FROM_5_TO_10: _("5 to 10 miles"),
        DistanceBand.FROM_10_TO_20: _("10 to 20 miles"),
        DistanceBand.FROM_20_TO_40: _("20 to 40 miles"),
        DistanceBand.OVER_40: _("Over 40 miles"),
    }
)


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
