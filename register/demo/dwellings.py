"""Premises and foster households of the fictional country, made as its vacancies need them."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.core.clock import starts_at
from register.demo.country import HISTORY
from register.demo.organisations import house_name
from register.demo.stages import Plan, write
from register.descriptions.models import RestrictedPlace
from register.dwellings.domain.kinds import DwellingKind, PremisesCategory, kind_for
from register.dwellings.models import Dwelling
from register.geography.queries import Gazetteer
from register.regulators.models import Premises, RegulatorFile, Setting

# The regulator's words for its categories, as the fictional files have them.
CATEGORIES = {
    "Self-contained unit": PremisesCategory.SELF_CONTAINED,
    "Ring-fenced shared": PremisesCategory.RING_FENCED,
    "Shared": PremisesCategory.SHARED,
    "Private household": PremisesCategory.LODGINGS,
}


@dataclass(slots=True)
class Room:
    """A dwelling that was made, and how many of its places no vacancy offers yet."""

    id: str
    left: int


@dataclass(slots=True)
class Dwellings:
    """Finds room for vacancies below their settings. What was made since is written by `write_new`."""

    plan: Plan
    gazetteer: Gazetteer
    premises: dict[str, list[tuple[str, int]]]
    _rooms: dict[str, list[Room]] = field(default_factory=lambda: defaultdict(list))
    _new: list[dict[str, Any]] = field(default_factory=list)
    _places: list[dict[str, Any]] = field(default_factory=list)
    _homes: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def tell_premises(self, setting: Setting, organisation_id: str) -> None:
        """Make the premises that the regulator counts at a setting, if it has such."""
        rng = self.plan.rng(f"premises-of:{setting.identifier}")
        for category, places in self.premises.get(setting.identifier, ()):
            made = self._make(setting, organisation_id, DwellingKind.PREMISES, max(1, places), rng)
            made["category"] = CATEGORIES.get(category, PremisesCategory.SHARED).value
            self._places.append(self._place(made, setting, rng))

    def find_room(
        self, setting: Setting, organisation_id: str, places: int, *, taking: bool, rng: random.Random
    ) -> tuple[str | None, int]:
        """Return a dwelling for a vacancy and how many of its places it can offer, 0 where there is no room.

        Only what is `taking` places uses them up. None is the dwelling of a setting that has no such.
        """
        kind = kind_for(setting.provision)
        if kind is None:
            return None, places
        rooms = self._rooms[setting.id]
        if kind is DwellingKind.HOUSEHOLD and (not rooms or rng.random() < 0.5 or (taking and rooms[-1].left < places)):
            self._make(setting, organisation_id, kind, places + rng.choice((0, 0, 1)), rng, home=True)
        fitting = rooms[-1:] if kind is DwellingKind.HOUSEHOLD else [one for one in rooms if one.left or not taking]
        if not fitting:
            return None, 0
        room = rng.choice(fitting)
        offered = min(places, room.left) if taking else places
        if taking:
            room.left -= offered
        return room.id, offered

    def write_new(self, session: Session) -> None:
        """Write what was made since the last time: vacancies that point to it can be written then."""
        write(session, Dwelling, self._new)
        write(session, RestrictedPlace, self._places)
        self._new, self._places = [], []

    def counts(self) -> Iterator[dict[str, Any]]:
        """Give how many approved households each agency says it has: those that were made, and others."""
        rng = self.plan.rng("household-counts")
        for (setting_id, organisation_id), homes in self._homes.items():
            for area_id, made in sorted(homes.items()):
                yield {
                    "setting_id": setting_id,
                    "organisation_id": organisation_id,
                    "area_id": area_id,
                    "households": made + rng.randrange(0, 25),
                    "changed_at": starts_at(self.plan.today - HISTORY),
                }

    def _make(
        self,
        setting: Setting,
        organisation_id: str,
        kind: DwellingKind,
        capacity: int,
        rng: random.Random,
        *,
        home: bool = False,
    ) -> dict[str, Any]:
        areas = self.gazetteer.areas_of(setting.authority_gss or "")
        area_id = rng.choice(areas).id if areas else setting.authority_gss or ""
        rooms = self._rooms[setting.id]
        number = len(rooms) + 1
        at = starts_at(self.plan.today - HISTORY)
        dwelling_id = self.plan.id("dwelling", f"{setting.identifier}:{number}")
        made: dict[str, Any] = {
            "id": dwelling_id,
            "setting_id": setting.id,
            "organisation_id": organisation_id,
            "kind": kind.value,
            "number": number,
            "key": f"H-{number:04}" if home else None,
            "category": None,
            "capacity": capacity,
            "area_id": area_id,
            "version": 1,
            "created_at": at,
            "changed_at": at,
            "ended_at": None,
        }
        rooms.append(Room(dwelling_id, capacity))
        self._new.append(made)
        if home:
            self._homes[setting.id, organisation_id][area_id] += 1
        return made

    def _place(self, made: dict[str, Any], setting: Setting, rng: random.Random) -> dict[str, Any]:
        district = made["area_id"].rpartition("-")[2] if "-" in made["area_id"] else "ZZ9"
        return {
            "setting_id": setting.id,
            "organisation_id": made["organisation_id"],
            "part": made["id"],
            "authority_gss": made["area_id"].partition("-")[0] or None,
            "name": house_name(self.plan, made["id"]),
            # No unit ends in these letters: nobody's real address.
            "address": f"{rng.randrange(1, 99)} {rng.choice(('Specimen', 'Sample', 'Instance'))} Row",
            "postcode": f"{district} 9ZZ"[:8],
            "changed_at": made["created_at"],
        }


def read_premises(session: Session) -> dict[str, list[tuple[str, int]]]:
    """Return category and places of the premises that the newest files list, by the setting's identifier."""
    files = session.execute(select(RegulatorFile.scheme, RegulatorFile.id).order_by(RegulatorFile.as_of))
    newest = {row.scheme: row.id for row in files}  # the last of each scheme
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    rows = select(Premises.identifier, Premises.category, Premises.places).where(Premises.file_id.in_(newest.values()))
    for identifier, category, places in session.execute(rows.order_by(Premises.file_id, Premises.number)):
        found[identifier].append((category or "", places or 1))
    return found
