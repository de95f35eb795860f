"""What may come in about evidence: a schema for the fields of any item, built from what the kind says of them."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from register.descriptions.schemas import text, told
from register.evidence.domain.answers import pence_of
from register.evidence.domain.kinds import COVERS, Field, FieldType
from register.evidence.domain.verification import LONGEST_WORDS, Decision, ReturnReason

LONGEST_TEXT = 280


class Pounds(fields.Field[int]):
    """An amount that is typed in pounds and kept in pence."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:  # noqa: ANN401, ARG002 - marshmallow's
        pence = pence_of(str(value))
        if pence is None:
            raise ValidationError(str(_("Enter an amount in pounds, like 10,000,000 or 10m")))
        return pence


def schema_of(asked: Iterable[Field]) -> Schema:
    """Return the schema of an item's fields."""
    return Schema.from_dict({one.name: _field(one) for one in asked})()


class CoversSchema(Schema):
    """Which covers an insurance has."""

    covers = fields.List(
        fields.String(validate=validate.OneOf([*COVERS])),
        required=True,
        validate=validate.Length(min=1),
        error_messages=told(_("Choose the covers that this insurance has")),
    )


class SubmitSchema(Schema):
    """That a draft is to be given as it was shown."""

    version = fields.Integer(required=True)


class DecisionSchema(Schema):
    """What a verifier decides."""

    decision = fields.String(
        required=True,
        validate=validate.OneOf([*Decision], error=_("Accept it or send it back")),
        error_messages=told(_("Accept it or send it back")),
    )
    reason = fields.String(validate=validate.OneOf([*ReturnReason], error=_("Choose a reason from the list")))
    words = text(LONGEST_WORDS, _("Say it in words"))

    @validates_schema
    def _returned_with_a_reason(self, data: dict[str, Any], **_more: object) -> None:
        if data["decision"] == Decision.RETURNED and not data.get("reason"):
            raise ValidationError(str(_("Say why you send it back")), "reason")


def _field(one: Field) -> fields.Field[Any]:
    required = not one.optional
    match one.type:
        case FieldType.FLAG:
            return fields.Boolean(required=required, error_messages=told(_("Choose yes or no")))
        case FieldType.NUMBER:
            return fields.Integer(
                required=required,
                strict=False,
                validate=validate.Range(min=0, error=_("Enter a whole number, in figures")),
                error_messages=told(_("Enter a whole number, in figures")),
            )
        case FieldType.PENCE:
            return Pounds(
                required=required, error_messages=told(_("Enter an amount in pounds, like 10,000,000 or 10m"))
            )
        case FieldType.DAY:
            return fields.Date(required=required, error_messages=told(_("Enter a day, like 27 3 2026")))
        case FieldType.CODE:
            codes = validate.OneOf([*one.codes], error=_("Choose one from the list"))
            return fields.String(required=required, validate=codes, error_messages=told(_("Choose one")))
        case FieldType.CODES:
            codes = validate.OneOf([*one.codes], error=_("Choose from the list"))
            return fields.List(
                fields.String(validate=codes), required=required, error_messages=told(_("Choose at least one"))
            )
        case FieldType.TEXT:
            return text(LONGEST_TEXT, _("Enter this in words"), required=required)
