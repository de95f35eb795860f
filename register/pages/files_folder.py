"""Serves what a signed link to the folder of files leads to; an S3 store serves its own links.

The composition root binds this page only where files are in a folder. The link itself is the right to read: it was made
for somebody whose disclosure the audit has, and it lives for minutes.
"""

from flask import Blueprint, Response, current_app

from register.core import clock
from register.core.access import open_to_all
from register.core.files import STORE, ServesLinks

blueprint = Blueprint("files", __name__)


@blueprint.get("/files/<token>")
@open_to_all
def served(token: str) -> Response:
    """Send the file as an attachment, whatever its type: nothing that somebody uploaded is run by a browser here."""
    store: ServesLinks = current_app.extensions[STORE]
    file, name, opened = store.open_link(token, now=clock.now())
    with opened:
        response = Response(opened.read(), mimetype=file.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
