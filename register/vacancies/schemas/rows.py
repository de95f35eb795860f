"""One vacancy as a provider's own system or list says it: the form's fields, and what a form knows by itself."""

from datetime import UTC, datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from register.core.forms import UNTIL_LAST_DAY
from register.descriptions.schemas import told, whole_number
from register.dwellings.domain.keys import LONGEST_KEY
from register.regulators.domain import OWN_SCHEME, SCHEMES
from register.vacancies.domain.pushing import REFERENCE, SENDABLE
from register.vacancies.domain.status import UnavailableReason
from register.vacancies.schemas.terms import TermsSchema, authority_field

EARLIEST, LATEST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
REFERENCE_WORDS = _l("Enter a reference of up to 64 letters, figures and . _ ~ : - without spaces")
SCHEME_WORDS = _l("Say whose number it is: ofsted-urn, ciw-sin, ci-cs or register")
IDENTIFIER_WORDS = _l("Enter the number of the setting, like SC000001")
PLACE_WORDS = _l("Enter the key of a household or the number of premises that you have told of")
INSTANT_WORDS = _l("Enter an instant with its time zone, like 2026-03-27T09:30:00+00:00")


def _in_utc(words: LazyString, **more: Any) -> fields.AwareDateTime:  # noqa: ANN401 - as marshmallow takes them
    between = validate.Range(EARLIEST, LATEST, error=words)
    return fields.AwareDateTime(validate=between, error_messages=told(words), load_default=None, **more)


class RowSchema(TermsSchema):
    """One vacancy as a provider's own system or list says it: the form's fields, which setting, and where it stands.

    A vacancy is known by `reference`, the provider's own, or by `id`, the register's. One that is filled or withdrawn
    needs no more than that and its status.
    """

    class Meta:
        """A row says where by `place`, in the provider's own words, never by an id of ours."""

        exclude = ("dwelling_id",)

    reference = fields.String(
        validate=validate.Regexp(REFERENCE, error=REFERENCE_WORDS),
        error_messages=told(REFERENCE_WORDS),
        load_default=None,
        metadata={
            "description": "Your own reference: letters, figures and . _ ~ : - without spaces. Nobody else sees it."
        },
    )
    id = fields.String(
        validate=validate.Regexp(r"^[0-9A-HJKMNP-TV-Z]{26}$", error=_l("Leave the register's own id as it was")),
        error_messages=told(_l("Leave the register's own id as it was")),
        load_default=None,
        metadata={"description": "The register's own id, for a vacancy that has no reference yet."},
    )
    version = whole_number(
        _l("Enter the version that you last saw, in figures"),
        load_default=None,
        metadata={
            "description": "The version that you last saw; where it is no longer the newest, nothing is changed."
        },
    )
    scheme = fields.String(
        required=True,
        validate=validate.OneOf([*SCHEMES, OWN_SCHEME], error=SCHEME_WORDS),
        error_messages=told(SCHEME_WORDS),
        metadata={"description": "Who gave the setting its identifier."},
    )
    identifier = fields.String(
        required=True,
        validate=validate.Length(1, 40, error=IDENTIFIER_WORDS),
        error_messages=told(IDENTIFIER_WORDS),
        metadata={"description": "The setting's identifier, like the URN of a home."},
    )
    place = fields.String(
        validate=validate.Length(1, LONGEST_KEY, error=PLACE_WORDS),
        error_messages=told(PLACE_WORDS),
        load_default=None,
        metadata={
            "description": "Where below the setting: the key by which you told of a foster household, or the number of "
            "premises. Only for settings that have such."
        },
    )
    status = fields.String(
        required=True,
        validate=validate.OneOf(sorted(SENDABLE), error=_l("Choose a status from the list")),
        error_messages=told(_l("Choose a status from the list")),
    )
    available_from = fields.Date(
        required=True, error_messages=told(_l("Enter the day from which a child can move in, like 2026-03-27"))
    )
    unavailable_reason = fields.String(
        validate=validate.OneOf([*UnavailableReason], error=_l("Choose a reason from the list")),
        error_messages=told(_l("Choose a reason from the list")),
        load_default=None,
        metadata={"description": "Why the place cannot be used; for the status “unavailable”."},
    )
    unavailable_until = fields.Date(
        validate=UNTIL_LAST_DAY,
        error_messages=told(_l("Enter a day, like 2026-03-27, or leave it out")),
        load_default=None,
    )
    held_until = _in_utc(
        INSTANT_WORDS, metadata={"description": "Until when it is held for first refusal; for the status “held”."}
    )
    held_for = authority_field(load_default=None)
    source_checked_at = _in_utc(
        INSTANT_WORDS,
        metadata={
            "description": "When somebody last made sure at the source that this is so. Only such rows count as "
            "confirmed, as of that instant. A new vacancy needs it."
        },
    )


class VacancySchema(RowSchema):
    """A vacancy of yours as the register holds it. What is not said is left out."""

    provision = fields.String(metadata={"description": "The kind of setting, as the register codes it."})
    label = fields.String(metadata={"description": "What others read instead of a hidden home's name."})
    freshness = fields.String(metadata={"description": "fresh, stale (shown last) or hidden (not found); of now."})
    last_confirmed_at = fields.AwareDateTime(metadata={"description": "As of when it counts as confirmed."})
    confirm_by = fields.AwareDateTime(metadata={"description": "When it becomes stale."})
    hidden_at = fields.AwareDateTime(metadata={"description": "When it is no longer found."})
    changed_at = fields.AwareDateTime()


#: What a row that ends a vacancy may leave out.
NOT_NEEDED_AT_THE_END = tuple(
    name for name, one in RowSchema().load_fields.items() if one.required and name != "status"
)
