"""People, their roles and their signed-in browsers, put straight into the tables."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count

from argon2 import PasswordHasher
from flask.testing import FlaskClient

from register.accounts import domain
from register.accounts.models import Membership, Person, SignInSession
from register.core import clock
from register.core.access import BUYER_ROLES, PROVIDER_ROLES, Role
from register.core.db import new_id, transaction
from register.organisations.domain import OrganisationKind
from tests.builders.organisations import a_capacity, an_organisation

PASSWORD = "seven lanterns under water"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WHEN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_number = count(1)


# What a real one takes a tenth of a second for, on purpose.
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@cache
def _password_hash() -> str:
    return QUICK_HASHER.hash(PASSWORD)


def a_person(
    role: Role | None = Role.PROVIDER_EDITOR,
    *,
    organisation_id: str | None = None,
    settings: list[str] | None = None,
    email: str | None = None,
    name: str = "Invented Person",
    second_factor: bool | None = None,
) -> Person:
    """A person in one role (None: in none), in a fitting organisation of their own unless one is named.

    Buyers get an organisation with a standing capacity. The second factor is set up where the role needs it, unless
    told otherwise.
    """
    if second_factor is None:
        second_factor = role is not None and domain.needs_second_factor([role])
    if role is not None and organisation_id is None:
        organisation_id = an_organisation_for(role)
    person = Person(
        id=new_id(),
        email=email or f"person-{next(_number)}@people.example",
        name=name,
        password_hash=_password_hash(),
        password_changed_at=WHEN,
        created_at=WHEN,
    )
    if second_factor:
        person.totp_secret, person.totp_confirmed_at = TOTP_SECRET, WHEN
    with transaction() as session:
        session.add(person)
        session.flush()
        if role is not None and organisation_id is not None:
            session.add(_membership(person.id, role, organisation_id, settings))
    return person


def a_role(person: Person, role: Role, *, organisation_id: str | None = None, settings: list[str] | None = None) -> str:
    """A further role of a person; returns the organisation's id."""
    organisation_id = organisation_id or an_organisation_for(role)
    person_id = person.id
    with transaction() as session:
        session.add(_membership(person_id, role, organisation_id, settings))
    return organisation_id


def an_organisation_for(role: Role, *, gss: str = "E08000003") -> str:
    """The id of a new organisation in which the role is worth something; buyers buy for one authority."""
    if role in PROVIDER_ROLES:
        return an_organisation().id
    if role is Role.CONSORTIUM_MANAGER:
        organisation = an_organisation(OrganisationKind.CONSORTIUM)
    elif role in BUYER_ROLES:
        organisation = an_organisation(OrganisationKind.LOCAL_AUTHORITY)
    else:
        return an_organisation(OrganisationKind.NATIONAL_BODY).id
    a_capacity(organisation, gss)
    return organisation.id


def sign_in(client: FlaskClient, person: Person) -> None:
    """Sign a browser in as a person, with the second factor given where there is one."""
    token = domain.new_token()
    with transaction() as session:
        now = clock.now()
        session.add(
            SignInSession(
                id=new_id(),
                token_digest=domain.digest_of(token),
                person_id=person.id,
                second_factor_at=now if person.has_second_factor else None,
                began_at=now,
                expires_at=now + timedelta(hours=12),
            )
        )
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie["_user_id"], cookie["_fresh"] = token, True
        cookie.permanent = True


def _membership(person_id: str, role: Role, organisation_id: str, settings: list[str] | None) -> Membership:
    return Membership(
        id=new_id(),
        person_id=person_id,
        organisation_id=organisation_id,
        role=role,
        setting_ids=settings,
        began_at=WHEN,
    )
