"""What may come in about a setting, from a form or another system."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from register.descriptions.domain.answers import (
    LANGUAGES,
    LONGEST_WORDS,
    Education,
    ExclusionReason,
    Gender,
)
from register.descriptions.domain.home import FEATURES, RatioDay, RatioNight
from register.descriptions.domain.needs import NEEDS, Offer
from register.descriptions.domain.purposes import PURPOSES
from register.descriptions.domain.sections import Section

TELEPHONE = re.compile(r"\+?[\d\s()\-]{7,30}$")
TELEPHONE_WORDS = _("Enter a telephone number, like 01632 960 001")
EMAIL_WORDS = _("Enter an email address, like name@example.com")


def told(words: LazyString) -> dict[str, Any]:
    """Return one sentence for everything that can be wrong with a field."""
    return {"required": words, "null": words, "invalid": words, "too_large": words}


class WholeNumber(fields.Integer):
    """A whole number, also as the text of a form; neither a broken number nor a yes is rounded to one."""

    def _validated(self, value: Any) -> int:  # noqa: ANN401 - as marshmallow gives it
        if isinstance(value, (bool, float)):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


def whole_number(words: LazyString, **more: Any) -> fields.Integer:  # noqa: ANN401 - as marshmallow takes them
    """Return a field for a whole number."""
    return WholeNumber(error_messages=told(words), **more)


def text(longest: int, words: LazyString, *, required: bool = False) -> fields.String:
    """Return a field for words of at most so many characters."""
    too_long = _("This must be %(longest)s characters or fewer", longest=longest)
    return fields.String(
        required=required, validate=validate.Length(max=longest, error=too_long), error_messages=told(words)
    )


def codes(known: Iterable[str], words: LazyString) -> fields.List[str]:
    """Return a field for a list of codes out of a vocabulary."""
    each = fields.String(validate=validate.OneOf(tuple(known), error=words))
    return fields.List(each, error_messages=told(words))


def gender_field(**more: Any) -> fields.String:  # noqa: ANN401 - as marshmallow takes them
    """Return a field for whom a setting or vacancy takes."""
    words = _("Choose whom you take")
    return fields.String(validate=validate.OneOf([*Gender], error=words), error_messages=told(words), **more)


class SectionSchema(Schema):
    """What every section sends: the version that was being looked at, 0 before there is any."""

    version = fields.Integer(load_default=0)


class PlaceSchema(SectionSchema):
    """Name and address that nobody else sees."""

    name = text(160, _("Enter the name of the home"), required=True)
    address = text(400, _("Enter the address"), required=True)
    postcode = text(10, _("Enter a full postcode, like LS1 4AP"), required=True)


class ContactSchema(SectionSchema):
    """Who answers."""

    contact_team = text(80, _("Enter who answers, like “Placements team”"), required=True)
    contact_telephone = fields.String(
        required=True,
        validate=validate.Regexp(TELEPHONE, error=TELEPHONE_WORDS),
        error_messages=told(TELEPHONE_WORDS),
    )
    contact_email = fields.String(
        validate=[validate.Email(error=EMAIL_WORDS), validate.Length(max=254, error=EMAIL_WORDS)],
        error_messages=told(EMAIL_WORDS),
    )
    out_of_hours_telephone = fields.String(
        validate=validate.Regexp(TELEPHONE, error=TELEPHONE_WORDS), error_messages=told(TELEPHONE_WORDS)
    )


class ChildrenSchema(SectionSchema):
    """Ages in whole years and gender."""

    age_min = whole_number(_("Enter the youngest age in years"), required=True)
    age_max = whole_number(_("Enter the oldest age in years"), required=True)
    gender = gender_field(required=True)


class PurposesSchema(SectionSchema):
    """Kinds of placement."""

    purposes = codes(PURPOSES, _("Choose from the list"))


class NeedsSchema(SectionSchema):
    """What is said of each need; a need left out is unknown."""

    needs = fields.Dict(
        keys=fields.String(validate=validate.OneOf(tuple(NEEDS), error=_("Choose from the list"))),
        values=fields.String(validate=validate.OneOf([*Offer], error=_("Choose from the list"))),
    )


class ExclusionsSchema(SectionSchema):
    """Needs never accepted, each with its reason."""

    exclusions = fields.Dict(
        keys=fields.String(
            validate=validate.OneOf(
                [code for code, one in NEEDS.items() if one.may_exclude], error=_("Choose from the list")
            )
        ),
        values=fields.String(validate=validate.OneOf([*ExclusionReason], error=_("Choose from the list"))),
    )


class StaffSchema(SectionSchema):
    """How many staff there are by day, and what they do at night."""

    ratio_day = fields.String(
        required=True,
        validate=validate.OneOf([*RatioDay], error=_("Choose how many staff there are by day")),
        error_messages=told(_("Choose how many staff there are by day")),
    )
    ratio_night = fields.String(
        required=True,
        validate=validate.OneOf([*RatioNight], error=_("Choose what staff do at night")),
        error_messages=told(_("Choose what staff do at night")),
    )


class HomeSchema(SectionSchema):
    """What the home is like; a feature left out is not known."""

    home = fields.Dict(
        keys=fields.String(validate=validate.OneOf(tuple(FEATURES), error=_("Choose from the list"))),
        values=fields.String(),
    )


class LearningSchema(SectionSchema):
    """Education and languages."""

    education = codes([*Education], _("Choose from the list"))
    languages = codes(LANGUAGES, _("Choose from the list"))


class AboutSchema(SectionSchema):
    """Words for others."""

    about = text(LONGEST_WORDS, _("Enter some words"))


SCHEMAS: Mapping[Section, type[SectionSchema]] = {
    Section.PLACE: PlaceSchema,
    Section.CONTACT: ContactSchema,
    Section.CHILDREN: ChildrenSchema,
    Section.PURPOSES: PurposesSchema,
    Section.NEEDS: NeedsSchema,
    Section.EXCLUSIONS: ExclusionsSchema,
    Section.STAFF: StaffSchema,
    Section.LEARNING: LearningSchema,
    Section.HOME: HomeSchema,
    Section.ABOUT: AboutSchema,
}
