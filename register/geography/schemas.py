"""Geography in words for people."""

from __future__ import annotations

from flask_babel import LazyString, lazy_gettext

from register.geography.domain.authorities import LocationClass
from register.geography.domain.points import DistanceBand
from register.geography.domain.postcodes import PostcodeState

# What a page says when a postcode, or a place typed in its stead, gives no place.
POSTCODE_WORDS: dict[PostcodeState, LazyString] = {
    PostcodeState.NOT_A_POSTCODE: lazy_gettext(
        "Enter a full postcode, the first part of one, or the name of a local authority"
    ),
    PostcodeState.UNKNOWN: lazy_gettext("We do not know this postcode. Check it, or choose a local authority instead"),
    PostcodeState.NO_LOCATION: lazy_gettext(
        "This postcode is not tied to a place, as some large organisations' are. Choose a local authority instead"
    ),
    PostcodeState.NORTHERN_IRELAND: lazy_gettext(
        "This postcode is in Northern Ireland. The register covers England, Wales and Scotland"
    ),
    PostcodeState.CHANNEL_ISLANDS: lazy_gettext(
        "This postcode is in the Channel Islands. The register covers England, Wales and Scotland"
    ),
    PostcodeState.ISLE_OF_MAN: lazy_gettext(
        "This postcode is on the Isle of Man. The register covers England, Wales and Scotland"
    ),
}

BAND_WORDS: dict[DistanceBand, LazyString] = {
    DistanceBand.UNDER_5: lazy_gettext("under 5 miles"),
    DistanceBand.FROM_5_TO_10: lazy_gettext("5 to 10 miles"),
    DistanceBand.FROM_10_TO_20: lazy_gettext("10 to 20 miles"),
    DistanceBand.FROM_20_TO_40: lazy_gettext("20 to 40 miles"),
    DistanceBand.OVER_40: lazy_gettext("over 40 miles"),
}

LOCATION_WORDS: dict[LocationClass, LazyString] = {
    LocationClass.OWN: lazy_gettext("in your area"),
    LocationClass.ADJOINING: lazy_gettext("in an adjoining area"),
    LocationClass.DISTANT: lazy_gettext("distant: outside your area and every adjoining one"),
}
