"""Reading dwellings: one function a question. Of a household others are told the group of areas it is in, no more."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext as _
from sqlalchemy import func, select

from register.core.access import Principal
from register.core.db import db
from register.core.errors import NotFound
from register.descriptions.queries import get_own_setting
from register.dwellings.domain.grouping import household_groups
from register.dwellings.domain.keys import is_telling
from register.dwellings.domain.kinds import DwellingKind
from register.dwellings.models import Dwelling, HouseholdCount
from register.dwellings.ports import minimum_households
from register.geography.domain.neighbours import together_id
from register.geography.queries import Gazetteer, current_gazetteer


@dataclass(frozen=True, slots=True, kw_only=True)
class DwellingView:
    """A dwelling as others may know it.

    `area_id` is an area of geography, several together, or a whole authority. `number` tells premises of one setting
    apart; of a household it is None, so that nobody can follow one.
    """

    dwelling_id: str
    setting_id: str
    kind: DwellingKind
    number: int | None
    category: str | None
    area_id: str
    open: bool

    @property
    def authority_gss(self) -> str:
        """The authority in which it lies."""
        return self.area_id.partition("-")[0]

    def label(self, setting: str) -> str:
        """Return what others may call it, from what they may call its setting: "…, premises 2"."""
        return (
            setting
            if self.number is None
            else _("%(setting)s, premises %(number)s", setting=setting, number=self.number)
        )


def get_own_dwelling(dwelling_id: str, *, by: Principal, for_update: bool = False) -> Dwelling:
    """Return a dwelling of a setting that the principal's organisation holds and the principal may touch.

    Raises NotFound for any other, also for one of an earlier holder.
    """
    found = db.session.get(Dwelling, dwelling_id, with_for_update=for_update, populate_existing=for_update)
    if found is None or found.organisation_id != by.organisation_id:
        raise NotFound("There is no such premises or household among yours.")
    get_own_setting(found.setting_id, by=by)
    return found


def find_dwelling(dwelling_id: str, *, setting_id: str, organisation_id: str) -> Dwelling | None:
    """Return a dwelling in use under a setting of its holder, or None."""
    return db.session.scalars(
        select(Dwelling).where(
            Dwelling.id == dwelling_id,
            Dwelling.setting_id == setting_id,
            Dwelling.organisation_id == organisation_id,
            Dwelling.ended_at.is_(None),
        )
    ).one_or_none()


def dwellings_of(setting_id: str, *, organisation_id: str, ended: bool = False) -> Sequence[Dwelling]:
    """Return the dwellings that an organisation uses under a setting, by number; with those `ended` where asked."""
    query = select(Dwelling).where(Dwelling.setting_id == setting_id, Dwelling.organisation_id == organisation_id)
    if not ended:
        query = query.where(Dwelling.ended_at.is_(None))
    return db.session.scalars(query.order_by(Dwelling.kind, Dwelling.number)).all()


def own_names(setting_id: str, *, organisation_id: str) -> dict[str, str]:
    """Return what a holder calls the dwellings that it uses under a setting, by id and in order."""
    found = dwellings_of(setting_id, organisation_id=organisation_id)
    gazetteer = current_gazetteer() if found else None
    names = {}
    for one in found:
        area = gazetteer.find_area(one.area_id) if gazetteer is not None else None
        where = area.name if area is not None else ""
        names[one.id] = f"{one.key or _('Premises %(number)s', number=one.number)}: {where}"
    return names


def telling_keys(organisation_ids: Collection[str]) -> dict[str, list[str]]:
    """Return agencies' keys of households that others could tell for such, by agency; one query for many."""
    rows = db.session.execute(
        select(Dwelling.organisation_id, Dwelling.key).where(
            Dwelling.organisation_id.in_(organisation_ids), Dwelling.key.is_not(None)
        )
    )
    found: dict[str, list[str]] = {}
    for organisation_id, key in rows:
        if key and is_telling(key):
            found.setdefault(organisation_id, []).append(key)
    return found


def household_counts(setting_id: str, *, organisation_id: str) -> dict[str, int]:
    """Return how many households an agency says it has, by area."""
    return _counts([(setting_id, organisation_id)]).get((setting_id, organisation_id), {})


def households_in(setting_id: str, *, organisation_id: str) -> dict[str, int]:
    """Return how many households that are in use an agency has told of, by area."""
    rows = db.session.execute(
        select(Dwelling.area_id, func.count())
        .where(
            Dwelling.setting_id == setting_id,
            Dwelling.organisation_id == organisation_id,
            Dwelling.kind == DwellingKind.HOUSEHOLD,
            Dwelling.ended_at.is_(None),
        )
        .group_by(Dwelling.area_id)
    )
    return {row[0]: row[1] for row in rows}


def dwelling_views(dwelling_ids: Iterable[str]) -> dict[str, DwellingView]:
    """Return dwellings as others may know them, by id; a fixed number of queries for many."""
    wanted = sorted(set(dwelling_ids))
    found = db.session.scalars(select(Dwelling).where(Dwelling.id.in_(wanted))).all() if wanted else ()
    agencies = {(one.setting_id, one.organisation_id) for one in found if one.kind == DwellingKind.HOUSEHOLD}
    counts = _counts(agencies)
    return {
        one.id: DwellingView(
            dwelling_id=one.id,
            setting_id=one.setting_id,
            kind=DwellingKind(one.kind),
            number=one.number if one.kind == DwellingKind.PREMISES else None,
            category=one.category,
            area_id=shown_area(one, counts.get((one.setting_id, one.organisation_id), {})),
            open=one.ended_at is None,
        )
        for one in found
    }


def shown_area(dwelling: Dwelling, counts: Mapping[str, int]) -> str:
    """Return the id of the area at which others are shown a dwelling; `counts` are its agency's households by area."""
    if dwelling.kind == DwellingKind.PREMISES:
        return dwelling.area_id
    gazetteer = current_gazetteer()
    home = gazetteer.find_area(dwelling.area_id)
    if home is None:
        return dwelling.area_id.partition("-")[0]
    # An id of an earlier store leads to today's area.
    today: Counter[str] = Counter()
    for area_id, households in counts.items():
        area = gazetteer.find_area(area_id)
        if area is not None and area.authority == home.authority and households:
            today[area.id] += households
    return _groups(gazetteer, home.authority, frozenset(today.items()), minimum_households()).get(
        home.id, home.authority
    )


def _counts(agencies: Iterable[tuple[str, str]]) -> dict[tuple[str, str], dict[str, int]]:
    wanted = set(agencies)
    rows = (
        db.session.scalars(
            select(HouseholdCount).where(HouseholdCount.setting_id.in_(sorted({setting for setting, _ in wanted})))
        )
        if wanted
        else ()
    )
    found: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        found.setdefault((row.setting_id, row.organisation_id), {})[row.area_id] = row.households
    return found


@lru_cache(maxsize=4_096)
def _groups(gazetteer: Gazetteer, gss: str, counts: frozenset[tuple[str, int]], minimum: int) -> Mapping[str, str]:
    """Return the id of the areas together for each area with households; kept, since many vacancies ask for one."""
    adjoining = gazetteer.adjoining(gss)
    groups = household_groups(dict(counts), adjoining, minimum=minimum)
    return {area: together_id(group) if len(group) < len(adjoining) else gss for group in groups for area in group}
