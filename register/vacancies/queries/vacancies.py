"""Reading vacancies as their holder knows them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from register.core.access import Principal
from register.core.db import db
from register.core.errors import NotFound
from register.organisations.queries import holders_of
from register.vacancies.domain.status import LIVE, OCCUPYING
from register.vacancies.models import Vacancy, VacancyHistory

GONE = "There is no such vacancy."


def get_vacancy(vacancy_id: str, *, for_update: bool = False) -> Vacancy:
    """Return a vacancy, inside a transaction locked until its end. Raises NotFound."""
    found = db.session.get(Vacancy, vacancy_id, with_for_update=for_update, populate_existing=for_update)
    if found is None:
        raise NotFound(GONE)
    return found


def get_own_vacancy(vacancy_id: str, *, by: Principal, for_update: bool = False) -> Vacancy:
    """Return a vacancy of a setting that the principal's organisation holds and the principal may touch.

    Raises NotFound for any other, also for one of an earlier holder: nobody learns that it is there.
    """
    found = get_vacancy(vacancy_id, for_update=for_update)
    holder = holders_of([found.setting_id]).get(found.setting_id)
    if not (found.organisation_id == holder == by.organisation_id) or not by.may_touch_setting(found.setting_id):
        raise NotFound(GONE)
    return found


def vacancies_of(setting_ids: Iterable[str], *, organisation_id: str) -> dict[str, list[Vacancy]]:
    """Return an organisation's live vacancies, drafts included, by setting id, oldest first."""
    found = db.session.scalars(
        select(Vacancy)
        .where(
            Vacancy.setting_id.in_(list(setting_ids)),
            Vacancy.organisation_id == organisation_id,
            Vacancy.status.in_(LIVE),
        )
        .order_by(Vacancy.id)
    )
    by_setting: dict[str, list[Vacancy]] = {}
    for one in found:
        by_setting.setdefault(one.setting_id, []).append(one)
    return by_setting


def history_of(vacancy_id: str) -> Sequence[VacancyHistory]:
    """Return every state of a vacancy and every confirmation, oldest first."""
    return db.session.scalars(
        select(VacancyHistory).where(VacancyHistory.vacancy_id == vacancy_id).order_by(VacancyHistory.id)
    ).all()


def places_in_dwelling(dwelling_id: str, *, besides: str | None = None) -> int:
    """Return how many places of a dwelling are offered, those of one vacancy left out."""
    query = select(func.coalesce(func.sum(Vacancy.places), 0)).where(
        Vacancy.dwelling_id == dwelling_id, Vacancy.status.in_(OCCUPYING)
    )
    if besides is not None:
        query = query.where(Vacancy.id != besides)
    return db.session.scalars(query).one()


def vacancy_ids_of_setting(setting_id: str) -> Sequence[str]:
    """Return the ids of all vacancies of a setting, whoever published them."""
    return db.session.scalars(select(Vacancy.id).where(Vacancy.setting_id == setting_id).order_by(Vacancy.id)).all()
