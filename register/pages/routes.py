"""Pages that combine rooms: the start page, health."""

from flask import Blueprint, render_template

from register.core.access import open_to_all

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
@open_to_all
def home() -> str:
    """Say what the service is and where to start."""
    return render_template("pages/home.html")
