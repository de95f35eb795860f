"""Who belongs to an organisation: invited, joined, changed, gone; the last administrator stays."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.accounts import domain, events, queries
from register.accounts.models import Invitation, Membership, Person
from register.accounts.services.sign_in import end_sessions
from register.core import notices
from register.core.access import BUYER_ROLES, Capacity, Principal, Role
from register.core.clock import local_date
from register.core.db import new_id
from register.core.errors import Conflict, NotAllowed, NotFound, Reason, RuleBroken
from register.core.events import record
from register.organisations.domain import OrganisationKind
from register.organisations.models import Organisation
from register.organisations.queries import authorities_bought_for, get_organisation, settings_of

Link = Callable[[str], str]


def may_look_after(principal: Principal, organisation: Organisation) -> bool:
    """Whether a person looks after an organisation's people: its administrator, or the register's."""
    if Role.REGISTER_ADMINISTRATOR in principal.roles:
        return True
    own = principal.organisation_id == organisation.id
    return own and principal.has(domain.ADMINISTRATOR_OF[organisation.kind])


def roles_to_give(principal: Principal, organisation: Organisation, *, now: datetime) -> list[Role]:
    """Return the roles that a person may give in an organisation, in the order of the roles.

    A provider gives buying roles only while it has been granted a buying capacity; auditors come from the register.
    """
    wanted = domain.ROLES_OF[organisation.kind]
    if Role.REGISTER_ADMINISTRATOR not in principal.roles:
        wanted = wanted - {Role.AUDITOR}
    if organisation.kind is OrganisationKind.PROVIDER and not authorities_bought_for(
        organisation.id, on=local_date(now)
    ):
        wanted = wanted - BUYER_ROLES
    return [role for role in Role if role in wanted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A role that is offered: to which address, where, limited to which settings (None: not limited)."""

    email: str
    organisation_id: str
    role: Role
    setting_ids: list[str] | None = None


def invite(
    session: Session, offer: Offer, *, by: Principal, now: datetime, lifetime: timedelta, link: Link
) -> tuple[Invitation, str]:
    """Offer a role by mail; returns the invitation and the link. An earlier offer of the same ends.

    Raises RuleBroken when the role does not fit the organisation or the settings are not its own.
    """
    role, organisation_id = offer.role, offer.organisation_id
    organisation = get_organisation(organisation_id)
    if role not in domain.ROLES_OF[organisation.kind]:
        raise RuleBroken(Reason("role", "does-not-fit", gettext("This role does not exist in this organisation.")))
    limit = _limit(role, organisation_id, offer.setting_ids)
    address = domain.plain_email(offer.email)
    for earlier in queries.open_invitations(organisation_id, now=now):
        if (earlier.email, earlier.role) == (address, role):
            earlier.withdrawn_at = now
    token = domain.new_token()
    invitation = Invitation(
        id=new_id(),
        token_digest=domain.digest_of(token),
        email=address,
        organisation_id=organisation_id,
        role=role,
        setting_ids=limit,
        invited_by=by.person_id,
        created_at=now,
        expires_at=now + lifetime,
    )
    session.add(invitation)
    event = events.PersonInvited(subject_id=invitation.id, organisation=organisation_id, role=role)
    record(event, by=by, now=now, session=session)
    notices.send_notice(
        session,
        to=address,
        subject=gettext("Your invitation to the national vacancy register"),
        body=gettext(
            "%(organisation)s invites you to the national vacancy register.\n\n"
            "Follow this link to accept. It works once, for %(days)d days:\n\n%(link)s\n\n"
            "If you did not expect this, do nothing.",
            organisation=organisation.name,
            days=lifetime.days,
            link=link(token),
        ),
        now=now,
    )
    return invitation, link(token)


def withdraw_invitation(
    session: Session, invitation_id: str, *, organisation_id: str, by: Principal, now: datetime
) -> None:
    """Take an offered role back. Raises NotFound."""
    found = session.get(Invitation, invitation_id)
    if found is None or found.organisation_id != organisation_id or found.accepted_at or found.withdrawn_at:
        raise NotFound("There is no such invitation.")
    found.withdrawn_at = now
    record(events.InvitationWithdrawn(subject_id=found.id), by=by, now=now, session=session)


def accept_as_new(session: Session, token: str, *, name: str, password_hash: str, now: datetime) -> Person:
    """Accept an invitation with a new account. Raises NotFound for a dead link, Conflict when there is an account."""
    invitation = queries.get_invitation(token, now=now)
    person = new_person(session, email=invitation.email, name=name, password_hash=password_hash, now=now)
    _accept(session, invitation, person, now=now)
    return person


def accept_as_member(session: Session, token: str, *, by: Principal, now: datetime) -> Invitation:
    """Accept an invitation with the account that is signed in. Raises NotAllowed when it is somebody else's."""
    invitation = queries.get_invitation(token, now=now)
    person = queries.get_person(by.person_id or "")
    if person.email != invitation.email:
        raise NotAllowed(gettext("This invitation was sent to another address than yours."))
    _accept(session, invitation, person, now=now)
    return invitation


def new_person(session: Session, *, email: str, name: str, password_hash: str, now: datetime) -> Person:
    """Create an account whose address has been proved by a link. Raises Conflict when there is one."""
    if queries.find_person(email) is not None:
        raise Conflict(gettext("There is already an account with this address. Sign in with it."))
    person = Person(
        id=new_id(),
        email=domain.plain_email(email),
        name=name,
        password_hash=password_hash,
        password_changed_at=now,
        created_at=now,
    )
    session.add(person)
    session.flush()
    return person


