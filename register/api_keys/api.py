"""What a program may ask about the key that it comes with."""

from flask import Blueprint, Response
from marshmallow import Schema, fields

from register.api_keys.queries import get_own_key
from register.core.access import current_principal, key
from register.core.api import VERSION, as_json
from register.core.openapi import Answers, describes

blueprint = Blueprint("api_keys_api", __name__, url_prefix=VERSION)


class KeySchema(Schema):
    """A key, as whoever holds it may know it."""

    name = fields.String(required=True, metadata={"description": "What your administrator called it."})
    organisation_id = fields.String(required=True)
    scopes = fields.List(fields.String(), required=True)
    expires_at = fields.AwareDateTime(required=True, metadata={"description": "When it stops working."})
    replaced = fields.Boolean(required=True, metadata={"description": "Whether a newer key was made for it."})


@blueprint.get("/key")
@key()
@describes(answers={200: Answers("The key that the request came with.", KeySchema())})
def this_key() -> Response:
    """Say what this key may do and until when."""
    principal = current_principal()
    found = get_own_key(principal.key_id or "", by=principal)
    body = KeySchema().dump(
        {
            "name": found.name,
            "organisation_id": found.organisation_id,
            "scopes": sorted(found.scopes),
            "expires_at": found.expires_at,
            "replaced": found.replaced_by is not None,
        }
    )
    return as_json(200, body)
