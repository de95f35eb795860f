"""The description of the API, for programs."""

from flask import Blueprint, Response, current_app, jsonify

from register.core.access import open_to_all
from register.core.api import VERSION
from register.core.openapi import Answers, describes, description

blueprint = Blueprint("pages_api", __name__, url_prefix=VERSION)


@blueprint.get("/openapi.json")
@open_to_all
@describes(answers={200: Answers("The description of this API (OpenAPI 3.1).", types=("application/json",))})
def openapi() -> Response:
    """Give this description."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - the application itself
    return jsonify(description(app))
