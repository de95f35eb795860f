"""What a holder does with its dwellings, inside the caller's transaction.

For everybody but the holder there is no such setting and no such dwelling (NotFound).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from register.core.access import Principal
from register.core.db import db, new_id
from register.core.errors import Conflict, Reason, RuleBroken
from register.core.events import record
from register.descriptions.queries import get_own_setting
from register.descriptions.services import PlaceAnswer, index_others_anew, keep_place, read_place
from register.dwellings.domain.keys import KeyProblem, is_telling, key_problem
from register.dwellings.domain.kinds import MOST_PLACES, DwellingKind, PremisesCategory, kind_for
from register.dwellings.events import DwellingAdded, DwellingChanged, DwellingEnded, DwellingEvent, HouseholdsCounted
from register.dwellings.models import Dwelling, HouseholdCount
from register.dwellings.ports import offered_places
from register.dwellings.queries import get_own_dwelling, household_counts, households_in
from register.geography.queries import Gazetteer
from register.regulators.models import Setting

MOST_HOUSEHOLDS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PremisesAnswer:
    """What a holder says of premises."""

    category: PremisesCategory
    capacity: int
    place: PlaceAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdAnswer:
    """What an agency says of a household: its own key, for how many it is approved, in which area it lives."""

    key: str
    capacity: int
    area_id: str

    def __repr__(self) -> str:
        """Say nothing: a repr ends in logs."""
        return "<HouseholdAnswer>"


def add_premises(
    setting_id: str, answer: PremisesAnswer, *, gazetteer: Gazetteer, by: Principal, now: datetime
) -> Dwelling:
    """Tell of premises of supported accommodation. Raises RuleBroken where an answer cannot stand."""
    setting = _take_setting(setting_id, DwellingKind.PREMISES, by=by)
    return _write_premises(_new(setting, DwellingKind.PREMISES, by=by, now=now), setting, answer, gazetteer, by, now)


def change_premises(
    dwelling_id: str, answer: PremisesAnswer, *, version: int, gazetteer: Gazetteer, by: Principal, now: datetime
) -> Dwelling:
    """Change what is said of premises. Raises RuleBroken, Conflict unless `version` is still the newest."""
    dwelling, setting = _take(dwelling_id, version=version, by=by)
    return _write_premises(dwelling, setting, answer, gazetteer, by, now)


def add_household(
    setting_id: str, answer: HouseholdAnswer, *, gazetteer: Gazetteer, by: Principal, now: datetime
) -> Dwelling:
    """Tell of a foster household by the agency's own key. Raises RuleBroken where an answer cannot stand."""
    setting = _take_setting(setting_id, DwellingKind.HOUSEHOLD, by=by)
    return _write_household(_new(setting, DwellingKind.HOUSEHOLD, by=by, now=now), answer, gazetteer, by, now)


def change_household(
    dwelling_id: str, answer: HouseholdAnswer, *, version: int, gazetteer: Gazetteer, by: Principal, now: datetime
) -> Dwelling:
    """Change what is said of a household. Raises RuleBroken, Conflict unless `version` is still the newest."""
    dwelling, _setting = _take(dwelling_id, version=version, by=by)
    return _write_household(dwelling, answer, gazetteer, by, now)


def end_dwelling(dwelling_id: str, *, version: int, by: Principal, now: datetime) -> Dwelling:
    """Say that premises or a household are used no more. Raises RuleBroken while places in them are offered."""
    dwelling, _setting = _take(dwelling_id, version=version, by=by)
    if offered_places(dwelling.id):
        raise RuleBroken(Reason("", "offered", _("Places are offered here. Withdraw those vacancies first.")))
    dwelling.ended_at = now
    _save(DwellingEnded, dwelling, by=by, now=now)
    return dwelling