def _accept(session: Session, invitation: Invitation, person: Person, *, now: datetime) -> None:
    invitation.accepted_at = now
    by = Principal(person_id=person.id, organisation_id=invitation.organisation_id)
    give_role(
        session,
        person.id,
        organisation_id=invitation.organisation_id,
        role=Role(invitation.role),
        setting_ids=invitation.setting_ids,
        by=by,
        now=now,
    )
    event = events.InvitationAccepted(subject_id=invitation.id, person=person.id)
    record(event, by=by, now=now, session=session)


def give_role(
    session: Session,
    person_id: str,
    *,
    organisation_id: str,
    role: Role,
    setting_ids: list[str] | None,
    by: Principal,
    now: datetime,
) -> None:
    """Begin a role; one that is held with another limit ends and begins anew."""
    held = _held(session, person_id, organisation_id).get(role)
    if held is not None:
        if held.setting_ids == setting_ids:
            return
        held.ended_at = now
        session.flush()
    session.add(
        Membership(
            id=new_id(),
            person_id=person_id,
            organisation_id=organisation_id,
            role=role,
            setting_ids=setting_ids,
            began_at=now,
        )
    )
    event = events.RoleGiven(subject_id=person_id, organisation=organisation_id, role=role, settings=setting_ids)
    record(event, by=by, now=now, session=session)
    if role is Role.REGISTER_ADMINISTRATOR:
        _tell_the_others(session, person_id, now=now)


def _tell_the_others(session: Session, person_id: str, *, now: datetime) -> None:
    """Tell every register administrator that there is one more: nobody lets in a second self unseen."""
    person = queries.get_person(person_id)
    for address in queries.People().addresses_with(Role.REGISTER_ADMINISTRATOR):
        if address != person.email:
            notices.send_notice(
                session,
                to=address,
                subject=gettext("There is a new register administrator"),
                body=gettext(
                    "%(name)s (%(email)s) is a register administrator from now on.\n\n"
                    "If you do not know them, look at the people of the register and speak to whoever invited them.",
                    name=person.name,
                    email=person.email,
                ),
                now=now,
            )


def set_roles(
    session: Session,
    person_id: str,
    *,
    organisation_id: str,
    roles: frozenset[Role],
    setting_ids: list[str] | None,
    by: Principal,
    now: datetime,
) -> None:
    """Make these the roles of a person in an organisation; none removes the person from it.

    Sessions end when a role is lost. Raises NotFound for a person without a role there, RuleBroken when a role does not
    fit or the organisation would be left without an administrator.
    """
    organisation = get_organisation(organisation_id)
    held = _held(session, person_id, organisation_id)
    if not held:
        raise NotFound("This person has no role here.")
    if not roles <= domain.ROLES_OF[organisation.kind]:
        raise RuleBroken(Reason("roles", "does-not-fit", gettext("This role does not exist in this organisation.")))
    administrator = domain.ADMINISTRATOR_OF[organisation.kind]
    if administrator in held and administrator not in roles:
        _refuse_last_administrator(session, organisation_id, administrator)
    for role in sorted(held.keys() - roles):
        held[role].ended_at = now
        event = events.RoleEnded(subject_id=person_id, organisation=organisation_id, role=role)
        record(event, by=by, now=now, session=session)
    for role in sorted(roles):
        limit = _limit(role, organisation_id, setting_ids)
        give_role(session, person_id, organisation_id=organisation_id, role=role, setting_ids=limit, by=by, now=now)
    if held.keys() - roles:
        end_sessions(session, person_id, now=now)


def leave(session: Session, organisation_id: str, *, by: Principal, now: datetime) -> None:
    """Give up all one's roles in an organisation. Raises RuleBroken for its last administrator."""
    set_roles(
        session,
        by.person_id or "",
        organisation_id=organisation_id,
        roles=frozenset(),
        setting_ids=None,
        by=by,
        now=now,
    )


def _held(session: Session, person_id: str, organisation_id: str) -> dict[Role, Membership]:
    rows = session.scalars(
        select(Membership).where(
            Membership.person_id == person_id,
            Membership.organisation_id == organisation_id,
            Membership.ended_at.is_(None),
        )
    )
    return {one.as_role: one for one in rows}


def _refuse_last_administrator(session: Session, organisation_id: str, administrator: Role) -> None:
    # The rows are locked: two administrators who leave at the same moment wait for each other.
    rows = session.execute(
        select(Membership.id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role == administrator,
            Membership.ended_at.is_(None),
        )
        .with_for_update()
    ).all()
    if len(rows) <= 1:
        text = gettext("An organisation keeps at least one administrator. Make somebody else one first.")
        raise RuleBroken(Reason("roles", "last-administrator", text))


def _limit(role: Role, organisation_id: str, setting_ids: list[str] | None) -> list[str] | None:
    if not setting_ids or not domain.may_be_limited(role) or role.capacity is not Capacity.PROVIDING:
        return None
    if not set(setting_ids) <= settings_of(organisation_id):
        raise RuleBroken(Reason("settings", "not-yours", gettext("Choose settings that this organisation holds.")))
    return sorted(set(setting_ids))
