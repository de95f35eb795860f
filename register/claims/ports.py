"""What claims need of the settings of the service: bound by the composition root."""

from datetime import timedelta

from flask import current_app

CODE_LIFETIME = "register.claim_code_lifetime"


def code_lifetime() -> timedelta:
    """Return for how long the code of a first claim can be entered."""
    length: timedelta = current_app.extensions[CODE_LIFETIME]
    return length


def secret() -> str:
    """Return the service's secret, with which digests of codes are keyed."""
    return str(current_app.config["SECRET_KEY"])
