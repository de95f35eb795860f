"""What deciding about many rows needs to know: one query a question, however many rows there are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, func, or_, select

from register.core.access import Principal
from register.core.db import db
from register.core.errors import NotFound
from register.core.paging import Page, decode_cursor, encode_cursor
from register.dwellings.models import Dwelling
from register.organisations.models import Organisation, SettingHolder
from register.regulators.models import Setting
from register.vacancies.domain.dwellings import Room
from register.vacancies.domain.pushing import ENDS, BatchState
from register.vacancies.domain.status import CONFIRMABLE, LIVE, OCCUPYING
from register.vacancies.models import Vacancy, VacancyBatch

COLUMNS = tuple(Vacancy.__table__.columns)
Found = Row[Any]


def lock_organisation(organisation_id: str) -> None:
    """Let one batch of an organisation be decided at a time, until the transaction's end."""
    db.session.execute(
        select(Organisation.id).where(Organisation.id == organisation_id).with_for_update(key_share=True)
    )


def own_settings(by: Principal, pairs: Iterable[tuple[str, str]] | None = None) -> dict[tuple[str, str], Setting]:
    """Return the settings that the principal may touch, by scheme and identifier; only those named, where some are."""
    wanted = (
        select(Setting)
        .join(SettingHolder, SettingHolder.setting_id == Setting.id)
        .where(SettingHolder.organisation_id == by.organisation_id, SettingHolder.held_until.is_(None))
        .order_by(Setting.id)
    )
    if pairs is not None:
        wanted = wanted.where(Setting.identifier.in_({identifier for _scheme, identifier in pairs}))
    found = db.session.scalars(wanted)
    return {(one.scheme, one.identifier): one for one in found if by.may_touch_setting(one.id)}


def lock_settings(setting_ids: Iterable[str]) -> None:
    """Lock settings in the order of their ids, as whoever publishes one vacancy does."""
    ids = sorted(set(setting_ids))
    if ids:
        db.session.execute(
            select(Setting.id).where(Setting.id.in_(ids)).order_by(Setting.id).with_for_update(key_share=True)
        )


def own_places(setting_ids: Iterable[str], *, organisation_id: str) -> dict[tuple[str, str], tuple[str, Room]]:
    """Return what a holder has told of below its settings: {(setting id, key or number): (id, room)}; two queries."""
    ids = sorted(set(setting_ids))
    if not ids:
        return {}
    found = db.session.execute(
        select(Dwelling.id, Dwelling.setting_id, Dwelling.key, Dwelling.number, Dwelling.capacity).where(
            Dwelling.setting_id.in_(ids), Dwelling.organisation_id == organisation_id, Dwelling.ended_at.is_(None)
        )
    ).all()
    offered = {
        dwelling_id: int(places)
        for dwelling_id, places in db.session.execute(
            select(Vacancy.dwelling_id, func.sum(Vacancy.places))
            .where(
                Vacancy.setting_id.in_(ids),
                Vacancy.organisation_id == organisation_id,
                Vacancy.dwelling_id.is_not(None),
                Vacancy.status.in_(OCCUPYING),
            )
            .group_by(Vacancy.dwelling_id)
        )
    }
    return {
        (one.setting_id, one.key or str(one.number)): (one.id, Room(one.capacity, offered.get(one.id, 0)))
        for one in found
    }


def live_vacancies(
    by: Principal, *, references: Iterable[str] | None = None, ids: Iterable[str] = (), lock: bool = True
) -> Sequence[Found]:
    """Return live vacancies of the principal's organisation as rows, by id, locked unless somebody only looks.

    Those with one of the references or ids; every one that has a reference where no references are named.
    """
    named = Vacancy.reference.is_not(None) if references is None else Vacancy.reference.in_(set(references))
    wanted = (
        select(*COLUMNS)
        .join(
            SettingHolder,
            (SettingHolder.setting_id == Vacancy.setting_id)
            & (SettingHolder.organisation_id == Vacancy.organisation_id)
            & SettingHolder.held_until.is_(None),
        )
        .where(
            Vacancy.organisation_id == by.organisation_id,
            Vacancy.status.in_(LIVE),
            or_(named, Vacancy.id.in_(set(ids))),
        )
        .order_by(Vacancy.id)
    )
    return db.session.execute(wanted.with_for_update(of=Vacancy) if lock else wanted).all()


def ends_of(organisation_id: str, references: Iterable[str]) -> Mapping[str, str]:
    """Return how the newest vacancy with each of these references ended, by reference."""
    wanted = set(references)
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Vacancy.reference, Vacancy.status)
        .where(Vacancy.organisation_id == organisation_id, Vacancy.reference.in_(wanted), Vacancy.status.in_(ENDS))
        .order_by(Vacancy.id)
    )
    return {row.reference: row.status for row in rows}


