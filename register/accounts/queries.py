"""What is asked of people and their roles: one function a question."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from register.accounts import domain
from register.accounts.domain import Acting
from register.accounts.models import (
    Invitation,
    Membership,
    PasswordReset,
    Person,
    ProviderStart,
    RecoveryCode,
    SidesDeclaration,
    SignInSession,
)
from register.core.access import NOBODY, REGISTER_ROLES, Capacity, Principal, Role
from register.core.clock import local_date
from register.core.db import db
from register.core.errors import NotFound
from register.core.identifiers import Scheme
from register.organisations.domain import OrganisationKind
from register.organisations.models import Organisation
from register.organisations.queries import authorities_bought_for, authorities_of_consortium, get_organisation

LINK_GONE = "This link has been used, has run out, or is not whole. Ask for a new one, or sign in if you used it."


def get_person(person_id: str) -> Person:
    """Return a person. Raises NotFound."""
    found = db.session.get(Person, person_id)
    if found is None:
        raise NotFound("There is no such person.")
    return found


def find_person(email: str) -> Person | None:
    """Return the person with this address, or None."""
    return db.session.scalars(select(Person).where(Person.email == domain.plain_email(email))).one_or_none()


def roles_of(person_id: str) -> Sequence[Membership]:
    """Return what a person may do today, by organisation and role."""
    return db.session.scalars(
        select(Membership)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None))
        .order_by(Membership.organisation_id, Membership.role)
    ).all()


def people_of(organisation_id: str) -> list[tuple[Person, list[Membership]]]:
    """Return who has a role in an organisation, by name, each with their roles there."""
    rows = db.session.scalars(
        select(Membership)
        .join(Person)
        .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
        .order_by(Person.name, Person.id, Membership.role)
    ).all()
    found: dict[str, tuple[Person, list[Membership]]] = {}
    for one in rows:
        found.setdefault(one.person_id, (one.person, []))[1].append(one)
    return list(found.values())


def open_invitations(organisation_id: str, *, now: datetime) -> Sequence[Invitation]:
    """Return the invitations to an organisation that can still be accepted, oldest first."""
    return db.session.scalars(
        select(Invitation)
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > now,
        )
        .order_by(Invitation.id)
    ).all()


def get_invitation(token: str, *, now: datetime) -> Invitation:
    """Return the invitation that a link opens. Raises NotFound when it is used, withdrawn or run out."""
    found = db.session.scalars(
        select(Invitation).where(Invitation.token_digest == domain.digest_of(token)).with_for_update()
    ).one_or_none()
    if found is None or found.accepted_at or found.withdrawn_at or found.expires_at <= now:
        raise NotFound(LINK_GONE)
    return found


def get_reset(token: str, *, now: datetime) -> PasswordReset:
    """Return the password reset that a link opens. Raises NotFound."""
    found = db.session.scalars(
        select(PasswordReset).where(PasswordReset.token_digest == domain.digest_of(token)).with_for_update()
    ).one_or_none()
    if found is None or found.used_at or found.expires_at <= now:
        raise NotFound(LINK_GONE)
    return found


def get_provider_start(token: str, *, now: datetime) -> ProviderStart:
    """Return the new provider's start that a link opens. Raises NotFound."""
    found = db.session.scalars(
        select(ProviderStart).where(ProviderStart.token_digest == domain.digest_of(token)).with_for_update()
    ).one_or_none()
    if found is None or found.used_at or found.expires_at <= now:
        raise NotFound(LINK_GONE)
    return found


def find_session(token: str, *, now: datetime) -> SignInSession | None:
    """Return the session that a browser's token belongs to, None when it ended or never was."""
    return db.session.scalars(
        select(SignInSession)
        .options(joinedload(SignInSession.person))
        .where(
            SignInSession.token_digest == domain.digest_of(token),
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > now,
        )
    ).one_or_none()


def count_recovery_codes(person_id: str) -> int:
    """Return how many recovery codes a person has left."""
    return (
        db.session.scalar(
            select(func.count()).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
        )
        or 0
    )


def choices_of(held: Sequence[Membership]) -> list[Acting]:
    """Return the organisations and sides between which a person chooses, in a fixed order."""
    return sorted({Acting(one.organisation_id, one.as_role.capacity) for one in held})


def has_declared(person_id: str, organisation_ids: frozenset[str]) -> bool:
    """Whether a person's last declaration of roles on both sides covers these organisations."""
    last = db.session.scalars(
        select(SidesDeclaration)
        .where(SidesDeclaration.person_id == person_id)
        .order_by(SidesDeclaration.id.desc())
        .limit(1)
    ).one_or_none()
    return last is not None and organisation_ids <= set(last.organisation_ids)


def principal_of(found: SignInSession, *, now: datetime) -> Principal:
    """Return whoever acts in a session: one person, for one organisation, on one side.

    Until a second factor that is set up has been given, that is nobody.
    """
    person = found.person
    if person.has_second_factor and found.second_factor_at is None:
        return NOBODY
    held = roles_of(person.id)
    sides = frozenset(one.as_role.capacity for one in held)
    organisation_ids = frozenset(one.organisation_id for one in held)
    base = Principal(person_id=person.id, sides=sides, organisations=organisation_ids)
    if domain.needs_second_factor(one.as_role for one in held) and not person.has_second_factor:
        return replace(base, second_factor_due=True)
    if domain.is_on_both_sides(sides) and not has_declared(person.id, organisation_ids):
        return replace(base, declaration_due=True)
    choices = choices_of(held)
    chosen = [one for one in choices if (one.organisation_id, one.capacity) == (found.organisation_id, found.capacity)]
    if not chosen and len(choices) > 1:
        return replace(base, choice_due=True)
    for acting in chosen or choices:
        return _acting_as(base, acting, held, now=now)
    return base


