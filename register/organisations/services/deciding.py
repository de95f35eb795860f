"""Who may decide about an organisation: the right role, no role in it, and no role on either side of the market."""

from flask_babel import gettext as _

from register.core.access import Capacity, Principal, Role
from register.core.errors import Conflict, NotAllowed
from register.organisations.ports import person_directory

SIDES = frozenset({Capacity.PROVIDING, Capacity.BUYING})


def person_of(by: Principal, *roles: Role) -> str:
    """Return the id of the person who acts in one of these roles. Raises NotAllowed."""
    if by.person_id is None or not by.has(*roles):
        raise NotAllowed(_("Your role does not allow this."))
    return by.person_id


def decider(by: Principal, role: Role, *, about: str) -> str:
    """Return the id of the person who decides about the organisation `about`. Raises NotAllowed.

    Whoever provides or buys anywhere decides about neither side; nobody decides about an organisation of their own.
    """
    person_id = person_of(by, role)
    if by.sides & SIDES:
        raise NotAllowed(_("You also have a role with a provider or a buyer, so somebody else must decide this."))
    if about == by.organisation_id or about in person_directory().organisations_of(person_id):
        raise NotAllowed(_("You have a role in this organisation, so somebody else must decide this."))
    return person_id


def are_independent(one: str, other: str) -> bool:
    """Whether two people of the register were not let in by the same person, themselves or through others.

    Whoever invites a second address of their own still counts once.
    """
    directory = person_directory()
    return directory.goes_back_to(one) != directory.goes_back_to(other)


def require_version(found: int, seen: int) -> None:
    """Refuse to act on something that was changed since it was looked at. Raises Conflict."""
    if found != seen:
        raise Conflict(_("Somebody else changed this while you were looking at it."))
