"""What may be asked: the first form, and the filters beside the results."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from marshmallow import Schema, ValidationError, fields, validate

from register.descriptions.domain.screening import screen
from search.find.domain.asked import ANY_DISTANCE_MILES, OFFERED, RADII_MILES, WORDS_LENGTH
from search.find.domain.labels import PROVISION_LABELS

OLDEST = 21
_CODE = validate.Regexp(r"^[\w-]{1,30}$")


_NO_CHILD = _("Leave out postcodes, telephone numbers, e-mail addresses and links. Words describe a home, not a child")


def _no_places(words: str) -> None:
    if screen(words):
        raise ValidationError(str(_NO_CHILD))


class SearchSchema(Schema):
    """The first form; `place` is used once and dropped, `place_id` answers which place was meant."""

    place = fields.Str(
        load_default="", validate=validate.Length(max=100, error="Enter a place in 100 characters or fewer")
    )
    place_id = fields.Str(load_default="", validate=validate.Length(max=60))
    radius = fields.Int(
        load_default=20,
        validate=validate.OneOf((*RADII_MILES, ANY_DISTANCE_MILES), error=_("Select how far away to look")),
    )
    age = fields.Int(
        validate=validate.Range(0, OLDEST, error=_("Enter an age in whole years, from 0 to 21")),
        error_messages={"invalid": _("Enter an age in whole years, from 0 to 21")},
    )
    provision = fields.List(
        fields.Str(validate=validate.OneOf(list(PROVISION_LABELS), error=_("Select types from the list")))
    )
    words = fields.Str(
        load_default="",
        validate=[
            validate.Length(max=WORDS_LENGTH, error=_("Enter words in 100 characters or fewer")),
            _no_places,
        ],
    )


# The filters beside the results: every offered one as a list of codes, and the radius.
NarrowSchema = Schema.from_dict(
    {
        "radius": fields.Int(validate=validate.OneOf((*RADII_MILES, ANY_DISTANCE_MILES))),
        **{name: fields.List(fields.Str(validate=_CODE), validate=validate.Length(max=80)) for name in OFFERED},
    },
    name="NarrowSchema",
)