def find_provider_principal(person_id: str, organisation_id: str, *, now: datetime) -> Principal | None:
    """Return what a person may do for a provider without having signed in, None where no role is left.

    For links by mail: they die with the role, and wait for a declaration of roles on both sides as pages do.
    """
    held = roles_of(person_id)
    sides = frozenset(one.as_role.capacity for one in held)
    organisation_ids = frozenset(one.organisation_id for one in held)
    if domain.is_on_both_sides(sides) and not has_declared(person_id, organisation_ids):
        return None
    base = Principal(person_id=person_id, sides=sides, organisations=organisation_ids)
    acting = Acting(organisation_id, Capacity.PROVIDING)
    return _acting_as(base, acting, held, now=now) if acting in choices_of(held) else None


def _acting_as(base: Principal, acting: Acting, held: Sequence[Membership], *, now: datetime) -> Principal:
    mine = [
        one for one in held if one.organisation_id == acting.organisation_id and one.as_role.capacity is acting.capacity
    ]
    roles = frozenset(one.as_role for one in mine)
    base = replace(base, organisation_id=acting.organisation_id, capacity=acting.capacity)
    if acting.capacity is Capacity.BUYING:
        effective, authorities = _buying(acting.organisation_id, roles, now=now)
        return replace(base, roles=effective, buys_for=authorities)
    limits = [frozenset(one.setting_ids) for one in mine if one.setting_ids is not None]
    # A limit on any of the roles holds for all: nobody gains by a second role.
    settings = frozenset.intersection(*limits) if limits else None
    audits = _audited(acting.organisation_id, now=now) if Role.AUDITOR in roles else frozenset[str]()
    return replace(base, roles=roles, settings=settings, audits=audits)


def _buying(organisation_id: str, roles: frozenset[Role], *, now: datetime) -> tuple[frozenset[Role], frozenset[str]]:
    """Return which buying roles are worth something today, and for which authorities (GSS codes)."""
    on = local_date(now)
    granted = authorities_bought_for(organisation_id, on=on)
    if granted:
        return roles, granted
    # A consortium's manager places nobody: looking after frameworks needs members, and the register names those.
    members = authorities_of_consortium(organisation_id, on=on) if Role.CONSORTIUM_MANAGER in roles else frozenset()
    return (frozenset({Role.CONSORTIUM_MANAGER}), members) if members else (frozenset(), frozenset())


def _audited(organisation_id: str, *, now: datetime) -> frozenset[str] | None:
    """Return the GSS codes that an organisation's auditors may look at, None for the nation."""
    organisation = get_organisation(organisation_id)
    if organisation.kind is OrganisationKind.NATIONAL_BODY:
        return None
    if organisation.kind is OrganisationKind.CONSORTIUM:
        return authorities_of_consortium(organisation_id, on=local_date(now))
    return frozenset(one.identifier for one in organisation.identifiers if one.scheme is Scheme.LA_GSS)


def names_of(organisation_ids: frozenset[str]) -> dict[str, str]:
    """Return the names of organisations, as {id: name}."""
    found = db.session.scalars(select(Organisation).where(Organisation.id.in_(organisation_ids)))
    return {one.id: one.name for one in found}


class People:
    """Knows people by id, for parts of the service that do not keep them."""

    def address_of(self, person_id: str) -> str | None:
        """Return where messages to a person go, None when the person is gone."""
        person = db.session.get(Person, person_id)
        return person.email if person is not None else None

    def addresses_with(self, role: Role, *, organisation_id: str | None = None) -> tuple[str, ...]:
        """Return the addresses of everybody who holds a role, in one organisation or in any, in a fixed order."""
        wanted = (
            select(Person.email)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.role == role, Membership.ended_at.is_(None))
            .distinct()
            .order_by(Person.email)
        )
        if organisation_id is not None:
            wanted = wanted.where(Membership.organisation_id == organisation_id)
        return tuple(db.session.scalars(wanted))

    def organisations_of(self, person_id: str) -> frozenset[str]:
        """Return the ids of all organisations in which a person has a role of any kind."""
        return frozenset(one.organisation_id for one in roles_of(person_id))

    def goes_back_to(self, person_id: str) -> str:
        """Return who, invited at a terminal, let a person of the register in, themselves or through others."""
        passed: list[str] = []
        inviter: str | None = person_id
        while inviter is not None and inviter not in passed:
            passed.append(inviter)
            inviter = _let_in_by(inviter)
        return passed[-1]


def _let_in_by(person_id: str) -> str | None:
    """Return who invited a person into the register first, None when that was at a terminal."""
    return db.session.scalar(
        select(Invitation.invited_by)
        .join(Person, Person.email == Invitation.email)
        .where(Person.id == person_id, Invitation.accepted_at.is_not(None), Invitation.role.in_(REGISTER_ROLES))
        .order_by(Invitation.accepted_at, Invitation.id)
        .limit(1)
    )
