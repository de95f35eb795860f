"""People at a terminal: the first invitation, before anybody can sign in."""

from datetime import datetime

import click
from flask import current_app
from flask_babel import gettext
from marshmallow import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.accounts import domain, schemas
from register.accounts.services import roles
from register.accounts.services.addresses import link_to
from register.core import clock
from register.core.access import SERVICE, Role
from register.core.db import transaction
from register.core.errors import NotFound, Reason, RuleBroken
from register.core.terminal import Outcome, operational
from register.organisations.domain import OrganisationKind
from register.organisations.models import Organisation
from register.organisations.services.organisations import create_organisation


@click.group("person")
def person() -> None:
    """Look after people."""


@person.command("invite")
@click.option("--role", required=True, type=click.Choice([str(role) for role in Role]), help="What they may do.")
@click.option("--organisation", "organisation_id", help="Id of the organisation; the national body by default.")
@click.argument("email")
@operational
def invite(email: str, role: str, organisation_id: str | None) -> Outcome:
    """Invite somebody and print the link, which works once. The same goes out by mail."""
    try:
        schemas.EmailSchema().load({"email": email})
    except ValidationError:
        raise click.BadParameter("this is not an email address", param_hint="EMAIL") from None
    now = clock.now()
    with transaction() as session:
        organisation = _organisation(session, Role(role), organisation_id, now=now)
        name = organisation.name
        invitation, link = roles.invite(
            session,
            roles.Offer(email=email, organisation_id=organisation.id, role=Role(role)),
            by=SERVICE,
            now=now,
            lifetime=current_app.config["INVITATION_LIFETIME"],
            link=link_to("accounts.invitation"),
        )
        report = {
            "invitation": invitation.id,
            "organisation": organisation.id,
            "role": role,
            "link": link,
            "expires_at": invitation.expires_at,
        }
    return Outcome(
        report, (f"{name}: {role}. The link works once, until {invitation.expires_at:%Y-%m-%d %H:%M} UTC:", link)
    )


def _organisation(session: Session, role: Role, organisation_id: str | None, *, now: datetime) -> Organisation:
    """Return the organisation to invite into; the national body is set up when the register has none yet."""
    if organisation_id is not None:
        found = session.get(Organisation, organisation_id)
        if found is None:
            raise NotFound("There is no organisation with this id.")
        return found
    if role not in domain.ROLES_OF[OrganisationKind.NATIONAL_BODY]:
        text = "Name the organisation with --organisation: this role is not one of the national body."
        raise RuleBroken(Reason("organisation", "missing", text))
    national = session.scalars(
        select(Organisation)
        .where(Organisation.kind == OrganisationKind.NATIONAL_BODY)
        .order_by(Organisation.id)
        .limit(1)
    ).one_or_none()
    if national is not None:
        return national
    name = gettext("National vacancy register")
    return create_organisation(
        OrganisationKind.NATIONAL_BODY, name=name, brand=name, identifiers={}, by=SERVICE, now=now
    )


COMMANDS = (person,)
