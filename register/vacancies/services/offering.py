"""What is offered: drafts, changed terms, publishing."""

from datetime import datetime

from flask_babel import gettext as _

from register.core.access import Principal
from register.core.clock import local_date
from register.core.db import db, new_id
from register.core.errors import Reason, RuleBroken
from register.core.events import record
from register.descriptions.queries import get_own_setting
from register.vacancies.domain.numbers import offer_reasons
from register.vacancies.domain.status import CONFIRMABLE, Status
from register.vacancies.domain.terms import Terms, publish_reasons, terms_reasons
from register.vacancies.events import (
    VacancyChanged,
    VacancyDrafted,
    VacancyPublished,
)
from register.vacancies.models import Vacancy
from register.vacancies.services.ending import watch_reservation
from register.vacancies.services.limits import check_offer, limits_of, refuse, word_reasons
from register.vacancies.services.writing import event, note, save, take, write_terms

OFFERED = frozenset({Status.PLANNED, Status.OPEN, Status.HELD, Status.MATCHING})


def draft_vacancy(setting_id: str, terms: Terms, *, by: Principal, now: datetime) -> Vacancy:
    """Begin a vacancy that nobody else sees yet. Raises RuleBroken where its terms cannot stand."""
    setting = get_own_setting(setting_id, by=by)
    refuse(
        *terms_reasons(
            terms, limits_of(setting, organisation_id=by.organisation_id or "", dwelling_id=terms.dwelling_id)
        ),
        *word_reasons(terms, setting),
    )
    vacancy = Vacancy(
        id=new_id(),
        setting_id=setting_id,
        organisation_id=by.organisation_id or "",
        version=1,
        status=Status.DRAFT,
        created_at=now,
        changed_at=now,
        last_confirmed_at=now,
        confirmed_by=by.person_id,
    )
    write_terms(vacancy, terms)
    db.session.add(vacancy)
    db.session.flush()
    note(vacancy, "drafted", by=by, now=now)
    record(event(VacancyDrafted, vacancy, None, None), by=by, now=now)
    return vacancy


def change_vacancy(vacancy_id: str, terms: Terms, *, version: int, by: Principal, now: datetime) -> Vacancy:
    """Change what a vacancy offers; saving is confirming. Raises Conflict unless `version` is still the newest."""
    vacancy, setting = take(vacancy_id, by=by, version=version)
    status = Status(vacancy.status)
    if status not in CONFIRMABLE | {Status.DRAFT}:
        raise RuleBroken(Reason("", "ended", _("This vacancy has ended and can no longer be changed.")))
    limits = limits_of(
        setting, organisation_id=vacancy.organisation_id, dwelling_id=terms.dwelling_id, besides=vacancy_id
    )
    today = local_date(now)
    reasons = [*word_reasons(terms, setting)]
    if status in OFFERED:
        reasons += publish_reasons(terms, limits, today=today, planned=status is Status.PLANNED)
    else:
        reasons += terms_reasons(terms, limits)
    if status is Status.UNAVAILABLE:
        reasons += offer_reasons(limits.numbers, terms.places)
    if status is Status.PLANNED and terms.available_from <= today:
        text = _("Its day has come. Open the vacancy, or enter a later day here")
        reasons.append(Reason("available_from", "come", text))
    refuse(*reasons)
    write_terms(vacancy, terms)
    save(VacancyChanged, vacancy, "changed", status, by=by, now=now)
    watch_reservation(vacancy, now=now)
    return vacancy


def publish_vacancy(vacancy_id: str, *, version: int | None = None, by: Principal, now: datetime) -> Vacancy:
    """Offer a draft to others: open, or planned where it is available from a later day."""
    vacancy, setting = take(vacancy_id, by=by, version=version)
    before = Status(vacancy.status)
    if before is not Status.DRAFT:
        raise RuleBroken(Reason("", "not-a-draft", _("This vacancy has already been published.")))
    vacancy.status = Status.PLANNED if vacancy.available_from > local_date(now) else Status.OPEN
    check_offer(vacancy, setting, now=now)
    save(VacancyPublished, vacancy, "published", before, by=by, now=now)
    watch_reservation(vacancy, now=now)
    return vacancy
