"""What may be asked of geography on a page, and its answers in words for people."""

from __future__ import annotations

from flask_babel import LazyString, lazy_gettext
from marshmallow import Schema, fields, validate

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


class PlaceSchema(Schema):
    """The place of which somebody asks the authority; used once and dropped."""

    place = fields.Str(
        required=True,
        validate=validate.Length(max=100, error=lazy_gettext("Enter a place in 100 characters or fewer")),
        error_messages={"required": POSTCODE_WORDS[PostcodeState.NOT_A_POSTCODE]},
    )