def count_households(
    setting_id: str, gss: str, counts: Mapping[str, int], *, gazetteer: Gazetteer, by: Principal, now: datetime
) -> None:
    """Say how many approved households an agency has in each area of an authority; an area left out has none."""
    setting = _take_setting(setting_id, DwellingKind.HOUSEHOLD, by=by)
    organisation_id = by.organisation_id or ""
    areas = {area.id: area for area in gazetteer.areas_of(gss)}
    told = households_in(setting_id, organisation_id=organisation_id)
    reasons = [Reason(area_id, "area", _("Choose an area from the list")) for area_id in counts if area_id not in areas]
    for area_id, area in areas.items():
        number, fewest = counts.get(area_id, 0), told.get(area_id, 0)
        if not 0 <= number <= MOST_HOUSEHOLDS:
            text = _("%(area)s: enter a number between 0 and %(most)s", area=area.name, most=MOST_HOUSEHOLDS)
            reasons.append(Reason(area_id, "number", text))
        elif number < fewest:
            text = _("%(area)s: you have told of %(fewest)s households there", area=area.name, fewest=fewest)
            reasons.append(Reason(area_id, "too-few", text))
    if reasons:
        raise RuleBroken.of(reasons)
    stored = {
        row.area_id: row
        for row in db.session.scalars(
            select(HouseholdCount).where(
                HouseholdCount.setting_id == setting.id, HouseholdCount.organisation_id == organisation_id
            )
        )
    }
    for area_id in sorted(areas.keys() | {one for one in stored if one.partition("-")[0] == gss}):
        number = counts.get(area_id, 0)
        if not number and area_id in stored:
            db.session.delete(stored[area_id])
        elif number:
            row = stored.get(area_id)
            if row is None:
                row = HouseholdCount(setting_id=setting.id, organisation_id=organisation_id, area_id=area_id)
                db.session.add(row)
            row.households, row.changed_at = number, now
    record(HouseholdsCounted(subject_id=setting.id, authority=gss), by=by, now=now)


def read_premises(dwelling_id: str, *, by: Principal, now: datetime) -> PlaceAnswer | None:
    """Return the name and address of premises to their owner, after the audit has it.

    Opens a transaction of its own: not to be called inside one.
    """
    dwelling = get_own_dwelling(dwelling_id, by=by)
    subject = ("dwelling", dwelling.id)
    return read_place(dwelling.setting_id, part=dwelling.id, subject=subject, by=by, now=now)


def _take_setting(setting_id: str, kind: DwellingKind, *, by: Principal) -> Setting:
    setting = get_own_setting(setting_id, by=by)
    if kind_for(setting.provision) is not kind:
        raise RuleBroken(Reason("", "kind", _("This type of setting has none of these: its vacancies are at itself.")))
    # The places of one setting are counted by one writer at a time, and its numbers given by one.
    return db.session.get_one(Setting, setting_id, with_for_update={"key_share": True})


def _take(dwelling_id: str, *, version: int, by: Principal) -> tuple[Dwelling, Setting]:
    setting_id = get_own_dwelling(dwelling_id, by=by).setting_id
    setting = db.session.get_one(Setting, setting_id, with_for_update={"key_share": True})
    dwelling = get_own_dwelling(dwelling_id, by=by, for_update=True)
    if dwelling.version != version:
        raise Conflict(_("Somebody else changed this while you were looking at it."))
    if dwelling.ended_at is not None:
        raise RuleBroken(Reason("", "ended", _("This is used no more and can no longer be changed.")))
    return dwelling, setting


def _new(setting: Setting, kind: DwellingKind, *, by: Principal, now: datetime) -> Dwelling:
    organisation_id = by.organisation_id or ""
    last = db.session.scalar(
        select(func.max(Dwelling.number)).where(
            Dwelling.setting_id == setting.id,
            Dwelling.organisation_id == organisation_id,
            Dwelling.kind == kind,
        )
    )
    return Dwelling(
        id=new_id(),
        setting_id=setting.id,
        organisation_id=organisation_id,
        kind=kind,
        number=(last or 0) + 1,
        version=0,
        created_at=now,
    )


def _write_premises(
    dwelling: Dwelling, setting: Setting, answer: PremisesAnswer, gazetteer: Gazetteer, by: Principal, now: datetime
) -> Dwelling:
    _refuse(_capacity_reasons(dwelling, answer.capacity))
    area = keep_place(setting, answer.place, part=dwelling.id, gazetteer=gazetteer, by=by, now=now)
    dwelling.category, dwelling.capacity = answer.category, answer.capacity
    dwelling.area_id = area.id if area is not None else setting.authority_gss or ""
    _save(DwellingChanged if dwelling.version else DwellingAdded, dwelling, by=by, now=now)
    return dwelling


