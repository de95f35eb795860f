"""Coming in as a new provider: an address is proved, then the organisation is there, unverified and holding nothing."""

from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext
from sqlalchemy.orm import Session

from register.accounts import domain, events, queries
from register.accounts.models import Person, ProviderStart
from register.accounts.services import roles
from register.core import notices
from register.core.access import Principal, Role
from register.core.db import new_id
from register.core.errors import NotAllowed
from register.core.events import record
from register.organisations.domain import OrganisationKind
from register.organisations.services.organisations import create_organisation

Link = Callable[[str], str]
LONGEST_BRAND = 80


def request_start(session: Session, *, email: str, name: str, organisation: str, now: datetime, link: Link) -> None:
    """Send a link to the address; nothing else exists until it is followed."""
    token = domain.new_token()
    session.add(
        ProviderStart(
            id=new_id(),
            token_digest=domain.digest_of(token),
            email=domain.plain_email(email),
            person_name=name,
            organisation_name=organisation,
            created_at=now,
            expires_at=now + domain.START_LIFETIME,
        )
    )
    notices.send_notice(
        session,
        to=domain.plain_email(email),
        subject=gettext("Confirm your address for the national vacancy register"),
        body=gettext(
            "Somebody wants to come in with this address for a provider of children's social care. "
            "If it was you, follow this link. It works once, for a day:\n\n%(link)s\n\n"
            "If it was not you, do nothing: nothing has been set up.",
            link=link(token),
        ),
        now=now,
    )


def start_as_new(session: Session, token: str, *, password_hash: str, now: datetime) -> Person:
    """Set up the provider with a new account. Raises NotFound for a dead link, Conflict when there is an account."""
    found = queries.get_provider_start(token, now=now)
    person = roles.new_person(session, email=found.email, name=found.person_name, password_hash=password_hash, now=now)
    _start(session, found, person, now=now)
    return person


def start_as_member(session: Session, token: str, *, by: Principal, now: datetime) -> None:
    """Set up the provider with the account that is signed in. Raises NotAllowed when it is somebody else's."""
    found = queries.get_provider_start(token, now=now)
    person = queries.get_person(by.person_id or "")
    if person.email != found.email:
        raise NotAllowed(gettext("This link was sent to another address than yours."))
    _start(session, found, person, now=now)


def _start(session: Session, found: ProviderStart, person: Person, *, now: datetime) -> None:
    found.used_at = now
    by = Principal(person_id=person.id)
    organisation = create_organisation(
        OrganisationKind.PROVIDER,
        name=found.organisation_name,
        brand=found.organisation_name[:LONGEST_BRAND].strip(),
        identifiers={},
        by=by,
        now=now,
    )
    session.flush()
    roles.give_role(
        session,
        person.id,
        organisation_id=organisation.id,
        role=Role.PROVIDER_ADMINISTRATOR,
        setting_ids=None,
        by=by,
        now=now,
    )
    event = events.ProviderStarted(subject_id=organisation.id, person=person.id)
    record(event, by=by, now=now, session=session)
