"""The local mailbox: what an embedded service would have sent, to be read on the machine that runs it.

Its links open accounts. The composition root therefore binds this page only where messages go nowhere else and both
the address listened on and the public address are this machine's own; and it answers nobody from elsewhere.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Blueprint, current_app, render_template, request

from register.core.access import open_to_all
from register.core.errors import NotFound
from register.core.notices import NOTIFIER, Mailbox

SHOWN = 50
LOOPBACK_NAMES = {"localhost", "127.0.0.1", "::1"}

blueprint = Blueprint("mailbox", __name__)


def is_local(host: str, public_url: str) -> bool:
    """Whether a service that listens on `host` under `public_url` is reached from its own machine only."""
    return host in LOOPBACK_NAMES and urlsplit(public_url).hostname in LOOPBACK_NAMES


@blueprint.get("/mailbox")
@open_to_all
def inbox() -> str:
    """Show the newest messages. Raises NotFound for whoever is not on this machine."""
    address = request.remote_addr
    host = urlsplit(f"//{request.host}").hostname
    # A page elsewhere whose name is made to point at this machine comes with its own name.
    if not address or not ip_address(address).is_loopback or host not in LOOPBACK_NAMES:
        raise NotFound("There is no mailbox here.")
    mailbox: Mailbox = current_app.extensions[NOTIFIER]
    return render_template("pages/mailbox.html", messages=mailbox.messages(limit=SHOWN), shown=SHOWN)
