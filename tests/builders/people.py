"""Principals for tests below accounts, and a directory of people that keeps them in memory."""

from dataclasses import dataclass, field

from flask import Flask

from register.core.access import Capacity, Principal, Role
from register.core.db import new_id
from register.organisations.ports import PERSON_DIRECTORY


@dataclass
class KnownPeople:
    """A directory of people as organisations asks for them."""

    addresses: dict[str, str] = field(default_factory=dict)
    roles: list[tuple[str, Role, str]] = field(default_factory=list)
    let_in_by: dict[str, str] = field(default_factory=dict)

    def address_of(self, person_id: str) -> str | None:
        return self.addresses.get(person_id)

    def addresses_with(self, role: Role, *, organisation_id: str | None = None) -> tuple[str, ...]:
        return tuple(
            sorted(
                {
                    self.addresses[person_id]
                    for person_id, held, where in self.roles
                    if held is role and organisation_id in (None, where)
                }
            )
        )

    def organisations_of(self, person_id: str) -> frozenset[str]:
        return frozenset(where for who, _role, where in self.roles if who == person_id)

    def goes_back_to(self, person_id: str) -> str:
        return self.goes_back_to(self.let_in_by[person_id]) if person_id in self.let_in_by else person_id

    def principal(self, role: Role, organisation_id: str, *, sides: frozenset[Capacity] | None = None) -> Principal:
        """Somebody new who holds one role."""
        person_id = new_id()
        self.addresses[person_id] = f"person-{len(self.addresses) + 1}@example.org"
        self.roles.append((person_id, role, organisation_id))
        return Principal(
            person_id=person_id,
            organisation_id=organisation_id,
            capacity=role.capacity,
            roles=frozenset({role}),
            sides=sides if sides is not None else frozenset({role.capacity}),
        )


def known_people(app: Flask) -> KnownPeople:
    """Bind an empty directory to the application."""
    people = KnownPeople()
    app.extensions[PERSON_DIRECTORY] = people
    return people
