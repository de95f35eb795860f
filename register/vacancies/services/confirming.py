"""Saying that nothing has changed: of one vacancy, or of all at once.

One click may confirm hundreds: only the columns that the rule asks for are read, and the database itself writes
history, audit and outbox from its rows.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import String, insert, literal, select, update

from register.core import audit, outbox
from register.core.access import Principal
from register.core.clock import local_date
from register.core.db import UtcDateTime, db
from register.core.errors import Reason, RuleBroken
from register.organisations.queries import settings_of
from register.regulators.models import Setting
from register.vacancies.domain.status import CONFIRMABLE, Status
from register.vacancies.events import INDEX, VacancyConfirmed
from register.vacancies.models import Vacancy, VacancyHistory
from register.vacancies.queries.freshness import asks, decide_at, freshness_rule
from register.vacancies.services.watching import plant
from register.vacancies.services.writing import take


class Confirmed(NamedTuple):
    """What is read of a vacancy to confirm it."""

    id: str
    status: str
    emergency: bool
    available_from: date
    unavailable_until: date | None
    provision: str | None


def confirm_vacancy(vacancy_id: str, *, version: int | None = None, by: Principal, now: datetime) -> Vacancy:
    """Say that nothing has changed; not where the day has come on which something must be decided."""
    vacancy, setting = take(vacancy_id, by=by, version=version)
    if Status(vacancy.status) not in CONFIRMABLE:
        raise RuleBroken(Reason("", "ended", _("This vacancy is not offered, so there is nothing to confirm.")))
    if asks(vacancy, today=local_date(now)):
        raise RuleBroken(Reason("", "decide", _("Its day has come: open it, give a later day, or withdraw it.")))
    found = Confirmed(
        vacancy.id,
        vacancy.status,
        vacancy.emergency,
        vacancy.available_from,
        vacancy.unavailable_until,
        setting.provision,
    )
    _confirm([found], by=by, now=now)
    db.session.refresh(vacancy)
    return vacancy


def confirm_all(*, by: Principal, now: datetime, only: Collection[str] | None = None) -> int:
    """Say that nothing has changed with any vacancy that the principal may touch; returns how many there are.

    `only` limits it to some ids. Those whose day has come are left for somebody to decide.
    """
    setting_ids = {one for one in settings_of(by.organisation_id or "") if by.may_touch_setting(one)}
    query = (
        select(
            Vacancy.id,
            Vacancy.status,
            Vacancy.emergency,
            Vacancy.available_from,
            Vacancy.unavailable_until,
            Setting.provision,
        )
        .join(Setting, Setting.id == Vacancy.setting_id)
        .where(Vacancy.organisation_id == by.organisation_id, Vacancy.status.in_(CONFIRMABLE))
        .order_by(Vacancy.id)
        .with_for_update(of=Vacancy)
    )
    if only is not None:
        query = query.where(Vacancy.id.in_(only))
    # Whose settings they are is compared here: a list of hundreds in the query would cost more than it saves.
    rows = db.session.execute(query.add_columns(Vacancy.setting_id)).all()
    today = local_date(now)
    found = [Confirmed(*row[:-1]) for row in rows if row[-1] in setting_ids]
    confirmed = [one for one in found if not asks(one, today=today)]
    _confirm(confirmed, by=by, now=now)
    return len(confirmed)


def _confirm(found: Collection[Confirmed], *, by: Principal, now: datetime) -> None:
    if not found:
        return
    session = db.session()
    session.flush()
    these = Vacancy.id.in_([one.id for one in found])
    session.execute(
        update(Vacancy).where(these).values(last_confirmed_at=now, confirmed_by=by.person_id),
        execution_options={"synchronize_session": False},
    )
    source = select(Vacancy.id).where(these).order_by(Vacancy.id)
    moment = literal(now, UtcDateTime())
    history = {
        "vacancy_id": Vacancy.id,
        "version": Vacancy.version,
        "what": literal("confirmed"),
        "as_at": moment,
        "known_at": moment,
        "person_id": literal(by.person_id, String()),
        "means": literal(by.means, String()),
    }
    session.execute(insert(VacancyHistory).from_select(list(history), source.with_only_columns(*history.values())))
    audit.write_each(
        session,
        source,
        action=VacancyConfirmed.__name__,
        subject=(VacancyConfirmed.subject_kind, Vacancy.id.expression),
        by=by,
        now=now,
        versions=(Vacancy.version.expression, Vacancy.version.expression),
        details={
            "setting_id": Vacancy.setting_id.expression,
            "status_from": Vacancy.status.expression,
            "status_to": Vacancy.status.expression,
        },
    )
    outbox.enqueue_each(session, source, topic=INDEX, key=Vacancy.id.expression, now=now)
    organisation_id = by.organisation_id or ""
    plant(((organisation_id, at) for at in _reminders(found, now=now)), now=now)


def _reminders(found: Iterable[Confirmed], *, now: datetime) -> set[datetime]:
    """Return when somebody must be reminded; vacancies alike are asked about once."""
    rule = freshness_rule()
    return {
        rule.due(
            provision=provision, status=Status(status), emergency=emergency, confirmed_at=now, decide_at=decided
        ).remind_at
        for provision, status, emergency, decided in {
            (one.provision, one.status, one.emergency, decide_at(one)) for one in found
        }
    }
