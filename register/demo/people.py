"""People of the fictional country: one to sign in as for each role, and everybody else that the records name."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.accounts.models import Membership, Person
from register.accounts.services.passwords import hash_password
from register.claims.models import Claim
from register.core.access import PROVIDER_ROLES, Role
from register.core.clock import starts_at
from register.demo import names
from register.demo.country import HISTORY
from register.demo.organisations import NATIONAL_BODY, SECOND_ADMINISTRATOR, claimant_key, organisation_id
from register.demo.stages import Plan, write
from register.geography.queries import authorities
from register.organisations.models import Organisation, SettingHolder

# Every person of the country has it: nothing here is anybody's, and a banner on every page says so.
PASSWORD = "seven invented lanterns"  # noqa: S105 - printed for whoever tries the service
DOMAIN = "trial.example"
DEMO_AUTHORITY = "E08000035"  # Leeds: many of everything around it
DEMO_CONSORTIUM = "consortium-0"
COMFORTABLE = 12


@dataclass(frozen=True, slots=True)
class SignIn:
    """What somebody who tries the service needs to sign in as a role; no secret where no second factor is asked."""

    role: Role
    email: str
    password: str
    totp_secret: str | None


def fill(session: Session, plan: Plan) -> None:
    """Write every person and role."""
    people: list[dict[str, Any]] = []
    memberships: list[dict[str, Any]] = []
    secret_hash = hash_password(PASSWORD)
    for key, role, organisation in [*_shown(session, plan), *_others(session, plan)]:
        rng = plan.rng(f"person:{key}")
        second_factor = None if role in PROVIDER_ROLES else totp_secret(plan, key)
        since = starts_at(plan.today - HISTORY)
        people.append(
            {
                "id": plan.id("person", key),
                "email": f"{key}@{DOMAIN}",
                "name": names.person_name(rng),
                "password_hash": secret_hash,
                "password_changed_at": since,
                "totp_secret": second_factor,
                "totp_confirmed_at": since if second_factor else None,
                "created_at": since,
            }
        )
        memberships.append(
            {
                "id": plan.id("membership", key),
                "person_id": plan.id("person", key),
                "organisation_id": organisation,
                "role": role,
                "setting_ids": None,
                "began_at": since,
            }
        )
    write(session, Person, people)
    write(session, Membership, memberships)


def sign_ins(plan: Plan) -> list[SignIn]:
    """Return one sign-in for each role."""
    return [
        SignIn(role, f"{role}@{DOMAIN}", PASSWORD, None if role in PROVIDER_ROLES else totp_secret(plan, role))
        for role in Role
    ]


def totp_secret(plan: Plan, key: str) -> str:
    """Return the secret of a person's authenticator app, decided by the seed."""
    return base64.b32encode(hashlib.sha256(f"{plan.seed}:{key}".encode()).digest()[:20]).decode()


def demo_provider(session: Session) -> str:
    """Return the provider whose people are shown: one with about a dozen settings."""
    held = (
        select(SettingHolder.organisation_id, func.count().label("settings"))
        .group_by(SettingHolder.organisation_id)
        .subquery()
    )
    chosen = (
        select(held.c.organisation_id)
        .join(Organisation, Organisation.id == held.c.organisation_id)
        .order_by(func.abs(held.c.settings - COMFORTABLE), Organisation.name)
        .limit(1)
    )
    found: str | None = session.scalar(chosen)
    if found is None:
        raise LookupError("the country has no provider that holds a setting")
    return found


def _shown(session: Session, plan: Plan) -> Iterator[tuple[str, Role, str]]:
    """Yield one person for each role, as (key, role, organisation)."""
    provider = demo_provider(session)
    for role in Role:
        if role in PROVIDER_ROLES:
            organisation = provider
        elif role in {Role.PLACEMENTS_OFFICER, Role.COMMISSIONING_LEAD}:
            organisation = organisation_id(plan, DEMO_AUTHORITY)
        elif role is Role.CONSORTIUM_MANAGER:
            organisation = organisation_id(plan, DEMO_CONSORTIUM)
        else:
            organisation = organisation_id(plan, NATIONAL_BODY)
        yield role.value, role, organisation


def _others(session: Session, plan: Plan) -> Iterator[tuple[str, Role, str]]:
    """Yield everybody else: those whom records name, an officer for each authority."""
    national = organisation_id(plan, NATIONAL_BODY)
    yield SECOND_ADMINISTRATOR, Role.REGISTER_ADMINISTRATOR, national
    yield "verifier-2", Role.VERIFIER, national
    for one in authorities():
        yield f"officer-{one.gss.lower()}", Role.PLACEMENTS_OFFICER, organisation_id(plan, one.gss)
    for claim in session.scalars(select(Claim).order_by(Claim.id)):
        yield claimant_key(claim.setting_id), Role.PROVIDER_ADMINISTRATOR, claim.organisation_id
