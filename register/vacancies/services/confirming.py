"""Saying that nothing has changed: of one vacancy, or of all at once."""

from collections.abc import Collection, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import insert, select, update

from register.core.access import Principal
from register.core.clock import local_date
from register.core.db import db
from register.core.errors import Reason, RuleBroken
from register.core.events import record
from register.organisations.queries import settings_of
from register.vacancies.domain.status import CONFIRMABLE, Status
from register.vacancies.events import (
    VacancyConfirmed,
)
from register.vacancies.models import Vacancy, VacancyHistory
from register.vacancies.queries import asks
from register.vacancies.services.watching import watch_freshness
from register.vacancies.services.writing import event, take


def confirm_vacancy(vacancy_id: str, *, version: int | None = None, by: Principal, now: datetime) -> Vacancy:
    """Say that nothing has changed; not where the day has come on which something must be decided."""
    vacancy, _setting = take(vacancy_id, by=by, version=version)
    if Status(vacancy.status) not in CONFIRMABLE:
        raise RuleBroken(Reason("", "ended", _("This vacancy is not offered, so there is nothing to confirm.")))
    if asks(vacancy, today=local_date(now)):
        raise RuleBroken(Reason("", "decide", _("Its day has come: open it, give a later day, or withdraw it.")))
    _confirm([vacancy], by=by, now=now)
    return vacancy


def confirm_all(*, by: Principal, now: datetime, only: Collection[str] | None = None) -> int:
    """Say that nothing has changed with any vacancy that the principal may touch; returns how many there are.

    `only` limits it to some ids. Those whose day has come are left for somebody to decide.
    """
    setting_ids = {one for one in settings_of(by.organisation_id or "") if by.may_touch_setting(one)}
    query = select(Vacancy).where(
        Vacancy.organisation_id == by.organisation_id,
        Vacancy.setting_id.in_(setting_ids),
        Vacancy.status.in_(CONFIRMABLE),
    )
    if only is not None:
        query = query.where(Vacancy.id.in_(only))
    found = db.session.scalars(
        query.order_by(Vacancy.id).with_for_update().execution_options(populate_existing=True)
    ).all()
    vacancies = [one for one in found if not asks(one, today=local_date(now))]
    _confirm(vacancies, by=by, now=now)
    return len(vacancies)


def _confirm(vacancies: Sequence[Vacancy], *, by: Principal, now: datetime) -> None:
    if not vacancies:
        return
    ids = [one.id for one in vacancies]
    db.session.execute(
        update(Vacancy).where(Vacancy.id.in_(ids)).values(last_confirmed_at=now, confirmed_by=by.person_id)
    )
    rows = [
        {
            "vacancy_id": one.id,
            "version": one.version,
            "what": "confirmed",
            "as_at": now,
            "known_at": now,
            "person_id": by.person_id,
            "means": by.means,
            "state": None,
        }
        for one in vacancies
    ]
    db.session.execute(insert(VacancyHistory), rows)
    watch_freshness(vacancies, now=now)
    for one in vacancies:
        record(event(VacancyConfirmed, one, one.version, Status(one.status)), by=by, now=now)