def count_referred_to(organisation_id: str) -> int:
    """Return how many live vacancies of an organisation have a reference of its own."""
    return (
        db.session.scalar(
            select(func.count()).where(
                Vacancy.organisation_id == organisation_id,
                Vacancy.status.in_(LIVE),
                Vacancy.reference.is_not(None),
            )
        )
        or 0
    )


def find_by_reference(reference: str, *, by: Principal) -> tuple[Vacancy, Setting] | None:
    """Return the principal's live vacancy with a reference and its setting, else the newest that ended, or None."""
    rows = db.session.execute(
        select(Vacancy, Setting)
        .join(Setting, Setting.id == Vacancy.setting_id)
        .join(
            SettingHolder,
            (SettingHolder.setting_id == Vacancy.setting_id)
            & (SettingHolder.organisation_id == Vacancy.organisation_id)
            & SettingHolder.held_until.is_(None),
        )
        .where(Vacancy.organisation_id == by.organisation_id, Vacancy.reference == reference)
        .order_by(Vacancy.status.in_(ENDS), Vacancy.id.desc())
        .limit(1)
    ).all()
    for vacancy, setting in rows:
        if by.may_touch_setting(setting.id):
            return vacancy, setting
    return None


def own_vacancies(by: Principal, *, after: str | None, limit: int) -> Page[tuple[Vacancy, Setting]]:
    """Return a page of the principal's vacancies that are offered or not available, with their settings, by id."""
    wanted = (
        select(Vacancy, Setting)
        .join(Setting, Setting.id == Vacancy.setting_id)
        .join(
            SettingHolder,
            (SettingHolder.setting_id == Vacancy.setting_id)
            & (SettingHolder.organisation_id == Vacancy.organisation_id)
            & SettingHolder.held_until.is_(None),
        )
        .where(Vacancy.organisation_id == by.organisation_id, Vacancy.status.in_(CONFIRMABLE))
        .order_by(Vacancy.id)
        .limit(limit + 1)
    )
    if by.settings is not None:
        wanted = wanted.where(Vacancy.setting_id.in_(by.settings))
    if after:
        (last,) = decode_cursor(after, parts=1)
        wanted = wanted.where(Vacancy.id > str(last))
    rows = [(vacancy, setting) for vacancy, setting in db.session.execute(wanted)]
    return Page(rows[:limit], encode_cursor(rows[limit - 1][0].id) if len(rows) > limit else None)


def get_own_batch(batch_id: str, *, by: Principal, for_update: bool = False) -> VacancyBatch:
    """Return a kept batch of the principal's organisation. Raises NotFound."""
    found = db.session.get(VacancyBatch, batch_id, with_for_update=for_update, populate_existing=for_update)
    if found is None or found.organisation_id != by.organisation_id:
        raise NotFound(_("There is no such batch."))
    return found


def held_batches(organisation_id: str) -> Sequence[VacancyBatch]:
    """Return the batches of an organisation that wait for a person, oldest first."""
    return db.session.scalars(
        select(VacancyBatch)
        .where(VacancyBatch.organisation_id == organisation_id, VacancyBatch.state == BatchState.HELD)
        .order_by(VacancyBatch.id)
    ).all()


def waiting_batches(by: Principal) -> Sequence[VacancyBatch]:
    """Return the lists of an organisation that somebody uploaded and nobody has decided about, oldest first."""
    return db.session.scalars(
        select(VacancyBatch)
        .where(
            VacancyBatch.organisation_id == by.organisation_id,
            VacancyBatch.state == BatchState.PREVIEWED,
        )
        .order_by(VacancyBatch.id)
    ).all()


def households_without_vacancy(by: Principal, setting_ids: Iterable[str]) -> dict[str, list[str]]:
    """Return the households and premises of the holder in use that no live vacancy is in, by setting id."""
    taken = select(Vacancy.dwelling_id).where(
        Vacancy.organisation_id == by.organisation_id, Vacancy.status.in_(LIVE), Vacancy.dwelling_id.is_not(None)
    )
    rows = db.session.execute(
        select(Dwelling.setting_id, Dwelling.key, Dwelling.number)
        .where(
            Dwelling.organisation_id == by.organisation_id,
            Dwelling.setting_id.in_(set(setting_ids)),
            Dwelling.ended_at.is_(None),
            Dwelling.id.not_in(taken),
        )
        .order_by(Dwelling.kind, Dwelling.number)
    )
    found: dict[str, list[str]] = {}
    for setting_id, key, number in rows:
        found.setdefault(setting_id, []).append(key or str(number))
    return found
