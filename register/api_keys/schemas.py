"""What may come in about keys."""

from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from marshmallow import Schema, fields, validate

from register.api_keys.domain import Lifetime, Overlap
from register.core.access import Scope


def _told(words: LazyString) -> dict[str, Any]:
    return {"required": words, "null": words, "invalid": words}


class NewKeySchema(Schema):
    """What a new key is called, what it may do, and for how long."""

    name = fields.String(
        required=True,
        validate=validate.Length(1, 80, error=_("The name must be 80 characters or fewer")),
        error_messages=_told(_("Enter the name of the program that uses the key, like “Case system”")),
    )
    scopes = fields.List(
        fields.String(validate=validate.OneOf([*Scope], error=_("Choose from the list"))),
        required=True,
        error_messages=_told(_("Choose what the key may do")),
    )
    days = fields.Integer(
        required=True,
        validate=validate.OneOf([*Lifetime], error=_("Choose how long the key works")),
        error_messages=_told(_("Choose how long the key works")),
    )


class RotationSchema(Schema):
    """How long the old key still works."""

    overlap = fields.Integer(
        required=True,
        validate=validate.OneOf([*Overlap], error=_("Choose how long the old key still works")),
        error_messages=_told(_("Choose how long the old key still works")),
    )
