"""Premises and foster households, put straight into the tables; names and places are invented."""

from itertools import count

from register.core.access import Capacity, Principal, Role
from register.core.clock import now
from register.core.db import new_id, transaction
from register.descriptions.models import RestrictedPlace
from register.dwellings.models import Dwelling, HouseholdCount

_numbers = count(1)


def an_editor(organisation_id: str, *, settings: frozenset[str] | None = None) -> Principal:
    """Somebody who keeps the descriptions and vacancies of a provider."""
    return Principal(
        person_id=new_id(),
        organisation_id=organisation_id,
        capacity=Capacity.PROVIDING,
        roles=frozenset({Role.PROVIDER_EDITOR}),
        settings=settings,
    )


def a_dwelling(setting_id: str, organisation_id: str, **given: object) -> str:
    """Premises unless told otherwise; any column may be given. Returns its id."""
    values: dict[str, object] = {
        "id": new_id(),
        "kind": "premises",
        "number": next(_numbers),
        "category": "shared",
        "capacity": 4,
        "area_id": "E08000003-M22",
        "version": 1,
        "created_at": now(),
        "changed_at": now(),
    }
    values |= given
    with transaction() as session:
        session.add(Dwelling(setting_id=setting_id, organisation_id=organisation_id, **values))
    return str(values["id"])


def the_place_of(
    dwelling_id: str,
    setting_id: str,
    organisation_id: str,
    *,
    name: str = "Thistledown Court",
    address: str = "14 Quarrybank Rise\nNetherby",
    postcode: str = "ZZ9 9ZZ",
) -> None:
    """The restricted name and address of premises."""
    with transaction() as session:
        session.add(
            RestrictedPlace(
                setting_id=setting_id,
                organisation_id=organisation_id,
                part=dwelling_id,
                name=name,
                address=address,
                postcode=postcode,
                changed_at=now(),
            )
        )


def a_household(setting_id: str, organisation_id: str, **given: object) -> str:
    number = next(_numbers)
    values: dict[str, object] = {
        "kind": "household", "number": number, "key": f"H-{number:04}", "category": None, "capacity": 2
    }  # fmt: skip
    return a_dwelling(setting_id, organisation_id, **(values | given))


def households(setting_id: str, organisation_id: str, counts: dict[str, int]) -> None:
    """What an agency says of how many approved households it has, by area."""
    with transaction() as session:
        session.add_all(
            HouseholdCount(
                setting_id=setting_id,
                organisation_id=organisation_id,
                area_id=area,
                households=number,
                changed_at=now(),
            )
            for area, number in counts.items()
        )
