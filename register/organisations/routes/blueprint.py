"""The blueprint of all pages about organisations, and what these pages share."""

from datetime import date

from flask import Blueprint

from register.core import clock
from register.core.clock import local_date
from register.core.identifiers import Scheme, public_link
from register.geography.queries import authorities
from register.organisations import schemas

blueprint = Blueprint("organisations", __name__)


def today() -> date:
    """Return the day in Europe/London."""
    return local_date(clock.now())


@blueprint.app_context_processor
def _words() -> dict[str, object]:
    return {
        "organisation_words": schemas.KIND_WORDS,
        "capacity_words": schemas.CAPACITY_WORDS,
        "capacity_state_words": schemas.STATE_WORDS,
        "capacity_state_colours": schemas.STATE_COLOURS,
        "evidence_words": schemas.EVIDENCE_WORDS,
        "end_words": schemas.END_WORDS,
        "scheme_name": schemas.scheme_name,
        "identifier_link": identifier_link,
        "authority_name": authority_name,
    }


def authority_name(gss: str | None) -> str:
    """Return an authority's name, or its code where it is not one that we know."""
    found = authorities().find(gss) if gss else None
    return found.name if found is not None else (gss or "")


def identifier_link(scheme: str, identifier: str) -> str | None:
    """Return the public page about an identifier, or None."""
    try:
        return public_link(Scheme(scheme), identifier)
    except ValueError:
        return None
