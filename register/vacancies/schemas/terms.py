"""What may come in about a vacancy, from a form or another system, and how it is told in words."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import Schema, ValidationError, fields, validate

from register.core.forms import UNTIL_LAST_DAY
from register.descriptions.domain.answers import (
    EDUCATION_LABELS,
    GENDER_LABELS,
    LANGUAGES,
    LONGEST_WORDS,
    Education,
    Gender,
)
from register.descriptions.domain.home import FEATURES, RATIO_DAY_LABELS, RATIO_NIGHT_LABELS
from register.descriptions.domain.needs import NEEDS, OFFER_LABELS, Offer
from register.descriptions.domain.purposes import PURPOSES
from register.descriptions.schemas import codes, gender_field, told, whole_number
from register.descriptions.schemas import text as text_field
from register.geography.queries import authorities
from register.vacancies.domain.contracts import CONTRACT_LABELS, SOLO_LABELS, ContractType, Solo
from register.vacancies.domain.status import Status, UnavailableReason
from register.vacancies.domain.terms import Terms
from register.vacancies.queries import DocumentRow

CHOOSE = _l("Choose from the list")


def authority_field(**more: Any) -> fields.String:  # noqa: ANN401 - as marshmallow takes them
    """Return a field for the GSS code of an authority of today."""
    words = _l("Choose an authority from the list")
    return fields.String(validate=_is_authority, error_messages=told(words), **more)


def _is_authority(gss: str) -> None:
    if authorities().current(gss) is None:
        raise ValidationError(str(_("Choose an authority from the list")))


class TermsSchema(Schema):
    """What a vacancy offers; `version` is the one that was being looked at."""

    version = fields.Integer(load_default=0)
    dwelling_id = fields.String(load_default=None, validate=validate.Length(max=26, error=CHOOSE))
    places = whole_number(_l("Enter how many places, in figures"), required=True)
    age_min = whole_number(_l("Enter the youngest age in years"), required=True)
    age_max = whole_number(_l("Enter the oldest age in years"), required=True)
    gender = gender_field(required=True)
    available_from = fields.Date(
        required=True, error_messages=told(_l("Enter the day from which a child can move in, like 27 3 2026"))
    )
    purposes = codes(PURPOSES, CHOOSE)
    contract_types = codes([*ContractType], CHOOSE)
    notice_hours = whole_number(_l("Enter hours, in figures"), load_default=0)
    emergency = fields.Boolean(load_default=False, error_messages=told(CHOOSE))
    siblings_max = whole_number(_l("Enter how many, in figures"), load_default=None)
    solo = fields.String(
        load_default=Solo.NO, validate=validate.OneOf([*Solo], error=CHOOSE), error_messages=told(CHOOSE)
    )
    subject_to_matching = fields.Boolean(load_default=False, error_messages=told(CHOOSE))
    words = text_field(LONGEST_WORDS, _l("Enter some words"))
    reserved_for = authority_field(load_default=None)
    reserved_until = fields.Date(
        validate=UNTIL_LAST_DAY,
        load_default=None,
        error_messages=told(_l("Enter a day, like 27 3 2026, or leave it blank")),
    )
    needs = fields.Dict(
        keys=fields.String(validate=validate.OneOf(tuple(NEEDS), error=CHOOSE)),
        values=fields.String(validate=validate.OneOf([*Offer], error=CHOOSE)),
    )


class StatusSchema(Schema):
    """A new status, with what some of them need."""

    status = fields.String(
        required=True, validate=validate.OneOf([*Status], error=CHOOSE), error_messages=told(_l("Choose a status"))
    )
    hours = whole_number(
        _l("Enter for how many hours, between 1 and 336"),
        validate=validate.Range(1, 336, error=_l("Enter for how many hours, between 1 and 336")),
    )
    unavailable_reason = fields.String(
        validate=validate.OneOf([*UnavailableReason], error=_l("Choose a reason")),
        error_messages=told(_l("Choose a reason")),
    )
    unavailable_until = fields.Date(
        validate=UNTIL_LAST_DAY, error_messages=told(_l("Enter a day, like 27 3 2026, or leave it blank"))
    )
    held_for = authority_field()
    planned_from = fields.Date(error_messages=told(_l("Enter a day, like 27 3 2026")))


class FillSchema(Schema):
    """How many places were filled; all when it says nothing."""

    places = whole_number(_l("Enter how many places were filled, in figures"))
    since = fields.Date(error_messages=told(_l("Enter a day, like 27 3 2026, or leave it blank")))


class FilledSchema(Schema):
    """How many places of a setting are filled, and since when; `version` is the one that was being looked at."""

    version = fields.Integer(load_default=0)
    filled = whole_number(_l("Enter how many places are filled, in figures"), required=True)
    since = fields.Date(error_messages=told(_l("Enter a day, like 27 3 2026, or leave it blank")))


class FreedSchema(Schema):
    """How many filled places have become free."""

    version = fields.Integer(load_default=0)
    places = whole_number(_l("Enter how many places have become free, in figures"), required=True)


def terms_from(data: Mapping[str, Any]) -> Terms:
    """Build terms from what the schema read."""
    return Terms(
        dwelling_id=data["dwelling_id"],
        places=data["places"],
        age_min=data["age_min"],
        age_max=data["age_max"],
        gender=Gender(data["gender"]),
        available_from=data["available_from"],
        purposes=frozenset(data.get("purposes", ())),
        needs={code: Offer(offer) for code, offer in data.get("needs", {}).items()},
        contract_types=frozenset(ContractType(one) for one in data.get("contract_types", ())),
        notice_hours=data["notice_hours"],
        emergency=data["emergency"],
        siblings_max=data["siblings_max"],
        solo=Solo(data["solo"]),
        subject_to_matching=data["subject_to_matching"],
        words=data.get("words"),
        reserved_for=data.get("reserved_for"),
        reserved_until=data.get("reserved_until"),
    )


def form_values(terms: Terms) -> dict[str, Any]:
    """Return terms as the form shows them."""
    return {
        "dwelling_id": terms.dwelling_id,
        "places": terms.places,
        "age_min": terms.age_min,
        "age_max": terms.age_max,
        "gender": terms.gender,
        **_day_values("available_from", terms.available_from),
        "reserved_for": terms.reserved_for,
        **_day_values("reserved_until", terms.reserved_until),
        "purposes": sorted(terms.purposes),
        "contract_types": sorted(terms.contract_types),
        "notice_hours": terms.notice_hours,
        "emergency": terms.emergency,
        "siblings_max": terms.siblings_max,
        "solo": terms.solo,
        "subject_to_matching": terms.subject_to_matching,
        "words": terms.words,
        "needs": dict(terms.needs),
    }


def _day_values(name: str, day: date | None) -> dict[str, int]:
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year} if day else {}


def terms_rows(terms: Terms, dwellings: Mapping[str, str] | None = None) -> list[tuple[str, str, str]]:
    """Return terms in words, as (field, what it is, what it says), in the order of the form.

    `dwellings` are what the holder calls those of the setting; they are the holder's alone, and left out for others.
    """
    nothing = _("Not said")
    by_offer = {offer: [code for code, said in terms.needs.items() if said == offer] for offer in Offer}
    where = dwellings.get(terms.dwelling_id or "", "") if dwellings else ""
    rows = [
        *([("dwelling_id", _("Where"), where)] if dwellings is not None else []),
        ("places", _("Places"), str(terms.places)),
        ("age_min", _("Ages"), _("%(youngest)s to %(oldest)s", youngest=terms.age_min, oldest=terms.age_max)),
        ("gender", _("Whom you take"), str(GENDER_LABELS[terms.gender])),
        ("available_from", _("Available from"), format_date(terms.available_from, "d MMMM yyyy")),
        ("emergency", _("Emergency or same day"), _("Yes") if terms.emergency else _("No")),
        ("notice_hours", _("Notice needed"), _("%(hours)s hours", hours=terms.notice_hours)),
        (
            "siblings_max",
            _("Brothers and sisters together"),
            _("Up to %(most)s", most=terms.siblings_max) if terms.siblings_max else _("No"),
        ),
        ("solo", _("Solo"), str(SOLO_LABELS[terms.solo])),
        ("purposes", _("Kinds of placement"), _listed(PURPOSES[one].label for one in sorted(terms.purposes))),
        (
            "contract_types",
            _("How it can be bought"),
            _listed(CONTRACT_LABELS[one] for one in sorted(terms.contract_types)),
        ),
        ("reserved_for", _("Reserved"), _reserved(terms)),
        *(
            ("needs", str(OFFER_LABELS[offer]), _listed(NEEDS[code].label for code in sorted(listed)))
            for offer, listed in by_offer.items()
        ),
        ("subject_to_matching", _("Subject to matching"), _("Yes") if terms.subject_to_matching else _("No")),
        ("words", _("In your own words"), terms.words or ""),
    ]
    return [(field, str(label), str(value) or nothing) for field, label, value in rows]


def setting_rows(row: DocumentRow) -> list[tuple[str, str, str]]:
    """Return what others may know of a vacancy's setting in words, as `terms_rows` does."""
    nothing = str(_("Not said"))
    return [
        (
            "education",
            str(_("Education")),
            _listed(EDUCATION_LABELS[Education(one)] for one in row.education) or nothing,
        ),
        ("languages", str(_("Languages")), _listed(LANGUAGES[one] for one in row.languages) or nothing),
        *([("ratio_day", str(_("Staff by day")), str(RATIO_DAY_LABELS[row.ratio_day]))] if row.ratio_day else []),
        *(
            [("ratio_night", str(_("Staff at night")), str(RATIO_NIGHT_LABELS[row.ratio_night]))]
            if row.ratio_night
            else []
        ),
        *(
            ("home", str(feature.label), str(feature.answers[row.home[code]]))
            for code, feature in FEATURES.items()
            if code in row.home
        ),
    ]


def _reserved(terms: Terms) -> str:
    if terms.reserved_for is None:
        return str(_("For nobody in particular"))
    name = name_of_authority(terms.reserved_for)
    if terms.reserved_until is None:
        return str(_("For %(authority)s", authority=name))
    until = format_date(terms.reserved_until, "d MMMM yyyy")
    return str(_("For %(authority)s until %(day)s", authority=name, day=until))


def name_of_authority(gss: str) -> str:
    """Return an authority's name, its code where it is none of today's."""
    found = authorities().current(gss)
    return found.name if found is not None else gss


def _listed(names: Iterable[object]) -> str:
    return ", ".join(str(one) for one in names)
