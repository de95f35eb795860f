"""What organisations needs to know of people, whom it does not keep: bound by the composition root."""

from typing import Protocol

from flask import current_app

from register.core.access import Role
from register.organisations.models import Organisation

CAPACITY_RECONFIRM_DAYS = "register.capacity_reconfirm_days"
PERSON_DIRECTORY = "register.person_directory"
PLACE_WATCH = "register.place_watch"


class PersonDirectory(Protocol):
    """Knows people by id."""

    def address_of(self, person_id: str) -> str | None:
        """Return where messages to a person go, None when the person is gone."""

    def addresses_with(self, role: Role, *, organisation_id: str | None = None) -> tuple[str, ...]:
        """Return the addresses of everybody who holds a role, in one organisation or in any, in a fixed order."""

    def organisations_of(self, person_id: str) -> frozenset[str]:
        """Return the ids of all organisations in which a person has a role of any kind."""

    def goes_back_to(self, person_id: str) -> str:
        """Return who, invited at a terminal, let a person of the register in, themselves or through others."""


class PlaceWatch(Protocol):
    """Knows which words lead to a place that an organisation keeps secret."""

    def __call__(self, text: str, *, organisation: Organisation) -> bool:
        """Return whether a name under which others are to see an organisation leads to a place of its settings."""


def leads_to_place(text: str, *, organisation: Organisation) -> bool:
    """Return whether a name under which others are to see an organisation leads to a place of its settings."""
    watch: PlaceWatch = current_app.extensions[PLACE_WATCH]
    return watch(text, organisation=organisation)


def person_directory() -> PersonDirectory:
    """Return the directory that the application was built with."""
    directory: PersonDirectory = current_app.extensions[PERSON_DIRECTORY]
    return directory


def capacity_reconfirm_days() -> int:
    """Return for how many days a granted capacity stands without being confirmed again."""
    days: int = current_app.extensions[CAPACITY_RECONFIRM_DAYS]
    return days
