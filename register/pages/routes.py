"""Pages that combine rooms: the start page, health."""

from flask import Blueprint, jsonify, render_template
from flask.wrappers import Response

from register.core import clock
from register.core.access import open_to_all
from register.pages import health

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
@open_to_all
def home() -> str:
    """Say what the service is and where to start."""
    return render_template("pages/home.html")


@blueprint.get("/health")
@open_to_all
def health_page() -> str:
    """Say in words how each part is."""
    return render_template("pages/health.html", parts=health.parts(clock.now()))


@blueprint.get("/health.json")
@open_to_all
def health_json() -> tuple[Response, int]:
    """Say the same to machines: 200 when all is well, 503 when a part is not."""
    found = health.as_json(health.parts(clock.now()))
    return jsonify(found), 200 if found["well"] else 503