def _write_household(
    dwelling: Dwelling, answer: HouseholdAnswer, gazetteer: Gazetteer, by: Principal, now: datetime
) -> Dwelling:
    _refuse(
        [
            *_capacity_reasons(dwelling, answer.capacity),
            *_key_reasons(dwelling, answer.key),
            *_area_reasons(dwelling, answer.area_id, gazetteer),
        ]
    )
    if answer.key != dwelling.key and is_telling(answer.key):
        index_others_anew(dwelling.setting_id, organisation_id=dwelling.organisation_id, now=now)
    dwelling.key, dwelling.capacity, dwelling.area_id = answer.key, answer.capacity, answer.area_id
    _save(DwellingChanged if dwelling.version else DwellingAdded, dwelling, by=by, now=now)
    return dwelling


def _save(kind: type[DwellingEvent], dwelling: Dwelling, *, by: Principal, now: datetime) -> None:
    before = dwelling.version
    dwelling.version = before + 1
    dwelling.changed_at = now
    db.session.add(dwelling)
    record(
        kind(
            subject_id=dwelling.id,
            setting_id=dwelling.setting_id,
            kind=dwelling.kind,
            version_from=before or None,
            version_to=dwelling.version,
        ),
        by=by,
        now=now,
    )


def _refuse(reasons: list[Reason]) -> None:
    if reasons:
        raise RuleBroken.of(reasons)


def _capacity_reasons(dwelling: Dwelling, capacity: int) -> list[Reason]:
    most = MOST_PLACES[DwellingKind(dwelling.kind)]
    if not 1 <= capacity <= most:
        return [Reason("capacity", "capacity", _("Enter a number between 1 and %(most)s", most=most))]
    offered = offered_places(dwelling.id) if dwelling.version else 0
    if capacity < offered:
        text = _("You offer %(offered)s places here now: fill or withdraw some first", offered=offered)
        return [Reason("capacity", "offered", text)]
    return []


def _key_reasons(dwelling: Dwelling, key: str) -> list[Reason]:
    problem = key_problem(key)
    if problem is not None:
        return [Reason("key", problem, _key_words(problem))]
    taken = db.session.scalar(
        select(Dwelling.id).where(
            Dwelling.setting_id == dwelling.setting_id,
            Dwelling.organisation_id == dwelling.organisation_id,
            Dwelling.key == key,
            Dwelling.id != dwelling.id,
        )
    )
    return [Reason("key", "taken", _("You already use this key for another household"))] if taken else []


def _area_reasons(dwelling: Dwelling, area_id: str, gazetteer: Gazetteer) -> list[Reason]:
    counts = household_counts(dwelling.setting_id, organisation_id=dwelling.organisation_id)
    told = households_in(dwelling.setting_id, organisation_id=dwelling.organisation_id)
    area = gazetteer.find_area(area_id)
    if area is None or area.id != area_id or not counts.get(area_id):
        text = _("Choose an area in which you have said that you have approved households")
        return [Reason("area_id", "area", text)]
    others = told.get(area_id, 0) - (1 if dwelling.version and dwelling.area_id == area_id else 0)
    if others >= counts[area_id]:
        text = _("You said that you have %(count)s households there: change that number first", count=counts[area_id])
        return [Reason("area_id", "full", text)]
    return []


def _key_words(problem: KeyProblem) -> str:
    if problem is KeyProblem.SHAPE:
        words = _("Enter your own key of letters and figures, with at least one figure, like H-0412")
    elif problem is KeyProblem.NAME:
        words = _("Enter a key without words: it may be somebody's name. Use one like H-0412")
    elif problem is KeyProblem.POSTCODE:
        words = _("Enter a key that is no postcode, like H-0412")
    elif problem is KeyProblem.BIRTH:
        words = _("Enter a key that holds no initials and no date of birth, like H-0412")
    else:
        words = _("Enter a key that is no telephone number and no number of a person, like H-0412")
    return str(words)
