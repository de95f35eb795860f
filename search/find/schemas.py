"""What may be asked: the first form, and the filters beside the results."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from register.descriptions.domain.answers import EDUCATION_LABELS, LANGUAGES, Education
from register.descriptions.domain.needs import NEEDS
from register.descriptions.domain.purposes import PURPOSES
from register.descriptions.domain.screening import screen
from search.engine.filters import YES
from search.find.domain.asked import (
    ANY_DISTANCE_MILES,
    DESIRED,
    MOST_CHILDREN,
    NEEDED,
    OFFERED,
    RADII_MILES,
    WORDS_LENGTH,
    Asked,
)
from search.find.domain.labels import PROVISION_LABELS, TAKES_LABELS

OLDEST = 21
TONIGHT, BY_A_DAY = "emergency", "day"
ESSENTIAL, DESIRABLE = "essential", "desirable"
# What may be asked for beside what an answer of its own already says.
ASKED_PURPOSES = {code: one.label for code, one in PURPOSES.items() if one.follows is None}
ASKED_EDUCATION = {str(code): label for code, label in EDUCATION_LABELS.items() if code is not Education.NONE}
_CODE = validate.Regexp(r"^[\w-]{1,30}$")
_AGES = _("Enter each age in whole years, from 0 to 21, like 12 or 4, 7, 11")
_NO_CHILD = _("Leave out postcodes, telephone numbers, e-mail addresses and links. Words describe a home, not a child")
_NO_DAY = _("Enter the day on which the place is needed, like 27 3 2026")
_FROM_LIST = _("Select from the list")


def _no_places(words: str) -> None:
    if screen(words):
        raise ValidationError(str(_NO_CHILD))


def _list_of(codes: Iterable[str]) -> fields.List[str]:
    return fields.List(
        fields.Str(validate=validate.OneOf([str(code) for code in codes], error=_FROM_LIST)), load_default=list
    )


class SearchSchema(Schema):
    """The first form; `place` is used once and dropped, `place_id` answers which place was meant.

    `known` is the id of the place whose name the page has put into `place` itself.
    """

    place = fields.Str(
        load_default="", validate=validate.Length(max=100, error="Enter a place in 100 characters or fewer")
    )
    place_id = fields.Str(load_default="", validate=validate.Length(max=60))
    known = fields.Str(load_default="", validate=validate.Length(max=60))
    radius = fields.Int(
        load_default=20,
        validate=validate.OneOf((*RADII_MILES, ANY_DISTANCE_MILES), error=_("Select how far away to look")),
    )
    age = fields.Method(deserialize="read_ages", load_default=list)
    children = fields.Int(
        load_default=1,
        validate=validate.Range(1, MOST_CHILDREN, error=_("Enter how many children, from 1 to 6")),
        error_messages={"invalid": _("Enter how many children, from 1 to 6")},
    )
    gender = fields.Str(load_default="", validate=validate.OneOf([*TAKES_LABELS, ""], error=_FROM_LIST))
    when = fields.Str(load_default="", validate=validate.OneOf([TONIGHT, BY_A_DAY, ""], error=_FROM_LIST))
    day = fields.Date(load_default=None, error_messages={"invalid": _NO_DAY})
    solo = fields.Str(load_default="")
    provision = _list_of(PROVISION_LABELS)
    purpose = _list_of(ASKED_PURPOSES)
    education = _list_of(ASKED_EDUCATION)
    language = _list_of(LANGUAGES)
    needs = fields.Dict(
        keys=fields.Str(validate=validate.OneOf(list(NEEDS), error=_FROM_LIST)),
        values=fields.Str(validate=validate.OneOf([ESSENTIAL, DESIRABLE], error=_FROM_LIST)),
        load_default=dict,
    )
    words = fields.Str(
        load_default="",
        validate=[
            validate.Length(max=WORDS_LENGTH, error=_("Enter words in 100 characters or fewer")),
            _no_places,
        ],
    )

    def read_ages(self, value: object) -> list[int]:
        """Read the ages of one child or of several, as people list them."""
        parts = str(value).replace(",", " ").replace(";", " ").split()
        if not all(part.isdecimal() and int(part) <= OLDEST for part in parts):
            raise ValidationError(str(_AGES))
        if len(parts) > MOST_CHILDREN:
            raise ValidationError(str(_("Enter the ages of 6 children or fewer")))
        return sorted(int(part) for part in parts)

    @validates_schema
    def _day_where_one_is_meant(self, data: dict[str, Any], **_more: object) -> None:
        if data.get("when") == BY_A_DAY and data.get("day") is None:
            raise ValidationError(str(_NO_DAY), "day")


def chosen_in(data: dict[str, Any], *, today: str) -> dict[str, list[str] | list[int]]:
    """Give what a first form asks, by the filters that it sets."""
    children = max(data["children"], len(data["age"]))
    together = [children] if children > 1 else []
    tonight = data["when"] == TONIGHT
    day = today if tonight else data["day"].isoformat() if data["when"] == BY_A_DAY and data["day"] else ""
    return {
        "age": data["age"],
        "places": together,
        "siblings": together,
        "gender": [data["gender"]] if data["gender"] else [],
        "emergency": [YES] if tonight else [],
        "available": [day] if day else [],
        "solo": [YES] if data["solo"] else [],
        "provision": data["provision"],
        "purpose": data["purpose"],
        "education": data["education"],
        "language": data["language"],
        "need": sorted(code for code, weight in data["needs"].items() if weight == ESSENTIAL),
        DESIRED: sorted(code for code, weight in data["needs"].items() if weight == DESIRABLE),
    }


def values_of(asked: Asked) -> dict[str, Any]:
    """Give a search as the first form shows it to be changed, without its place."""
    day = asked.needed_by
    tonight = bool(asked.codes("emergency"))
    parts = {f"day-{part}": str(getattr(day, part)) for part in ("day", "month", "year")} if day and not tonight else {}
    weights = dict.fromkeys(asked.codes(DESIRED), DESIRABLE) | dict.fromkeys(asked.codes(*NEEDED), ESSENTIAL)
    return (
        parts
        | {
            "radius": asked.radius_miles,
            "age": ", ".join(str(age) for age in asked.ages),
            "children": asked.children if asked.children > 1 else "",
            "gender": next(iter(asked.codes("gender")), "") if len(asked.codes("gender")) == 1 else "",
            "when": TONIGHT if tonight else BY_A_DAY if day else "",
            "solo": "true" if asked.codes("solo") else "",
            "needs": weights,
            "words": asked.words,
        }
        | {name: list(asked.codes(name)) for name in ("provision", "purpose", "education", "language")}
    )


# The filters beside the results: every offered one as a list of codes, and the radius.
NarrowSchema = Schema.from_dict(
    {
        "radius": fields.Int(validate=validate.OneOf((*RADII_MILES, ANY_DISTANCE_MILES))),
        **{name: fields.List(fields.Str(validate=_CODE), validate=validate.Length(max=200)) for name in OFFERED},
    },
    name="NarrowSchema",
)
